# SPDX-License-Identifier: Apache-2.0
"""The plan by HiGHS (scipy.optimize.milp), for comparison: plan.py CHOICES.csv [SECONDS]

CHOICES.csv is what `measure_plan CUSTOMERS CHOICES.csv` wrote; the budgets are the same. Needs numpy and scipy (python3 -m venv; pip install scipy).
"""
import sys
import time

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_matrix, csr_matrix

choices = np.loadtxt(sys.argv[1], delimiter=",")
n, per = len(choices), choices.shape[1] // 3
value, money, hours = (choices.reshape(n, per, 3)[:, :, k].ravel() for k in range(3))
one = coo_matrix((np.ones(n * per), (np.repeat(np.arange(n), per), np.arange(n * per))))
for name, limits in (("money", [(money, .5 * n)]), ("hours", [(hours, .05 * n)]), ("both", [(money, .5 * n), (hours, .02 * n)])):
    constraints = [LinearConstraint(one, -np.inf, 1)] + [LinearConstraint(csr_matrix(cost), -np.inf, budget) for cost, budget in limits]
    start = time.process_time()
    r = milp(-value, constraints=constraints, integrality=np.ones(n * per), bounds=Bounds(0, 1),
             options={"time_limit": float(sys.argv[2]) if len(sys.argv) > 2 else 120, "mip_rel_gap": 1e-6})
    found = f"value {-r.fun:.10g}, gap {r.mip_gap:.2g}" if r.x is not None else "no plan"
    print(f"{n} customers, {name}: {found}, {time.process_time() - start:.3f} cpu s ({r.message.splitlines()[0]})", flush=True)
