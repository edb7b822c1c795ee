"""A desk of its own for a test: a screen (Xvfb), a session bus with the accessibility bus on it, folders for settings
and state, and the application, seen and used through its accessibility tree as a person's assistive technology would.

Nothing here sleeps: every wait is on a state, looked at again whenever the application says that something changed, up to
a limit after which the test fails with a picture of the tree.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

LIMIT = float(os.environ.get("S2P_TEST_LIMIT", "60"))  # seconds; only a failure waits that long


class Failure(Exception):
    pass


def start_again_on_a_desk():
    """Runs this very program on a screen and a bus of its own; returns within it, with the rest of the test to do."""
    if os.environ.get("S2P_DESK"):
        return
    folder = tempfile.mkdtemp(prefix="spike2pop-desk-")
    read_end, write_end = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write_end), "-screen", "0", os.environ.get("S2P_SCREEN", "1280x800x24"),
                               "-nolisten", "tcp", "-noreset"], pass_fds=[write_end], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
    sys.exit(status)


class Application:
    """The program, running."""

    def __init__(self, *arguments, environment=None, cwd=None):
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib
        self.Atspi, self.GLib = Atspi, GLib
        Atspi.init()
        self.errors = os.path.join(os.environ["S2P_DESK"], "stderr-%d" % time.monotonic_ns())
        with open(self.errors, "w") as errors:
            self.process = subprocess.Popen([os.environ["S2P_APP"], *arguments], stderr=errors, cwd=cwd,
                                            env=dict(os.environ, **(environment or {})))
        self.listener = Atspi.EventListener.new(lambda event: self.context.wakeup())
        self.context = GLib.MainContext.default()
        for event in ("object:state-changed", "object:property-change", "object:children-changed", "object:text-changed",
                      "object:bounds-changed", "object:selection-changed", "object:value-changed", "window"):
            self.listener.register(event)
        self.node = self.wait(self._find_application, "the application on the accessibility bus")

    # --- waiting ---

    def wait(self, condition, what):
        """Until condition() is true; its value."""
        end = time.monotonic() + LIMIT
        ticking = self.GLib.timeout_add(50, lambda: True)  # some changes (a file, an exit) come with no event
        try:
            while True:
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
                self.context.iteration(True)
        finally:
            self.GLib.source_remove(ticking)

    def _find_application(self):
        desktop = self.Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            node = desktop.get_child_at_index(i)
            if node is not None and node.get_process_id() == self.process.pid and node.get_child_count() > 0:
                return node
        return None

    # --- looking ---

    def showing(self, node=None):
        """All nodes below that are on the screen, from top to bottom."""
        node = node or self.node
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is None:
                continue
            states = child.get_state_set()
            if not states.contains(self.Atspi.StateType.VISIBLE) and child.get_role_name() != "application":
                continue
            yield child
            yield from self.showing(child)

    def find_now(self, role=None, name=None, starts=None, contains=None, within=None):
        for node in self.showing(within):
            try:
                text = node.get_name() or ""
                if role is not None and node.get_role_name() != role:
                    continue
                if name is not None and text != name:
                    continue
                if starts is not None and not text.startswith(starts):
                    continue
                if contains is not None and contains not in text:
                    continue
                return node
            except self.GLib.Error:
                continue
        return None

    def find(self, role=None, name=None, **more):
        return self.wait(lambda: self.find_now(role, name, **more), "%s “%s” %s" % (role or "anything", name or "", more or ""))

    def gone(self, role=None, name=None, **more):
        self.wait(lambda: self.find_now(role, name, **more) is None, "that %s “%s” went away" % (role, name))

    def sensitive(self, node):
        return node.get_state_set().contains(self.Atspi.StateType.SENSITIVE)

    # --- acting ---

    def press(self, name, role=None):
        """Activates a button, a tab, a row."""
        def act():
            node = self.find_now(role, name)
            if node is None or not self.sensitive(node):
                return False
            action = node.get_action_iface()
            return action is not None and action.get_n_actions() > 0 and action.do_action(0)
        self.wait(act, "“%s” to press" % name)

    def key(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", *keys], check=True)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--clearmodifiers", text], check=True)

    def tree(self):
        lines = []

        def walk(node, depth):
            try:
                lines.append("%s%s “%s”" % ("  " * depth, node.get_role_name(), node.get_name() or ""))
                for i in range(node.get_child_count()):
                    child = node.get_child_at_index(i)
                    if child is not None and child.get_state_set().contains(self.Atspi.StateType.VISIBLE):
                        walk(child, depth + 1)
            except self.GLib.Error:
                pass
        if getattr(self, "node", None) is not None:
            walk(self.node, 0)
        return "\n".join(lines)

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
