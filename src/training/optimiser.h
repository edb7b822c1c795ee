/* AdamW (Loshchilov & Hutter 2019; thesis, appendix F) with a running mean of the weights. */
#pragma once
#include "inference/layout.h"
#include "inference/real.h"

G_BEGIN_DECLS

typedef struct {
  double beta1, beta2;   /* memory of the mean gradient and of its square */
  double weight_decay;   /* not applied to biases, norms and mixing vectors */
  double clip;           /* largest norm of the gradient; 0: any */
  double ema;            /* memory of the running mean of the weights */
} S2pAdamW;

/* The state is three arrays laid out as the parameters, and the number of steps taken. */
typedef struct {
  real   *mean, *square, *average;
  guint64 step;
} S2pAdamWState;

/* One step with learning rate @rate. @gradient is scaled where it is clipped. Returns the norm that
 * it had. */
double s2p_adamw_step (const S2pLayout *layout, const S2pAdamW *settings, double rate, real *gradient, real *values,
                       S2pAdamWState *state);

/* Warm-up from 0 in a straight line, then half a cosine from @rate to @rate * @last; all in shares of
 * the run, @progress in [0, 1]. */
double s2p_learning_rate (double rate, double last, double warm_up, double progress);

G_END_DECLS
