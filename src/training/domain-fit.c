#include "training/domain-fit.h"
#include "base/error.h"
#include "recording/features.h"
#include "training/augment.h"
#include "training/foreign.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HELD_OUT 5          /* one population of so many */
#define DRAWS_PER_POINT 40  /* before a space is left with fewer points: a model may hardly burst */
#define CELL_SHARE 30       /* of the own points, a part in so many may be alike in rate and variation */
#define RATE_CELLS 40       /* of a tenth of a decade, from 0.1 Hz on */
#define FAR_SHARE 0.003     /* of noisy trains that are far from all of their own kind */
#define OUT_OF_REACH 1e6f   /* where the own points of a space lie that no train of the model is in */
#define SHARED 0.25         /* distance of a foreign rhythm to own ones at which it is one of them */
#define FEWEST_TRAINS 50
#define FEWEST_REPORTED 10  /* spikes of a foreign train that should be recognised */

enum { OWN, FOREIGN, HELD_CLEAN, HELD_NOISY, REPORT }; /* what a draw is for: the random stream of each */

static const double variations[] = { -1.3, -1.1, -0.9, -0.5, 0 }; /* log10 of the coefficient: S2P_RHYTHM's second measure */

typedef struct {
  const S2pDomainFit *fit;
  const S2pDataset   *dataset;
  S2pAugmentation     clean, noisy;
  float               raw[S2P_DOMAIN_MOST_SPIKES];
  double              times[S2P_DOMAIN_MOST_SPIKES];
  gsize               n;
  double              measures[S2P_RHYTHM_MEASURES];
  S2pRhythmSpace      space;
  guint               kind;
} Fitter;

void
s2p_domain_fit_init (S2pDomainFit *fit)
{
  *fit = (S2pDomainFit) { .n_points = 5000, .n_held = 8000 };
}

static gboolean
measure (Fitter *fitter)
{
  if (fitter->n < S2P_FEWEST_SPIKES)
    return FALSE;
  fitter->space = s2p_rhythm_measure (fitter->times, fitter->n, fitter->measures);
  return TRUE;
}

/* Draw @index of a train of the model; FALSE where that came to nothing. */
static gboolean
draw_own (Fitter *fitter, guint purpose, guint index)
{
  S2pRandom random;
  S2pSample sample;

  s2p_random_init (&random, fitter->fit->seed, S2P_RANDOM_DOMAIN, index, purpose);
  s2p_dataset_get (fitter->dataset, s2p_random_below (&random, s2p_dataset_size (fitter->dataset)), &sample);
  if ((sample.population % HELD_OUT == 0) != (purpose != OWN))
    return FALSE;
  fitter->n = s2p_augment (purpose == HELD_CLEAN ? &fitter->clean : &fitter->noisy, &random, sample.times, sample.n_spikes, s2p_dataset_window (fitter->dataset),
                           S2P_DOMAIN_MOST_SPIKES, fitter->times);
  return measure (fitter);
}

static gboolean
draw_foreign (Fitter *fitter, guint purpose, guint index)
{
  const double window = s2p_dataset_window (fitter->dataset);
  S2pRandom random;
  gsize n;

  s2p_random_init (&random, fitter->fit->seed, S2P_RANDOM_DOMAIN, index, purpose);
  /* of rhythms of any kind there are most */
  fitter->kind = MIN (S2P_FOREIGN_RANDOM + index % (S2P_N_FOREIGN - S2P_FOREIGN_RANDOM + 2), S2P_FOREIGN_RHYTHM);
  n = s2p_foreign_draw (&random, fitter->kind, window, S2P_DOMAIN_MOST_SPIKES, fitter->raw);
  if (n < S2P_FEWEST_SPIKES)
    return FALSE;
  fitter->n = s2p_augment (&fitter->noisy, &random, fitter->raw, n, window, S2P_DOMAIN_MOST_SPIKES, fitter->times);
  return measure (fitter);
}

/* Points that are alike in rate and variation. Most trains of a model may be all but the same: if they filled the sample, the
 * rare ones would have no neighbours. */
static guint *
cell_of (Fitter *fitter, guint cells[S2P_N_RHYTHM_SPACES][RATE_CELLS][G_N_ELEMENTS (variations) + 1])
{
  const double rate = (fitter->measures[0] + 1) * 10;
  guint i = 0;

  while (i < G_N_ELEMENTS (variations) && fitter->measures[1] > variations[i])
    i++;
  return &cells[fitter->space][(guint) CLAMP (rate, 0, RATE_CELLS - 1)][i];
}

static void
keep (Fitter *fitter, S2pRhythmSample *sample)
{
  const guint dimensions = s2p_rhythm_dimensions (fitter->space);

  for (guint j = 0; j < dimensions; j++)
    sample->points[(gsize) sample->n * dimensions + j] = (float) fitter->measures[j];
  if (sample->kinds != NULL)
    sample->kinds[sample->n] = (guint8) fitter->kind;
  sample->n++;
}

static void
fill (Fitter *fitter, S2pDomain *domain, guint purpose)
{
  const guint most = fitter->fit->n_points;
  guint cells[S2P_N_RHYTHM_SPACES][RATE_CELLS][G_N_ELEMENTS (variations) + 1] = { 0 };

  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    {
      S2pRhythmSample *sample = purpose == OWN ? &domain->spaces[i].own : &domain->spaces[i].foreign;

      sample->points = g_new0 (float, (gsize) most * s2p_rhythm_dimensions (i));
      sample->kinds = purpose == OWN ? NULL : g_new0 (guint8, most);
    }
  for (guint index = 0; index < most * DRAWS_PER_POINT; index++)
    if (purpose == OWN ? draw_own (fitter, purpose, index) : draw_foreign (fitter, purpose, index))
      {
        S2pDomainSpace *space = &domain->spaces[fitter->space];
        S2pRhythmSample *sample = purpose == OWN ? &space->own : &space->foreign;

        if (sample->n < most && (purpose == FOREIGN || (*cell_of (fitter, cells))++ < MAX (1, most / CELL_SHARE)))
          keep (fitter, sample);
      }
}

/* Standard deviations of all points together; points in units of them. */
static void
standardise (S2pDomainSpace *space, guint dimensions)
{
  S2pRhythmSample *const samples[] = { &space->own, &space->foreign };

  for (guint j = 0; j < dimensions; j++)
    {
      double sum = 0, squares = 0, n = 0;

      for (guint s = 0; s < G_N_ELEMENTS (samples); s++)
        for (guint i = 0; i < samples[s]->n; i++)
          {
            const double value = samples[s]->points[(gsize) i * dimensions + j];

            sum += value;
            squares += value * value;
            n++;
          }
      space->scale[j] = (float) sqrt (MAX (squares / n - sum / n * (sum / n), 1e-6));
      for (guint s = 0; s < G_N_ELEMENTS (samples); s++)
        for (guint i = 0; i < samples[s]->n; i++)
          samples[s]->points[(gsize) i * dimensions + j] /= space->scale[j];
    }
}

/* A rhythm of the foreign sample that the model has as well is not foreign: it goes. */
static void
drop_shared (S2pDomainSpace *space, guint dimensions)
{
  S2pRhythmSample *foreign = &space->foreign;
  guint kept = 0;

  for (guint i = 0; i < foreign->n; i++)
    {
      const float *point = foreign->points + (gsize) i * dimensions;
      double measures[S2P_RHYTHM_MEASURES], ratio, distance;

      for (guint j = 0; j < dimensions; j++)
        measures[j] = (double) point[j] * space->scale[j];
      s2p_domain_distances (space, dimensions, measures, &ratio, &distance, NULL);
      if (foreign->kinds[i] == S2P_FOREIGN_RHYTHM && distance < SHARED)
        continue;
      memmove (foreign->points + (gsize) kept * dimensions, point, dimensions * sizeof *point);
      foreign->kinds[kept++] = foreign->kinds[i];
    }
  foreign->n = kept;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const float x = *(const float *) a, y = *(const float *) b;

  return (x > y) - (x < y);
}

/* The value that a share of @values is above. */
static float
upper (GArray *values, double share)
{
  const guint above = (guint) (share * values->len);

  if (values->len == 0)
    return 0;
  g_array_sort (values, compare);
  return g_array_index (values, float, values->len - 1 - MIN (above, values->len - 1));
}

/* The ratio above which a share of the trains lies, those that are too far from all of their kind counted among them. */
static float
ratio_limit (const GArray *ratios, const GArray *distances, float most_distance, double share)
{
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (float));
  double left;

  for (guint i = 0; i < ratios->len; i++)
    if (g_array_index (distances, float, i) <= most_distance)
      g_array_append_val (near, g_array_index (ratios, float, i));
  left = share * ratios->len - (ratios->len - near->len);
  return upper (near, near->len > 0 ? MAX (left, 0) / near->len : 0);
}

static void
set_limits (Fitter *fitter, S2pDomain *domain)
{
  GArray *ratios[2][S2P_N_RHYTHM_SPACES], *distances[2][S2P_N_RHYTHM_SPACES];
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (float));

  for (guint noisy = 0; noisy < 2; noisy++)
    {
      for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
        {
          ratios[noisy][i] = g_array_new (FALSE, FALSE, sizeof (float));
          distances[noisy][i] = g_array_new (FALSE, FALSE, sizeof (float));
        }
      for (guint index = 0; index < fitter->fit->n_held * HELD_OUT; index++)
        if (draw_own (fitter, noisy ? HELD_NOISY : HELD_CLEAN, index))
          {
            double ratio, distance;
            float values[2], longest = 0;

            s2p_domain_distances (&domain->spaces[fitter->space], s2p_rhythm_dimensions (fitter->space), fitter->measures, &ratio, &distance, NULL);
            values[0] = (float) ratio;
            values[1] = (float) distance;
            for (gsize i = 1; i < fitter->n; i++)
              longest = MAX (longest, (float) (fitter->times[i] - fitter->times[i - 1]));
            g_array_append_val (intervals, longest);
            g_array_append_val (ratios[noisy][fitter->space], values[0]);
            g_array_append_val (distances[noisy][fitter->space], values[1]);
          }
    }
  domain->longest = upper (intervals, FAR_SHARE);
  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    {
      S2pDomainSpace *space = &domain->spaces[i];
      g_autoptr (GArray) sorted = g_array_copy (distances[1][i]);

      space->most_distance = upper (sorted, FAR_SHARE);
      space->most_ratio = MAX (ratio_limit (ratios[0][i], distances[0][i], space->most_distance, S2P_DOMAIN_CLEAN_SHARE),
                               ratio_limit (ratios[1][i], distances[1][i], space->most_distance, S2P_DOMAIN_NOISY_SHARE));
      for (guint noisy = 0; noisy < 2; noisy++)
        {
          g_array_unref (ratios[noisy][i]);
          g_array_unref (distances[noisy][i]);
        }
    }
}

/* Of clean trains: what the user is told is what the model does. */
static void
find_ranges (Fitter *fitter, S2pDomain *domain)
{
  GArray *values[2][S2P_N_DOMAIN_RANGES];

  for (guint a = 0; a < 2; a++)
    for (guint k = 0; k < S2P_N_DOMAIN_RANGES; k++)
      values[a][k] = g_array_new (FALSE, FALSE, sizeof (float));
  for (guint index = 0; index < fitter->fit->n_held * HELD_OUT; index++)
    if (draw_own (fitter, HELD_CLEAN, index))
      {
        double of_train[S2P_N_DOMAIN_RANGES];
        guint activity;

        s2p_domain_values (fitter->times, fitter->n, &activity, of_train);
        for (guint k = 0; k < S2P_N_DOMAIN_RANGES; k++)
          {
            const float value = (float) of_train[k];

            if (of_train[k] > 0 && isfinite (value))
              g_array_append_val (values[activity == S2P_ACTIVITY_BURSTING][k], value);
          }
      }
  for (guint a = 0; a < 2; a++)
    for (guint k = 0; k < S2P_N_DOMAIN_RANGES; k++)
      {
        domain->ranges[a][k][1] = upper (values[a][k], 0.005);
        domain->ranges[a][k][0] = upper (values[a][k], 0.995);
        g_array_unref (values[a][k]);
      }
}

static void
count (const S2pDomain *domain, const Fitter *fitter, S2pFlagged *flagged)
{
  S2pVerdict verdict;

  s2p_domain_judge (domain, fitter->times, fitter->n, &verdict);
  flagged->n++;
  flagged->flagged += verdict.place == S2P_DOMAIN_OUTSIDE;
}

static void
make_report (Fitter *fitter, const S2pDomain *domain, S2pDomainReport *report)
{
  *report = (S2pDomainReport) { 0 };
  for (guint index = 0; index < fitter->fit->n_held * HELD_OUT; index++)
    {
      if (draw_own (fitter, HELD_CLEAN, index))
        count (domain, fitter, &report->clean);
      if (draw_own (fitter, HELD_NOISY, index))
        count (domain, fitter, &report->noisy);
      if (index < fitter->fit->n_held && draw_foreign (fitter, REPORT, index) && fitter->n >= FEWEST_REPORTED)
        count (domain, fitter, &report->foreign[fitter->kind]);
    }
}

S2pDomain *
s2p_domain_fit (const S2pDomainFit *fit, const S2pDataset *dataset, S2pDomainReport *report, GError **error)
{
  g_autoptr (S2pDomain) domain = g_new0 (S2pDomain, 1);
  g_autofree Fitter *fitter = g_new0 (Fitter, 1);
  guint n_own = 0;

  *fitter = (Fitter) { .fit = fit, .dataset = dataset };
  s2p_augmentation_init (&fitter->noisy);
  fitter->clean = fitter->noisy;
  fitter->clean.whole_share = fitter->clean.clean_share = 1;
  domain->model = g_strdup (s2p_dataset_model (dataset));
  domain->window = s2p_dataset_window (dataset);
  if (s2p_dataset_size (dataset) > 0)
    fill (fitter, domain, OWN);
  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    n_own += domain->spaces[i].own.n;
  if (n_own < FEWEST_TRAINS)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, "the data set has too few trains to tell what the model %s can do (%u were found)", domain->model, n_own);
      return NULL;
    }
  fill (fitter, domain, FOREIGN);
  for (guint i = 0; i < S2P_N_RHYTHM_SPACES; i++)
    {
      S2pRhythmSample *own = &domain->spaces[i].own;
      const guint dimensions = s2p_rhythm_dimensions (i);

      standardise (&domain->spaces[i], dimensions);
      for (; own->n < S2P_DOMAIN_NEIGHBOURS; own->n++)
        for (guint j = 0; j < dimensions; j++)
          own->points[(gsize) own->n * dimensions + j] = OUT_OF_REACH;
      drop_shared (&domain->spaces[i], dimensions);
    }
  set_limits (fitter, domain);
  find_ranges (fitter, domain);
  if (report != NULL)
    make_report (fitter, domain, report);
  return g_steal_pointer (&domain);
}
