# SPDX-License-Identifier: Apache-2.0
"""What must hold of imports whatever is in the files: roundtrip.py MAKIR

Undo gives back what was, order does not matter, the same file twice changes nothing, a rehearsal leaves no trace.
MAKIR_ROUNDS sets how many made-up shops are tried (4), MAKIR_SEED which.
"""
import json
import os
import sys
import tempfile

import program


class Round:
    def __init__(self, makir_program, folder, rng):
        self.program, self.folder, self.rng, self.exports = makir_program, folder, rng, 0
        customers = rng.choice([1, 5, 40, 200])
        named = rng.random() < 0.8
        self.first = program.sales(rng, rng.randrange(5, 60), 1, customers, named)
        self.second = program.sales(rng, rng.randrange(5, 60), 5000, customers, named)
        self.one, self.two = self.file("one.csv", self.first), self.file("two.csv", self.second)

    def file(self, name, rows, encoding="utf-8"):
        return program.write_csv(os.path.join(self.folder, name), rows, encoding)

    def store(self, name):
        return program.Makir(self.program, os.path.join(self.folder, name + ".makir"))

    def export(self, makir):
        self.exports += 1
        return makir.exported(os.path.join(self.folder, f"export{self.exports}"))

    def undo_gives_back_what_was(self):
        makir = self.store("undo")
        first = makir.imported(self.one)
        before = self.export(makir)
        second = makir.imported(self.two)
        after = self.export(makir)
        assert after != before, "the second import changed nothing: the test cannot fail"
        makir.good("batch", "undo", second["batch"])
        program.same(before, self.export(makir), "import and undo")
        makir.imported(self.two)
        program.same(after, self.export(makir), "import after undo")
        makir.doctor_is_content()
        # The older import can go first: the newer one's purchases stay, and giving its file again heals what both had said.
        makir.good("batch", "undo", first["batch"])
        alone = self.store("alone")
        alone.imported(self.two)
        wanted, left = self.export(alone), self.export(makir)
        for table in ("sale", "sale_line"):
            program.same({table: wanted[table]}, {table: left[table]}, "undo of the older import")
        makir.imported(self.two)
        healed = self.export(makir)
        # The day of the first contact stays the oldest that was ever told.
        for known in (wanted, healed):
            known["customer"] = [json.dumps(json.loads(row)[:-1]) for row in known["customer"]]
        program.same(wanted, healed, "the newer file again, after undo of the older import")
        for batch in makir.batches():
            makir.good("batch", "undo", batch["batch"])
        empty = self.export(makir)
        left = {table: len(rows) for table, rows in empty.items() if rows}
        assert not left, f"when every import is undone there is left: {left}"
        makir.doctor_is_content()

    def order_does_not_matter(self):
        straight, shuffled = self.store("straight"), self.store("shuffled")
        straight.imported(self.one)
        invoices = {}
        for row in self.first:
            invoices.setdefault(row[0], []).append(row)
        groups = list(invoices.values())
        self.rng.shuffle(groups)
        rows = [row for group in groups for row in group]
        shuffled.imported(self.file("shuffled.csv", rows))
        program.same(self.export(straight), self.export(shuffled), "order of the rows")
        both, back = self.store("both"), self.store("back")
        both.imported(self.one), both.imported(self.two)
        back.imported(self.two), back.imported(self.one)
        program.same(self.export(both), self.export(back), "order of the files")

    def same_file_twice_changes_nothing(self):
        makir = self.store("twice")
        counts = makir.imported(self.one)
        assert counts["rows"] == len(self.first) and counts["new"] > 0 and counts["bad"] == 0, counts
        before = self.export(makir)
        counts = makir.imported(self.one)
        assert (counts["new"], counts["updated"], counts["same"]) == (0, 0, len(self.first)), counts
        program.same(before, self.export(makir), "the same file again")
        # The same rows in another code page are the same rows.
        if all("Ø" not in row[3] for row in self.first):
            counts = makir.imported(self.file("windows.csv", self.first, "cp1255"))
            assert counts["new"] == 0, counts
            program.same(before, self.export(makir), "the same rows in windows-1255")

    def rehearsal_leaves_no_trace(self):
        makir = self.store("rehearsal")
        makir.imported(self.one)
        before, batches = self.export(makir), makir.batches()
        told = makir.imported(self.two, "--dry-run")
        program.same(before, self.export(makir), "a dry run")
        assert makir.batches() == batches, "a dry run left an import behind"
        done = makir.imported(self.two)
        for column in ("rows", "new", "updated", "same", "bad"):
            assert told[column] == done[column], f"the dry run said {column} {told[column]}, the import {done[column]}"

    def all(self):
        self.undo_gives_back_what_was()
        self.order_does_not_matter()
        self.same_file_twice_changes_nothing()
        self.rehearsal_leaves_no_trace()


def main(argv):
    rng = program.seeded()
    rounds = int(os.environ.get("MAKIR_ROUNDS", "4"))
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="makir-roundtrip-") as folder:
            Round(argv[1], folder, rng).all()
        print(f"shop {number + 1} of {rounds}: fine", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
