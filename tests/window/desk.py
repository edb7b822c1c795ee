"""A desk of its own for a test: a screen (Xvfb), a session bus with the accessibility bus on it, folders for settings
and state, and the application, seen and used through its accessibility tree as a person's assistive technology would.

Nothing here sleeps and hopes: every wait is on a state, looked at again and again up to a limit after which the test fails
with what is on the screen.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIMIT = float(os.environ.get("S2P_TEST_LIMIT", "60"))  # seconds; only a failure waits that long


# What can be pressed.
PRESSED = ("button", "toggle button", "tab", "menu item", "menu item checkbox", "menu item radio", "checkbox", "radio", "switch", "list item", "link")
ROWS = 16  # of a table or a list are looked at
STATES = {"checked": 4, "focused": 12, "pressed": 20, "selected": 23, "sensitive": 24, "visible": 30}
ACCESSIBLE = "org.a11y.atspi.Accessible"


class Failure(Exception):
    pass


def plain(name):
    """GTK 4.8 calls the buttons of its own dialogs “_Save Save”."""
    half = len(name) // 2
    return name[half + 1:] if "_" in name and name[:half + 1].replace("_", "", 1).strip() == name[half + 1:] else name


class Node:
    """Something on the screen, as it was when it was looked at."""

    def __init__(self, bus, path):
        self.bus, self.path = bus, path
        self.role, self.name, self.description, self.states, self.children = "", "", "", 0, []

    def has(self, state):
        return bool(self.states >> STATES[state] & 1)

    def below(self):
        """All nodes below, from top to bottom."""
        for child in self.children:
            yield child
            yield from child.below()

    def find(self, role=None, name=None, starts=None, contains=None, roles=None):
        return next(self.all(role, name, starts, contains, roles), None)

    def all(self, role=None, name=None, starts=None, contains=None, roles=None):
        for node in self.below():
            if ((role is None or node.role == role) and (roles is None or node.role in roles) and (name is None or plain(node.name) == name) and
                    (starts is None or node.name.startswith(starts)) and (contains is None or contains in node.name)):
                yield node

    def lines(self, depth=0):
        yield "%s%s “%s” %s" % ("  " * depth, self.role, self.name, "" if self.has("sensitive") else "(insensitive)")
        for child in self.children:
            yield from child.lines(depth + 1)


def start_again_on_a_desk():
    """Runs this very program on a screen and a bus of its own; returns within it, with the rest of the test to do."""
    if "S2P_DESK" not in os.environ:
        sys.exit(run_on_a_desk())


def run_on_a_desk():
    """The same once; its exit status."""
    folder = tempfile.mkdtemp(prefix="spike2pop-desk-")
    read_end, write_end = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-screen", "0", os.environ.get("S2P_SCREEN", "1280x800x24"),
                               "-nolisten", "tcp", "-noreset", "-nocursor", "-fbdir", folder], pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write_end)
    display = os.read(read_end, 32).decode().strip()
    if not display:
        sys.exit("Xvfb did not start")
    home = os.path.join(folder, "home")
    environment = dict(os.environ, S2P_DESK=folder, DISPLAY=":" + display, HOME=home, XDG_CONFIG_HOME=home + "/config",
                       XDG_DATA_HOME=home + "/data", XDG_STATE_HOME=home + "/state", XDG_CACHE_HOME=home + "/cache",
                       XDG_RUNTIME_DIR=folder + "/run", GDK_BACKEND="x11", GSK_RENDERER="cairo", GSETTINGS_BACKEND="keyfile",
                       GTK_A11Y="atspi", NO_AT_BRIDGE="0", LC_ALL="C.UTF-8", LANGUAGE=os.environ.get("S2P_LANGUAGE", ""))
    environment.pop("WAYLAND_DISPLAY", None)
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    environment.pop("AT_SPI_BUS_ADDRESS", None)
    for path in ("home/config", "home/data", "home/state", "home/cache", "run"):
        os.makedirs(os.path.join(folder, path), mode=0o700)
    try:
        status = subprocess.run(["dbus-run-session", "--", sys.executable] + sys.argv, env=environment).returncode
    finally:
        screen.terminate()
        screen.wait()
        shutil.rmtree(folder, ignore_errors=True)
    return status


class Application:
    """The program, running. It is asked over the accessibility bus, many questions at once: an answer of every widget takes
    a tenth of a second so, and is never an old one."""

    def __init__(self, *arguments, environment=None, cwd=None):
        from gi.repository import Gio, GLib
        self.Gio, self.GLib = Gio, GLib
        self.context = GLib.MainContext.default()
        self.connection = self._connect()
        self.errors = os.path.join(os.environ["S2P_DESK"], "stderr-%d" % time.monotonic_ns())
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen([os.environ["S2P_APP"], *arguments], stderr=errors, cwd=cwd,
                                            env=dict(os.environ, **(environment or {})))
        self.root = None
        self.root = self.wait(self._find_root, "the application on the accessibility bus")

    def _connect(self):
        Gio = self.Gio
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address, = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1)
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        return Gio.DBusConnection.new_for_address_sync(address, flags)

    def _find_root(self):
        children, = self._ask("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root", ACCESSIBLE, "GetChildren")
        for bus, path in children:
            pid, = self._ask("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "GetConnectionUnixProcessID", "(s)", bus)
            if pid == self.process.pid:
                return Node(bus, path)
        return None

    def _ask(self, bus, path, interface, method, signature=None, *arguments):
        parameters = self.GLib.Variant(signature, arguments) if signature else None
        return self.connection.call_sync(bus, path, interface, method, parameters, None, 0, -1)

    # --- waiting ---

    def wait(self, condition, what):
        """Until condition() is true; its value. It is asked again and again, but leaves the application half of the time."""
        end = time.monotonic() + LIMIT
        while True:
            begin = time.monotonic()
            try:
                value = condition()
            except self.GLib.Error:
                value = None  # a widget went away while it was looked at
            if value:
                return value
            if time.monotonic() > end:
                raise Failure("never saw %s\n%s\nstderr:\n%s" % (what, self.tree(), self.complaints()))
            if self.process.poll() is not None and what != "the exit":
                raise Failure("the application ended (%s) before %s\n%s" % (self.process.returncode, what, self.complaints()))
            pause = self.GLib.timeout_add(max(20, int(1000 * (time.monotonic() - begin))), lambda: False)
            while self.context.find_source_by_id(pause) is not None:
                self.context.iteration(True)

    # --- looking ---

    def look(self):
        """The application's windows, with everything that is on the screen in the one in front."""
        root = Node(self.root.bus, self.root.path)
        self._pending = 0
        self._look_at(root)
        while self._pending > 0:
            self.context.iteration(True)
        return root

    def _look_at(self, node):
        def ask(interface, method, parameters, answered):
            def done(connection, result):
                self._pending -= 1
                try:
                    answered(*connection.call_finish(result).unpack())
                except self.GLib.Error:
                    pass  # gone by now
            self._pending += 1
            self.connection.call(node.bus, node.path, interface, method, parameters, None, 0, -1, None, done)

        def take_role(role):
            node.role = role

        def take_properties(properties):
            node.name, node.description = properties.get("Name") or "", properties.get("Description") or ""

        def take_state(words):
            node.states = sum(word << 32 * i for i, word in enumerate(words))
            if (node.has("visible") and node.role != "tab") or node.path == self.root.path:  # what is in a tab says its name again
                ask(ACCESSIBLE, "GetChildren", None, take_children)

        def take_children(references):
            node.children = [Node(*reference) for reference in references[:ROWS if node.role == "list" else None]]
            for child in node.children[-1:] if node.path == self.root.path else node.children:
                self._look_at(child)

        ask(ACCESSIBLE, "GetRoleName", None, take_role)
        ask("org.freedesktop.DBus.Properties", "GetAll", self.GLib.Variant("(s)", (ACCESSIBLE,)), take_properties)
        ask(ACCESSIBLE, "GetState", None, take_state)

    def size(self, node):
        (x, y, width, height), = self._ask(node.bus, node.path, "org.a11y.atspi.Component", "GetExtents", "(u)", 1)
        return width, height

    def find_now(self, role=None, name=None, within=None, **more):
        """What of that kind has a size: the view switcher of the other bar has none."""
        for node in (within or self.look()).all(role, name, **more):
            if node.has("visible") and min(self.size(node)) > 0:
                return node
        return None

    def find(self, role=None, name=None, **more):
        return self.wait(lambda: self.find_now(role, name, **more), "%s “%s” %s" % (role or "anything", name or "", more or ""))

    def gone(self, role=None, name=None, **more):
        self.wait(lambda: self.find_now(role, name, **more) is None, "that %s “%s” %s went away" % (role, name or "", more or ""))

    def rows(self, name):
        """What the table says in its first rows, a list of texts for each; [] while it is being filled (a row comes without
        its cells, and a cell without its text)."""
        table = self.find_now(name=name, roles=("tree grid", "table", "grid"))
        body = table.find("list") if table is not None else None
        rows = [[node.name for node in row.all("label")] for row in body.children] if body is not None else []
        return rows if rows and all(rows) and len({len(row) for row in rows}) == 1 else []

    def value(self, name):
        """Of a spin button."""
        node = self.find("spin button", name)
        return self._ask(node.bus, node.path, "org.freedesktop.DBus.Properties", "Get", "(ss)", "org.a11y.atspi.Value", "CurrentValue")[0]

    # --- acting ---

    def press(self, name, roles=PRESSED, within=None):
        if os.environ.get("S2P_SAY"):
            print(time.strftime("%T"), name, flush=True)
        """Activates a button, a tab, an item of a menu; within: the name of what it is in."""
        def act():
            place = self.find_now(name=within) if within is not None else None
            node = self.find_now(name=name, roles=roles, within=place) if within is None or place is not None else None
            if node is None or not node.has("sensitive"):
                return False
            inner = node.find(name=name, roles=roles) or node  # a menu button has a button in it
            return self._ask(inner.bus, inner.path, "org.a11y.atspi.Action", "DoAction", "(i)", 0)[0]
        self.wait(act, "“%s” to press" % name)

    def go_to(self, page):
        self.press(page, ("tab",))
        self.wait(lambda: self.find_now("tab", page).has("selected"), "the page “%s”" % page)

    def set_value(self, name, value):
        """Of a spin button."""
        node = self.find("spin button", name)
        self._ask(node.bus, node.path, "org.freedesktop.DBus.Properties", "Set", "(ssv)", "org.a11y.atspi.Value", "CurrentValue",
                  self.GLib.Variant("d", value))
        self.wait(lambda: self.value(name) == value, "%s in “%s”" % (value, name))

    def click(self, name):
        """In the middle of something in the window, with the mouse."""
        node = self.find(name=name)
        (x, y, width, height), = self._ask(node.bus, node.path, "org.a11y.atspi.Component", "GetExtents", "(u)", 1)
        subprocess.run(["xdotool", "mousemove", str(x + width // 2), str(y + height // 2), "click", "1"], check=True)

    def select(self, name, number):
        """A row of a list."""
        rows = self.find("list", name)
        self.wait(lambda: self._ask(rows.bus, rows.path, "org.a11y.atspi.Selection", "SelectChild", "(i)", number)[0], "row %d of “%s”" % (number, name))

    def set_choice(self, name, choice):
        """Of a drop-down whose first choice is taken."""
        self.press(name, ("button",))
        self.find("label", choice)
        rows = self.find("combo box", name).find("list").children
        self.key(*["Down"] * [row.find("label").name for row in rows].index(choice), "Return")
        self.wait(lambda: self.find("combo box", name).find("list") is None, "that the choices of “%s” went away" % name)

    def save_as(self, path):
        """In the dialog that is open."""
        def enter():
            entry = self.find_now("text box", "Name:", within=self.dialog())
            return entry is not None and self._ask(entry.bus, entry.path, "org.a11y.atspi.EditableText", "SetTextContents", "(s)", path)[0]

        def save():
            button = self.find_now("button", "Save", within=self.dialog())
            return button is not None and button.has("sensitive") and self._ask(button.bus, button.path, "org.a11y.atspi.Action", "DoAction", "(i)", 0)[0]
        self.wait(self.dialog, "the dialog for a file")
        self.wait(enter, "the name of the file in the dialog")
        self.wait(save, "“Save” in the dialog")
        self.wait(lambda: self.dialog() is None, "that the dialog went away")

    def dialog(self):
        """The window in front of the first, or None."""
        windows = self.look().children
        return windows[-1] if len(windows) > 1 else None

    def key(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--clearmodifiers", text], check=True)

    def tree(self):
        return "\n".join(self.look().lines()) if self.root is not None and self.process.poll() is None else ""

    # --- ending ---

    def complaints(self):
        with open(self.errors) as errors:
            return errors.read()

    def quit(self):
        """Ends it as a user does, and looks that it had nothing to complain of."""
        self.key("ctrl+q")
        self.wait(lambda: self.process.poll() is not None, "the exit")
        self.check_end(0)

    def kill(self):
        """A crash."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def check_end(self, status):
        if self.process.returncode != status:
            raise Failure("exit status %s\n%s" % (self.process.returncode, self.complaints()))
        bad = [line for line in self.complaints().splitlines() if "WARNING" in line or "CRITICAL" in line or "ERROR" in line]
        if bad:
            raise Failure("it complained:\n" + "\n".join(bad))
