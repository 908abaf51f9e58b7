# SPDX-License-Identifier: Apache-2.0
"""What every lint shares: the files of the tree, C source without comments, and how a finding is told."""
import os
import re
import subprocess

SKIPPED_FOLDERS = {".git", "node_modules", "dist", "__pycache__"}


def files(root):
    """Paths of the project's own files, relative to root, sorted: what git knows or would add; without git, what is not built."""
    try:
        done = subprocess.run(["git", "-C", root, "ls-files", "-z", "-c", "-o", "--exclude-standard"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True)
        names = [n for n in done.stdout.decode("utf-8", "surrogateescape").split("\0") if n]
        if names:
            return sorted(n for n in set(names) if os.path.isfile(os.path.join(root, n)))
    except (OSError, subprocess.CalledProcessError):
        pass
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("build")]
        found += [os.path.relpath(os.path.join(folder, n), root) for n in names]
    return sorted(found)


def read(root, name):
    with open(os.path.join(root, name), encoding="utf-8", errors="replace") as f:
        return f.read()


def is_generated(text):
    """A generated file says so in its first lines."""
    return re.search(r"\b[Gg]enerated by\b|@generated", "\n".join(text.splitlines()[:5])) is not None


_C_TOKEN = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def c_without_comments(text):
    """The same text with comments turned into blanks: lines and columns stay."""
    return _C_TOKEN.sub(lambda m: blank(m.group(0)) if m.group(0)[0] == "/" else m.group(0), text)


def c_strings(text):
    """(line number, content) of each string literal; neighbours that the compiler would join are joined."""
    out, end = [], None
    clean = c_without_comments(text)
    for m in _C_TOKEN.finditer(clean):
        if m.group(0)[0] != '"':
            continue
        inner = m.group(0)[1:-1]
        if end is not None and clean[end:m.start()].strip() == "":
            out[-1] = (out[-1][0], out[-1][1] + inner)
        else:
            out.append((clean.count("\n", 0, m.start()) + 1, inner))
        end = m.end()
    return out


class Report:
    """Findings; `bad` ones fail the lint, `odd` ones are only told."""

    def __init__(self):
        self.bad, self.odd = [], []

    def fail(self, name, line, text):
        self.bad.append(f"{name}:{line}: {text}")

    def warn(self, name, line, text):
        self.odd.append(f"{name}:{line}: {text}")
