"""The interface files: every ui/*.ui is well-formed, is compiled into the program, and leaves no text untranslatable.
Usage: interface.py FOLDER"""
import glob
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as tree

SHOWN = {"label", "title", "subtitle", "description", "tooltip-text", "placeholder-text", "dropdown-tooltip", "text"}
NAMES = {"Spike2Pop"}  # the same in every language


def problems(folder):
    compiled = {node.text for node in tree.parse(os.path.join(folder, "spike2pop.gresource.xml")).iter("file")}
    files = sorted(glob.glob(os.path.join(folder, "*.ui")))
    if not files:
        yield "there is no interface file in %s" % folder
        return
    if subprocess.run(["xmllint", "--noout", *files]).returncode != 0:
        yield "not well-formed"
        return
    for path in files:
        name = os.path.basename(path)
        root = tree.parse(path).getroot()
        if name not in compiled:
            yield "%s is not in spike2pop.gresource.xml" % name
        if root.get("domain") != "spike2pop":
            yield "%s has no translation domain" % name
        for node in list(root.iter("property")) + list(root.iter("attribute")):
            text = (node.text or "").strip()
            if node.get("name") in SHOWN and re.search("[A-Za-z]{2}", text) and node.get("translatable") != "yes" and text not in NAMES:
                yield "%s: “%s” cannot be translated" % (name, text)


def main():
    found = list(problems(sys.argv[1]))
    for problem in found:
        print(problem)
    sys.exit(1 if found else 0)


main()
