#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What every field of an answer holds is declared: src/op/kinds.def. The answers are those recorded for the pictures of the desk, on all its screens;
those that a seller or a reader may ask for are walked to their last member. Needs no browser.

  declared.py --makir build/makir
"""
import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = os.path.join(HERE, "..", "..", "..", "src", "op", "kinds.def")
AROUND = {"rows", "notes", "next", "count", "exact", "about"}        # of every answer


def declared():
    with open(KINDS, encoding="utf-8") as f:
        return {name: how == "OF" for how, name in re.findall(r"\b(IS|OF)\(\w+, (\w+)\)", f.read())}


def operations(makir):
    """(method, pattern of the path) of what a seller may ask for."""
    paths = json.loads(subprocess.run([makir, "openapi"], check=True, capture_output=True, text=True).stdout)["paths"]
    for path, verbs in paths.items():
        for verb, op in verbs.items():
            if isinstance(op, dict) and op.get("x-role") in ("nobody", "reader", "seller"):
                yield verb.upper(), re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$")


def walk(value, kinds, where):
    """The members that nobody declared."""
    for v in value if isinstance(value, list) else ():
        yield from walk(v, kinds, where)
    if isinstance(value, dict):
        for name, v in value.items():
            if name not in kinds:
                yield f"{where}.{name}"
            elif not kinds[name]:                   # of the others the members are named by a shop or a file
                yield from walk(v, kinds, f"{where}.{name}")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--makir", required=True)
    kinds, may, seen, missing = declared(), list(operations(p.parse_args().makir)), 0, set()
    with gzip.open(os.path.join(HERE, "golden", "answers.json.gz"), "rt", encoding="utf-8") as f:
        said = json.load(f)["said"]
    for asked, (status, headers, body) in said.items():
        method, address = asked.split(" ")[:2]
        path = urllib.parse.urlsplit(address).path
        if status != 200 or "json" not in headers.get("Content-Type", "") or not any(m == method and at.match(path) for m, at in may):
            continue
        answer = json.loads(body)
        rows = answer.get("rows")
        parts = rows if isinstance(rows, list) else [answer]
        for part in parts + [answer.get("about")]:
            missing |= set(walk({k: v for k, v in part.items() if isinstance(rows, list) or k not in AROUND} if isinstance(part, dict) else None, kinds, f"{method} {path}"))
        seen += 1
    print(f"{'not ok' if missing or seen < 20 else 'ok'} 1 - {seen} answers hold only what {os.path.basename(KINDS)} declares", *(f"# {m}" for m in sorted(missing)), "1..1", sep="\n")
    return 1 if missing or seen < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
