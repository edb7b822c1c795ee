/* What is flagged of trains that no domain has seen: bench-domain MODEL-domain.safetensors OWN-TEST.s2p OTHER-TEST.s2p OWN-TRAIN.s2p
 *
 * Trains of the other model are those outside the overlap: with a rate, variation, burst period, number of spikes or duration
 * outside the middle 98 % of the own training trains of the same activity. Foreign trains are whole and clean, of one strength each. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "inference/domain.h"
#include "recording/features.h"
#include "training/dataset.h"
#include "training/evaluate.h"

#define MOST 6000
#define EACH 400

enum { RATE, CV, PERIOD, SPIKES, DURATION, N_BOX };

typedef struct { S2pActivity activity; double values[N_BOX]; } Point;

static Point
point_of (const double *times, gsize n)
{
  S2pFeatures f;

  s2p_features_compute (times, n, &f);
  /* trains of a variation that no recording shows are all the same */
  return (Point) { f.activity, { f.rate, MAX (f.cv_isi, 0.01), 1000 / f.f_inter, f.spikes_per_burst, f.burst_duration } };
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
find_box (const S2pDataset *own, double box[3][N_BOX][2])
{
  for (guint activity = S2P_ACTIVITY_SPIKING; activity <= S2P_ACTIVITY_BURSTING; activity++)
    for (guint k = 0; k < N_BOX; k++)
      {
        g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

        for (gsize i = 0; i < s2p_dataset_size (own); i += 5)
          {
            S2pSample sample;
            g_autofree double *times = NULL;
            Point point;

            s2p_dataset_get (own, i, &sample);
            times = s2p_sample_times (&sample);
            point = point_of (times, sample.n_spikes);
            if (point.activity == activity && isfinite (point.values[k]))
              g_array_append_val (values, point.values[k]);
          }
        g_array_sort (values, compare);
        box[activity][k][0] = values->len > 0 ? g_array_index (values, double, values->len / 100) : -INFINITY;
        box[activity][k][1] = values->len > 0 ? g_array_index (values, double, values->len - 1 - values->len / 100) : INFINITY;
      }
}

static gboolean
is_in (const Point *point, double box[3][N_BOX][2])
{
  for (guint k = 0; k < N_BOX; k++)
    if (isfinite (point->values[k]) && (point->values[k] < box[point->activity][k][0] || point->values[k] > box[point->activity][k][1]))
      return FALSE;
  return TRUE;
}

typedef struct { guint n, flagged; } Share;

static void
count (const S2pDomain *domain, const double *times, gsize n, Share *share)
{
  S2pVerdict verdict;

  s2p_domain_judge (domain, times, n, &verdict);
  share->n += verdict.place != S2P_DOMAIN_UNKNOWN;
  share->flagged += verdict.place == S2P_DOMAIN_OUTSIDE;
}

static void
print (const char *what, const Share *share)
{
  printf ("%-52s %6.2f %% of %u\n", what, 100.0 * share->flagged / MAX (1, share->n), share->n);
}

/* --- foreign rhythms, by what is asked for: @length ms at @rate --- */

static double
exponential (S2pRandom *random, double mean)
{
  return -mean * log1p (-s2p_random_uniform (random));
}

static gsize
draw (guint kind, S2pRandom *random, double rate, double length, double *times)
{
  const double interval = 1000 / rate;
  gsize n = 0;

  for (double t = 0; t < length && n < MOST; n++)
    {
      times[n] = t;
      switch (kind)
        {
        case 0: /* Poisson */
          t += exponential (random, interval);
          break;
        case 1: /* bursts at random, of about 5 spikes within which 15 ms pass */
          t += s2p_random_uniform (random) < 0.2 ? exponential (random, MAX (5 * interval - 60, 60)) : exponential (random, 15);
          break;
        case 2: /* gamma, coefficient of variation 0.4 */
          t += s2p_random_gamma (random, 6.25, interval / 6.25);
          break;
        case 3: /* the same, 0.2 */
          t += s2p_random_gamma (random, 25, interval / 25);
          break;
        case 4: /* 1 : 2 */
          t += interval * (n % 2 ? 4.0 / 3 : 2.0 / 3);
          break;
        case 5: /* three times as fast in the end */
          t += interval * pow (3, 0.5 - t / length);
          break;
        default:
          t += interval;
        }
    }
  return n;
}

static void
foreign (const S2pDomain *domain, double (*box)[N_BOX][2])
{
  static const char *const names[] = { "Poisson", "bursting Poisson", "irregular, CV 0.4", "irregular, CV 0.2", "alternating 1 : 2", "drift to three times the rate",
                                       "regular, 2 to 4 times too fast", "regular, 2 to 4 times too slow", "bursts, 2 to 4 times too long a period" };
  const double low = MAX (10000 / domain->window, box[1][RATE][0]), high = MIN (60, box[1][RATE][1]);
  g_autofree double *times = g_new (double, MOST);

  for (guint kind = 0; kind < G_N_ELEMENTS (names); kind++)
    for (guint length = 0; length < 2; length++)
      {
        Share share = { 0 };
        g_autofree char *what = g_strdup_printf ("foreign: %s, %s", names[kind], length ? "30 s" : "the model's window");

        for (guint i = 0; i < EACH; i++)
          {
            S2pRandom random;
            double factor, span = length ? 30000 : domain->window;
            gsize n = 0;

            s2p_random_init (&random, 20271, S2P_RANDOM_DOMAIN, i, kind);
            factor = 2 * pow (2, s2p_random_uniform (&random));
            if (kind == 6)
              n = draw (kind, &random, box[1][RATE][1] * factor, span, times);
            else if (kind == 7)
              n = draw (kind, &random, box[1][RATE][0] / factor, MAX (span, 10 * factor * 1000 / box[1][RATE][0]), times);
            else if (kind == 8)
              for (double onset = 0, period = box[2][PERIOD][1] * factor; onset < MAX (span, 6 * period); onset += period)
                for (guint j = 0; j < 5; j++)
                  times[n++] = onset + 15 * j;
            else
              n = draw (kind, &random, low * pow (high / low, s2p_random_uniform (&random)), span, times);
            if (n >= 10)
              count (domain, times, n, &share);
          }
        print (what, &share);
      }
}

int
main (int argc, char **argv)
{
  const char *own_paths[] = { argv[2], NULL }, *other_paths[] = { argv[3], NULL }, *train_paths[] = { argv[4], NULL };
  g_autoptr (S2pDomain) domain = argc == 5 ? s2p_domain_load (argv[1], NULL) : NULL;
  g_autoptr (S2pDataset) own = domain != NULL ? s2p_dataset_open_shards (own_paths, NULL) : NULL;
  g_autoptr (S2pDataset) other = own != NULL ? s2p_dataset_open_shards (other_paths, NULL) : NULL;
  g_autoptr (S2pDataset) train = other != NULL ? s2p_dataset_open_shards (train_paths, NULL) : NULL;
  double box[3][N_BOX][2] = { 0 };
  Share spiking = { 0 }, bursting = { 0 }, all = { 0 }, outside = { 0 }, inside = { 0 };

  if (train == NULL)
    {
      fprintf (stderr, "usage: bench-domain DOMAIN OWN-TEST OTHER-TEST OWN-TRAIN\n");
      return 2;
    }
  find_box (train, box);
  for (gsize i = 0; i < s2p_dataset_size (own); i++)
    {
      S2pSample sample;
      g_autofree double *times = NULL;

      s2p_dataset_get (own, i, &sample);
      times = s2p_sample_times (&sample);
      count (domain, times, sample.n_spikes, &all);
      count (domain, times, sample.n_spikes, point_of (times, sample.n_spikes).activity == S2P_ACTIVITY_BURSTING ? &bursting : &spiking);
    }
  for (gsize i = 0; i < s2p_dataset_size (other); i++)
    {
      S2pSample sample;
      g_autofree double *times = NULL;
      Point point;

      s2p_dataset_get (other, i, &sample);
      times = s2p_sample_times (&sample);
      if (sample.n_spikes < S2P_FEWEST_SPIKES)
        continue;
      point = point_of (times, sample.n_spikes);
      count (domain, times, sample.n_spikes, is_in (&point, box) ? &inside : &outside);
    }
  print ("own test trains, clean", &all);
  print ("  spiking", &spiking);
  print ("  bursting", &bursting);
  print ("other model, outside the overlap", &outside);
  print ("other model, within it", &inside);
  foreign (domain, box);
  return 0;
}
