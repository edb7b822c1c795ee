#include "app/about.h"
#include "app/application.h"
#include "base/words.h"

/* Titles of papers are the same in every language. */
static const char *const method[] = {
  "Brandoit J (2025), master’s thesis, University of Liège",
  "Brandoit J, Ernst D, Drion G, Fyon A (2026) Fast reconstruction of degenerate populations of conductance-based neuron models from spike times. "
  "PLoS Comput Biol https://doi.org/10.1371/journal.pcbi.1014337",
  "Drion G, Franci A, Dethier J, Sepulchre R (2015) Dynamic input conductances shape neuronal spiking. eNeuro 2(1)",
  "Fyon A, Franci A, Sacré P, Drion G (2024) Dimensionality reduction of neuronal degeneracy reveals two interfering physiological mechanisms. "
  "PNAS Nexus 3(10)",
  NULL
};
static const char *const models[] = {
  "Liu Z, Golowasch J, Marder E, Abbott LF (1998) J Neurosci 18:2309 (STG)",
  "Qian K, Yu N, Tucker KR, Levitan ES, Canavier CC (2014) J Neurophysiol 112:2779 (DA)",
  NULL
};
static const char *const measures[] = {
  "van Rossum MCW (2001) Neural Comput 13:751",
  "Houghton C, Kreuz T (2012) Network 23:48",
  NULL
};
static const char *const numerics[] = {
  "Hindmarsh AC et al. (2005) ACM TOMS 31:363 (CVODE)",
  "Rush S, Larsen H (1978) IEEE TBME 25:389",
  NULL
};

void
s2p_about_show (GtkWindow *parent)
{
  GtkWidget *widget = adw_about_window_new ();
  AdwAboutWindow *about = ADW_ABOUT_WINDOW (widget);

  gtk_window_set_transient_for (GTK_WINDOW (widget), parent);
  gtk_window_set_modal (GTK_WINDOW (widget), TRUE);
  adw_about_window_set_application_name (about, "Spike2Pop");
  adw_about_window_set_application_icon (about, S2P_APPLICATION_ID);
  adw_about_window_set_version (about, S2P_VERSION);
  adw_about_window_set_developer_name (about, _("The Spike2Pop developers"));
  adw_about_window_set_comments (about, _("Reads the times at which a neuron fired and builds a population of model neurons that fire alike with different ion channels."));
  adw_about_window_add_credit_section (about, _("Method"), (const char **) method);
  adw_about_window_add_credit_section (about, _("Neuron models"), (const char **) models);
  adw_about_window_add_credit_section (about, _("Distance of spike trains"), (const char **) measures);
  adw_about_window_add_credit_section (about, _("Simulation"), (const char **) numerics);
  adw_about_window_set_license_type (about, GTK_LICENSE_CUSTOM);
  adw_about_window_set_license (about, _("No licence has been given for this program yet: nobody but its authors may pass it on until there is one."));
  adw_about_window_add_legal_section (about, "SUNDIALS (CVODE)", "© 2002–2022 Lawrence Livermore National Security, Southern Methodist University", GTK_LICENSE_BSD_3, NULL);
  adw_about_window_add_legal_section (about, "OpenBLAS", "© 2011–2014 The OpenBLAS Project", GTK_LICENSE_BSD_3, NULL);
  adw_about_window_add_legal_section (about, "libcsv", "© Robert Gamble", GTK_LICENSE_LGPL_2_1, NULL);
  gtk_window_present (GTK_WINDOW (widget));
}
