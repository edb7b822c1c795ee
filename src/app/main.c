/* spike2pop: the window. */
#include "app/application.h"
#include "program/program.h"

int
main (int argc, char **argv)
{
  g_autoptr (S2pApplication) application = NULL;

  s2p_program_start (argv);
  application = s2p_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
