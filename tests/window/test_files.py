"""Files that are not what they should be, files that go away, places that cannot be written, and sessions."""
import os

import desk

desk.start_again_on_a_desk()
import steps  # noqa: E402

folder = os.environ["S2P_DESK"]


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as out:
        out.write(text)
    return path


def screen(app):
    """What the pages say of the session."""
    app.go_to("Population")
    population = app.wait(lambda: app.rows("Recordings and their cells"), "the populations")
    app.go_to("Results")
    closeness = app.wait(lambda: app.rows(steps.CLOSENESS), "the cells by closeness")
    return population, closeness, app.find("label", contains="The closest is cell").name


# No table of spike times, beside one that is.
prose = write("prose.txt", "This is a letter about neurons, and no table.\nIt has two lines of words.\n")
one = write("one.csv", "id,time\n" + "".join("a,%d\n" % (100 + 50 * i) for i in range(40)))
app = desk.Application(prose, one)
app.wait(lambda: steps.ids(app) == ["a"], "the recording that can be read")
app.find("label", "Cannot be read")
app.find("image", contains="prose.txt is no table of spike times")
app.select("Files", 0)
app.find("button", "Try Again")
app.find("label", contains="prose.txt is no table of spike times")

# It becomes a table, and is read again; then it goes away.
write("prose.txt", "100\n200\n300\n450\n")
app.press("Try Again")
app.wait(lambda: len(steps.ids(app)) == 2, "the second recording")
os.remove(prose)
app.set_choice("Unit", "Seconds")
app.find("label", contains="prose.txt")
app.find("button", "Try Again")
app.gone("label", "Reading…")
app.press("Remove “prose.txt”")
app.wait(lambda: steps.ids(app) == ["a"], "the recording that is left")

# A folder that cannot be written.
app.press("Export features as CSV")
app.save_as("/proc/features.csv")
app.find(contains="/proc/features.csv")
assert not os.path.exists("/proc/features.csv")
app.quit()

# A session: the same screen again.
app = desk.Application()
app.press("Discard")
steps.open_bundled(app)
app.press("Continue to Population")
steps.generate(app, 4)
app.press("Continue to Simulation")
steps.simulate(app)
before = screen(app)
app.press("Save")
app.save_as(folder + "/mine.spike2pop")
app.find(contains="Saved as “mine.spike2pop”")
app.find("window", contains="mine")
app.quit()
app = desk.Application(folder + "/mine.spike2pop")
app.wait(lambda: steps.ids(app) == steps.BUNDLED, "the recordings of the session")
after = screen(app)
assert before == after, (before, after)
app.quit()
