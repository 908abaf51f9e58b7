#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What tests/unit/text/measure_distance.c measures, with RapidFuzz (pip install rapidfuzz numpy), on one thread: the same family names of
$MAKIR_SHARED, 1,000 against 10,000, in one call of its C++ core, so that no Python is in between."""
import os
import time

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

root = os.environ.get("MAKIR_SHARED") or os.path.join(os.path.dirname(__file__), "../../../../shared")
with open(os.path.join(root, "data/identity/hebrew/dday_hebrew_last_names.txt"), encoding="utf-8") as f:
    names = f.read().split("\n")[:10000]


def timed(what, scorer, **more):
    t = time.process_time()
    process.cdist(names[:1000], names, scorer=scorer, workers=1, **more)
    print(f"{what:52} {(time.process_time() - t) / 1e7 * 1e9:8.1f} ns")


timed("Jaro-Winkler, one against many", JaroWinkler.similarity)
timed("  cut at 0.85", JaroWinkler.similarity, score_cutoff=0.85)
timed("optimal string alignment, one against many", OSA.distance)
timed("Levenshtein, one against many", Levenshtein.distance)
