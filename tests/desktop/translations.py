"""Translations: every file with text for the user is in po/POTFILES.in and no other, and all of LINGUAS can be compiled; with
--complete, every text of the program has its translation. Usage: translations.py ROOT [--complete]"""
import os
import re
import subprocess
import sys
import tempfile

MARKED = {
    ".c": re.compile(r"\b(?:_|N_|C_|S2P_PLURAL) ?\(\s*\""),
    ".h": re.compile(r"\b(?:_|N_|C_|S2P_PLURAL) ?\(\s*\""),
    ".ui": re.compile(r"translatable=\"yes\""),
    ".in": re.compile(r"^(?:Name=|\s*<(?:name|summary|comment)>)", re.M),
}
FOLDERS = ("src", "ui", "data")
XGETTEXT = ["xgettext", "--from-code=UTF-8", "--add-comments", "--output=-", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=S2P_PLURAL:1,2"]


def marked_files(root):
    for folder in FOLDERS:
        for path, _, names in os.walk(os.path.join(root, folder)):
            for name in names:
                pattern = MARKED.get(os.path.splitext(name)[1])
                full = os.path.join(path, name)
                if pattern and not full.endswith("base/words.h"):
                    with open(full, encoding="utf-8") as file:
                        if pattern.search(file.read()):
                            yield os.path.relpath(full, root)


def languages(root):
    with open(os.path.join(root, "po", "LINGUAS"), encoding="utf-8") as file:
        return file.read().split()


def problems(root, complete):
    with open(os.path.join(root, "po", "POTFILES.in"), encoding="utf-8") as file:
        listed = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    marked = set(marked_files(root))
    for path in sorted(marked - set(listed)):
        yield "%s is missing in po/POTFILES.in" % path
    for path in listed:
        if not os.path.exists(os.path.join(root, path)):
            yield "%s is in po/POTFILES.in, but not there" % path
    if listed != sorted(set(listed)):
        yield "po/POTFILES.in is not sorted, or names a file twice"
    with tempfile.TemporaryDirectory() as folder:
        for language in languages(root):
            yield from check_language(root, language, listed, folder, complete)


def check_language(root, language, listed, folder, complete):
    po = os.path.join(root, "po", language + ".po")
    check = subprocess.run(["msgfmt", "--check", "--output-file=/dev/null", po], stderr=subprocess.PIPE, text=True)
    if check.returncode != 0:
        yield check.stderr
    if not complete:
        return
    template, merged = os.path.join(folder, "all.pot"), os.path.join(folder, language + ".po")
    with open(template, "w", encoding="utf-8") as file:
        subprocess.run(XGETTEXT + [path for path in listed if os.path.exists(os.path.join(root, path))], cwd=root, stdout=file, check=True)
    subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--output-file=" + merged, po, template], check=True)
    for kind, what in (("--untranslated", "has no translation"), ("--only-fuzzy", "has a doubtful translation")):
        rest = subprocess.run(["msgattrib", kind, "--no-obsolete", "--no-wrap", merged], stdout=subprocess.PIPE, text=True, check=True).stdout
        for text in re.findall(r'^msgid (".+"(?:\n".*")*|""(?:\n".+")+)', rest, re.M):
            if text != '""':
                yield "%s: %s %s" % (language, text, what)


def main():
    found = list(problems(sys.argv[1], "--complete" in sys.argv[2:]))
    for problem in found:
        print(problem)
    sys.exit(1 if found else 0)


main()
