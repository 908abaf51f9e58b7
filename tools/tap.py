# SPDX-License-Identifier: Apache-2.0
"""Runs a test and mends its TAP: tap.py COMMAND...

cmocka 1.1 writes a skipped case as "not ok 7 # SKIP name", which readers of TAP count as failed; the right line is "ok 7 # SKIP name".
Everything else passes through as it is, and so does the exit status.
"""
import re
import subprocess
import sys

SKIPPED = re.compile(rb"^not (ok \d+ (?:- )?# SKIP\b)")


def main(argv):
    child = subprocess.Popen(argv[1:], stdout=subprocess.PIPE)
    for line in child.stdout:
        sys.stdout.buffer.write(SKIPPED.sub(rb"\1", line))
        sys.stdout.buffer.flush()
    status = child.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv))
