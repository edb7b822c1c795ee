"""What a newcomer does: open the bundled recordings, make 100 cells of each, simulate them, find the closest one, and take
tables and figures away."""
import csv
import io
import os
import xml.etree.ElementTree as xml

import desk

desk.start_again_on_a_desk()
import steps  # noqa: E402

folder = os.environ["S2P_DESK"]


def rows_of(written):
    return list(csv.reader(io.StringIO(written.decode())))


app = desk.Application()
app.find("label", "Open Spike Times")
steps.open_bundled(app)
app.find("label", "5 of 5 used")
app.find("image", "Recordings")

app.press("Continue to Population")
steps.generate(app, 100)
app.press("Export Cells…")
cells = rows_of(steps.export(app, folder + "/population.csv"))
assert cells[0] == ["ID", "g_Na", "g_Kd", "g_CaT", "g_CaS", "g_KCa", "g_A", "g_H", "g_leak"], cells[0]
assert len(cells) == 501, len(cells)
assert [row[0] for row in cells[1::100]] == steps.BUNDLED
assert all(float(value) > 0 for row in cells[1:] for value in row[1:])

app.press("Continue to Simulation")
steps.simulate(app)
app.press("Show Results")
app.find("image", "Recording tonic-1 and its cells")
rows = app.wait(lambda: app.rows(steps.CLOSENESS), "the cells by closeness")
app.find("label", contains="The closest is cell %s." % rows[0][1])
assert [row[0] for row in rows[:3]] == ["1", "2", "3"], rows[:3]
distances = [float(row[3]) for row in rows]
assert distances == sorted(distances) and rows[0][2] == "spiking", rows[0]

app.press("Export Table…")
closeness = rows_of(steps.export(app, folder + "/closeness.csv"))
assert closeness[0][:5] == ["ID", "cell", "activity", "same_activity", "distance"], closeness[0]
assert len(closeness) == 102, len(closeness)  # the recording, and its cells
closest = min(closeness[2:], key=lambda row: (row[3] != "1" and row[3] != "true", float(row[4])))
assert closest[1] == rows[0][1], (closest, rows[0])

for ending, begin in (("svg", b"<?xml"), ("pdf", b"%PDF"), ("png", b"\x89PNG\r\n\x1a\n")):
    app.press("Save or reset this plot", within="Conductances of the cells of recording tonic-1")
    app.press("Save as %s…" % ending.upper())
    figure = steps.export(app, folder + "/conductances." + ending)
    assert figure.startswith(begin) and len(figure) > 2000, (ending, figure[:20])
    if ending == "svg":
        assert len(list(xml.fromstring(figure).iter())) > 100
app.press("More to export")
app.press("Figure of This Recording…")
assert len(list(xml.fromstring(steps.export(app, folder + "/whole.svg")).iter())) > 100
app.quit()
