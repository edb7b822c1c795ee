/* Noisy current injection (Brandoit et al. 2026): Gaussian white noise of standard deviation sigma at steps of
 * 0.1 ms, low-passed at 1 kHz by a Butterworth filter of order 4 run forwards and backwards (no phase shift),
 * and taken as linear between its points. In uA/cm2: with C = 1 it is added to dV/dt as it stands.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define S2P_NOISE_STEP 0.1 /* ms */

/* Points needed so that every t in [0, @duration] lies between two of them. */
gsize  s2p_noise_length (double duration);
/* s2p_noise_length () values, from the stream (seed, S2P_RANDOM_CURRENT, recording, instance). Free with g_free. */
float *s2p_noise_new    (double sigma, double duration, guint64 seed, guint64 recording, guint32 instance);

G_END_DECLS
