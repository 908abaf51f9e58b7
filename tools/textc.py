#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a text file into a C string: textc.py NAME IN.txt OUT.c"""
import sys


def main(name, path, out):
    with open(path, encoding='utf-8') as f:
        lines = f.read().splitlines()
    with open(out, 'w', encoding='utf-8') as f:
        f.write(f'/* Made by tools/textc.py from {path.rsplit("/", 1)[-1]}. */\nextern const char {name}[];\nconst char {name}[] =\n')
        for line in lines:
            f.write('    "' + line.replace('\\', '\\\\').replace('"', '\\"') + '\\n"\n')
        f.write('    ;\n')


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
