/* Errors that a user reads.
 *
 * Every function of the library that can fail takes a GError ** and sets one of these codes. The
 * message says what went wrong, where (file, line, column, name) and, where that is not obvious,
 * what to do. Codes tell callers apart what they may want to handle; messages are for people.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define S2P_ERROR (s2p_error_quark ())
GQuark s2p_error_quark (void);

typedef enum {
  S2P_ERROR_FILE,        /* cannot be read or written */
  S2P_ERROR_FORMAT,      /* is read, but is not what it should be */
  S2P_ERROR_MODEL,       /* a neuron model that contradicts itself or lacks something */
  S2P_ERROR_ARGUMENT,    /* a value outside its range, an unknown name */
  S2P_ERROR_UNREACHABLE, /* no conductances >= 0 give the wanted DICs */
  S2P_ERROR_NUMERICAL,   /* a solver did not converge */
  S2P_ERROR_CANCELLED,
} S2pErrorCode;

/* Sets an S2P_ERROR that belongs to a line of a file (from 1). */
void  s2p_set_error_at (GError **error, S2pErrorCode code, gsize line, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* The line; 0 where there is none. @error: (nullable). */
gsize s2p_error_line   (const GError *error);

G_END_DECLS
