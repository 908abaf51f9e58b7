# SPDX-License-Identifier: Apache-2.0
"""The habits of the house that a machine can check: lint.py [--root DIR] [form|rooms|sql|links|words|commands ...]. Leaves with 1 when one is broken."""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import commands  # noqa: E402
import form  # noqa: E402
import links  # noqa: E402
import rooms  # noqa: E402
import sql  # noqa: E402
import tree  # noqa: E402
import words  # noqa: E402

LINTS = {"form": form, "rooms": rooms, "sql": sql, "links": links, "words": words, "commands": commands}


def main(argv):
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=here)
    parser.add_argument("lint", nargs="*", help=", ".join(LINTS))
    given = parser.parse_args(argv)
    if set(given.lint) - set(LINTS):
        parser.error("there is no lint of that name")
    report, names = tree.Report(), tree.files(given.root)
    for name in given.lint or LINTS:
        LINTS[name].check(given.root, names, report)
    for line in report.odd:
        print("warning: " + line)
    for line in report.bad:
        print(line)
    return 1 if report.bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
