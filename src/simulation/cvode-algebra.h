/* Vectors and the linear solver that CVODE works with here: those of SUNDIALS, made for large systems, take most of
 * the time of a system of a dozen states. Private to src/simulation.
 */
#pragma once
#include "simulation/jacobian.h"
#include <nvector/nvector_serial.h>
#include <sundials/sundials_linearsolver.h>

G_BEGIN_DECLS

/* A serial vector with quick operations; its clones are alike. NULL: no memory. */
N_Vector        s2p_cell_vector_new (guint n, SUNContext context);

/* The factors of I - gamma J that the solver uses; they are the caller's, and brought up to date by it. */
typedef struct { const S2pStateLayout *layout; S2pJacobianFactors factors; } S2pCellSystem;

SUNLinearSolver s2p_cell_solver_new (const S2pCellSystem *system, SUNContext context);
/* A stand-in for the matrix, which CVODE asks for; it holds nothing. */
SUNMatrix       s2p_cell_matrix_new (SUNContext context);

G_END_DECLS
