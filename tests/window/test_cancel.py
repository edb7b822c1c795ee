"""Long work is cancelled in the middle: nothing is left of it, and the window goes on."""
import os

import desk

desk.start_again_on_a_desk()
import steps  # noqa: E402

app = desk.Application(steps.many(os.environ["S2P_DESK"]))
steps.begin_many(app)
app.press("Cancel")
app.find("button", "Generate Cells")
app.gone("button", "Continue to Simulation")
app.find("label", "500 recordings, 500000 cells in all")
app.go_to("Import")
app.press("Remove “many.csv”")
steps.open_bundled(app)
app.press("Continue to Population")
steps.generate(app, 2)

app.press("Continue to Simulation")
app.set_value("Duration (ms)", 1000000)
app.press("Keep traces", ("switch",))
app.press("Simulate Cells")
app.find("progress bar", "Progress")
app.key("Escape")
app.find("button", "Simulate Cells")
app.gone("button", "Show Results")
app.set_value("Duration (ms)", 5000)
steps.simulate(app)
app.press("Show Results")
app.find("label", contains="of 2 cells have the same activity")
app.quit()
