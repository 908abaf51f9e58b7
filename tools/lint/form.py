# SPDX-License-Identifier: Apache-2.0
"""The form of files: their size, their licence line, what they are for, and no sentence left open in them."""
import os
import re

import tree

SOURCE = {".c", ".h", ".def", ".py", ".sh", ".sql", ".ts", ".tsx", ".js", ".mjs", ".css", ".html"}
SIZED = SOURCE - {".def", ".html"}
ODD, TOO_LONG = 600, 900
SPDX = "SPDX-License-Identifier: Apache-2.0"
OPEN = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
TEXT = SOURCE | {".md", ".build", ".json", ".yml", ".yaml", ""}


def kind_of(root, name, text):
    extension = os.path.splitext(name)[1]
    if extension == "" and text.startswith("#!"):
        return ".sh"
    if os.path.basename(name) in ("meson.build", "meson_options.txt"):
        return ".build"
    return extension


# What the opening of a header says, unless it is plain that there is nothing to say.
SAYS = (("who owns what", re.compile(r"own|memory|arena", re.I)), ("which threads", re.compile(r"thread", re.I)),
        ("which errors", re.compile(r"error|MK_E|fail", re.I)))
PLAIN = re.compile(r"\bpure\b|no state|private to|force-included|constant|between the", re.I)


def opening(name, text, names, report):
    """A file of src/ opens with what it is for, a .c by its header of the same name; a public header also with what its callers must know."""
    said = re.match(r"/\*(.*?)\*/", text, re.S)
    said = said.group(1).replace(SPDX, "").strip(" *\n") if said else ""
    if not said and not (name.endswith(".c") and name[:-1] + "h" in names):
        report.fail(name, 1, "it does not open with what it is for")
    elif name.endswith(".h") and not name.endswith("_int.h") and not PLAIN.search(said):
        for what, word in SAYS:
            if not word.search(said):
                report.fail(name, 1, f"its opening does not say {what}")


def check(root, names, report):
    there = set(names)
    for name in names:
        if name.startswith("examples/") or os.path.splitext(name)[1] in (".xz", ".zip", ".png", ".ico", ".woff2"):
            continue
        text = tree.read(root, name)
        kind, lines = kind_of(root, name, text), text.splitlines()
        if kind in SOURCE or kind == ".build":
            # The first line; the second after #! or a doctype, which must themselves be first.
            if SPDX not in "\n".join(lines[:2 if lines and lines[0].startswith(("#!", "<!")) else 1]) and not tree.is_generated(text):
                report.fail(name, 1, f"the first line lacks {SPDX}")
        if name.startswith("src/") and kind in (".c", ".h"):
            opening(name, text, there, report)
        if kind in SIZED and not tree.is_generated(text):
            if len(lines) > TOO_LONG:
                report.fail(name, len(lines), f"{len(lines)} lines: more than one idea? (at most {TOO_LONG})")
            elif len(lines) > ODD:
                report.warn(name, len(lines), f"{len(lines)} lines: is it one idea?")
        if kind in TEXT and not name.endswith("package-lock.json"):
            for number, line in enumerate(lines, 1):
                if OPEN.search(line):
                    report.fail(name, number, f"left open: {OPEN.search(line).group(0)}")
