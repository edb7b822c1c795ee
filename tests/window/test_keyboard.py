"""The window without a mouse, and without eyes: shortcuts, undo, and a name for everything that can be used or seen."""
import desk

desk.start_again_on_a_desk()
import steps  # noqa: E402

# What must have a name of its own.
NAMED = ("button", "toggle button", "checkbox", "radio", "switch", "text box", "search box", "spin button", "combo box", "tab", "grid",
         "tree grid", "table", "image", "list item", "progress bar", "menu item", "window")
OF_CLASS = ("Gtk", "Adw", "S2p")


def ours(node):
    """All below, but for what libadwaita makes of a toast."""
    for child in node.children:
        if child.name != "AdwToastWidget":
            yield child
            yield from ours(child)


def check_names(app, page):
    for node in ours(app.look()):
        if node.role not in NAMED or node.name and not node.name.startswith(OF_CLASS) and "_" not in node.name.replace("g_", ""):
            continue
        if node.role == "list item" and any(child.role in NAMED for child in node.below()):
            continue  # a row that stands for what is in it
        raise desk.Failure("%s “%s” on the page %s\n%s" % (node.role, node.name, page, app.tree()))


def on(page):
    app.wait(lambda: app.find_now("tab", page).has("selected"), "the page %s" % page)
    check_names(app, page)


app = desk.Application()
on("Import")
for number, page in enumerate(("Import", "Population", "Simulation", "Results"), 1):
    app.key("alt+%d" % number)
    on(page)
app.key("alt+1")
on("Import")

# The next step is Ctrl+Return, everywhere; what was removed comes back.
steps.open_bundled(app)
app.press("Remove “stg_examples.csv”")
app.find("label", "Open Spike Times")
app.key("ctrl+z")
app.wait(lambda: steps.ids(app) == steps.BUNDLED, "the recordings that were removed")
check_names(app, "Import")
app.key("ctrl+Return")
on("Population")
app.set_value("Cells", 3)
app.key("ctrl+Return")
app.find("button", "Continue to Simulation")
check_names(app, "Population")
app.key("ctrl+Return")
on("Simulation")
app.key("ctrl+Return")
app.find("button", "Show Results")
app.key("ctrl+Return")
on("Results")
app.wait(lambda: app.rows(steps.CLOSENESS), "the cells by closeness")
check_names(app, "Results")

# A plot with the keys.
plot = "Recording tonic-1 and its cells"
app.click(plot)
app.wait(lambda: app.find_now("image", plot).has("focused"), "the plot with the focus")
app.key("plus", "plus", "Right", "minus", "0")

# Shortcuts and About.
app.key("ctrl+question")
app.wait(app.dialog, "the window of shortcuts")
app.key("Escape")
app.wait(lambda: app.dialog() is None, "that it is gone")
app.press("Main menu")
app.press("About Spike2Pop")
app.wait(app.dialog, "the window about the program")
app.find("label", "Spike2Pop")
app.key("Escape")
app.wait(lambda: app.dialog() is None, "that it is gone")
app.quit()
