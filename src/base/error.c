#include "base/error.h"

G_DEFINE_QUARK (s2p-error-quark, s2p_error)
