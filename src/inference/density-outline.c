#include "inference/density-outline.h"
#include <math.h>
#include <string.h>
#include "inference/density-points.h"

#define FEWEST 64         /* points of the grid along a side */
#define MOST 320
#define FINENESS 0.35     /* distance of its points, in widths of the narrowest component */
#define LEAST_WEIGHT 0.01 /* of a component that it is made fine enough for */
#define MARGIN 0.05       /* around the rectangle of the region, which draws tell a little too small */
#define MOST_GROWTHS 8
#define GROWTH 0.2

/* The density on n[0] x n[1] points of a rectangle, its sides included; around them lies a ring of points of density 0, at
 * the place of their neighbours: there the region ends. */
typedef struct {
  double low[2], high[2], log_border;
  guint  n[2];
  real  *values;      /* [n[1] + 2, n[0] + 2] */
  real   border;      /* that of the region, in the unit of the values */
} Grid;

static double
place_of (const Grid *grid, guint axis, guint i) /* i: 0 .. n + 1 */
{
  const guint inner = CLAMP (i, 1, grid->n[axis]) - 1;

  return inner + 1 == grid->n[axis] ? grid->high[axis] : grid->low[axis] + (grid->high[axis] - grid->low[axis]) * inner / (grid->n[axis] - 1);
}

static real
value_at (const Grid *grid, guint i, guint j)
{
  return grid->values[(gsize) j * (grid->n[0] + 2) + i];
}

static gboolean
is_inside (const Grid *grid, guint i, guint j)
{
  return value_at (grid, i, j) >= grid->border;
}

static guint
fine_enough (const S2pDensity *density, guint axis, double side)
{
  double narrowest = side, total = 0;

  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    total += density->components[k].weight;
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    {
      const S2pComponent *c = &density->components[k];

      if (c->weight > LEAST_WEIGHT * total)
        narrowest = MIN (narrowest, c->sd[axis] * sqrt ((1 - c->correlation) * (1 + c->correlation)));
    }
  return (guint) CLAMP (ceil (side / (FINENESS * narrowest)), FEWEST, MOST);
}

static void
fill (Grid *grid, const S2pDensity *density)
{
  S2pDensityPoints points;
  g_autofree real *s = NULL, *u = NULL;
  const double range_low[2] = { density->range.g_s_min, density->range.g_u_min }, range_high[2] = { density->range.g_s_max, density->range.g_u_max };

  for (guint axis = 0; axis < 2; axis++)
    {
      grid->low[axis] = MAX (grid->low[axis], range_low[axis]);
      grid->high[axis] = MIN (grid->high[axis], range_high[axis]);
      grid->n[axis] = fine_enough (density, axis, grid->high[axis] - grid->low[axis]);
    }
  s2p_density_points_init (&points, density);
  grid->border = (real) exp (grid->log_border - points.log_unit);
  g_free (grid->values);
  grid->values = g_new0 (real, (gsize) (grid->n[0] + 2) * (grid->n[1] + 2));
  s = g_new (real, grid->n[0]);
  u = g_new (real, grid->n[0]);
  for (guint i = 0; i < grid->n[0]; i++)
    s[i] = (real) place_of (grid, 0, i + 1);
  for (guint j = 1; j <= grid->n[1]; j++)
    {
      for (guint i = 0; i < grid->n[0]; i++)
        u[i] = (real) place_of (grid, 1, j);
      s2p_density_points_at (&points, s, u, grid->n[0], grid->values + (gsize) j * (grid->n[0] + 2) + 1);
    }
}

/* Makes the rectangle larger where the region goes on beyond it. FALSE: nowhere. */
static gboolean
grow (Grid *grid, const S2pDicRange *range)
{
  const double range_low[2] = { range->g_s_min, range->g_u_min }, range_high[2] = { range->g_s_max, range->g_u_max };
  gboolean low[2] = { FALSE }, high[2] = { FALSE }, any = FALSE;

  for (guint i = 1; i <= grid->n[0]; i++)
    {
      low[1] |= is_inside (grid, i, 1);
      high[1] |= is_inside (grid, i, grid->n[1]);
    }
  for (guint j = 1; j <= grid->n[1]; j++)
    {
      low[0] |= is_inside (grid, 1, j);
      high[0] |= is_inside (grid, grid->n[0], j);
    }
  for (guint axis = 0; axis < 2; axis++)
    {
      const double more = GROWTH * (grid->high[axis] - grid->low[axis]);

      low[axis] &= grid->low[axis] > range_low[axis];
      high[axis] &= grid->high[axis] < range_high[axis];
      grid->low[axis] -= low[axis] ? more : 0;
      grid->high[axis] += high[axis] ? more : 0;
      any |= low[axis] || high[axis];
    }
  return any;
}

/* --- marching squares --- */

/* The sides of the squares of the grid, each between two points: from (i, j) to the right, or upward. */
typedef struct { guint i, j; gboolean upward; } Side;

static gsize
number_of (const Grid *grid, Side side)
{
  return 2 * ((gsize) side.j * (grid->n[0] + 2) + side.i) + (side.upward ? 1 : 0);
}

static Side
side_of (const Grid *grid, gsize number)
{
  const guint row = grid->n[0] + 2;

  return (Side) { (guint) (number / 2 % row), (guint) (number / 2 / row), number % 2 };
}

/* Notes in @next which side the line leaves each square by, for the side that it enters by. Counterclockwise around a square, the
 * line begins at a side that leads out of the region, and ends at one that leads into it: so the region is on its left. */
static void
cross_square (const Grid *grid, guint i, guint j, gint32 *next)
{
  const gboolean first = is_inside (grid, i, j), corner[5] = { first, is_inside (grid, i + 1, j), is_inside (grid, i + 1, j + 1), is_inside (grid, i, j + 1), first };
  const Side sides[4] = { { i, j, FALSE }, { i + 1, j, TRUE }, { i, j + 1, FALSE }, { i, j, TRUE } };
  const guint n = corner[0] + corner[1] + corner[2] + corner[3];
  guint turn = 3; /* sides from entering to leaving: the last one, if there is only one way */

  if (n == 0 || n == 4)
    return;
  if (n == 2 && corner[0] == corner[2]) /* a saddle: are the two corners inside joined in the middle? */
    {
      const double middle = ((double) value_at (grid, i, j) + value_at (grid, i + 1, j) + value_at (grid, i + 1, j + 1) + value_at (grid, i, j + 1)) / 4;

      turn = middle >= grid->border ? 1 : 3;
    }
  for (guint from = 0; from < 4; from++)
    if (corner[from] && !corner[from + 1])
      {
        guint to = (from + turn) % 4;

        while (!(!corner[to] && corner[to + 1])) /* of two neighbours that are inside, the line passes both */
          to = (to + 3) % 4;
        next[number_of (grid, sides[from])] = (gint32) number_of (grid, sides[to]);
      }
}

static void
crossing (const Grid *grid, Side side, double at[2])
{
  const guint i = side.i + !side.upward, j = side.j + side.upward;
  const double a = value_at (grid, side.i, side.j), b = value_at (grid, i, j);
  /* the density ends at the ring */
  const double share = b <= 0 ? 0 : a <= 0 ? 1 : CLAMP (log (a / grid->border) / log (a / b), 0, 1);

  at[0] = place_of (grid, 0, side.i) + share * (place_of (grid, 0, i) - place_of (grid, 0, side.i));
  at[1] = place_of (grid, 1, side.j) + share * (place_of (grid, 1, j) - place_of (grid, 1, side.j));
}

typedef struct { double at[2]; } Point;

/* Without points that lie on a straight piece of the range's border, or twice at one place. */
static void
add_point (GArray *line, const double at[2])
{
  Point *points = (Point *) (gpointer) line->data;
  const guint n = line->len;
  const Point point = { { at[0], at[1] } };

  if (n > 0 && points[n - 1].at[0] == at[0] && points[n - 1].at[1] == at[1])
    return;
  for (guint axis = 0; axis < 2 && n > 1; axis++)
    if (points[n - 1].at[axis] == at[axis] && points[n - 2].at[axis] == at[axis])
      {
        points[n - 1] = point;
        return;
      }
  g_array_append_val (line, point);
}

static double
area_of (const Point *points, guint n)
{
  double twice = 0;

  for (guint i = 0; i < n; i++)
    {
      const Point *a = &points[i], *b = &points[(i + 1) % n];

      twice += (a->at[0] - points[0].at[0]) * (b->at[1] - points[0].at[1]) - (b->at[0] - points[0].at[0]) * (a->at[1] - points[0].at[1]);
    }
  return twice / 2;
}

static int
by_area (gconstpointer a, gconstpointer b)
{
  const GArray *x = *(GArray *const *) a, *y = *(GArray *const *) b;
  const double of_x = fabs (area_of ((const Point *) (gconstpointer) x->data, x->len)), of_y = fabs (area_of ((const Point *) (gconstpointer) y->data, y->len));

  return (of_x < of_y) - (of_x > of_y);
}

/* (element-type GArray of Point) */
static GPtrArray *
follow (const Grid *grid)
{
  const gsize n_sides = 2 * (gsize) (grid->n[0] + 2) * (grid->n[1] + 2);
  g_autofree gint32 *next = g_new (gint32, n_sides);
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);

  memset (next, 0xff, n_sides * sizeof *next); /* -1 */
  for (guint j = 0; j <= grid->n[1]; j++)
    for (guint i = 0; i <= grid->n[0]; i++)
      cross_square (grid, i, j, next);
  for (gsize first = 0; first < n_sides; first++)
    {
      GArray *line;

      if (next[first] < 0)
        continue;
      line = g_array_new (FALSE, FALSE, sizeof (Point));
      for (gint32 at = (gint32) first, then; at >= 0; at = then)
        {
          double point[2];

          crossing (grid, side_of (grid, at), point);
          add_point (line, point);
          then = next[at];
          next[at] = -1;
        }
      while (line->len > 1 && memcmp (line->data, &g_array_index (line, Point, line->len - 1), sizeof (Point)) == 0)
        g_array_set_size (line, line->len - 1);
      if (line->len > 2)
        g_ptr_array_add (lines, line);
      else
        g_array_unref (line);
    }
  g_ptr_array_sort (lines, by_area);
  return lines;
}

static S2pOutline *
outline_of (const GPtrArray *lines)
{
  S2pOutline *outline = g_new0 (S2pOutline, 1);
  guint n = 0;

  outline->n = lines->len;
  outline->starts = g_new0 (guint, lines->len + 1);
  for (guint k = 0; k < lines->len; k++)
    outline->starts[k + 1] = outline->starts[k] + ((const GArray *) lines->pdata[k])->len;
  outline->g_s = g_new (double, MAX (1, outline->starts[lines->len]));
  outline->g_u = g_new (double, MAX (1, outline->starts[lines->len]));
  for (guint k = 0; k < lines->len; k++)
    for (guint i = 0; i < ((const GArray *) lines->pdata[k])->len; i++, n++)
      {
        const Point *point = &g_array_index ((GArray *) lines->pdata[k], Point, i);

        outline->g_s[n] = point->at[0];
        outline->g_u[n] = point->at[1];
      }
  return outline;
}

S2pOutline *
s2p_density_outline (const S2pDensity *density, const S2pDensityRegion *region)
{
  Grid grid = { .log_border = region->log_density };
  g_autoptr (GPtrArray) lines = NULL;

  for (guint axis = 0; axis < 2; axis++)
    {
      const double margin = MARGIN * (region->high[axis] - region->low[axis]);

      grid.low[axis] = region->low[axis] - margin;
      grid.high[axis] = region->high[axis] + margin;
    }
  fill (&grid, density);
  for (guint i = 0; i < MOST_GROWTHS && grow (&grid, &density->range); i++)
    fill (&grid, density);
  lines = follow (&grid);
  g_free (grid.values);
  return outline_of (lines);
}

void
s2p_outline_free (S2pOutline *outline)
{
  if (outline == NULL)
    return;
  g_free (outline->starts);
  g_free (outline->g_s);
  g_free (outline->g_u);
  g_free (outline);
}

double
s2p_outline_area (const S2pOutline *outline, guint k)
{
  const guint from = outline->starts[k], n = outline->starts[k + 1] - from;
  double twice = 0;

  for (guint i = 0; i < n; i++)
    {
      const guint a = from + i, b = from + (i + 1) % n;

      twice += (outline->g_s[a] - outline->g_s[from]) * (outline->g_u[b] - outline->g_u[from]) - (outline->g_s[b] - outline->g_s[from]) * (outline->g_u[a] - outline->g_u[from]);
    }
  return twice / 2;
}
