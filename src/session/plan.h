/* The steps of a session as plans: work cut into parts that any threads may do in any order.
 *
 * A plan owns or holds references to all that it reads, so what it was made from may change or go. Its parts have the
 * signature of a task of the pool (work/pool.h, work/job.h):  s2p_..._plan_part (index, plan). When all are done, the results
 * stand in the plan. Cancelling leaves unfinished results empty; a part that begins after it returns at once, and one
 * that runs ends within some milliseconds.
 * Results depend on (session, seed, stream of the recording, cell) alone, not on threads.
 */
#pragma once
#include "session/session.h"
#include "session/traces.h"

G_BEGIN_DECLS

/* Shared by the plans of a model; counted. */
typedef struct {
  S2pModel       *model;   /* owned */
  S2pNetwork     *network; /* owned; NULL where there are no weights for the model ... */
  char           *missing; /* ... and why, for the user */
  S2pActivityMap *map;     /* owned; NULL where the weights have none */
  S2pDomain      *domain;  /* owned: what the model can fire; NULL where none lies beside the weights */
} S2pNeuron;

/* Takes ownership of @model, also on failure. @weights_path: its weights, or NULL / a missing file: then estimates cannot be
 * made. Weights that are there but cannot be read, or are another model's, are an error. */
S2pNeuron *s2p_neuron_new   (S2pModel *model, const char *weights_path, GError **error);
S2pNeuron *s2p_neuron_ref   (S2pNeuron *neuron);
void       s2p_neuron_unref (S2pNeuron *neuron); /* accepts NULL */

/* --- recordings -> DICs and targets --- */
typedef struct _S2pEstimatePlan S2pEstimatePlan;
/* @recordings: [n], references are taken. The neuron must have a network. The last digits may depend on what other
 * recordings are in the plan (inference/infer.h). */
S2pEstimatePlan *s2p_estimate_plan_new     (S2pNeuron *neuron, S2pRecording *const *recordings, guint n, gboolean at_mean, GCancellable *cancellable);
guint            s2p_estimate_plan_n_parts (const S2pEstimatePlan *plan);
void             s2p_estimate_plan_part    (guint index, gpointer plan);
const S2pEstimate *s2p_estimate_plan_results (const S2pEstimatePlan *plan); /* [n]; zeros where cancelled */
void             s2p_estimate_plan_free    (S2pEstimatePlan *plan);

/* --- targets -> cells --- */
typedef struct _S2pPopulatePlan S2pPopulatePlan;
/* @size cells for each of @targets [n] (population/target.h). */
S2pPopulatePlan *s2p_populate_plan_new     (S2pNeuron *neuron, const S2pGenerateOptions *options, const S2pTarget *targets, guint n, guint size, GCancellable *cancellable);
guint            s2p_populate_plan_n_parts (const S2pPopulatePlan *plan);
void             s2p_populate_plan_part    (guint index, gpointer plan);
guint            s2p_populate_plan_cells   (const S2pPopulatePlan *plan, guint number); /* done of target @number; any thread, any time */
S2pPopulation   *s2p_populate_plan_take    (S2pPopulatePlan *plan, guint number);       /* once all parts are done; NULL after cancelling */
void             s2p_populate_plan_free    (S2pPopulatePlan *plan);

/* --- the same, checked: cells that fire as the recording does (simulation/checked.h) --- */
typedef struct _S2pCheckedPlan S2pCheckedPlan;
/* Up to @size cells for each of @targets [n], like @recordings [n] (references are taken). */
S2pCheckedPlan  *s2p_checked_plan_new     (S2pNeuron *neuron, const S2pCheckedOptions *options, const S2pTarget *targets, S2pRecording *const *recordings, guint n, guint size,
                                           GCancellable *cancellable);
guint            s2p_checked_plan_n_parts (const S2pCheckedPlan *plan);
void             s2p_checked_plan_part    (guint index, gpointer plan);
guint            s2p_checked_plan_cells   (const S2pCheckedPlan *plan, guint number); /* found or given up of target @number; any thread, any time */
S2pPopulation   *s2p_checked_plan_take    (S2pCheckedPlan *plan, guint number);       /* once all parts are done; NULL after cancelling */
void             s2p_checked_plan_free    (S2pCheckedPlan *plan);

/* --- cells -> spikes and traces --- */
typedef struct {
  S2pRecording  *recording;  /* borrowed until the plan is made; NULL: nothing to compare with */
  S2pPopulation *population; /* the same */
  guint          cells;      /* the first so many */
  guint64        stream;     /* of the noise ... */
  guint32        instance;   /* ... of the first cell; those that follow count on. 0 for a whole population */
} S2pSimulateItem;

typedef struct _S2pSimulatePlan S2pSimulatePlan;
S2pSimulatePlan *s2p_simulate_plan_new     (S2pNeuron *neuron, const S2pSimulationOptions *options, gboolean reference, gboolean traces, const S2pSimulateItem *items, guint n,
                                            GCancellable *cancellable);
guint            s2p_simulate_plan_n_parts (const S2pSimulatePlan *plan);
void             s2p_simulate_plan_part    (guint index, gpointer plan);
guint            s2p_simulate_plan_cells   (const S2pSimulatePlan *plan, guint number); /* done of item @number; any thread, any time */
guint            s2p_simulate_plan_failed  (const S2pSimulatePlan *plan, guint number); /* of these; the same */
S2pFiring       *s2p_simulate_plan_take    (S2pSimulatePlan *plan, guint number);        /* NULL after cancelling */
S2pTraces       *s2p_simulate_plan_take_traces (S2pSimulatePlan *plan, guint number);    /* NULL without traces or after cancelling */
void             s2p_simulate_plan_free    (S2pSimulatePlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pNeuron, s2p_neuron_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pEstimatePlan, s2p_estimate_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pPopulatePlan, s2p_populate_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pCheckedPlan, s2p_checked_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pSimulatePlan, s2p_simulate_plan_free)

G_END_DECLS
