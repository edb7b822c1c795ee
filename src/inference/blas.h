/* The matrix library's choice of code for this processor.
 *
 * OpenBLAS picks its kernels when the program starts, and versions older than the processor fall
 * back to code for very old ones, at a fifth of the speed. It can be told better by the environment
 * variable OPENBLAS_CORETYPE, but only before the program starts.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

/* The value for OPENBLAS_CORETYPE that suits this processor better than what was picked, or NULL. */
const char *s2p_blas_better_core (void);

G_END_DECLS
