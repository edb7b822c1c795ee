"""Quitting in the middle of long work: it ends at once, with nothing to say."""
import os
import time

import desk

desk.start_again_on_a_desk()
import steps  # noqa: E402


def quit_now(app):
    begin = time.monotonic()
    app.quit()
    took = time.monotonic() - begin
    assert took < desk.LIMIT / 4, took
    assert app.complaints() == "", app.complaints()


app = desk.Application(steps.many(os.environ["S2P_DESK"]))
steps.begin_many(app)
quit_now(app)

# The settings are those of the last time.
app = desk.Application()
app.press("Discard")
steps.open_bundled(app)
app.go_to("Population")
assert app.value("Cells") == 1000
steps.generate(app, 2)
app.press("Continue to Simulation")
app.set_value("Duration (ms)", 1000000)
app.press("Keep traces", ("switch",))
app.press("Simulate Cells")
app.find("progress bar", "Progress")
quit_now(app)
