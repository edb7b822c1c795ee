#include "app/results-export.h"
#include "app/export.h"
#include "base/words.h"
#include "session/tables.h"

static char *
closeness_text (const S2pSession *session, const S2pModel *model, guint64 stream)
{
  const S2pEntry *entry = s2p_session_find (session, stream);
  GString *csv = g_string_new (NULL);

  s2p_closeness_table_header (csv);
  s2p_closeness_table_rows (csv, entry->recording, entry->firing);
  return g_string_free (csv, FALSE);
}

static char *
all_closeness_text (const S2pSession *session, const S2pModel *model, guint64 stream)
{
  return s2p_session_closeness_csv (session);
}

static char *
spikes_text (const S2pSession *session, const S2pModel *model, guint64 stream)
{
  return s2p_session_firing_csv (session, model);
}

void
s2p_results_export_table (GtkWidget *widget, const S2pEntry *entry)
{
  g_autofree char *name = NULL;

  if (entry == NULL || entry->firing == NULL)
    return;
  name = g_strdup_printf (_("closeness-%s"), entry->recording->train->id);
  s2p_export_table (widget, name, closeness_text, entry->recording->stream);
}

void
s2p_results_export_all (GtkWidget *widget)
{
  s2p_export_table (widget, _("closeness"), all_closeness_text, 0);
}

void
s2p_results_export_spikes (GtkWidget *widget)
{
  s2p_export_table (widget, _("simulations"), spikes_text, 0);
}

void
s2p_results_export_figure (GtkWidget *widget, const S2pEntry *entry, const S2pModel *model, S2pTraces *traces)
{
  g_autoptr (GObject) owner = NULL;
  g_autofree char *name = NULL;
  S2pPicture *picture;

  if (entry == NULL)
    return;
  owner = g_object_new (G_TYPE_OBJECT, NULL);
  picture = s2p_picture_population (model, entry, traces);
  g_object_set_data_full (owner, "picture", picture, (GDestroyNotify) s2p_picture_free);
  name = g_strdup_printf (_("population-%s"), entry->recording->train->id);
  s2p_export_picture (widget, name, "svg", picture, owner, NULL);
}
