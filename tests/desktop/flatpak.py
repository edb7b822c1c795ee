"""The Flatpak manifest: well-formed, no way to the network, no folder of the user's but through portals, and every
archive with a checksum. Usage: flatpak.py MANIFEST APPLICATION_ID"""
import re
import sys

import yaml

ALLOWED = {"--socket=wayland", "--socket=fallback-x11", "--share=ipc", "--device=dri"}


def problems(manifest, application):
    if manifest["app-id"] != application:
        yield "the manifest is of %s" % manifest["app-id"]
    for argument in manifest["finish-args"]:
        if argument not in ALLOWED:
            yield "the program must not ask for %s" % argument
    for module in manifest["modules"]:
        if "--share=network" in str(module):
            yield "%s asks for the network while it is built" % module["name"]
        for source in module["sources"]:
            if source["type"] == "archive" and not re.fullmatch("[0-9a-f]{64}", source["sha256"]):
                yield "%s has no good checksum" % source["url"]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        found = list(problems(yaml.safe_load(file), sys.argv[2]))
    for problem in found:
        print(problem)
    sys.exit(1 if found else 0)


main()
