#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the five demo shops: make.py [--check] [FOLDER]

Writes examples/demo/SHOP/*.csv. The same on every run; --check says whether the files there are what this makes.
"""
import lzma
import os
import sys
import tempfile

import cafe
import common
import fashion
import garage
import grocer
import travel

SHOPS = {"grocer": grocer, "garage": garage, "fashion": fashion, "travel": travel, "cafe": cafe}
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "demo")


def content(path):
    """What a file says, packed or not: another packer may pack the same otherwise."""
    if not os.path.exists(path):
        return None
    with lzma.open(path) if path.endswith(".xz") else open(path, "rb") as f:
        return f.read()


def main(args):
    check = "--check" in args
    args = [a for a in args if a != "--check"]
    folder = args[0] if args else HERE
    if not check:
        for name, shop in SHOPS.items():
            common.write(os.path.join(folder, name), shop.make())
        return 0
    bad = 0
    with tempfile.TemporaryDirectory() as made:
        for name, shop in SHOPS.items():
            common.write(os.path.join(made, name), shop.make())
            for file in sorted(os.listdir(os.path.join(made, name))):
                if content(os.path.join(made, name, file)) != content(os.path.join(folder, name, file)):
                    print(f"{name}/{file} is not what tools/demo/make.py makes")
                    bad = 1
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
