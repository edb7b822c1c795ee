#include "training/loss.h"
#include <math.h>

#define DELTA 1.0
/* Beyond these the predicted log sigma^2 counts as the border, so that one early bad guess cannot
 * overflow; the slope towards the inside is kept. */
#define LOG_VARIANCE_LIMIT 12.0

static double
huber (double residual, double *slope)
{
  if (fabs (residual) <= DELTA)
    {
      *slope = residual;
      return 0.5 * residual * residual;
    }
  *slope = copysign (DELTA, residual);
  return DELTA * (fabs (residual) - 0.5 * DELTA);
}

static gboolean
metric_counts (guint class, guint metric)
{
  return class == 0 ? metric == 0 : metric > 0;
}

static double
dics_loss (const S2pLayout *layout, const real *values, const S2pWorkspace *state, const S2pLabel *label, guint i,
           double factor, S2pBackwardWorkspace *w)
{
  double loss = 0;

  for (guint c = 0; c < S2P_N_DICS; c++)
    {
      const guint at = i * S2P_N_DICS + c;
      double log_variance = state->raw[S2P_HEAD_UNCERTAINTY][at], slope;
      double bounded = CLAMP (log_variance, -LOG_VARIANCE_LIMIT, LOG_VARIANCE_LIMIT);
      double h = huber (state->dics[at] - label->dics[c], &slope), precision = exp (-bounded);

      loss += h * precision + bounded;
      if (w)
        {
          w->d_raw[S2P_HEAD_DICS][at] = (real) (factor * slope * precision * values[layout->dics_std + c]);
          w->d_raw[S2P_HEAD_UNCERTAINTY][at] = (real) (factor * (1 - h * precision));
        }
    }
  return loss;
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
class_loss (const S2pWorkspace *state, const S2pLabel *label, guint i, double factor, S2pBackwardWorkspace *w)
{
  const real *logits = state->raw[S2P_HEAD_CLASS] + i * S2P_N_CLASSES;
  double wrong_by = logits[!label->class] - (double) logits[label->class];
  double loss = wrong_by > 0 ? wrong_by + log1p (exp (-wrong_by)) : log1p (exp (wrong_by));

  G_STATIC_ASSERT (S2P_N_CLASSES == 2);
  if (w)
    {
      double slope = factor / (1 + exp (-wrong_by));

      w->d_raw[S2P_HEAD_CLASS][i * S2P_N_CLASSES + !label->class] = (real) slope;
      w->d_raw[S2P_HEAD_CLASS][i * S2P_N_CLASSES + label->class] = (real) -slope;
    }
  return loss;
}

void
s2p_loss (const S2pLayout *layout, const real *values, const S2pWorkspace *state, const S2pLabel *labels, guint n,
          const S2pLossWeights *weights, double factor, S2pLossParts *parts, S2pBackwardWorkspace *w)
{
  for (guint i = 0; i < n; i++)
    {
      double dics = dics_loss (layout, values, state, &labels[i], i, factor, w);
      double metrics = metrics_loss (layout, values, state, &labels[i], i, factor * weights->lambda_metrics, w);
      double class = class_loss (state, &labels[i], i, factor * weights->lambda_class, w);

      parts->dics += dics;
      parts->metrics += metrics;
      parts->class += class;
      parts->total += dics + weights->lambda_metrics * metrics + weights->lambda_class * class;
    }
}
