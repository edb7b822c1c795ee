/* The application: one process, one set of workers, a window for each session. */
#pragma once
#include <adwaita.h>

G_BEGIN_DECLS

#define S2P_APPLICATION_ID "org.spike2pop.Spike2Pop"

#define S2P_TYPE_APPLICATION (s2p_application_get_type ())
G_DECLARE_FINAL_TYPE (S2pApplication, s2p_application, S2P, APPLICATION, AdwApplication)

S2pApplication *s2p_application_new (void);

G_END_DECLS
