/* The [generation] section: how conductances are sampled and which are solved for (thesis, Appendix E). */
#pragma once
#include "model/model.h"
#include "model/model-text.h"

G_BEGIN_DECLS

gboolean s2p_model_read_generation (const S2pModelText *text, S2pModel *model, GError **error);

/* "key = low .. high" */
gboolean s2p_model_read_range (const S2pModelText *text, S2pTextSection *section, const char *key, double *low, double *high, GError **error);

G_END_DECLS
