#!/usr/bin/python3
"""Pictures of every page, empty and filled: tests/window/shots.py FOLDER [LANGUAGE]

light, dark and high contrast at 1280×800, light and dark at 800×600. The screen has the size of the window; what it shows is
read from the memory of the virtual screen (XWD), so nothing else is needed to take a picture.
"""
import os
import struct
import subprocess
import sys
import zlib

import desk

LOOKS = {"light": {}, "dark": {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, "contrast": {"ADW_DEBUG_HIGH_CONTRAST": "1"}}
SIZES = {"1280x800": ("light", "dark", "contrast"), "800x600": ("light", "dark")}
PAGES = ("import", "population", "simulation", "results")


def png(path, width, height, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    with open(path, "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                  chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows), 9)) + chunk(b"IEND", b""))


def take(path):
    """The screen, as it is. An XWD file: 25 big-endian numbers, the window's name, colours of 12 bytes, rows of BGRX."""
    with open(os.path.join(os.environ["S2P_DESK"], "Xvfb_screen0"), "rb") as memory:
        data = memory.read()
    header = struct.unpack(">25I", data[:100])
    width, height, stride, colours = header[4], header[5], header[12], header[19]
    start = header[0] + 12 * colours
    rows = []
    for y in range(height):
        row = data[start + y * stride:start + y * stride + 4 * width]
        rgb = bytearray(3 * width)
        rgb[0::3], rgb[1::3], rgb[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(rgb))
    png(path, width, height, rows)
    return rows


def shoot(app, name):
    """When the screen no longer changes."""
    path, before = os.path.join(folder, name + ".png"), []

    def same():
        before.append(take(path))
        return len(before) > 1 and before[-1] == before[-2]
    app.wait(same, "a screen that stays as it is")


def fill_screen():
    found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "Spike2Pop"], check=True, capture_output=True, text=True)
    window = found.stdout.split()[-1]
    subprocess.run(["xdotool", "windowmove", window, "0", "0", "windowsize", "--sync", window, *size.split("x")], check=True)


class Session:
    """The way through the pages by keys and places, which are the same in every language."""

    def __init__(self, look, state, *files):
        self.ending = "%s-%s-%s" % (state, look, size)
        state_of_its_own = os.path.join(os.environ["S2P_DESK"], self.ending)  # else unsaved work would be offered
        self.app = desk.Application(*files, environment=dict(LOOKS[look], XDG_STATE_HOME=state_of_its_own))
        self.app.find("tab")
        fill_screen()

    def go_to(self, page):
        number = PAGES.index(page)
        self.app.key("alt+%d" % (number + 1))
        self.app.wait(lambda: any(tabs.children[number].has("selected") for tabs in self.app.look().all("tab list", "AdwViewSwitcher")), "the page")

    def shoot(self, page):
        shoot(self.app, page + "-" + self.ending)

    def work(self):
        """Until there is a button for the next page beside that of the work."""
        self.app.key("ctrl+Return")
        self.app.wait(lambda: len(list(self.app.find(name="S2pWorkBar").all("button"))) == 2, "the end of the work")


def shoot_empty(look):
    session = Session(look, "empty")
    for page in PAGES:
        session.go_to(page)
        session.shoot(page)
    session.app.quit()


def shoot_filled(look):
    session = Session(look, "filled", os.environ["SPIKE2POP_DATA"] + "/data/recordings/stg_examples.csv")
    session.app.find("label", "tonic-1")
    session.shoot("import")
    session.go_to("population")
    session.app.set_value(session.app.find("spin button").name, 100)
    session.work()
    session.shoot("population")
    session.go_to("simulation")
    session.work()
    session.shoot("simulation")
    session.go_to("results")
    session.app.find("tree grid")
    session.shoot("results")
    session.app.quit()


folder, language = os.path.abspath(sys.argv[1]), (sys.argv + [""])[2]
os.environ.setdefault("S2P_LANGUAGE", language)
if "S2P_DESK" not in os.environ:
    os.makedirs(folder, exist_ok=True)
    for size in SIZES:
        os.environ["S2P_SCREEN"] = size + "x24"
        if desk.run_on_a_desk() != 0:
            sys.exit(1)
else:
    size = os.environ["S2P_SCREEN"].removesuffix("x24")
    for look in SIZES[size]:
        shoot_empty(look)
        shoot_filled(look)
