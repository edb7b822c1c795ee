#include "inference/density.h"
#include <math.h>
#include "inference/bivariate.h"

/* Bounds of what the network may say, in units of half the range. Means inside the range keep its probability far from
 * 0, so that it can be divided by. */
#define MIDDLE_LOG_SD -2.5
#define REACH_LOG_SD 3.5 /* deviations from 0.0025 to 2.7 */
#define MOST_CORRELATION 0.9995
#define NEGLIGIBLE 40 /* nats below the largest term of a sum */

gboolean
s2p_dic_range_check (const S2pDicRange *range)
{
  return range->g_s_min < range->g_s_max && range->g_u_min < range->g_u_max && isfinite (range->g_s_max - range->g_s_min) && isfinite (range->g_u_max - range->g_u_min);
}

static double
bounded (double raw, double middle, double reach, double *slope)
{
  const double t = tanh (raw / reach);

  *slope = 1 - t * t;
  return middle + reach * t;
}

void
s2p_density_link (const real *raw, S2pRawComponent components[S2P_N_COMPONENTS])
{
  double top = -INFINITY, sum = 0;

  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    top = MAX (top, raw[k * S2P_COMPONENT_NUMBERS]);
  for (guint k = 0; k < S2P_N_COMPONENTS; k++, raw += S2P_COMPONENT_NUMBERS)
    {
      S2pRawComponent *c = &components[k];

      sum += c->component.weight = exp (raw[0] - top);
      for (guint i = 0; i < 2; i++)
        {
          c->component.mean[i] = bounded (raw[1 + i], 0, 1, &c->d_mean[i]);
          c->component.sd[i] = exp (bounded (raw[3 + i], MIDDLE_LOG_SD, REACH_LOG_SD, &c->d_log_sd[i]));
        }
      c->component.correlation = MOST_CORRELATION * bounded (raw[5], 0, 1, &c->d_correlation);
      c->d_correlation *= MOST_CORRELATION;
    }
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    components[k].component.weight /= sum;
}

static void
limits (const S2pDicRange *range, const S2pComponent *component, double low[2], double high[2])
{
  low[0] = (range->g_s_min - component->mean[0]) / component->sd[0];
  high[0] = (range->g_s_max - component->mean[0]) / component->sd[0];
  low[1] = (range->g_u_min - component->mean[1]) / component->sd[1];
  high[1] = (range->g_u_max - component->mean[1]) / component->sd[1];
}

/* Divides the weights by what the range holds of the mixture. */
static void
normalise (S2pDensity *density)
{
  double inside = 0;

  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      double low[2], high[2];
      S2pRectangle rectangle;

      limits (&density->range, &density->components[k], low, high);
      s2p_rectangle_compute (low, high, density->components[k].correlation, &rectangle);
      inside += density->components[k].weight * rectangle.p;
    }
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    density->components[k].weight /= inside;
}

void
s2p_density_read (const real *raw, const S2pDicRange *range, S2pDensity *density)
{
  const double half[2] = { (range->g_s_max - range->g_s_min) / 2, (range->g_u_max - range->g_u_min) / 2 },
               middle[2] = { (range->g_s_max + range->g_s_min) / 2, (range->g_u_max + range->g_u_min) / 2 };
  S2pRawComponent components[S2P_N_COMPONENTS];

  s2p_density_link (raw, components);
  density->range = *range;
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      S2pComponent *component = &density->components[k];

      *component = components[k].component;
      for (guint i = 0; i < 2; i++)
        {
          component->mean[i] = middle[i] + half[i] * component->mean[i];
          component->sd[i] *= half[i];
        }
    }
  normalise (density);
}

double
s2p_component_log (const S2pComponent *c, double x, double y)
{
  const double square = (1 - c->correlation) * (1 + c->correlation), z = (x - c->mean[0]) / c->sd[0], v = (y - c->mean[1]) / c->sd[1];

  return -log (2 * G_PI * c->sd[0] * c->sd[1]) - 0.5 * log (square) - (z * z - 2 * c->correlation * z * v + v * v) / (2 * square);
}

void
s2p_density_form (const S2pDensity *density, S2pDensityForm *form)
{
  form->range = density->range;
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *c = &density->components[k];

      for (guint i = 0; i < 2; i++)
        {
          form->components[k].mean[i] = c->mean[i];
          form->components[k].scale[i] = 1 / c->sd[i];
        }
      form->components[k].correlation = c->correlation;
      form->components[k].curvature = -0.5 / ((1 - c->correlation) * (1 + c->correlation));
      form->components[k].top = c->weight > 0 ? log (c->weight) + s2p_component_log (c, c->mean[0], c->mean[1]) : -INFINITY;
    }
}

double
s2p_density_form_log (const S2pDensityForm *form, double g_s, double g_u)
{
  const S2pDicRange *range = &form->range;
  double terms[S2P_N_COMPONENTS], top = -INFINITY, sum = 0;

  if (!(g_s >= range->g_s_min && g_s <= range->g_s_max && g_u >= range->g_u_min && g_u <= range->g_u_max))
    return -INFINITY;
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const double z = (g_s - form->components[k].mean[0]) * form->components[k].scale[0], v = (g_u - form->components[k].mean[1]) * form->components[k].scale[1];

      terms[k] = form->components[k].top + form->components[k].curvature * (z * z - 2 * form->components[k].correlation * z * v + v * v);
      top = MAX (top, terms[k]);
    }
  if (!isfinite (top))
    return top;
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    if (terms[k] > top - NEGLIGIBLE)
      sum += exp (terms[k] - top);
  return top + log (sum);
}

double
s2p_density_log (const S2pDensity *density, double g_s, double g_u)
{
  S2pDensityForm form;

  s2p_density_form (density, &form);
  return s2p_density_form_log (&form, g_s, g_u);
}

void
s2p_density_moments (const S2pDensity *density, S2pDensityMoments *moments)
{
  double mean[2] = { 0 }, second[3] = { 0 }, mass = 0;

  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *c = &density->components[k];
      double low[2], high[2], first[2];
      S2pRectangle r;

      limits (&density->range, c, low, high);
      s2p_rectangle_compute (low, high, c->correlation, &r);
      mass += c->weight * r.p;
      for (guint i = 0; i < 2; i++)
        {
          first[i] = c->mean[i] * r.p + c->sd[i] * r.first[i];
          mean[i] += c->weight * first[i];
          second[2 * i] += c->weight * (c->mean[i] * (first[i] + c->sd[i] * r.first[i]) + c->sd[i] * c->sd[i] * r.second[2 * i]);
        }
      second[1] += c->weight * (c->mean[0] * first[1] + c->mean[1] * c->sd[0] * r.first[0] + c->sd[0] * c->sd[1] * r.second[1]);
    }
  for (guint i = 0; i < 2; i++)
    mean[i] /= mass;
  moments->g_s = mean[0];
  moments->g_u = mean[1];
  moments->sd_g_s = sqrt (MAX (second[0] / mass - mean[0] * mean[0], 0));
  moments->sd_g_u = sqrt (MAX (second[2] / mass - mean[1] * mean[1], 0));
  moments->correlation = moments->sd_g_s > 0 && moments->sd_g_u > 0 ? CLAMP ((second[1] / mass - mean[0] * mean[1]) / (moments->sd_g_s * moments->sd_g_u), -1, 1) : 0;
}

void
s2p_density_sum_add (S2pDensity *sum, const S2pDensity *density)
{
  sum->range = density->range;
  /* until finish: weights, and sums of weight times mean, square (in sd) and product (in correlation) */
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *from = &density->components[k];
      S2pComponent *to = &sum->components[k];

      to->weight += from->weight;
      for (guint i = 0; i < 2; i++)
        {
          to->mean[i] += from->weight * from->mean[i];
          to->sd[i] += from->weight * (from->sd[i] * from->sd[i] + from->mean[i] * from->mean[i]);
        }
      to->correlation += from->weight * (from->correlation * from->sd[0] * from->sd[1] + from->mean[0] * from->mean[1]);
    }
}

void
s2p_density_sum_finish (S2pDensity *sum, guint n)
{
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      S2pComponent *c = &sum->components[k];
      const double share = c->weight > 0 ? 1 / c->weight : 0;

      c->weight /= n;
      for (guint i = 0; i < 2; i++)
        {
          const double half = (i == 0 ? sum->range.g_s_max - sum->range.g_s_min : sum->range.g_u_max - sum->range.g_u_min) / 2,
                       least = half * exp (MIDDLE_LOG_SD - REACH_LOG_SD);

          c->mean[i] *= share;
          c->sd[i] = sqrt (MAX (c->sd[i] * share - c->mean[i] * c->mean[i], least * least));
        }
      c->correlation = CLAMP ((c->correlation * share - c->mean[0] * c->mean[1]) / (c->sd[0] * c->sd[1]), -MOST_CORRELATION, MOST_CORRELATION);
    }
  normalise (sum);
}
