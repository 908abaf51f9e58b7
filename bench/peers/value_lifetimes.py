# SPDX-License-Identifier: Apache-2.0
"""The peer of bench/value.py: value_lifetimes.py NAME LOG SPLIT, in a Python with `lifetimes`. BG/NBD and Pareto/NBD: fit, bias and MAE of the mean forecast."""
import sys
import time

import pandas
from lifetimes import BetaGeoFitter, ParetoNBDFitter

name, path, split = sys.argv[1:]
log = pandas.read_csv(path, dtype={"customer": str})
log["date"] = pandas.to_datetime(log["date"].astype(str))
days = log[["customer", "date"]].drop_duplicates()
split = pandas.Timestamp(split)
seen, later = days[days["date"] <= split], days[days["date"] > split]
each = seen.groupby("customer")["date"].agg(["min", "max", "count"])
x, tx, age = each["count"] - 1, (each["max"] - each["min"]).dt.days / 7, (split - each["min"]).dt.days / 7
came = later.groupby("customer")["date"].count().reindex(each.index).fillna(0)
horizon = (days["date"].max() - split).days / 7
for fitter in (BetaGeoFitter(), ParetoNBDFitter()):
    began = time.process_time()
    fitter.fit(x, tx, age)
    seconds = time.process_time() - began
    said = fitter.conditional_expected_number_of_purchases_up_to_time(horizon, x, tx, age)
    print(f"{name:22} lifetimes {type(fitter).__name__:15} fit {seconds:.2f} s  bias {100 * (said.sum() / came.sum() - 1):+.1f} %  "
          f"MAE {(said - came).abs().mean():.4f}  {[round(float(v), 6) for v in fitter.params_]}", flush=True)
