/* The cells that were built for one recording. Immutable, counted references.
 *
 * Units: mS/cm2; DICs in units of g_leak. A recording for which no cell could be built has a population of 0 cells
 * and the reason.
 */
#pragma once
#include "simulation/checked.h"

G_BEGIN_DECLS

/* What is known besides of cells that were checked (simulation/checked.h). */
typedef struct {
  guint            asked;     /* cells; there are fewer where the budget was spent */
  double           tolerance; /* floor of the tolerance (recording/likeness.h) */
  guint            budget;    /* simulations for each cell */
  S2pCheckedCounts counts;
  S2pCloseness    *closeness; /* [n of the population] */
  char            *shortfall; /* for the user: how many are missing, and why candidates were given up; NULL where none is */
} S2pChecked;

typedef struct {
  guint         n;              /* cells */
  guint         n_conductances;
  double       *g;              /* [n][n_conductances], in the order of the model */
  double       *dics;           /* [n][2]: the g_s, g_u that each cell was built for */
  S2pDrawCounts counts;
  char         *failure;        /* why there are none, for the user; NULL where there are */
  guint64       seed;           /* made with this seed ... */
  char         *pair;           /* ... and these solved conductances ("A,H"); NULL: the model's rule */
  S2pChecked   *checked;        /* owned; NULL for cells that were not checked */
} S2pPopulation;

/* Zeroed arrays of the given size; whoever makes one fills it in before it is shared. @pair: (nullable). */
S2pPopulation *s2p_population_new   (guint n, guint n_conductances, guint64 seed, const char *pair);
S2pPopulation *s2p_population_ref   (S2pPopulation *population);
void           s2p_population_unref (S2pPopulation *population); /* accepts NULL */

/* Gives a new population its own copy of @checked, with closeness [n] zeroed and the text of what is missing. */
void           s2p_population_set_checked (S2pPopulation *population, const S2pChecked *checked);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pPopulation, s2p_population_unref)

G_END_DECLS
