/* The error density that belongs to the heteroscedastic Huber loss.
 *
 * Trained on Huber (r) / sigma^2 + log sigma^2 (thesis, section 5.5.2), the network's sigma^2 is, at
 * the optimum, the mean of Huber (r): no variance. Among the densities p(r) = exp (-Huber (r) / s) / Z(s),
 * normal near 0 and exponential in the tails, the one that explains the errors best is the one with
 * that mean: E_s [Huber] = sigma^2. Its s gives an honest standard deviation. Huber's delta is 1.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* s with E_s [Huber] = exp (@log_variance), for a finite @log_variance (bounded to -20..20). */
double s2p_huber_scale       (double log_variance);
/* Mean of Huber (r), and standard deviation of r, under p. @s > 0. */
double s2p_huber_mean        (double s);
double s2p_huber_deviation   (double s);
/* log p(@residual) */
double s2p_huber_log_density (double residual, double s);

G_END_DECLS
