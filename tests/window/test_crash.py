"""The program is killed with work that was not saved: the next one offers it."""
import glob
import os
import sqlite3

import desk

desk.start_again_on_a_desk()
import steps  # noqa: E402


def kept():
    """Cells that were simulated, in what is kept against a crash."""
    for path in glob.glob(os.environ["XDG_STATE_HOME"] + "/spike2pop/unsaved-*.spike2pop"):
        try:
            with sqlite3.connect("file:%s?mode=ro" % path, uri=True) as session:
                return session.execute("SELECT count(*) FROM cell").fetchone()[0]
        except sqlite3.Error:
            pass  # just being replaced
    return 0


app = desk.Application()
steps.open_bundled(app)
app.press("Continue to Population")
steps.generate(app, 3)
app.press("Continue to Simulation")
steps.simulate(app)
app.press("Show Results")
before = app.wait(lambda: app.rows(steps.CLOSENESS), "the cells by closeness")
app.wait(lambda: kept() >= 15, "that the work is kept")
app.kill()

app = desk.Application()
app.find("label", contains="Unsaved work of")
app.press("Restore")
app.wait(lambda: steps.ids(app) == steps.BUNDLED, "the recordings from before the crash")
app.gone("button", "Restore")
app.go_to("Results")
app.wait(lambda: app.rows(steps.CLOSENESS) == before, "the cells from before the crash")
app.quit()
