#include "training/loss.h"
#include <math.h>
#include "inference/bivariate.h"

static gboolean
metric_counts (guint class, guint metric)
{
  return class == 0 ? metric == 0 : metric > 0;
}

/* @r: the component's share of the density at @point; @share: its weight over what the range holds of all. */
static void
component_slopes (const S2pRawComponent *raw, const double point[2], double r, double share, const S2pRectangle *rectangle, double factor, real *d_raw)
{
  const S2pComponent *c = &raw->component;
  const double rho = c->correlation, square = (1 - rho) * (1 + rho), z[2] = { (point[0] - c->mean[0]) / c->sd[0], (point[1] - c->mean[1]) / c->sd[1] };

  d_raw[0] = (real) (factor * (r - share * rectangle->p));
  for (guint j = 0; j < 2; j++)
    {
      /* limits are (+-1 - mean) / sd */
      const double low = (-1 - c->mean[j]) / c->sd[j], high = (1 - c->mean[j]) / c->sd[j], pull = (z[j] - rho * z[!j]) / square,
                   d_mean = -(rectangle->d_low[j] + rectangle->d_high[j]) / c->sd[j], d_log_sd = -(low * rectangle->d_low[j] + high * rectangle->d_high[j]);

      d_raw[1 + j] = (real) (factor * raw->d_mean[j] * (r * pull / c->sd[j] - share * d_mean));
      d_raw[3 + j] = (real) (factor * raw->d_log_sd[j] * (r * (z[j] * pull - 1) - share * d_log_sd));
    }
  d_raw[5] = (real) (factor * raw->d_correlation *
                     (r * (rho + (z[0] * z[1] * (1 + rho * rho) - rho * (z[0] * z[0] + z[1] * z[1])) / square) / square - share * rectangle->d_correlation));
}

/* With p = sum w N / sum w Z (Z: what the range holds of a component), r and t the components' shares of the two sums:
 *   d log p = sum_k (r_k - t_k) d logit_k + r_k d log N_k - t_k d log Z_k */
static double
density_loss (const S2pLayout *layout, const real *values, const S2pWorkspace *state, const S2pLabel *label, guint i, double factor, S2pBackwardWorkspace *w)
{
  const guint at = i * S2P_N_DENSITY;
  S2pRawComponent components[S2P_N_COMPONENTS];
  S2pRectangle rectangles[S2P_N_COMPONENTS];
  S2pDicRange range;
  double point[2], half[2], logs[S2P_N_COMPONENTS], top = -INFINITY, sum = 0, inside = 0;

  s2p_layout_range (layout, values, &range);
  half[0] = (range.g_s_max - range.g_s_min) / 2;
  half[1] = (range.g_u_max - range.g_u_min) / 2;
  point[0] = (label->dics[0] - range.g_s_min) / half[0] - 1;
  point[1] = (label->dics[1] - range.g_u_min) / half[1] - 1;
  s2p_density_link (state->raw[S2P_HEAD_DENSITY] + at, components);
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *c = &components[k].component;
      const double low[2] = { (-1 - c->mean[0]) / c->sd[0], (-1 - c->mean[1]) / c->sd[1] }, high[2] = { (1 - c->mean[0]) / c->sd[0], (1 - c->mean[1]) / c->sd[1] };

      s2p_rectangle_compute (low, high, c->correlation, &rectangles[k]);
      inside += c->weight * rectangles[k].p;
      logs[k] = log (MAX (c->weight, 1e-300)) + s2p_component_log (c, point[0], point[1]);
      top = MAX (top, logs[k]);
    }
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    sum += exp (logs[k] - top);
  if (w)
    for (guint k = 0; k < S2P_N_COMPONENTS; k++)
      component_slopes (&components[k], point, exp (logs[k] - top) / sum, components[k].component.weight / inside, &rectangles[k], -factor,
                        w->d_raw[S2P_HEAD_DENSITY] + at + k * S2P_COMPONENT_NUMBERS);
  return log (inside) - top - log (sum) + log (half[0] * half[1]);
}

static double
metrics_loss (const S2pLayout *layout, const real *values, const S2pWorkspace *state, const S2pLabel *label, guint i,
              double factor, S2pBackwardWorkspace *w)
{
  double loss = 0;

  for (guint c = 0; c < S2P_N_METRICS; c++)
    {
      const guint at = i * S2P_N_METRICS + c;
      double residual = 0;

      if (metric_counts (label->class, c) && isfinite (label->metrics[c]))
        residual = state->raw[S2P_HEAD_METRICS][at] -
                   (label->metrics[c] - values[layout->metrics_mean + c]) / values[layout->metrics_std + c];
      loss += residual * residual;
      if (w)
        w->d_raw[S2P_HEAD_METRICS][at] = (real) (factor * 2 * residual);
    }
  return loss;
}

static double
class_loss (const S2pWorkspace *state, const S2pLabel *label, guint i, double weight, double factor, S2pBackwardWorkspace *w)
{
  const real *logits = state->raw[S2P_HEAD_CLASS] + i * S2P_N_CLASSES;
  double wrong_by = logits[!label->class] - (double) logits[label->class];
  double loss = wrong_by > 0 ? wrong_by + log1p (exp (-wrong_by)) : log1p (exp (wrong_by));

  G_STATIC_ASSERT (S2P_N_CLASSES == 2);
  if (w)
    {
      double slope = factor * weight / (1 + exp (-wrong_by));

      w->d_raw[S2P_HEAD_CLASS][i * S2P_N_CLASSES + !label->class] = (real) slope;
      w->d_raw[S2P_HEAD_CLASS][i * S2P_N_CLASSES + label->class] = (real) -slope;
    }
  return weight * loss;
}

void
s2p_loss_balance (const gsize counts[S2P_N_CLASSES], double of_class[S2P_N_CLASSES])
{
  double sum = 0;
  gboolean all = TRUE;

  for (guint c = 0; c < S2P_N_CLASSES; c++)
    {
      sum += (double) counts[c];
      all = all && counts[c] > 0;
    }
  for (guint c = 0; c < S2P_N_CLASSES; c++)
    of_class[c] = all ? sum / (S2P_N_CLASSES * (double) counts[c]) : 1;
}

void
s2p_loss (const S2pLayout *layout, const real *values, const S2pWorkspace *state, const S2pLabel *labels, guint n,
          const S2pLossWeights *weights, double factor, S2pLossParts *parts, S2pBackwardWorkspace *w)
{
  for (guint i = 0; i < n; i++)
    {
      double density = density_loss (layout, values, state, &labels[i], i, factor, w);
      double metrics = metrics_loss (layout, values, state, &labels[i], i, factor * weights->lambda_metrics, w);
      double class = class_loss (state, &labels[i], i, weights->of_class[labels[i].class], factor * weights->lambda_class, w);

      parts->density += density;
      parts->metrics += metrics;
      parts->class += class;
      parts->total += density + weights->lambda_metrics * metrics + weights->lambda_class * class;
    }
}
