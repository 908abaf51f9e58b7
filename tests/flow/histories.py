# SPDX-License-Identifier: Apache-2.0
"""Any history of imports, undos, merges and splits leads to the same memory as the files that are still there: histories.py MAKIR

Everybody has a number, which every row names, so it is never open whose a row is. When all merges are taken back, the store must hold what a new store
holds that is given those files alone. MAKIR_ROUNDS sets how many histories are tried (12), MAKIR_SEED the first.
"""
import json
import os
import sys
import tempfile

import program

PEOPLE, FILES, FIRST = 6, 4, 1
KNOWN = ("customer", "link", "contact_point", "fact", "interaction", "sale", "sale_line")


class History:
    def __init__(self, makir_program, folder, rng):
        self.folder, self.rng, self.told = folder, rng, []
        self.makir, self.other = (program.Makir(makir_program, os.path.join(folder, name)) for name in ("walked.makir", "straight.makir"))
        self.files = [self.file(k) for k in range(FILES)]
        self.batches, self.merges = {}, []

    def phone(self, who):
        return f"050-100{who:04}"

    def people(self, who):
        yield "customer no,name,phone,email,city"
        for w in who:
            yield f"{700 + w},Name{w},{self.phone(w) if self.rng.random() < 0.8 else ''},p{w}@example.com,City{self.rng.randrange(3)}"

    def sales(self, k, who):
        """Some documents come again in another file, perhaps as somebody else's and of another day."""
        yield "customer no,name,phone,date,invoice,item,amount"
        for i in range(self.rng.randrange(1, 6)):
            w, doc = self.rng.choice(who), self.rng.choice([k * 100 + 10 + i, self.rng.randrange(5)])
            yield f"{700 + w},Name{w},{self.phone(w) if self.rng.random() < 0.7 else ''},2024-0{self.rng.randrange(1, 9)}-1{self.rng.randrange(9)},{doc},Bread,{self.rng.randrange(1, 50)}.00"

    def events(self, who):
        for i in range(self.rng.randrange(1, 6)):
            w = self.rng.choice(who)
            kind = self.rng.choice(["interaction", "interaction", "fact", "person"])
            whom = {"key": str(700 + w), **({"phone": self.phone(w)} if self.rng.random() < 0.4 else {})}
            if kind == "interaction":
                said = {"at": f"2024-03-{10 + i}T10:00:00Z", "customer": whom, "channel": "call", "text": f"t{self.rng.randrange(3)}"}
            elif kind == "fact":
                said = {"customer": whom, "kind": self.rng.choice(["diet", "pet"]), "value": self.rng.choice(["a", "b"])}
            else:
                said = {**whom, "name": f"Name{w}"}
            yield json.dumps({"type": kind, **said})

    def file(self, k):
        who, kind = self.rng.sample(range(PEOPLE), self.rng.randrange(1, 5)), self.rng.choice(["people", "sales", "events"])
        rows = self.people(who) if kind == "people" else self.sales(k, who) if kind == "sales" else self.events(who)
        path = os.path.join(self.folder, f"{k}.{'ndjson' if kind == 'events' else 'csv'}")
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(rows) + "\n")
        return path

    def step(self):
        what = self.rng.random()
        if what < 0.4 or not self.batches:
            path = self.rng.choice(self.files)
            batch = self.makir.imported(path)["batch"]
            if batch:
                self.batches[batch] = path
        elif what < 0.55:
            batch = self.rng.choice(list(self.batches))
            self.makir.good("batch", "undo", batch)
            del self.batches[batch]
        elif what < 0.8:
            there = [row["customer"] for row in self.makir.rows("customer", "list", "--limit", "100")]
            if len(there) > 1:
                kept, gone = self.rng.sample(there, 2)
                self.merges.append(self.makir.json("customer", "merge", kept, gone)["merge"])
        elif self.merges:
            self.split()

    def split(self):
        """An undo takes a merge with it of which it takes one of the two: then there is nothing to split."""
        self.makir.run("customer", "split", self.merges.pop(self.rng.randrange(len(self.merges))))

    def known(self, makir, name):
        """Ids are those of whoever came first, which the walk may have had in another order: a customer is called by the least of his records."""
        told = makir.exported(os.path.join(self.folder, name))
        called = {}
        for row in map(json.loads, told["link"]):
            called[row[0]] = min(called.get(row[0], "~"), row[1])
        one = {}
        for table in KNOWN:
            rows = [json.loads(row) for row in told[table]]
            if table == "customer":                     # the day of the first contact stays the oldest that was ever told
                rows = [row[:-1] for row in rows]
            one[table] = sorted(json.dumps([called.get(row[0], row[0]), *row[1:]], ensure_ascii=False) for row in rows)
        return one

    def walk(self, what):
        for _ in range(self.rng.randrange(4, 14)):
            self.step()
        while self.merges:
            self.split()
        self.makir.doctor_is_content()
        assert not [row for row in self.makir.rows("customer", "merges", "--limit", "1000") if not row["split_at"]], f"{what}: a merge is left"
        if not self.batches:
            return
        for path in self.batches.values():
            self.other.imported(path)
        program.same(self.known(self.other, "wanted"), self.known(self.makir, "got"), what)


def main(argv):
    first, rounds = int(os.environ.get("MAKIR_SEED", FIRST)), int(os.environ.get("MAKIR_ROUNDS", "12"))
    for seed in range(first, first + rounds):
        os.environ["MAKIR_SEED"] = str(seed)
        with tempfile.TemporaryDirectory(prefix="makir-history-") as folder:
            History(argv[1], folder, program.seeded()).walk(f"history {seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
