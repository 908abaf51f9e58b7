# SPDX-License-Identifier: Apache-2.0
"""Runs a command and says what it cost: CPU seconds of it and its children, wall seconds, highest resident memory."""
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass


@dataclass
class Cost:
    cpu: float
    wall: float
    peak_mb: float
    status: int
    out: str
    err: str


def run(command, stdin=None, may_fail=False):
    """wait4 gives the cost of this child alone, so runs do not disturb each other's numbers."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        cost = Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, child.returncode,
                    out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace"))
    if cost.status and not may_fail:
        raise SystemExit(f"{' '.join(command)}: left with {cost.status}\n{cost.err[-2000:]}")
    return cost


def percentile(values, p):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * p))]


def resident_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
        for line in f:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def machine():
    model = ""
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as f:
        for line in f:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo", encoding="ascii") as f:
        memory = int(f.readline().split()[1]) // 1024
    return {"cpu": model, "cores": os.cpu_count(), "memory_mb": memory, "load": round(os.getloadavg()[0], 1), "kernel": os.uname().release}
