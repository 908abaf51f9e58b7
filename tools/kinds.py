#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""src/op/kinds.def in order of the names, so that one is found by halving. A name that stands there twice is refused: kinds.py IN OUT"""
import re
import sys


def main(source, target):
    lines = re.findall(r"\b(?:IS|OF)\([A-Z_]+, \w+\)", open(source, encoding="utf-8").read())
    of = {}
    for line in lines:
        name = line[:-1].split(", ")[1]
        if name in of:
            sys.exit(f"{source}: {name} stands there twice")
        of[name] = line
    with open(target, "w", encoding="utf-8") as out:
        out.writelines(of[name] + "\n" for name in sorted(of))


if __name__ == "__main__":
    main(*sys.argv[1:])
