# SPDX-License-Identifier: Apache-2.0
"""Runs every fuzz target of a build directory, sharing the minutes: fuzz.py BUILD_DIR MINUTES

Targets are the executables tests/fuzz/fuzz_* of it. Seeds are read from tests/fuzz/corpus/TARGET (without its fuzz_), what is found is kept in
BUILD_DIR/corpus/TARGET, and an input that breaks a target is left in BUILD_DIR/crash-TARGET-*: shrink it and add it to the seeds.
"""
import os
import subprocess
import sys


def targets(build):
    found = []
    for folder, _, names in os.walk(os.path.join(build, "tests", "fuzz")):
        if folder.endswith(".p"):
            continue
        for name in names:
            path = os.path.join(folder, name)
            if name.startswith("fuzz_") and "." not in name and os.access(path, os.X_OK):
                found.append(path)
    return sorted(found)


def main(argv):
    if len(argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    build, minutes = argv[1], float(argv[2])
    found = targets(build)
    if not found:
        print(f"no fuzz targets in {build}", file=sys.stderr)
        return 1
    jobs = max(1, min(os.cpu_count() or 1, len(found)))
    seconds = max(5, int(minutes * 60 * jobs / len(found)))
    print(f"{len(found)} targets, {seconds} s each, {jobs} at a time", flush=True)
    broken, waiting, running = [], list(found), []
    while waiting or running:
        while waiting and len(running) < jobs:
            path = waiting.pop(0)
            name = os.path.basename(path)
            keep = os.path.join(build, "corpus", name)
            os.makedirs(keep, exist_ok=True)
            seeds = os.path.join("tests", "fuzz", "corpus", name.removeprefix("fuzz_"))
            command = [path, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                       f"-artifact_prefix={os.path.join(build, 'crash-' + name + '-')}", keep]
            if os.path.isdir(seeds):
                command.append(seeds)
            log = open(os.path.join(build, name + ".log"), "w", encoding="utf-8", errors="replace")
            running.append((name, log, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)))
        name, log, process = running.pop(0)
        code = process.wait()
        log.close()
        print(f"{name}: {'fine' if code == 0 else 'BROKEN, see ' + log.name}", flush=True)
        if code != 0:
            broken.append(name)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
