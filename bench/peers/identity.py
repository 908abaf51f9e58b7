# SPDX-License-Identifier: Apache-2.0
"""Who is who, beside Splink on the same file and machine: identity.py MAKIR people.csv..., in a Python with splink and pandas (PyPI) for the peer's half.
Files as tools/gen_people.py writes them (unique_id, cluster, first_name, surname, dob, phone, email, city, id_number). Each half runs as a process
of its own; CPU seconds of all its threads, wall seconds, highest memory, and F1 of clustered pairs: makir's own, Splink's at the best of some thresholds."""
import json
import os
import resource
import subprocess
import sys
import time


def cost(command):
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout.strip().splitlines()[-1]), cpu, time.perf_counter() - began


def f1(said, truth):
    def pairs(groups):
        return sum(n * (n - 1) / 2 for n in groups.value_counts())
    both = pairs(said.astype(str) + "|" + truth.astype(str))
    return 2 * both / (pairs(said) + pairs(truth))


def splink_half(path):
    import pandas
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    import splink.comparison_library as cl
    rows = pandas.read_csv(path, dtype=str)
    fields = [cl.JaroWinklerAtThresholds("first_name", [.92, .88]).configure(term_frequency_adjustments=True),
              cl.JaroWinklerAtThresholds("surname", [.92, .88]).configure(term_frequency_adjustments=True),
              cl.LevenshteinAtThresholds("dob", [1, 2]), cl.LevenshteinAtThresholds("phone", [1]),
              cl.JaroWinklerAtThresholds("email", [.92]), cl.ExactMatch("city"), cl.ExactMatch("id_number")]
    digits = rows["phone"].str.replace(r"\D", "", regex=True).str.replace("^972", "0", regex=True)
    rows["phone"] = digits.where(digits.str.len() > 0)
    rules = [block_on("first_name", "surname"), block_on("phone"), block_on("email"), block_on("id_number"), block_on("dob", "surname"),
             block_on("dob", "first_name"), block_on("surname", "city", "substr(dob,1,4)")]
    settings = SettingsCreator(link_type="dedupe_only", comparisons=fields, blocking_rules_to_generate_predictions=rules)
    api = DuckDBAPI()
    linker = Linker(api.register(rows), settings) if hasattr(api, "register") else Linker(rows, settings, api)    # 5, or 4
    linker.training.estimate_probability_two_random_records_match([block_on("phone"), block_on("email")], recall=.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=.01)
    best = 0
    for threshold in (.5, .8, .95, .99):
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold).as_pandas_dataframe()
        best = max(best, f1(found["cluster_id"], found["cluster"]))
    print(json.dumps({"f1": best, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}))


def main(argv):
    if argv[:1] == ["--splink"]:
        return splink_half(argv[1])
    makir, *paths = argv
    for path in paths:
        name = os.path.basename(path)
        got, cpu, wall = cost([makir, "evaluate", "identity", path, "--truth", "cluster", "--id", "unique_id", "--clusters", "/dev/null", "--json"])
        print(f"{name:24} makir   F1 {got['f1']:.4f}  {cpu:6.2f} CPU-s {wall:6.2f} s {got['peak_bytes'] / 1e6:6.0f} MB", flush=True)
        got, cpu, wall = cost([sys.executable, __file__, "--splink", path])
        print(f"{name:24} Splink  F1 {got['f1']:.4f}  {cpu:6.2f} CPU-s {wall:6.2f} s {got['peak']:6.0f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
