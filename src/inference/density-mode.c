/* The most probable pair of a density. */
#include "inference/density.h"
#include <math.h>

#define MOST_CLIMBS 8    /* from the densest points that the mode may be near */
#define MOST_STEPS 60    /* of one climb; four or five are usual */
#define TINY 1e-10       /* of the range: steps that do not matter */
#define NEGLIGIBLE 40    /* nats below the largest term of a sum */

/* log p with its slope, minus its curvature, and the weighted precision of the components: both 2 x 2, (ss, su, uu). */
typedef struct { double log_density, slope[2], curvature[3], precision[3]; } Hill;

static void
survey (const S2pDensityForm *form, const double at[2], Hill *hill)
{
  double terms[S2P_N_COMPONENTS], pull[S2P_N_COMPONENTS][2], precision[S2P_N_COMPONENTS][3], top = -INFINITY, sum = 0;

  *hill = (Hill) { 0 };
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const double p = form->components[k].scale[0], q = form->components[k].scale[1], r = form->components[k].correlation,
                   z = (at[0] - form->components[k].mean[0]) * p, v = (at[1] - form->components[k].mean[1]) * q, twice = -2 * form->components[k].curvature;

      terms[k] = form->components[k].top + form->components[k].curvature * (z * z - 2 * r * z * v + v * v);
      top = MAX (top, terms[k]);
      pull[k][0] = -twice * p * (z - r * v);
      pull[k][1] = -twice * q * (v - r * z);
      precision[k][0] = twice * p * p;
      precision[k][1] = -twice * r * p * q;
      precision[k][2] = twice * q * q;
    }
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const double weight = terms[k] > top - NEGLIGIBLE ? exp (terms[k] - top) : 0;

      sum += weight;
      for (guint i = 0; i < 2; i++)
        hill->slope[i] += weight * pull[k][i];
      for (guint i = 0; i < 3; i++)
        {
          hill->precision[i] += weight * precision[k][i];
          hill->curvature[i] += weight * (precision[k][i] - pull[k][i / 2] * pull[k][(i + 1) / 2]);
        }
    }
  hill->log_density = top + log (sum);
  for (guint i = 0; i < 2; i++)
    hill->slope[i] /= sum;
  for (guint i = 0; i < 3; i++)
    {
      hill->precision[i] /= sum;
      hill->curvature[i] = hill->curvature[i] / sum + hill->slope[i / 2] * hill->slope[(i + 1) / 2];
    }
}

/* The top of the parabola of slope and curvature, moved along the free axes only. FALSE: it has none. */
static gboolean
step_to (const double slope[2], const double curvature[3], const gboolean is_free[2], double step[2])
{
  const double determinant = curvature[0] * curvature[2] - curvature[1] * curvature[1];

  step[0] = step[1] = 0;
  if (is_free[0] && is_free[1])
    {
      step[0] = (curvature[2] * slope[0] - curvature[1] * slope[1]) / determinant;
      step[1] = (curvature[0] * slope[1] - curvature[1] * slope[0]) / determinant;
      return curvature[0] > 0 && determinant > 1e-12 * curvature[0] * fabs (curvature[2]);
    }
  for (guint i = 0; i < 2; i++)
    if (is_free[i])
      {
        step[i] = slope[i] / curvature[2 * i];
        return curvature[2 * i] > 0;
      }
  return TRUE;
}

/* Uphill from (*s, *u) by Newton's steps, held within the range; where the hill is no parabola, by those to where the
 * components pull. */
static double
climb (const S2pDensityForm *form, double *s, double *u)
{
  const double low[2] = { form->range.g_s_min, form->range.g_u_min }, high[2] = { form->range.g_s_max, form->range.g_u_max },
               least[2] = { TINY * (high[0] - low[0]), TINY * (high[1] - low[1]) };
  double at[2] = { *s, *u };
  Hill hill;

  survey (form, at, &hill);
  for (guint i = 0; i < MOST_STEPS; i++)
    {
      gboolean is_free[2], better = FALSE;
      double step[2], gain = 0;

      for (guint k = 0; k < 2; k++)
        is_free[k] = !((at[k] <= low[k] && hill.slope[k] < 0) || (at[k] >= high[k] && hill.slope[k] > 0));
      for (guint way = 0; way < 3 && !better; way++)
        {
          if (way == 2) /* a border that the others would step over */
            for (guint k = 0; k < 2; k++)
              step[k] = is_free[k] ? hill.slope[k] / hill.precision[2 * k] : 0;
          else if (!step_to (hill.slope, way == 0 ? hill.curvature : hill.precision, is_free, step))
            continue;
          for (double part = 1; part > 1e-4 && !better; part /= 2)
            {
              const double to[2] = { CLAMP (at[0] + part * step[0], low[0], high[0]), CLAMP (at[1] + part * step[1], low[1], high[1]) };
              Hill there;

              if (fabs (to[0] - at[0]) < least[0] && fabs (to[1] - at[1]) < least[1])
                break;
              survey (form, to, &there);
              gain = there.log_density - hill.log_density;
              if ((better = gain > 0))
                {
                  at[0] = to[0];
                  at[1] = to[1];
                  hill = there;
                }
            }
        }
      if (gain < 1e-13)
        break;
    }
  *s = at[0];
  *u = at[1];
  return hill.log_density;
}

/* Where the ridges of two components cross: the most probable point of the product of their normals; the mean of one with
 * itself. */
static void
cross (const S2pComponent *a, const S2pComponent *b, double *s, double *u)
{
  double ss = 0, su = 0, uu = 0, to_s = 0, to_u = 0, determinant;

  for (guint i = 0; i < 2; i++)
    {
      const S2pComponent *c = i == 0 ? a : b;
      const double square = (1 - c->correlation) * (1 + c->correlation), p = 1 / (square * c->sd[0] * c->sd[0]), q = -c->correlation / (square * c->sd[0] * c->sd[1]),
                   r = 1 / (square * c->sd[1] * c->sd[1]);

      ss += p;
      su += q;
      uu += r;
      to_s += p * c->mean[0] + q * c->mean[1];
      to_u += q * c->mean[0] + r * c->mean[1];
    }
  determinant = ss * uu - su * su;
  *s = (uu * to_s - su * to_u) / determinant;
  *u = (ss * to_u - su * to_s) / determinant;
}

typedef struct { double log_density, s, u; } Start;

static int
by_density (gconstpointer a, gconstpointer b)
{
  const double x = ((const Start *) a)->log_density, y = ((const Start *) b)->log_density;

  return (x < y) - (x > y);
}

void
s2p_density_mode (const S2pDensity *density, double *g_s, double *g_u)
{
  const S2pDicRange *range = &density->range;
  Start starts[S2P_N_COMPONENTS * (S2P_N_COMPONENTS + 1) / 2];
  guint n = 0;
  double best = -INFINITY;
  S2pDensityForm form;

  s2p_density_form (density, &form);
  /* a mode of a mixture lies near the mean of a component, or where two cross */
  for (guint i = 0; i < S2P_N_COMPONENTS; i++)
    for (guint j = i; j < S2P_N_COMPONENTS; j++)
      {
        Start *start = &starts[n++];

        cross (&density->components[i], &density->components[j], &start->s, &start->u);
        start->s = CLAMP (start->s, range->g_s_min, range->g_s_max);
        start->u = CLAMP (start->u, range->g_u_min, range->g_u_max);
        start->log_density = s2p_density_form_log (&form, start->s, start->u);
      }
  qsort (starts, n, sizeof *starts, by_density);
  for (guint i = 0; i < MOST_CLIMBS; i++)
    {
      const double top = climb (&form, &starts[i].s, &starts[i].u);

      if (i == 0 || top > best)
        {
          best = top;
          *g_s = starts[i].s;
          *g_u = starts[i].u;
        }
    }
}
