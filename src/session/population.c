#include "session/population.h"
#include "base/words.h"

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
  if (population->checked != NULL)
    {
      g_free (population->checked->closeness);
      g_free (population->checked->shortfall);
    }
  g_free (population->checked);
}

void
s2p_population_unref (S2pPopulation *population)
{
  if (population != NULL)
    g_atomic_rc_box_release_full (population, clear);
}

/* NULL where no cell is missing. */
static char *
shortfall_of (const S2pPopulation *population)
{
  static const char *const reasons[S2P_N_REFUSED] = {
    [S2P_REFUSED_ACTIVITY] = N_("of another activity type: %.3g %%"), [S2P_REFUSED_RATE] = N_("rate or bursts a second off: %.3g %%"),
    [S2P_REFUSED_BURSTS] = N_("burst duration or spikes per burst off: %.3g %%"), [S2P_REFUSED_DISTANCE] = N_("spikes too far from the recorded ones: %.3g %%"),
    [S2P_REFUSED_UNREACHABLE] = N_("a negative conductance: %.3g %%"),
  };
  const S2pChecked *checked = population->checked;
  GString *text;

  if (population->n >= checked->asked)
    return NULL;
  text = g_string_new (NULL);
  g_string_printf (text, _("%u of %u cells fire as the recording does, within the tolerance; %u simulations for each were not enough. Of %lu candidates:"), population->n, checked->asked,
                   checked->budget, (gulong) checked->counts.candidates);
  for (guint i = 0, shown = 0; i < S2P_N_REFUSED; i++)
    if (checked->counts.refused[i] > 0)
      {
        g_string_append (text, shown++ > 0 ? "; " : " ");
        g_string_append_printf (text, _(reasons[i]), 100.0 * checked->counts.refused[i] / MAX (1, checked->counts.candidates));
      }
  return g_string_free (text, FALSE);
}

void
s2p_population_set_checked (S2pPopulation *population, const S2pChecked *checked)
{
  population->checked = g_memdup2 (checked, sizeof *checked);
  population->checked->closeness = g_new0 (S2pCloseness, MAX (1, population->n));
  population->checked->shortfall = shortfall_of (population);
}
