# SPDX-License-Identifier: Apache-2.0
"""The pages that makir writes of itself: reference.py MAKIR            are they what the program says? leaves with 1 when not
                                     reference.py MAKIR --write    writes them"""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGES = {"commands": "docs/reference/commands.md", "http": "docs/reference/http.md", "errors": "docs/reference/errors.md", "man": "man/makir.1"}


def main(argv):
    if len(argv) not in (2, 3) or argv[2:] not in ([], ["--write"]):
        print(__doc__, file=sys.stderr)
        return 2
    old = []
    for kind, page in PAGES.items():
        said = subprocess.run([argv[1], "--lang", "en", "reference", kind], stdout=subprocess.PIPE, check=True).stdout
        path = os.path.join(ROOT, page)
        kept = b""
        if os.path.exists(path):
            with open(path, "rb") as f:
                kept = f.read()
        if said == kept:
            continue
        old.append(page)
        if argv[2:]:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as f:
                f.write(said)
    if old and not argv[2:]:
        print(f"not what the program says: {', '.join(old)}\nwrite them: python3 tools/reference.py {argv[1]} --write", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
