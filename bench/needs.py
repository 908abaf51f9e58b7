#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well needs are foreseen, and what it costs: needs.py MAKIR [tafeng|coop|retail ...]

Ta-Feng by the published protocol, 8 folds, beside the baselines; Coop and Online Retail cut in time. The data are those of MAKIR_SHARED
(default ../shared beside the source); without them there is nothing to measure. CPU seconds and peak memory are of the process alone."""
import csv, json, lzma, os, subprocess, sys, tempfile, zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DATA = os.path.join(os.environ.get("MAKIR_SHARED", os.path.join(ROOT, "..", "shared")), "data")
FOLDS = ["maskswap_tafeng_keyset_%d" % i for i in range(3)] + ["lubitzsch_tafeng_keyset_%d" % i for i in range(5)]


def run(makir, *words):
    """The rows of an evaluation, CPU seconds, peak memory in MB."""
    p = subprocess.Popen([makir, "evaluate", "need", *words, "--csv"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    rows = list(csv.DictReader(p.stdout))
    _, status, used = os.wait4(p.pid, 0)
    p.returncode = status
    if status:
        sys.exit("makir failed on " + " ".join(words))
    return rows, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def unpack(path, folder):
    to = os.path.join(folder, os.path.basename(path)[:-3])
    with lzma.open(os.path.join(DATA, path)) as packed, open(to, "wb") as plain:
        plain.write(packed.read())
    return to


def tafeng(makir, folder):
    history, future = (unpack("needs/realitycheck/tafeng_%s.json.xz" % n, folder) for n in ("history", "future"))
    keys = [unpack("needs/realitycheck/keyset/%s.json.xz" % f, folder) for f in FOLDS]
    names = ["recall", "ndcg", "phr", "recall_repeat", "recall_explore"]
    for method in ("g-topfreq", "p-topfreq", "gp-topfreq", "tifuknn", "makir"):
        got = [run(makir, "--history", history, "--future", future, "--keyset", k, "--method", method) for k in keys]
        for at in (0, 1):
            mean = ["%s %.4f" % (n, sum(float(rows[at][n]) for rows, _, _ in got) / len(got)) for n in names]
            print("Ta-Feng, 8 folds, %-10s @%s  %s  %.2f CPU s, %.0f MB" % (method, got[0][0][at]["k"], "  ".join(mean), sum(c for _, c, _ in got) / len(got), max(m for _, _, m in got)), flush=True)


def show(name, rows, cpu, memory):
    for r in rows:
        print("%s, %s, %s @%s: " % (name, r["who"], r["method"], r["k"] or "all") + "  ".join("%s %.4f" % (n, float(r[n])) for n in ("recall", "ndcg_cut", "precision", "auc", "ece") if r[n]))
    print("%s: %.1f CPU s, %.0f MB" % (name, cpu, memory), flush=True)


def coop(makir, folder):
    path = os.path.join(folder, "coop.csv")
    with zipfile.ZipFile(os.path.join(DATA, "needs/coop/coop100.json.zip")) as z, open(path, "w") as out:
        out.write("customer,item,date\n")
        for number, line in enumerate(z.open("coop100.json")):
            for when, basket in json.loads(line)["data"].items():
                for item in basket["basket"]:
                    out.write("c%d,%s,%s\n" % (number, item, "-".join(when.split("_")[:3])))
    show("Coop, 52 weeks of 2013", *run(makir, path, "--customer", "customer", "--item", "item", "--date", "date", "--split", "2013-01-06", "--windows", "52"))


def retail(makir, folder):
    path = os.path.join(folder, "retail.csv")
    with lzma.open(os.path.join(DATA, "value/online_retail_2010_2011.csv.xz"), "rt", encoding="utf-8") as f, open(path, "w") as out:
        out.write("customer,item,date\n")
        for r in csv.DictReader(f):
            if r["CustomerID"] and int(r["Quantity"]) > 0 and r["StockCode"][:5].isdigit():
                out.write("%s,%s,%s\n" % (r["CustomerID"], r["StockCode"], r["InvoiceDate"][:10]))
    show("Online Retail", *run(makir, path, "--customer", "customer", "--item", "item", "--date", "date", "--split", "2011-10-31", "--windows", "4"))


if __name__ == "__main__":
    if len(sys.argv) < 2 or not os.path.isdir(os.path.join(DATA, "needs")):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="makir-needs-") as folder:
        for what in sys.argv[2:] or ["tafeng", "coop", "retail"]:
            {"tafeng": tafeng, "coop": coop, "retail": retail}[what](os.path.abspath(sys.argv[1]), folder)
