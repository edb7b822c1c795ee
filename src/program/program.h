/* What the window and the command line do alike as programs: how they start, and where the program's data lie. */
#pragma once
#include "session/plan.h"

G_BEGIN_DECLS

/* First thing in main (): the fast code of the matrix library (the program is loaded once more where that needs it), one
 * thread for it, the user's language, and "." as decimal point. */
void       s2p_program_start      (char **argv);

/* Path of a file of the program's data: in $SPIKE2POP_DATA, else where it is installed; a source tree has some of it in data/.
 * Free with g_free. */
char      *s2p_program_data_path  (const char *folder, const char *file);
/* Is it the path of a user's model, and no name of one that comes with the program? What has a "/" or "." in it is a path. */
gboolean   s2p_program_model_is_file (const char *name);
/* Path of one of the bundled recordings. Free with g_free. */
char      *s2p_program_recordings_path (const char *file);
/* Path of a model: "stg" is models/stg.model of the program's data; a path stays what it is. */
char      *s2p_program_model_path (const char *name, GError **error);
S2pModel  *s2p_program_load_model  (const char *name, GError **error);
/* Where the weights of a model are, if there are any: they go by the name that its file gives it. */
char      *s2p_program_weights_path (const S2pModel *model);
/* A model and, where there are any, its weights. */
S2pNeuron *s2p_program_load_neuron (const char *name, GError **error);
/* Names of the models that come with the program, sorted: NULL-terminated, free with g_strfreev. */
char     **s2p_program_model_names (void);

G_END_DECLS
