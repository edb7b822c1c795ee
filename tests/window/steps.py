"""Steps that several tests go: what a person presses, and what they then see."""
import os

BUNDLED = ["tonic-1", "burst-1", "tonic-2", "burst-2", "burst-3"]
CLOSENESS = "Cells, by closeness to the recording"


def ids(app):
    return [row[0] for row in app.rows("Recordings")]


def open_bundled(app):
    app.press("Try the Bundled Recordings")
    app.wait(lambda: ids(app) == BUNDLED, "the bundled recordings")


def generate(app, n):
    """n cells of each of the bundled recordings."""
    app.set_value("Cells", n)
    app.press("Generate Cells")
    app.find("label", "There are %d cells of 5 recordings." % (n * len(BUNDLED)))


def simulate(app):
    app.press("Simulate Cells")
    app.find("button", "Show Results")


def export(app, path):
    """In the dialog that is open; what was written."""
    app.save_as(path)
    app.wait(lambda: os.path.exists(path), path)  # written beside, then renamed: it is whole
    with open(path, "rb") as written:
        return written.read()


def many(folder):
    """A file of so many recordings that their cells are not made in the twinkling of an eye."""
    path = os.path.join(folder, "many.csv")
    with open(path, "w") as out:
        out.write("id,time_ms\n")
        for i in range(500):
            out.writelines("unit-%d,%.2f\n" % (i, 100 + spike * (60 + 0.05 * i)) for spike in range(20))
    return path


def begin_many(app):
    """Generating them has begun."""
    app.find("label", "500 of 500 used")
    app.press("Continue to Population")
    app.set_value("Cells", 1000)
    app.press("Generate Cells")
    app.find("progress bar", "Progress")
