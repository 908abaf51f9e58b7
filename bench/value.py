# SPDX-License-Identifier: Apache-2.0
"""How well value is foretold and how long it takes: value.py MAKIR [--data DIR] [--peer PYTHON] [--million]

Runs `makir evaluate value` on the public logs in DIR (default $MAKIR_SHARED/data/value, or ../shared/data/value): CDNOW's tenth and all of it, grocery, apparel with
and without covariates, Online Retail; and with --million on a made-up log of a million customers (gen_value_log.py). --peer names a Python with `lifetimes`: its BG/NBD and
Pareto/NBD on the same histories. CPU seconds, user and system, of the process alone. Prints a table.
"""
import argparse
import csv
import json
import lzma
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def opened(path):
    return lzma.open(path, "rt", encoding="utf-8") if path.endswith(".xz") else open(path, encoding="utf-8")


def cdnow(source, path, columns):
    with opened(source) as f, open(path, "w", encoding="utf-8") as out:
        out.write("customer,date,amount\n")
        for line in f:
            cell = line.split()
            if len(cell) > columns[2] and cell[columns[1]].isdigit():
                out.write(",".join(cell[i] for i in columns) + "\n")


def retail(source, path):
    """Rows of somebody with a price and a quantity above zero, as the literature takes them."""
    with opened(source) as f, open(path, "w", encoding="utf-8") as out:
        out.write("customer,date,amount\n")
        for row in csv.DictReader(f):
            if row["CustomerID"] and int(row["Quantity"]) > 0 and float(row["UnitPrice"]) > 0:
                out.write(f"{row['CustomerID']},{row['InvoiceDate']},{int(row['Quantity']) * float(row['UnitPrice']):.2f}\n")


def unpack(source, path):
    with opened(source) as f, open(path, "w", encoding="utf-8") as out:
        out.write(f.read())


def run(makir, arguments):
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen([makir, "--lang", "en", "evaluate", "value", *arguments, "--json"], stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise SystemExit(err.read())
        return json.load(out), used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def show(name, answer, seconds):
    chosen = next(m for m in answer["models"] if m["chosen"])
    line = f"{name:22} {answer['chosen']:24} bias {chosen['bias_percent']:+6.1f} %  MAE {chosen['mae']:.4f}  RMSE {chosen['rmse']:.3f}  CRPS {chosen['crps']:.4f}  "
    line += f"Brier {chosen['brier']:.4f}  90 % holds {chosen['coverage_90']:.3f}  {seconds:.2f} s"
    if answer.get("money"):
        money = answer["money"]["scores"]
        line += f"  money MAE {money['mae']:.2f} (past spend {answer['money']['past_spend']['mae']:.2f}) Gini {money['normalised_gini']:.3f}"
    print(line, flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("makir")
    parser.add_argument("--data", default=os.path.join(os.environ.get("MAKIR_SHARED", os.path.join(HERE, "..", "..", "shared")), "data", "value"))
    parser.add_argument("--peer")
    parser.add_argument("--million", action="store_true")
    given = parser.parse_args()
    makir = os.path.abspath(given.makir)
    with tempfile.TemporaryDirectory(prefix="makir-value-") as folder:
        def to(name):
            return os.path.join(folder, name)

        def of(name):
            return os.path.join(given.data, name)
        logs = []
        if os.path.isdir(given.data):
            cdnow(of("cdnow/CDNOW_sample.txt"), to("cdnow"), (1, 2, 4))
            cdnow(of("cdnow/CDNOW_master.txt.xz"), to("full"), (0, 1, 3))
            retail(of("online_retail_2010_2011.csv.xz"), to("retail"))
            for name in ("groceryElog", "apparelTrans", "apparelStaticCov", "apparelDynCov"):
                unpack(of(name + ".csv.xz"), to(name))
            usual = ["--customer", "customer", "--date", "date", "--amount", "amount"]
            apparel = [to("apparelTrans"), "--customer", "Id", "--date", "Date", "--amount", "Price", "--split", "2006-12-31"]
            logs = [
                ("CDNOW 1/10", [to("cdnow"), *usual, "--split", "1997-09-30"]),
                ("CDNOW", [to("full"), *usual, "--split", "1997-09-30"]),
                ("grocery", [to("groceryElog"), "--customer", "cust", "--date", "date", "--split", "2006-12-31"]),
                ("apparel", apparel),
                ("apparel, fixed", [*apparel, "--covariates", to("apparelStaticCov")]),
                ("apparel, changing", [*apparel, "--covariates", to("apparelDynCov")]),
                ("Online Retail", [to("retail"), *usual, "--split", "2011-06-09"]),
            ]
        for name, arguments in logs:
            answer, seconds, _ = run(makir, arguments)
            show(name, answer, seconds)
        if given.peer:
            for name, log, split in (("CDNOW 1/10", "cdnow", "1997-09-30"), ("CDNOW", "full", "1997-09-30")):
                if os.path.exists(to(log)):
                    subprocess.run([given.peer, os.path.join(HERE, "peers", "value_lifetimes.py"), name, to(log), split], check=True)
        if given.million:
            with open(to("million"), "w", encoding="utf-8") as out:
                subprocess.run([sys.executable, os.path.join(HERE, "gen_value_log.py"), "1000000"], stdout=out, check=True)
            for model in (["--model", "pareto/nbd"], []):
                answer, seconds, memory = run(makir, [to("million"), "--customer", "customer", "--date", "date", "--amount", "amount", "--split", "2020-08-31",
                                                     "--scores", to("scores"), *model])
                show("a million" + (", one model" if model else ""), answer, seconds)
                print(f"{'':22} {memory} MB at most", flush=True)


main()
