#include "session/population.h"

S2pPopulation *
s2p_population_new (guint n, guint n_conductances, guint64 seed, const char *pair)
{
  S2pPopulation *population = g_atomic_rc_box_new0 (S2pPopulation);

  population->n = n;
  population->n_conductances = n_conductances;
  population->g = g_new0 (double, MAX (1, (gsize) n * n_conductances));
  population->dics = g_new0 (double, MAX (1, (gsize) n * 2));
  population->seed = seed;
  population->pair = g_strdup (pair);
  return population;
}

S2pPopulation *
s2p_population_ref (S2pPopulation *population)
{
  return g_atomic_rc_box_acquire (population);
}

static void
clear (gpointer data)
{
  S2pPopulation *population = data;

  g_free (population->g);
  g_free (population->dics);
  g_free (population->failure);
  g_free (population->pair);
}

void
s2p_population_unref (S2pPopulation *population)
{
  if (population != NULL)
    g_atomic_rc_box_release_full (population, clear);
}
