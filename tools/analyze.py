# SPDX-License-Identifier: Apache-2.0
"""Static analysis of our own C files, file by file from the compile commands: analyze.py cppcheck|clang-tidy|gcc BUILD_DIR

Leaves with 1 when a tool found something. A finding that is not so is answered in the code, beside it, with the reason.
"""
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys


def commands(build):
    """(file, directory, arguments) of each C file of src/, once."""
    seen = {}
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
        for entry in json.load(f):
            path = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
            relative = os.path.relpath(path)
            if relative.startswith("src" + os.sep) and relative not in seen:
                seen[relative] = (entry["directory"], shlex.split(entry["command"]))
    return sorted((name, *rest) for name, rest in seen.items())


def run(command, cwd="."):
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    return done.returncode, done.stdout


def cppcheck(build, name, directory, arguments):
    keep = [a for a in arguments if a.startswith(("-I", "-D"))]
    keep = [("-I" + os.path.join(directory, a[2:])) if a.startswith("-I") else a for a in keep]
    return run(["cppcheck", "--quiet", "--std=c11", "--enable=warning,performance,portability", "--inline-suppr", "--error-exitcode=1",
                "--suppress=missingIncludeSystem", "--suppress=normalCheckLevelMaxBranches", "--suppress=unknownMacro", *keep, name])


def clang_tidy(build, name, directory, arguments):
    code, text = run(["clang-tidy", "--quiet", "-p", build, name])
    lines = [l for l in text.splitlines() if "warnings generated" not in l and "unknown warning option" not in l]
    return (code or int(any("warning:" in l or "error:" in l for l in lines))), "\n".join(lines)


def gcc(build, name, directory, arguments):
    out = arguments.index("-o")
    changed = arguments[:out] + arguments[out + 2:] + ["-fanalyzer", "-fdiagnostics-color=never", "-o", os.devnull]
    changed = [a for a in changed if a not in ("-MD",)]
    for flag in ("-MQ", "-MF"):
        if flag in changed:
            at = changed.index(flag)
            del changed[at:at + 2]
    code, text = run(changed, cwd=directory)
    return (code or int("-Wanalyzer" in text)), text


TOOLS = {"cppcheck": cppcheck, "clang-tidy": clang_tidy, "gcc": gcc}


def main(argv):
    if len(argv) != 3 or argv[1] not in TOOLS:
        print(__doc__, file=sys.stderr)
        return 2
    work = commands(argv[2])
    if not work:
        print("no C files to analyze", file=sys.stderr)
        return 1
    tool, bad = TOOLS[argv[1]], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (name, *_), (code, text) in zip(work, pool.map(lambda item: tool(argv[2], *item), work)):
            if code:
                bad += 1
                print(f"--- {name}\n{text.strip()}")
    print(f"{argv[1]}: {len(work)} files, {bad} with findings")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
