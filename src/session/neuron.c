#include "session/plan.h"
#include "base/error.h"
#include "base/words.h"
#include <string.h>

static void
clear (gpointer data)
{
  S2pNeuron *neuron = data;

  s2p_model_free (neuron->model);
  s2p_network_free (neuron->network);
  s2p_domain_free (neuron->domain);
  g_free (neuron->map);
  g_free (neuron->missing);
}

/* What lies beside the weights, if anything does: users' own weights come without. */
static gboolean
load_domain (S2pNeuron *neuron, const char *weights_path, GError **error)
{
  g_autofree char *path = s2p_domain_path (weights_path);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if ((neuron->domain = s2p_domain_load (path, error)) == NULL)
    return FALSE;
  if (strcmp (neuron->domain->model, neuron->model->name) == 0)
    return TRUE;
  g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s holds the domain of the model %s, not %s"), path, neuron->domain->model, neuron->model->name);
  return FALSE;
}

S2pNeuron *
s2p_neuron_new (S2pModel *model, const char *weights_path, GError **error)
{
  g_autoptr (S2pNeuron) neuron = g_atomic_rc_box_new0 (S2pNeuron);

  neuron->model = model;
  if (weights_path == NULL)
    neuron->missing = g_strdup_printf (_("there are no weights for the model %s, so spike times cannot be turned into DICs"), model->name);
  else if (!g_file_test (weights_path, G_FILE_TEST_EXISTS))
    neuron->missing = g_strdup_printf (_("there are no weights for the model %s yet (%s is missing), so spike times cannot be turned into DICs"), model->name, weights_path);
  else if ((neuron->network = s2p_network_load (weights_path, error)) == NULL)
    return NULL;
  else if (strcmp (neuron->network->model, model->name) != 0)
    {
      g_set_error (error, S2P_ERROR, S2P_ERROR_FORMAT, _("%s holds weights for the model %s, not %s"), weights_path, neuron->network->model, model->name);
      return NULL;
    }
  if (neuron->network != NULL)
    {
      if (!load_domain (neuron, weights_path, error))
        return NULL;
      neuron->map = g_new (S2pActivityMap, 1);
      if (!s2p_activity_map_get (neuron->network, neuron->map))
        g_clear_pointer (&neuron->map, g_free);
    }
  return g_steal_pointer (&neuron);
}

S2pNeuron *
s2p_neuron_ref (S2pNeuron *neuron)
{
  return g_atomic_rc_box_acquire (neuron);
}

void
s2p_neuron_unref (S2pNeuron *neuron)
{
  if (neuron != NULL)
    g_atomic_rc_box_release_full (neuron, clear);
}
