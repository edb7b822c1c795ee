#include "training/optimiser.h"
#include <math.h>

double
s2p_learning_rate (double rate, double last, double warm_up, double progress)
{
  progress = CLAMP (progress, 0, 1);
  if (progress < warm_up)
    return rate * progress / warm_up;
  progress = warm_up < 1 ? (progress - warm_up) / (1 - warm_up) : 1;
  return rate * (last + (1 - last) * 0.5 * (1 + cos (G_PI * progress)));
}

double
s2p_adamw_step (const S2pLayout *layout, const S2pAdamW *settings, double rate, real *restrict gradient,
                real *restrict values, S2pAdamWState *state)
{
  real *restrict mean = state->mean, *restrict square = state->square, *restrict average = state->average;
  const real beta1 = (real) settings->beta1, beta2 = (real) settings->beta2;
  double norm = 0, ema, factor = 1;
  real step, root;

  for (gsize i = 0; i < layout->n_trained; i++)
    norm += (double) gradient[i] * gradient[i];
  norm = sqrt (norm);
  if (settings->clip > 0 && norm > settings->clip)
    factor = settings->clip / norm;
  state->step++;
  step = (real) (rate / (1 - pow (settings->beta1, (double) state->step)));
  root = (real) (1 / sqrt (1 - pow (settings->beta2, (double) state->step)));
  /* early weights are far from any mean worth keeping: begin with a short memory */
  ema = MIN (settings->ema, (1.0 + (double) state->step) / (10.0 + (double) state->step));
  for (guint t = 0; t < layout->n_tensors; t++)
    {
      const S2pTensor *tensor = &layout->tensors[t];
      const real keep = tensor->role == S2P_TENSOR_WEIGHT ? (real) (1 - rate * settings->weight_decay) : 1;
      const real scale = (real) factor, share = (real) (1 - ema);

      if (tensor->role == S2P_TENSOR_BUFFER)
        continue;
#pragma omp simd
      for (gsize i = tensor->offset; i < tensor->offset + tensor->size; i++)
        {
          const real g = gradient[i] * scale;

          gradient[i] = g;
          mean[i] = beta1 * mean[i] + (1 - beta1) * g;
          square[i] = beta2 * square[i] + (1 - beta2) * g * g;
          values[i] = keep * values[i] - step * mean[i] / ((real) sqrt (square[i]) * root + (real) 1e-8);
          average[i] += share * (values[i] - average[i]);
        }
    }
  return norm;
}
