/* Formulas of a neuron model: parsed once, differentiated exactly, evaluated often.
 *
 * An expression is an immutable, reference-counted tree over numbered variables (which number means
 * what is the business of the model, see model.h). References may be taken and given back on any thread. Its constructors fold constants and drop neutral
 * terms, so that "does it depend on x" is answered by looking at it.
 *
 * Functions: exp log sqrt tanh cosh sinh abs, and exprelr (x) = x / (exp (x) - 1), which is 1 at
 * x = 0: the form in which rate constants such as 0.1 (V + 40) / (1 - exp (-(V + 40) / 10)) have no
 * hole.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct _S2pExpression S2pExpression;

S2pExpression *s2p_expression_ref   (S2pExpression *expression);
void           s2p_expression_unref (S2pExpression *expression); /* accepts NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pExpression, s2p_expression_unref)

/* Constructors return a new reference and take over the references of their operands. */
S2pExpression *s2p_expression_number   (double value);
S2pExpression *s2p_expression_variable (guint index);
S2pExpression *s2p_expression_binary   (char operation, S2pExpression *a, S2pExpression *b); /* + - * / ^ */
S2pExpression *s2p_expression_call     (guint function, S2pExpression *argument);
/* The number of a function that may be written in a model file, or -1. */
int            s2p_expression_function (const char *name);

double         s2p_expression_evaluate (const S2pExpression *expression, const double *variables);
/* d/d(variable): exact, a new reference. */
S2pExpression *s2p_expression_differentiate (S2pExpression *expression, guint variable);
gboolean       s2p_expression_depends  (const S2pExpression *expression, guint variable);
/* Does it depend on any variable from @first on? */
gboolean       s2p_expression_depends_from (const S2pExpression *expression, guint first);
gboolean       s2p_expression_constant (const S2pExpression *expression, double *value);

/* Nodes of the tree: what one evaluation costs. */
guint          s2p_expression_size     (const S2pExpression *expression);

/* Evaluates for @n cells at once. variables[i] points to the n values of variable i (NULL where the
 * expression does not depend on it); scratch holds s2p_expression_depth () * n numbers. */
void           s2p_expression_evaluate_many (const S2pExpression *expression, gsize n,
                                             const double *const *variables, double *result,
                                             double *scratch);
guint          s2p_expression_depth (const S2pExpression *expression);

/* Splits a product into (factors of variable 0 alone, or of nothing) * (the rest). Both are new
 * references; their product equals @expression. */
void           s2p_expression_split (S2pExpression *expression, S2pExpression **alone, S2pExpression **rest);

/* Looks up what a name means. Returns a new reference, or NULL with @error set (without place).
 * @arguments: @n_arguments expressions of a call, or NULL for a plain name; borrowed. */
typedef S2pExpression *(*S2pResolve) (const char *name, S2pExpression *const *arguments,
                                      guint n_arguments, gpointer data, GError **error);

/* Parses @text: numbers, names, + - * / ^ ( ), calls. Errors: S2P_ERROR_MODEL, saying at which
 * character; the caller adds file and line. */
S2pExpression *s2p_expression_parse (const char *text, S2pResolve resolve, gpointer data, GError **error);

G_END_DECLS
