#include "training/dataset-cells.h"
#include "training/dataset-make.h"
#include "base/error.h"
#include "recording/features.h"
#include <math.h>
#include <string.h>

struct _S2pDatasetCells {
  const S2pDataset *dataset;
  const S2pModel   *model;
  S2pDicPoint      *threshold;
  S2pFastEngine    *engine;
  double           *targets; /* of every population of the whole set */
};

guint
s2p_dataset_build_population (const S2pDicPoint *threshold, guint64 seed, const double target[2], guint32 population, guint size, double *g)
{
  const guint n_conductances = s2p_dic_point_model (threshold)->n_conductances;
  S2pGenerateOptions options;
  S2pDrawCounts counts = { 0 };
  guint n = 0;

  s2p_generate_options_init (&options);
  options.seed = seed;
  while (n < size && s2p_generate_cell (threshold, &options, target[0], target[1], population, n, g + (gsize) n * n_conductances, &counts, NULL))
    n++;
  return n;
}

S2pDatasetCells *
s2p_dataset_cells_new (const S2pDataset *dataset, const S2pModel *model, GError **error)
{
  S2pDatasetCells *cells;

  if (!s2p_model_require_generation (model, error))
    return NULL;
  if (strcmp (s2p_dataset_model (dataset), model->name) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_ARGUMENT, "the data set is of the model “%s”, not “%s”", s2p_dataset_model (dataset), model->name);
      return NULL;
    }
  cells = g_new0 (S2pDatasetCells, 1);
  cells->dataset = dataset;
  cells->model = model;
  cells->threshold = s2p_dic_point_new (model, model->threshold);
  cells->engine = s2p_fast_engine_new (model, S2P_FAST_STEP);
  cells->targets = s2p_dataset_targets (model, s2p_dataset_seed (dataset), s2p_dataset_populations (dataset));
  return cells;
}

void
s2p_dataset_cells_free (S2pDatasetCells *cells)
{
  if (cells == NULL)
    return;
  s2p_dic_point_free (cells->threshold);
  s2p_fast_engine_free (cells->engine);
  g_free (cells->targets);
  g_free (cells);
}

static void
clear_spikes (S2pSimulatedCell *cells, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_clear_pointer (&cells[i].spikes, g_array_unref);
}

/* From the end of the transient on. */
static void
shift (GArray *spikes, double transient)
{
  for (guint i = 0; i < spikes->len; i++)
    g_array_index (spikes, double, i) -= transient;
}

/* How many trains of the same population stand before sample @index. */
static gsize
rank_of (const S2pDataset *dataset, gsize index)
{
  S2pSample sample, other;
  gsize rank = 0;

  s2p_dataset_get (dataset, index, &sample);
  for (; rank < index; rank++)
    {
      s2p_dataset_get (dataset, index - rank - 1, &other);
      if (other.population != sample.population)
        break;
    }
  return rank;
}

/* Which of the simulated cells [@n] of its population the sample is. */
static S2pFoundCell
recognise (const S2pDatasetCells *cells, gsize index, const S2pSimulatedCell *simulated, guint n)
{
  S2pSample sample;
  S2pFoundCell found = { .exact = TRUE };
  gsize left = rank_of (cells->dataset, index);
  double apart = 0;

  s2p_dataset_get (cells->dataset, index, &sample);
  for (; found.instance < n; found.instance++)
    if (simulated[found.instance].spikes->len >= S2P_FEWEST_SPIKES && left-- == 0)
      break;
  if (found.instance == n || simulated[found.instance].spikes->len != sample.n_spikes)
    return (S2pFoundCell) { 0 };
  for (guint32 i = 0; i < sample.n_spikes; i++)
    {
      const float time = (float) g_array_index (simulated[found.instance].spikes, double, i);

      found.exact = found.exact && time == sample.times[i];
      apart = MAX (apart, fabs ((double) time - sample.times[i]));
    }
  found.found = apart <= S2P_SAME_SPIKE;
  return found.found ? found : (S2pFoundCell) { 0 };
}

gboolean
s2p_dataset_cells_find (const S2pDatasetCells *cells, const gsize *indices, gsize n, double *g, S2pFoundCell *found, GCancellable *cancellable, GError **error)
{
  const guint size = s2p_dataset_cells (cells->dataset), n_conductances = cells->model->n_conductances;
  g_autofree double *all = g_new (double, MAX (1, n) * size * n_conductances);
  g_autofree S2pSimulatedCell *simulated = g_new0 (S2pSimulatedCell, MAX (1, n) * size);
  g_autofree gsize *firsts = g_new0 (gsize, n + 1);
  S2pSimulationOptions options;

  s2p_simulation_options_init (&options, cells->model);
  for (gsize i = 0; i < n; i++)
    {
      S2pSample sample;

      s2p_dataset_get (cells->dataset, indices[i], &sample);
      firsts[i + 1] = firsts[i] + s2p_dataset_build_population (cells->threshold, s2p_dataset_seed (cells->dataset), cells->targets + 2 * (gsize) sample.population,
                                                                sample.population, size, all + firsts[i] * n_conductances);
    }
  if (!s2p_fast_run (cells->engine, all, firsts[n], &options, simulated, cancellable, error))
    {
      clear_spikes (simulated, firsts[n]);
      return FALSE;
    }
  for (gsize i = 0; i < firsts[n]; i++)
    shift (simulated[i].spikes, cells->model->transient);
  for (gsize i = 0; i < n; i++)
    {
      found[i] = recognise (cells, indices[i], simulated + firsts[i], (guint) (firsts[i + 1] - firsts[i]));
      if (found[i].found)
        memcpy (g + i * n_conductances, all + (firsts[i] + found[i].instance) * n_conductances, n_conductances * sizeof *g);
    }
  clear_spikes (simulated, firsts[n]);
  return TRUE;
}

gboolean
s2p_dataset_cells_simulate (const S2pDatasetCells *cells, const gsize *indices, const S2pFoundCell *found, const double *g, gsize n, double sigma,
                            GArray **spikes, GCancellable *cancellable, GError **error)
{
  const guint n_conductances = cells->model->n_conductances;
  g_autofree double *dense = g_new (double, MAX (1, n) * n_conductances);
  g_autofree S2pSimulatedCell *simulated = g_new0 (S2pSimulatedCell, MAX (1, n));
  S2pSimulationOptions options;
  gsize count = 0;

  s2p_simulation_options_init (&options, cells->model);
  options.noise = sigma;
  options.seed = s2p_dataset_seed (cells->dataset);
  for (gsize i = 0; i < n; i++)
    {
      S2pSample sample;

      spikes[i] = NULL;
      if (!found[i].found)
        continue;
      s2p_dataset_get (cells->dataset, indices[i], &sample);
      memcpy (dense + count * n_conductances, g + i * n_conductances, n_conductances * sizeof *g);
      simulated[count].recording = sample.population;
      simulated[count++].instance = found[i].instance;
    }
  if (!s2p_fast_run (cells->engine, dense, count, &options, simulated, cancellable, error))
    {
      clear_spikes (simulated, count);
      return FALSE;
    }
  count = 0;
  for (gsize i = 0; i < n; i++)
    if (found[i].found)
      {
        spikes[i] = g_steal_pointer (&simulated[count++].spikes);
        shift (spikes[i], cells->model->transient);
      }
  return TRUE;
}
