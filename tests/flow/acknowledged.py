# SPDX-License-Identifier: Apache-2.0
"""What the server has acknowledged is never lost: acknowledged.py MAKIR

Several hands write notes over HTTP; the server is killed with -9 in the middle. Every note that was answered with success must be in the store.
"""
import http.client
import os
import sys
import tempfile
import threading
import time

import program
import served


def main(argv):
    rng, kills = program.seeded(), int(os.environ.get("MAKIR_KILLS", "5"))
    with tempfile.TemporaryDirectory(prefix="makir-acknowledged-") as folder:
        makir = program.Makir(argv[1], os.path.join(folder, "shop.makir"))
        makir.imported(program.write_csv(os.path.join(folder, "sales.csv"), program.sales(rng, 60)))
        customers = sorted({row["customer"] for text in ("כהן", "לוי", "Dana", "יוסף") for row in makir.rows("customer", "find", text)})
        assert customers, "nobody to write about"
        promised, refused = [], []
        for number in range(kills):
            desk = served.Served(makir.program, makir.db).__enter__()
            lock = threading.Lock()

            def write(hand, number=number, desk=desk, lock=lock):
                line = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=20)
                for count in range(100000):
                    text = f"note {number}-{hand}-{count}"
                    who = customers[(hand + count) % len(customers)]
                    try:
                        line.request("POST", f"/v1/customers/{who}/notes", ('{"text":"%s"}' % text).encode(),
                                     {"Cookie": desk.cookie, "Content-Type": "application/json"})
                        answer = line.getresponse()
                        answer.read()
                    except (OSError, http.client.HTTPException):
                        return
                    if answer.status not in (200, 201):
                        refused.append(answer.status)
                        return
                    with lock:
                        promised.append((who, text))

            hands = [threading.Thread(target=write, args=(hand,)) for hand in range(4)]
            before = len(promised)
            for hand in hands:
                hand.start()
            time.sleep(rng.uniform(0.2, 0.8))
            desk.kill()
            for hand in hands:
                hand.join()
            print(f"kill {number + 1}: {len(promised) - before} notes were acknowledged", flush=True)
        assert not refused, f"notes were answered with {sorted(set(refused))}"
        assert len(promised) >= kills, "hardly a note was acknowledged: the test proved nothing"
        makir.doctor_is_content()
        for who in customers:
            kept = {row["detail"] for row in makir.json("customer", "show", who, "--events", "5000")["timeline"] if row["kind"] == "note"}
            lost = [text for whose, text in promised if whose == who and text not in kept]
            assert not lost, f"{len(lost)} acknowledged notes are gone, the first: {lost[0]}"
        print(f"all {len(promised)} acknowledged notes are there")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
