#include "session/tables.h"
#include "base/number.h"
#include "inference/density-regions.h"
#include "population/cells-file.h"
#include <math.h>
#include <string.h>

#define MEASURES "rate_hz,cv_isi,f_intra_hz,f_inter_hz,burst_ms,spikes_per_burst"
#define REGION(percent) "area_" percent ",low_g_s_" percent ",high_g_s_" percent ",low_g_u_" percent ",high_g_u_" percent
#define INFERENCE "ID,g_s,g_u,sd_g_s,sd_g_u,activity,correlation,mode_g_s,mode_g_u," REGION ("50") "," REGION ("90")

void
s2p_table_append_field (GString *text, const char *field)
{
  if (strpbrk (field, ",\"\r\n") == NULL)
    {
      g_string_append (text, field);
      return;
    }
  g_string_append_c (text, '"');
  for (; *field != '\0'; field++)
    {
      if (*field == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *field);
    }
  g_string_append_c (text, '"');
}

void
s2p_table_append_spikes (GString *text, const double *times, gsize n)
{
  g_string_append_c (text, '[');
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      s2p_number_append_fixed (text, times[i], 4);
    }
  g_string_append_c (text, ']');
}

static void
append_number (GString *text, double value, int decimals)
{
  g_string_append_c (text, ',');
  s2p_number_append_fixed (text, value, decimals);
}

/* From rate_hz on. */
static void
append_measures (GString *text, const S2pFeatures *features)
{
  const double values[] = { features->rate, features->cv_isi, features->f_intra, features->f_inter, features->burst_duration, features->spikes_per_burst };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    append_number (text, values[i], 4);
}

void
s2p_features_table_header (GString *text)
{
  g_string_append (text, "ID,spikes,duration_ms,activity," MEASURES "\n");
}

void
s2p_features_table_row (GString *text, const S2pSpikeTrain *train, const S2pFeatures *features)
{
  s2p_table_append_field (text, train->id);
  g_string_append_printf (text, ",%" G_GSIZE_FORMAT, features->n_spikes);
  append_number (text, features->duration, 4);
  g_string_append_printf (text, ",%s", s2p_activity_name (features->activity));
  append_measures (text, features);
  g_string_append_c (text, '\n');
}

/* From correlation on. */
static void
append_regions (GString *text, const S2pInference *inference)
{
  S2pDensityRegion regions[S2P_N_REGIONS] = { 0 };
  double mode[2] = { NAN, NAN };
  const gboolean known = inference->available && s2p_density_regions (&inference->density, regions);

  if (known)
    s2p_density_mode (&inference->density, &mode[0], &mode[1]);
  append_number (text, known ? inference->correlation : NAN, 9);
  for (guint i = 0; i < 2; i++)
    append_number (text, mode[i], 9);
  for (guint i = 0; i < S2P_N_REGIONS; i++)
    {
      const S2pDensityRegion *region = &regions[i];
      const double values[] = { region->area, region->low[0], region->high[0], region->low[1], region->high[1] };

      for (guint k = 0; k < G_N_ELEMENTS (values); k++)
        append_number (text, known ? values[k] : NAN, 6);
    }
}

#define VERDICT ",in_domain,reason\n"

/* The end of a row. */
static void
append_verdict (GString *text, const S2pVerdict *verdict)
{
  g_autofree char *reason = s2p_verdict_say (verdict, TRUE);

  g_string_append (text, verdict->place == S2P_DOMAIN_UNKNOWN ? ",," : verdict->place == S2P_DOMAIN_INSIDE ? ",1," : ",0,");
  if (reason != NULL)
    s2p_table_append_field (text, reason);
  g_string_append_c (text, '\n');
}

/* A row that is not ended. */
static void
append_inference (GString *text, const S2pRecording *recording, const S2pInference *inference)
{
  const double values[] = { inference->g_s, inference->g_u, inference->sd_g_s, inference->sd_g_u };

  s2p_table_append_field (text, recording->train->id);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    append_number (text, inference->available ? values[i] : NAN, 9);
  g_string_append_printf (text, ",%s", s2p_activity_name (recording->features.activity));
  append_regions (text, inference);
}

void
s2p_inference_table_header (GString *text)
{
  g_string_append (text, INFERENCE VERDICT);
}

void
s2p_inference_table_row (GString *text, const S2pEntry *entry)
{
  append_inference (text, entry->recording, &entry->estimate.inference);
  append_verdict (text, &entry->estimate.verdict);
}

void
s2p_estimate_table_header (GString *text)
{
  g_string_append (text, INFERENCE ",built_g_s,built_g_u" VERDICT);
}

void
s2p_estimate_table_row (GString *text, const S2pEntry *entry)
{
  const guint n = entry->population != NULL ? entry->population->n : 0;
  double sum[2] = { 0, 0 };

  append_inference (text, entry->recording, &entry->estimate.inference);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < 2; j++)
      sum[j] += entry->population->dics[2 * (gsize) i + j];
  for (guint j = 0; j < 2; j++)
    append_number (text, n > 0 ? sum[j] / n : NAN, 9);
  append_verdict (text, &entry->estimate.verdict);
}

/* "ID,g,..." of one cell, the row not ended. */
static void
append_cell (GString *text, const char *id, const S2pPopulation *population, guint index)
{
  const double *g = population->g + (gsize) index * population->n_conductances;

  s2p_table_append_field (text, id);
  for (guint i = 0; i < population->n_conductances; i++)
    {
      g_string_append_c (text, ',');
      s2p_number_append (text, g[i]);
    }
}

void
s2p_population_table_header (GString *text, const S2pModel *model, gboolean checked)
{
  s2p_cells_append_header (text, model);
  g_string_append (text, checked ? ",distance,rate_off,f_inter_off,burst_off,spikes_per_burst_off,tolerance_used\n" : "\n");
}

/* @closeness: (nullable) */
static void
append_closeness_of_cell (GString *text, const S2pCloseness *closeness)
{
  static const S2pCloseness unknown = { .off = { NAN, NAN, NAN, NAN, NAN }, .worst = NAN };
  const S2pCloseness *known = closeness != NULL ? closeness : &unknown;

  append_number (text, known->off[S2P_LIKE_DISTANCE], 6);
  append_number (text, expm1 (known->off[S2P_LIKE_RATE]), 6);
  append_number (text, expm1 (known->off[S2P_LIKE_F_INTER]), 6);
  append_number (text, expm1 (known->off[S2P_LIKE_BURST_DURATION]), 6);
  append_number (text, known->off[S2P_LIKE_SPIKES_PER_BURST], 6);
  append_number (text, known->worst, 6);
}

void
s2p_population_table_rows (GString *text, const char *id, const S2pPopulation *population, gboolean checked)
{
  for (guint i = 0; i < population->n; i++)
    {
      append_cell (text, id, population, i);
      if (checked)
        append_closeness_of_cell (text, population->checked != NULL ? &population->checked->closeness[i] : NULL);
      g_string_append_c (text, '\n');
    }
}

void
s2p_firing_table_header (GString *text, const S2pModel *model)
{
  s2p_cells_append_header (text, model);
  g_string_append (text, ",spiking_times\n");
}

void
s2p_firing_table_rows (GString *text, const char *id, const S2pPopulation *population, const S2pFiring *firing)
{
  for (guint i = 0; i < firing->n; i++)
    {
      const S2pCellFiring *cell = &firing->cells[i];

      append_cell (text, id, population, i);
      g_string_append (text, ",\"");
      if (cell->failure == NULL)
        s2p_table_append_spikes (text, cell->times, cell->n_spikes);
      g_string_append (text, "\"\n");
    }
}

void
s2p_closeness_table_header (GString *text)
{
  g_string_append (text, "ID,cell,activity,same_activity,distance," MEASURES "\n");
}

void
s2p_closeness_table_rows (GString *text, const S2pRecording *recording, const S2pFiring *firing)
{
  s2p_table_append_field (text, recording->train->id);
  g_string_append_printf (text, ",,%s,,", s2p_activity_name (recording->features.activity));
  append_measures (text, &recording->features);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < firing->n; i++)
    {
      const S2pCellFiring *cell = &firing->cells[i];

      s2p_table_append_field (text, recording->train->id);
      g_string_append_printf (text, ",%u,", i + 1);
      if (cell->failure == NULL)
        {
          g_string_append_printf (text, "%s,%d", s2p_activity_name (cell->features.activity), cell->features.activity == recording->features.activity);
          append_number (text, cell->distance, 6);
          append_measures (text, &cell->features);
        }
      else
        g_string_append (text, ",,,,,,,,");
      g_string_append_c (text, '\n');
    }
}

typedef void (*AppendEntry) (GString *text, const S2pEntry *entry);

static char *
of_used_entries (const S2pSession *session, GString *text, AppendEntry append)
{
  for (guint i = 0; i < session->entries->len; i++)
    if (((const S2pEntry *) session->entries->pdata[i])->used)
      append (text, session->entries->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
append_features (GString *text, const S2pEntry *entry)
{
  s2p_features_table_row (text, entry->recording->train, &entry->recording->features);
}

static void
append_estimate (GString *text, const S2pEntry *entry)
{
  if (entry->estimated)
    s2p_estimate_table_row (text, entry);
}

static void
append_population (GString *text, const S2pEntry *entry)
{
  if (entry->population != NULL)
    s2p_population_table_rows (text, entry->recording->train->id, entry->population, FALSE);
}

static void
append_checked_population (GString *text, const S2pEntry *entry)
{
  if (entry->population != NULL)
    s2p_population_table_rows (text, entry->recording->train->id, entry->population, TRUE);
}

static gboolean
any_checked (const S2pSession *session)
{
  for (guint i = 0; i < session->entries->len; i++)
    {
      const S2pEntry *entry = session->entries->pdata[i];

      if (entry->used && entry->population != NULL && entry->population->checked != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
append_firing (GString *text, const S2pEntry *entry)
{
  if (entry->population != NULL && entry->firing != NULL)
    s2p_firing_table_rows (text, entry->recording->train->id, entry->population, entry->firing);
}

static void
append_closeness (GString *text, const S2pEntry *entry)
{
  if (entry->firing != NULL)
    s2p_closeness_table_rows (text, entry->recording, entry->firing);
}

char *
s2p_session_features_csv (const S2pSession *session)
{
  GString *text = g_string_new (NULL);

  s2p_features_table_header (text);
  return of_used_entries (session, text, append_features);
}

char *
s2p_session_estimates_csv (const S2pSession *session)
{
  GString *text = g_string_new (NULL);

  s2p_estimate_table_header (text);
  return of_used_entries (session, text, append_estimate);
}

char *
s2p_session_population_csv (const S2pSession *session, const S2pModel *model)
{
  const gboolean checked = any_checked (session);
  GString *text = g_string_new (NULL);

  s2p_population_table_header (text, model, checked);
  return of_used_entries (session, text, checked ? append_checked_population : append_population);
}

char *
s2p_session_firing_csv (const S2pSession *session, const S2pModel *model)
{
  GString *text = g_string_new (NULL);

  s2p_firing_table_header (text, model);
  return of_used_entries (session, text, append_firing);
}

char *
s2p_session_closeness_csv (const S2pSession *session)
{
  GString *text = g_string_new (NULL);

  s2p_closeness_table_header (text);
  return of_used_entries (session, text, append_closeness);
}
