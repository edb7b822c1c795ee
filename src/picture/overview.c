#include "picture/picture-private.h"
#include "base/words.h"

#define MOST_ROWS 100
#define PLANE_HEIGHT 330.0 /* points, in a file, with title and labels */
#define ROW_HEIGHT 14.0
#define AXIS_HEIGHT 70.0

S2pPicture *
s2p_picture_overview (const S2pModel *model, S2pEntry *const *entries, guint n)
{
  const double raster_height = CLAMP (ROW_HEIGHT * n, 60, 400);
  S2pPicture *picture = s2p_picture_new ("overview", 2, 1, raster_height + AXIS_HEIGHT + PLANE_HEIGHT);

  picture->figure->row_weight[0] = raster_height;
  picture->figure->row_weight[1] = PLANE_HEIGHT - AXIS_HEIGHT;
  s2p_picture_add_raster (picture, (S2pPlace) { 0, 0, 1, 1 }, entries, MIN (n, MOST_ROWS));
  s2p_picture_add_plane (picture, (S2pPlace) { 1, 0, 1, 1 }, model, entries, n);
  picture->title = g_strdup (_("Recordings and their dynamic input conductances"));
  picture->caption = n <= MOST_ROWS ? g_strdup_printf (S2P_PLURAL ("The spike train of %u recording, and what was inferred from it.", "The spike trains of %u recordings, and what was inferred from them.", n), n)
                                    : g_strdup_printf (_("The spike trains of the first %d of %u recordings, and what was inferred from all."), MOST_ROWS, n);
  return picture;
}
