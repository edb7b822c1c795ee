/* The named quantities of a model file: what a name in a formula means.
 *
 * [define] holds constants, functions "f(V, A) = ..." and formulas that any section may use. A key
 * "x" of [conductance K] is known inside that section as x, and everywhere as x_K. Formulas are parsed
 * when first asked for, in any order; a formula that needs itself is an error.
 */
#pragma once
#include "model/model.h"
#include "model/model-text.h"

G_BEGIN_DECLS

typedef struct _S2pNames S2pNames;

/* @model must have its ions, gates and conductances (their names) in place: they become variables.
 * Borrows both. */
S2pNames *s2p_names_new  (const S2pModelText *text, const S2pModel *model);
void      s2p_names_free (S2pNames *names); /* accepts NULL */

/* Adds the definition @key ("x" or "f(a, b)") = @value of @line, seen from @conductance (-1: a global). */
gboolean s2p_names_define (S2pNames *names, const S2pTextLine *line, int conductance, GError **error);

/* What a formula may contain besides V, ions and names. */
typedef enum { S2P_MAY_NONE = 0, S2P_MAY_GATES = 1, S2P_MAY_CURRENTS = 2 } S2pMay;

/* Parses a line's value as seen from @conductance. Errors carry file and line. */
S2pExpression *s2p_names_formula (S2pNames *names, const S2pTextLine *line, int conductance, S2pMay may, GError **error);
/* The same, which must come out as a number. */
gboolean       s2p_names_constant (S2pNames *names, const S2pTextLine *line, double *value, GError **error);
/* Parses all that has not been asked for, too (unused formulas must be right as well), and returns
 * name -> S2pExpression, functions left out. */
GHashTable    *s2p_names_all (S2pNames *names, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pNames, s2p_names_free)

G_END_DECLS
