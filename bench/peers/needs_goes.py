# SPDX-License-Identifier: Apache-2.0
"""The peers of `measure_goes`: needs_goes.py RETAIL.csv.xz QUERIES.csv, in a Python with numpy, scipy and implicit.

QUERIES is what measure_goes wrote: draw, hidden item, the one item, the rest. HR@10 from the rest, from the one item with the others of the rest no
answers, and from the one item with nothing else known, learnt from the same invoices before October 2011; CPU seconds of learning, peak memory of all.
Equal scores: half of them before the hidden one."""
import csv, lzma, resource, sys, time
import numpy as np, scipy.sparse as sp
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender, TFIDFRecommender


def number(code):
    """As measure_goes numbers items."""
    digits = len(code) - len(code.lstrip("0123456789"))
    return int(code[:digits]) * 1000 + sum(code[digits:].encode())


def invoices(path):
    basket = {}
    with lzma.open(path, "rt", encoding="utf-8") as f:
        for r in csv.DictReader(f):
            if int(r["Quantity"]) > 0 and r["CustomerID"] and r["StockCode"][:5].isdigit() and r["InvoiceDate"] < "2011-10-01":
                basket.setdefault(r["InvoiceNo"], set()).add(number(r["StockCode"]))
    return [b for b in basket.values() if 2 <= len(b) <= 60]


baskets = invoices(sys.argv[1])
items = sorted(set().union(*baskets))
place = {item: i for i, item in enumerate(items)}
n, m = len(items), len(baskets)
row = np.repeat(np.arange(m), [len(b) for b in baskets])
x = sp.csr_matrix((np.ones(len(row)), (row, [place[i] for b in baskets for i in sorted(b)])), shape=(m, n))
query = [[place[int(v)] for v in line.split(",")[1:]] for line in open(sys.argv[2])]
hidden = np.array([q[0] for q in query])
one = sp.csr_matrix((np.ones(len(query)), (range(len(query)), [q[1] for q in query])), shape=(len(query), n))
rest = sp.csr_matrix((np.ones(sum(len(q) - 2 for q in query)), (np.repeat(range(len(query)), [len(q) - 2 for q in query]), [i for q in query for i in q[2:]])), shape=(len(query), n))


def hits(score, known, held, look=False):
    found, seen = 0, set()
    for at in range(0, len(query), 4000):
        some, these = known[at:at + 4000], hidden[at:at + 4000]
        s = some @ score
        s = (s.toarray() if sp.issparse(s) else np.asarray(s)).astype(np.float32)
        s[held[at:at + 4000].nonzero()] = -np.inf
        own = s[np.arange(len(these)), these][:, None]
        found += ((s > own).sum(1) + ((s == own).sum(1) - 1) // 2 < 10).sum()
        if look and at < 13240:
            seen.update(np.argpartition(-s, 10, axis=1)[:, :10].ravel().tolist())
    return found / len(query), len(seen) / n


def counts():
    return np.asarray((x.T @ x).todense())


def ease(ridge=200):
    p = np.linalg.inv(counts() + ridge * np.eye(n))
    b = -p / np.diag(p)[None]
    np.fill_diagonal(b, 0)
    return b


def jaccard():
    c = counts()
    size = np.diag(c)
    s = c / (size[:, None] + size[None] - c)
    np.fill_diagonal(s, 0)
    return s


def conditional():
    """P(j | i) / popularity^.3, drawn to popularity by 20 purchases."""
    c = counts()
    size = np.diag(c).copy()
    popular = size / m
    np.fill_diagonal(c, 0)
    return (c + 20 * popular[None]) / (size[:, None] + 20) / popular[None] ** .3


def implicit(kind, **options):
    model = kind(K=200, num_threads=1, **options)
    model.fit(sp.csr_matrix(x), show_progress=False)
    s = model.similarity.tocsr().copy()
    s.setdiag(0)
    return s


for name, learn in (("popularity", lambda: np.tile(np.diag(counts()), (n, 1))), ("EASE, lambda 200", ease), ("Jaccard", jaccard), ("P/pop^.3, EB 20", conditional), ("implicit cosine", lambda: implicit(CosineRecommender)),
                    ("implicit TF-IDF", lambda: implicit(TFIDFRecommender)), ("implicit BM25", lambda: implicit(BM25Recommender))):
    began = time.process_time()
    score = learn()
    took = time.process_time() - began
    print("%-18s rest of the basket HR@10 %.4f coverage %.2f  one item, the rest no answers %.4f  nothing else known %.4f  learnt in %.2f CPU s"
          % (name, *hits(score, rest, rest, True), hits(score, one, rest)[0], hits(score, one, one)[0], took), flush=True)
print("peak memory %.0f MB" % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
