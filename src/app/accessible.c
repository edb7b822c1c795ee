#include "app/accessible.h"
#include <adwaita.h>

/* --- names --- */

/* The label inside names the button already; the text of the property has the underscore, too. */
static void
drop_mnemonic (GtkWidget *button)
{
  if (gtk_button_get_label (GTK_BUTTON (button)) != NULL && gtk_button_get_use_underline (GTK_BUTTON (button)))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
name_icon (GtkWidget *button)
{
  set_name (button, gtk_widget_get_tooltip_text (button));
}

static void
mend_button (GtkWidget *button)
{
  if (gtk_button_get_label (GTK_BUTTON (button)) != NULL)
    {
      drop_mnemonic (button);
      g_signal_connect (button, "notify::label", G_CALLBACK (drop_mnemonic), NULL);
    }
  else if (gtk_button_get_icon_name (GTK_BUTTON (button)) != NULL)
    {
      name_icon (button);
      g_signal_connect (button, "notify::tooltip-text", G_CALLBACK (name_icon), NULL);
    }
}

/* The button inside is what has the focus. */
static void
mend_menu_button (GtkWidget *button)
{
  const char *tooltip = gtk_widget_get_tooltip_text (button);

  if (gtk_menu_button_get_label (GTK_MENU_BUTTON (button)) != NULL)
    return;
  set_name (button, tooltip);
  set_name (gtk_widget_get_first_child (button), tooltip);
}

/* The button inside is what has the focus. */
static void
mend_drop_down (GtkWidget *drop_down)
{
  g_autoptr (GList) labels = gtk_widget_list_mnemonic_labels (drop_down);

  if (labels != NULL)
    set_name (gtk_widget_get_first_child (drop_down), gtk_label_get_text (labels->data));
}

/* --- what is not shown --- */

static void
set_hidden (GtkWidget *widget, gboolean hidden)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

static void
on_map (GtkWidget *widget)
{
  set_hidden (widget, FALSE);
}

static void
on_unmap (GtkWidget *widget)
{
  set_hidden (widget, TRUE);
}

static gboolean
shows_some_only (GtkWidget *parent)
{
  return GTK_IS_STACK (parent) || ADW_IS_VIEW_STACK (parent) || ADW_IS_SQUEEZER (parent) || GTK_IS_REVEALER (parent);
}

static void
follow (GtkWidget *widget)
{
  set_hidden (widget, !gtk_widget_get_mapped (widget));
  g_signal_connect (widget, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect (widget, "unmap", G_CALLBACK (on_unmap), NULL);
}

void
s2p_accessible_mend (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    mend_button (widget);
  else if (GTK_IS_MENU_BUTTON (widget))
    mend_menu_button (widget);
  else if (GTK_IS_DROP_DOWN (widget))
    mend_drop_down (widget);
  else if (GTK_IS_IMAGE (widget)) /* what it means stands beside it */
    g_object_set (widget, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (shows_some_only (widget))
        follow (child);
      s2p_accessible_mend (child);
    }
}
