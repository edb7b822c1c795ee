#include "session/firing.h"
#include "recording/distance.h"
#include <math.h>

S2pFiring *
s2p_firing_new (guint n, const S2pSimulationOptions *options, gboolean reference)
{
  S2pFiring *firing = g_atomic_rc_box_new0 (S2pFiring);

  firing->options = *options;
  firing->reference = reference;
  firing->n = n;
  firing->cells = g_new0 (S2pCellFiring, MAX (1, n));
  for (guint i = 0; i < n; i++)
    s2p_cell_firing_set (&firing->cells[i], NULL, 0, NULL);
  return firing;
}

S2pFiring *
s2p_firing_ref (S2pFiring *firing)
{
  return g_atomic_rc_box_acquire (firing);
}

static void
clear (gpointer data)
{
  S2pFiring *firing = data;

  for (guint i = 0; i < firing->n; i++)
    {
      g_free (firing->cells[i].times);
      g_free (firing->cells[i].failure);
    }
  g_free (firing->cells);
}

void
s2p_firing_unref (S2pFiring *firing)
{
  if (firing != NULL)
    g_atomic_rc_box_release_full (firing, clear);
}

void
s2p_cell_firing_set (S2pCellFiring *cell, double *times, gsize n_spikes, const S2pSpikeTrain *recorded)
{
  g_free (cell->times);
  cell->times = times;
  cell->n_spikes = n_spikes;
  s2p_features_compute (times, n_spikes, &cell->features);
  cell->distance = recorded != NULL ? s2p_activity_distance (recorded->times, recorded->n_spikes, times, n_spikes) : NAN;
}

/* Of groups of cells, the closest first. */
static int
group_of (const S2pCellFiring *cell, S2pActivity activity)
{
  if (cell->failure != NULL)
    return 4;
  return (isnan (cell->distance) ? 2 : 0) + (cell->features.activity != activity);
}

int
s2p_cell_firing_compare (const S2pCellFiring *a, const S2pCellFiring *b, S2pActivity activity)
{
  const int group_a = group_of (a, activity), group_b = group_of (b, activity);

  if (group_a != group_b)
    return group_a < group_b ? -1 : 1;
  return (a->distance > b->distance) - (a->distance < b->distance); /* 0 where there is none */
}

typedef struct {
  const S2pFiring *firing;
  S2pActivity      activity;
} Order;

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer data)
{
  const Order *order = data;
  const guint first = *(const guint *) a, second = *(const guint *) b;
  const int result = s2p_cell_firing_compare (&order->firing->cells[first], &order->firing->cells[second], order->activity);

  return result != 0 ? result : (first > second) - (first < second);
}

guint *
s2p_firing_order (const S2pFiring *firing, S2pActivity activity)
{
  guint *numbers = g_new (guint, MAX (1, firing->n));
  Order order = { firing, activity };

  for (guint i = 0; i < firing->n; i++)
    numbers[i] = i;
  g_qsort_with_data (numbers, (int) firing->n, sizeof *numbers, compare_numbers, &order);
  return numbers;
}

guint
s2p_firing_n_failed (const S2pFiring *firing)
{
  guint failed = 0;

  for (guint i = 0; i < firing->n; i++)
    failed += firing->cells[i].failure != NULL;
  return failed;
}

guint
s2p_firing_closest (const S2pFiring *firing, S2pActivity activity)
{
  guint closest = firing->n;

  for (guint i = 0; i < firing->n; i++)
    if (firing->cells[i].failure == NULL
        && (closest == firing->n || s2p_cell_firing_compare (&firing->cells[i], &firing->cells[closest], activity) < 0))
      closest = i;
  return closest;
}
