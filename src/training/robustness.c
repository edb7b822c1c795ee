#include "training/robustness.h"
#include "base/number.h"
#include "training/dataset-cells.h"
#include "training/evaluate.h"
#include "training/fair-sample.h"
#include "training/perturb.h"
#include <math.h>

#define RECORDINGS_PER_PART 16 /* their populations fill the fast engine */

static const S2pNoiseKind kinds[] = {
  { "none", NULL, FALSE, S2P_PERTURB_JITTER, FALSE, 1, { 0 } },
  { "jitter", "ms", FALSE, S2P_PERTURB_JITTER, FALSE, 5, { 0.1, 0.5, 1, 2, 5 } },
  { "grid", "ms", FALSE, S2P_PERTURB_GRID, FALSE, 5, { 0.01, 0.05, 0.1, 0.5, 1 } },
  { "lost", "share", FALSE, S2P_PERTURB_LOST, FALSE, 5, { 0.01, 0.02, 0.05, 0.1, 0.2 } },
  { "foreign", "share", FALSE, S2P_PERTURB_FOREIGN, FALSE, 5, { 0.01, 0.02, 0.05, 0.1, 0.2 } },
  { "window", "spikes", FALSE, S2P_PERTURB_WINDOW, FALSE, 5, { 80, 40, 20, 10, 5 } },
  { "uneven", "CV", FALSE, S2P_PERTURB_UNEVEN, FALSE, 5, { 0.02, 0.05, 0.1, 0.2, 0.5 } },
  { "drift", "share", FALSE, S2P_PERTURB_DRIFT, FALSE, 5, { 0.01, 0.05, 0.1, 0.2, 0.5 } },
  { "current", "uA/cm2", TRUE, 0, FALSE, 4, { 0, 1, 3, 5 } },
  { "settled", NULL, FALSE, S2P_PERTURB_SETTLED, FALSE, 1, { 1 } },
  { "poisson", NULL, FALSE, S2P_PERTURB_POISSON, TRUE, 1, { 1 } },
  { "burst_poisson", NULL, FALSE, S2P_PERTURB_BURST_POISSON, TRUE, 1, { 1 } },
};

typedef struct {
  gsize  recordings, unread, within_50, within_90, class_right;
  double error_g_s, error_g_u, minus_log_density, entropy, area_90;
} Sums;

typedef struct { const S2pNoiseKind *kind; double strength; } Case;

struct _S2pRobustness {
  const S2pDataset *dataset;
  const S2pNetwork *network;
  S2pDatasetCells  *cells;
  double            area;       /* of the model's range */
  guint64           seed;
  GCancellable     *cancellable;
  GAsyncQueue      *workspaces; /* that no part is using */
  gsize            *indices;    /* [n] samples */
  gsize             n;
  GArray           *cases;      /* (element-type Case) */
  Sums             *sums;       /* [n_parts, cases, groups] */
  gsize            *found;      /* [n_parts, 2]: rebuilt, exact */
};

/* What one part works on. */
typedef struct {
  S2pRobustness         *robustness;
  guint                  index;
  const gsize           *indices;
  guint                  n;
  S2pInferenceWorkspace *workspace;
  S2pSample              samples[RECORDINGS_PER_PART];
  S2pActivity            activity[RECORDINGS_PER_PART];
  double                *times[RECORDINGS_PER_PART]; /* as recorded */
} Part;

const S2pNoiseKind *
s2p_noise_kinds (guint *n)
{
  *n = G_N_ELEMENTS (kinds);
  return kinds;
}

S2pRobustness *
s2p_robustness_new (const S2pDataset *dataset, const S2pModel *model, const S2pNetwork *network, gsize limit, guint64 seed, GCancellable *cancellable, GError **error)
{
  S2pDatasetCells *cells = s2p_dataset_cells_new (dataset, model, error);
  const gsize size = s2p_dataset_size (dataset);
  g_autofree guint32 *populations = NULL;
  S2pRobustness *robustness;

  if (cells == NULL)
    return NULL;
  robustness = g_new0 (S2pRobustness, 1);
  robustness->dataset = dataset;
  robustness->network = network;
  robustness->cells = cells;
  robustness->area = (model->g_s_max - model->g_s_min) * (model->g_u_max - model->g_u_min);
  robustness->seed = seed;
  robustness->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  robustness->workspaces = g_async_queue_new_full ((GDestroyNotify) s2p_inference_workspace_free);
  robustness->indices = g_new (gsize, MAX (1, size));
  populations = g_new (guint32, MAX (1, size));
  for (gsize i = 0; i < size; i++)
    {
      S2pSample sample;

      s2p_dataset_get (dataset, i, &sample);
      populations[i] = sample.population;
    }
  robustness->n = MIN (limit, s2p_fair_sample (populations, size, s2p_dataset_cells (dataset), s2p_dataset_seed (dataset), robustness->indices));
  robustness->cases = g_array_new (FALSE, FALSE, sizeof (Case));
  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    for (guint i = 0; i < kinds[k].n; i++)
      g_array_append_val (robustness->cases, ((Case) { &kinds[k], kinds[k].strength[i] }));
  robustness->sums = g_new0 (Sums, MAX (1, s2p_robustness_n_parts (robustness)) * robustness->cases->len * S2P_N_SCORE_GROUPS);
  robustness->found = g_new0 (gsize, 2 * MAX (1, s2p_robustness_n_parts (robustness)));
  return robustness;
}

void
s2p_robustness_free (S2pRobustness *robustness)
{
  if (robustness == NULL)
    return;
  s2p_dataset_cells_free (robustness->cells);
  g_clear_object (&robustness->cancellable);
  g_async_queue_unref (robustness->workspaces);
  g_array_unref (robustness->cases);
  g_free (robustness->indices);
  g_free (robustness->sums);
  g_free (robustness->found);
  g_free (robustness);
}

guint
s2p_robustness_n_parts (const S2pRobustness *robustness)
{
  return (guint) ((robustness->n + RECORDINGS_PER_PART - 1) / RECORDINGS_PER_PART);
}

static Sums *
sums_of (const S2pRobustness *robustness, guint part, guint number, S2pScoreGroup group)
{
  return &robustness->sums[((gsize) part * robustness->cases->len + number) * S2P_N_SCORE_GROUPS + group];
}

/* Entropy and area come from draws of the density: the means of -log p, and of 1 / p where it is above the threshold. */
static void
add (Sums *sums, const S2pSample *truth, S2pActivity activity, const S2pInference *answer)
{
  const double log_density = s2p_density_log (&answer->density, truth->g_s, truth->g_u);
  S2pDensityLevels levels;
  double threshold, level;

  s2p_density_levels (&answer->density, &levels);
  level = s2p_density_level (&levels, log_density);
  threshold = s2p_density_threshold (&levels, 0.9);
  sums->recordings++;
  sums->within_50 += level < 0.5;
  sums->within_90 += level < 0.9;
  sums->class_right += (answer->p_bursting > answer->p_spiking) == (activity == S2P_ACTIVITY_BURSTING);
  sums->error_g_s += fabs (answer->g_s - truth->g_s);
  sums->error_g_u += fabs (answer->g_u - truth->g_u);
  sums->minus_log_density -= log_density;
  for (guint i = 0; i < levels.n; i++)
    {
      sums->entropy -= levels.log_density[i] / levels.n;
      if (levels.log_density[i] >= threshold)
        sums->area_90 += exp (-levels.log_density[i]) / levels.n;
    }
}

static void
merge (Sums *sums, const Sums *more)
{
  sums->recordings += more->recordings;
  sums->unread += more->unread;
  sums->within_50 += more->within_50;
  sums->within_90 += more->within_90;
  sums->class_right += more->class_right;
  sums->error_g_s += more->error_g_s;
  sums->error_g_u += more->error_g_u;
  sums->minus_log_density += more->minus_log_density;
  sums->entropy += more->entropy;
  sums->area_90 += more->area_90;
}

/* What the network says of @trains, one of each recording; NULL times: there is none. */
static void
score (Part *part, guint number, const S2pSpikes *trains)
{
  S2pInference answers[RECORDINGS_PER_PART];

  s2p_network_infer (part->workspace, trains, part->n, answers);
  if (g_cancellable_is_cancelled (part->robustness->cancellable))
    return;
  for (guint i = 0; i < part->n; i++)
    {
      Sums one = { 0 };

      if (answers[i].available)
        add (&one, &part->samples[i], part->activity[i], &answers[i]);
      else
        one.unread = 1;
      for (S2pScoreGroup group = 0; group < S2P_N_SCORE_GROUPS; group++)
        if (s2p_score_group_has (group, part->activity[i]))
          merge (sums_of (part->robustness, part->index, number, group), &one);
    }
}

static void
score_spoilt (Part *part, guint number, const Case *spoilt)
{
  S2pSpikes trains[RECORDINGS_PER_PART];
  double *times[RECORDINGS_PER_PART];

  for (guint i = 0; i < part->n; i++)
    {
      const gsize n = part->samples[i].n_spikes, most = S2P_PERTURB_ROOM (n);

      times[i] = g_new (double, most);
      /* the instance is the kind: strengths share their draws, which makes them comparable */
      trains[i] = (S2pSpikes) { times[i], s2p_perturb ((S2pPerturbation) spoilt->kind->perturbation, spoilt->strength, part->robustness->seed, part->indices[i],
                                                       (guint32) (spoilt->kind - kinds), part->times[i], n, times[i], most) };
    }
  score (part, number, trains);
  for (guint i = 0; i < part->n; i++)
    g_free (times[i]);
}

static void
score_simulated (Part *part, guint number, const Case *noisy, const S2pFoundCell *found, const double *g)
{
  const S2pRobustness *robustness = part->robustness;
  S2pSpikes trains[RECORDINGS_PER_PART] = { 0 };
  GArray *spikes[RECORDINGS_PER_PART];

  if (!s2p_dataset_cells_simulate (robustness->cells, part->indices, found, g, part->n, noisy->strength, spikes, robustness->cancellable, NULL))
    return;
  for (guint i = 0; i < part->n; i++)
    if (spikes[i] != NULL)
      trains[i] = (S2pSpikes) { (const double *) spikes[i]->data, spikes[i]->len };
  score (part, number, trains);
  for (guint i = 0; i < part->n; i++)
    g_clear_pointer (&spikes[i], g_array_unref);
}

void
s2p_robustness_part (guint index, gpointer data)
{
  S2pRobustness *robustness = data;
  const gsize from = (gsize) index * RECORDINGS_PER_PART;
  Part part = { robustness, index, robustness->indices + from, (guint) MIN (RECORDINGS_PER_PART, robustness->n - from), NULL, { { 0 } }, { 0 }, { NULL } };
  g_autofree double *g = g_new (double, (gsize) RECORDINGS_PER_PART * S2P_MAX_CONDUCTANCES);
  S2pFoundCell found[RECORDINGS_PER_PART] = { 0 };

  if (g_cancellable_is_cancelled (robustness->cancellable))
    return;
  if ((part.workspace = g_async_queue_try_pop (robustness->workspaces)) == NULL)
    {
      part.workspace = s2p_inference_workspace_new (robustness->network);
      s2p_inference_workspace_set_cancellable (part.workspace, robustness->cancellable);
    }
  for (guint i = 0; i < part.n; i++)
    {
      S2pFeatures features;

      s2p_dataset_get (robustness->dataset, part.indices[i], &part.samples[i]);
      part.times[i] = s2p_sample_times (&part.samples[i]);
      s2p_features_compute (part.times[i], part.samples[i].n_spikes, &features);
      part.activity[i] = features.activity;
    }
  if (s2p_dataset_cells_find (robustness->cells, part.indices, part.n, g, found, robustness->cancellable, NULL))
    for (guint number = 0; number < robustness->cases->len; number++)
      {
        const Case *one = &g_array_index (robustness->cases, Case, number);

        if (one->kind->simulated)
          score_simulated (&part, number, one, found, g);
        else
          score_spoilt (&part, number, one);
      }
  for (guint i = 0; i < part.n; i++)
    {
      robustness->found[2 * index] += found[i].found;
      robustness->found[2 * index + 1] += found[i].exact;
      g_free (part.times[i]);
    }
  g_async_queue_push (robustness->workspaces, part.workspace);
}

void
s2p_robustness_counts (const S2pRobustness *robustness, gsize *recordings, gsize *rebuilt, gsize *exact)
{
  *recordings = robustness->n;
  *rebuilt = *exact = 0;
  for (guint part = 0; part < s2p_robustness_n_parts (robustness); part++)
    {
      *rebuilt += robustness->found[2 * part];
      *exact += robustness->found[2 * part + 1];
    }
}

static S2pNoiseRow
row_of (const S2pRobustness *robustness, guint number, S2pScoreGroup group)
{
  const Case *one = &g_array_index (robustness->cases, Case, number);
  const double truth = one->kind->foreign ? NAN : 1;
  Sums sums = { 0 };

  for (guint part = 0; part < s2p_robustness_n_parts (robustness); part++) /* in this order, whoever did them */
    merge (&sums, sums_of (robustness, part, number, group));

  const double n = sums.recordings > 0 ? (double) sums.recordings : NAN;

  return (S2pNoiseRow) {
    .kind = one->kind, .strength = one->strength, .group = group, .recordings = sums.recordings, .unread = sums.unread,
    .error_g_s = truth * sums.error_g_s / n, .error_g_u = truth * sums.error_g_u / n, .minus_log_density = truth * sums.minus_log_density / n,
    .within_50 = truth * sums.within_50 / n, .within_90 = truth * sums.within_90 / n, .class_right = truth * sums.class_right / n,
    .entropy = sums.entropy / n, .area_90 = sums.area_90 / n / robustness->area,
  };
}

S2pNoiseRow *
s2p_robustness_rows (const S2pRobustness *robustness, guint *n)
{
  S2pNoiseRow *rows;

  *n = robustness->cases->len * S2P_N_SCORE_GROUPS;
  rows = g_new (S2pNoiseRow, *n);
  for (guint i = 0; i < *n; i++)
    rows[i] = row_of (robustness, i / S2P_N_SCORE_GROUPS, (S2pScoreGroup) (i % S2P_N_SCORE_GROUPS));
  return rows;
}

const S2pNoiseRow *
s2p_noise_rows_find (const S2pNoiseRow *rows, guint n, const S2pNoiseKind *kind, double strength, S2pScoreGroup group)
{
  for (guint i = 0; i < n; i++)
    if (rows[i].kind == kind && rows[i].strength == strength && rows[i].group == group)
      return &rows[i];
  return NULL;
}

void
s2p_noise_rows_append_csv (const S2pNoiseRow *rows, guint n, GString *text)
{
  g_string_append (text, "noise,strength,unit,activity,recordings,unread,error_g_s,error_g_u,minus_log_density,within_50,within_90,class_right,entropy,area_90\n");
  for (guint i = 0; i < n; i++)
    {
      const S2pNoiseRow *row = &rows[i];
      const double values[] = { row->error_g_s, row->error_g_u, row->minus_log_density, row->within_50, row->within_90, row->class_right, row->entropy, row->area_90 };

      g_string_append_printf (text, "%s,", row->kind->name);
      s2p_number_append (text, row->strength);
      g_string_append_printf (text, ",%s,%s,%" G_GSIZE_FORMAT ",%" G_GSIZE_FORMAT, row->kind->unit != NULL ? row->kind->unit : "", s2p_score_group_name (row->group),
                              row->recordings, row->unread);
      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        {
          g_string_append_c (text, ',');
          s2p_number_append_fixed (text, values[k], 4);
        }
      g_string_append_c (text, '\n');
    }
}
