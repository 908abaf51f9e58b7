# SPDX-License-Identifier: Apache-2.0
"""The original TIFU-KNN beside ours: needs_tifuknn.py tifuknn_new.py HISTORY.json FUTURE.json KEYSET.json, in a Python with numpy, scikit-learn and tqdm.

tifuknn_new.py is methods/tifuknn/tifuknn_new.py of github.com/liming-7/A-Next-Basket-Recommendation-Reality-Check. Recall@10 by the published
protocol, CPU seconds and peak memory; it answers for those under `val` as well as for the tested."""
import glob, json, os, resource, subprocess, sys, tempfile

program, history, future, keys = (os.path.abspath(p) for p in sys.argv[1:])
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.executable, program, history, future, keys, "300", "0.9", "0.7", "0.7", "7", "100"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    said = json.load(open(glob.glob(os.path.join(folder, "*_pred*.json"))[0]))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
truth = json.load(open(future))
recall = [len(set(said[u][:10]) & set(truth[u][1])) / len(truth[u][1]) for u in json.load(open(keys))["test"]]
print("TIFU-KNN, the original: R@10 %.4f of %d customers, %.1f CPU s, %.0f MB" % (sum(recall) / len(recall), len(recall), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
