# SPDX-License-Identifier: Apache-2.0
"""A purchase log of the Pareto/NBD model, for measuring: customer,date,amount; sorted by date as a till writes it.

    python3 bench/gen_value_log.py 1000000 > log.csv

CDNOW's parameters in weeks (r .5534, alpha 10.58, s .606, beta 11.67), first orders in the first 12 of 39 weeks, days from 2020-01-01.
"""
import datetime
import random
import sys


def main():
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    draw = random.Random(1)
    begin = datetime.date(2020, 1, 1).toordinal()
    by_day = [[] for _ in range(39 * 7 + 1)]
    for customer in range(1, customers + 1):
        rate = draw.gammavariate(.5534, 1 / (10.58 * 7))
        stops = draw.expovariate(max(1e-12, draw.gammavariate(.606, 1 / (11.67 * 7))))
        first = t = draw.random() * 84
        money = draw.gammavariate(4, 1) * 8
        while t < 39 * 7 and t - first < stops:
            by_day[int(t)].append((customer, money * draw.gammavariate(6, 1) / 6))
            t += draw.expovariate(max(1e-12, rate))
    out = ["customer,date,amount\n"]
    for day, rows in enumerate(by_day):
        text = datetime.date.fromordinal(begin + day).isoformat()
        out.extend(f"{customer},{text},{amount:.2f}\n" for customer, amount in rows)
    sys.stdout.write("".join(out))


main()
