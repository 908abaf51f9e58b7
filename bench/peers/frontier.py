# SPDX-License-Identifier: Apache-2.0
"""Quantile regression by statsmodels, for comparison: frontier.py ROWS.csv

ROWS.csv is what `measure_frontier ROWS.csv` wrote. Five parts by order of what was spent, as makir's own. Needs numpy and statsmodels.
"""
import sys
import time
import warnings

import numpy as np
import statsmodels.api as sm

warnings.filterwarnings("ignore")
rows = np.loadtxt(sys.argv[1], delimiter=",")
rows = rows[np.lexsort((rows[:, 7], rows[:, 0]))]
x, y = np.column_stack([np.ones(len(rows)), rows[:, :7]]), rows[:, 7]
part = np.arange(len(rows)) % 5
for tau in (.8, .9):
    said, start = np.zeros(len(y)), time.process_time()
    for k in range(5):
        said[part == k] = x[part == k] @ sm.QuantReg(y[part != k], x[part != k]).fit(q=tau, max_iter=3000).params
    sm.QuantReg(y, x).fit(q=tau, max_iter=3000)
    took, r = time.process_time() - start, y - said
    print(f"{len(y)} customers, tau {tau}: pinball {np.where(r >= 0, tau * r, (tau - 1) * r).mean():.4f}, coverage {(r <= 0).mean():.4f}, {took:.3f} cpu s for six fits")
