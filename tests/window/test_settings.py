"""What is remembered from one time to the next: the size of the window, the settings, the files of late."""
import os
import subprocess

import desk

desk.start_again_on_a_desk()
import steps  # noqa: E402

path = os.environ["SPIKE2POP_DATA"] + "/data/recordings/stg_examples.csv"


def window_size(app):
    return app.size(app.look().children[0])


app = desk.Application(path)
app.wait(lambda: steps.ids(app) == steps.BUNDLED, "the recordings")
app.go_to("Population")
app.set_value("Cells", 7)
window = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Spike2Pop"], check=True, capture_output=True, text=True).stdout.split()[0]
subprocess.run(["xdotool", "windowsize", window, "1000", "700"], check=True)
size = app.wait(lambda: window_size(app)[0] < 1010 and window_size(app), "the smaller window")
app.quit()
with open(os.environ["XDG_CONFIG_HOME"] + "/glib-2.0/settings/keyfile") as keyfile:
    assert "window-size" in keyfile.read()

app = desk.Application()
app.press("Discard")
assert window_size(app) == size, (window_size(app), size)
app.press("Recent files")
app.press("stg_examples.csv")
app.wait(lambda: steps.ids(app) == steps.BUNDLED, "the recordings of last time")
app.go_to("Population")
assert app.value("Cells") == 7
app.quit()
