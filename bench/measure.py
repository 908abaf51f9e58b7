# SPDX-License-Identifier: Apache-2.0
"""Runs a command and says what it cost: CPU seconds of it and its children, wall seconds, highest resident memory."""
import os
import subprocess
import tempfile
import threading
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
    """wait4 gives the time of this child alone. Its memory is watched in /proc instead: what wait4 tells begins with the size of this Python,
    which the child was for a moment. The high-water mark only rises, so the last look before the end is right within its 20 ms."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdin=stdin or subprocess.DEVNULL, stdout=out, stderr=err)
        peak, ended = [0.0], threading.Event()
        watcher = threading.Thread(target=watch, args=(child.pid, peak, ended))
        watcher.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        ended.set()
        watcher.join()
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        cost = Cost(used.ru_utime + used.ru_stime, wall, peak[0], child.returncode,
                    out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace"))
    if cost.status and not may_fail:
        raise SystemExit(f"{' '.join(command)}: left with {cost.status}\n{cost.err[-2000:]}")
    return cost


def watch(pid, peak, ended):
    while not ended.wait(0.02):
        try:
            peak[0] = max(peak[0], memory_mb(pid, "VmHWM:"))
        except (OSError, ValueError):
            return


def percentile(values, p):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * p))]


def memory_mb(pid, what):
    """VmRSS: resident now; VmHWM: at most, since the program began."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
        for line in f:
            if line.startswith(what):
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
