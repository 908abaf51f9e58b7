# SPDX-License-Identifier: Apache-2.0
"""kill -9 at any moment: kill9.py MAKIR

An import into a store, the first import of a new one, or an undo, is killed at random moments. Afterwards the doctor must be content, and the store must hold all of it or nothing of it: the
export is, byte for byte, the one before or the one after. Then the same command must succeed on that store. MAKIR_KILLS sets how often (6).
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import program


def copy(source, target):
    for end in ("", "-wal", "-shm", "-journal"):
        if os.path.exists(target + end):
            os.remove(target + end)
        if os.path.exists(source + end):
            shutil.copy(source + end, target + end)


def killed(makir, words, seconds):
    """Runs and kills; True when it was still running."""
    child = subprocess.Popen(makir.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        child.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return True


def main(argv):
    rng, kills = program.seeded(), int(os.environ.get("MAKIR_KILLS", "6"))
    with tempfile.TemporaryDirectory(prefix="makir-kill9-") as folder:
        def path(name):
            return os.path.join(folder, name)

        def export(makir, name):
            shutil.rmtree(path(name), ignore_errors=True)
            return makir.exported(path(name))

        small = program.write_csv(path("small.csv"), program.sales(rng, 200))
        big = program.generated(path("big.csv"), int(os.environ.get("MAKIR_KILL_LINES", "40000")), 4000, 3)
        base, whole = program.Makir(argv[1], path("base.makir")), program.Makir(argv[1], path("whole.makir"))
        base.imported(small)
        before = export(base, "before")
        copy(base.db, whole.db)
        begun = time.monotonic()
        batch = whole.imported(big)["batch"]
        import_seconds = time.monotonic() - begun
        after = export(whole, "after")
        assert before != after
        undone = program.Makir(argv[1], path("undone.makir"))
        copy(whole.db, undone.db)
        begun = time.monotonic()
        undone.good("batch", "undo", batch)
        undo_seconds = time.monotonic() - begun
        program.same(before, export(undone, "undone"), "undo")

        alone, victim = program.Makir(argv[1], path("alone.makir")), program.Makir(argv[1], path("victim.makir"))
        alone.imported(big)
        first_of_all = export(alone, "alone")
        nothing = {table: [] for table in first_of_all}
        none = program.Makir(argv[1], path("none.makir"))               # is never made
        running = 0
        for number in range(kills):
            undoing = number % 3 == 2
            words = ("batch", "undo", batch) if undoing else ("import", big)
            start, first, then = ((base, before, after), (none, nothing, first_of_all), (whole, after, before))[number % 3]
            copy(start.db, victim.db)
            was = killed(victim, words, rng.uniform(0.02, 1.1) * (undo_seconds if undoing else import_seconds))
            running += was
            if victim.is_there():
                victim.doctor_is_content()
                found = export(victim, "found")
            else:
                found = nothing
            if found != then:
                program.same(first, found, f"kill {number + 1}, {' '.join(words[:2])}: neither all nor nothing")
            outcome = "all of it" if found == then else "nothing of it"
            if found != then:
                victim.good(*words)
                program.same(then, export(victim, "found"), f"the same command after kill {number + 1}")
            print(f"kill {number + 1}: {'while it ran' if was else 'after it ended'}, {' '.join(words[:2])}: {outcome}", flush=True)
        assert running > 0, "no kill met a running program: the test proved nothing"
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
