# SPDX-License-Identifier: Apache-2.0
"""Documents lead somewhere: every relative link and picture of a Markdown page is a file or folder of the project, every #anchor a heading."""
import os
import re

import tree

LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.S | re.M)


def anchors(text):
    """The anchors a forge makes of headings: lower case, blanks to hyphens, other signs away."""
    found = set()
    for heading in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", FENCE.sub("", text), re.M):
        plain = re.sub(r"[`*]|\[|\]\([^)]*\)", "", heading).lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


def check(root, names, report):
    there = set(names)
    folders = {os.path.dirname(n) for n in names}
    folders |= {parent for f in list(folders) for parent in [f] + [f[:i] for i, c in enumerate(f) if c == "/"]}
    for name in names:
        if not name.endswith(".md"):
            continue
        text = tree.read(root, name)
        plain = FENCE.sub(lambda m: tree.blank(m.group(0)), text)
        for m in LINK.finditer(plain):
            target = m.group(1)
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            path, _, anchor = target.partition("#")
            full = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
            line = plain.count("\n", 0, m.start()) + 1
            if full not in there and full not in folders and full != ".":
                report.fail(name, line, f"{target} leads nowhere")
            elif anchor and full.endswith(".md") and full in there and anchor not in anchors(tree.read(root, full)):
                report.fail(name, line, f"{target}: there is no such heading")
