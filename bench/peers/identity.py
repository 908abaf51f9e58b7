# SPDX-License-Identifier: Apache-2.0
"""Who is who, beside Splink on the same file and machine: identity.py MAKIR people.csv..., in a Python with splink and pandas (PyPI) for the peer's half.
Files as tools/gen_people.py writes them (unique_id, cluster, first_name, surname, dob, phone, email, city, id_number), or Splink's own examples
(fake_1000, 50,000 historical persons). Each half runs as a process
of its own; CPU seconds of all its threads, wall seconds, highest memory, and F1 of clustered pairs: makir's own, Splink's at the best of some thresholds; and what was said of pairs beside how often it was true."""
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


def bands(said, true):
    """How often what was said came true, in bands of the probability said."""
    edges = (.5, .7, .9, .95, .99, .999)
    out = []
    for low, high in zip(edges, edges[1:]):
        inside = (said >= low) & (said < high)
        if inside.sum():
            out.append([float(said[inside].mean()), float(true[inside].mean()), int(inside.sum())])
    return out


def settings_of(columns):
    """Splink's, as its documents have them: for its file of 50,000 historical persons, for its file of 1,000, and like these for gen_people's."""
    from splink import block_on
    import splink.comparison_library as cl
    if "postcode_fake" in columns:
        fields = [cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_name_surname"),
                  cl.DateOfBirthComparison("dob", input_is_string=True), cl.PostcodeComparison("postcode_fake"),
                  cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
                  cl.ExactMatch("occupation").configure(term_frequency_adjustments=True)]
        rules = [block_on("substr(first_name,1,3)", "substr(surname,1,4)"), block_on("surname", "dob"), block_on("first_name", "dob"),
                 block_on("postcode_fake", "first_name"), block_on("postcode_fake", "surname"), block_on("dob", "birth_place"),
                 block_on("substr(postcode_fake,1,3)", "dob"), block_on("substr(postcode_fake,1,3)", "first_name"),
                 block_on("substr(postcode_fake,1,3)", "surname"), block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)")]
        return fields, rules, ([block_on("first_name", "surname", "dob"), block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
                                block_on("dob", "postcode_fake")], .6), (block_on("first_name", "surname"), block_on("dob"))
    if "phone" not in columns:
        fields = [cl.NameComparison("first_name"), cl.NameComparison("surname"), cl.DateOfBirthComparison("dob", input_is_string=True),
                  cl.ExactMatch("city").configure(term_frequency_adjustments=True), cl.EmailComparison("email")]
        rules = [block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email")]
        return fields, rules, ([block_on("first_name", "surname", "dob"), block_on("email")], .7), (block_on("first_name", "surname"), block_on("dob"))
    fields = [cl.JaroWinklerAtThresholds("first_name", [.92, .88]).configure(term_frequency_adjustments=True),
              cl.JaroWinklerAtThresholds("surname", [.92, .88]).configure(term_frequency_adjustments=True),
              cl.LevenshteinAtThresholds("dob", [1, 2]), cl.LevenshteinAtThresholds("phone", [1]),
              cl.JaroWinklerAtThresholds("email", [.92]), cl.ExactMatch("city"), cl.ExactMatch("id_number")]
    rules = [block_on("first_name", "surname"), block_on("phone"), block_on("email"), block_on("id_number"), block_on("dob", "surname"),
             block_on("dob", "first_name"), block_on("surname", "city", "substr(dob,1,4)")]
    return fields, rules, ([block_on("phone"), block_on("email")], .7), (block_on("first_name", "surname"), block_on("dob"))


def splink_half(path):
    import pandas
    from splink import DuckDBAPI, Linker, SettingsCreator
    rows = pandas.read_csv(path, dtype=str)
    fields, rules, (sure, recall), blocks = settings_of(rows.columns)
    if "phone" in rows:
        digits = rows["phone"].str.replace(r"\D", "", regex=True).str.replace("^972", "0", regex=True)
        rows["phone"] = digits.where(digits.str.len() > 0)
    if "postcode_fake" in rows:
        rows["first_name_surname"] = rows["first_name"].str.cat(rows["surname"], sep=" ")
    settings = SettingsCreator(link_type="dedupe_only", comparisons=fields, blocking_rules_to_generate_predictions=rules)
    api = DuckDBAPI()
    linker = Linker(api.register(rows), settings) if hasattr(api, "register") else Linker(rows, settings, api)    # 5, or 4
    linker.training.estimate_probability_two_random_records_match(sure, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in blocks:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=.01)
    best, at = 0, 0
    for threshold in (.5, .8, .95, .99):
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold).as_pandas_dataframe()
        score = f1(found["cluster_id"], found["cluster"])
        best, at = max((best, at), (score, threshold))
    said = pairs.as_pandas_dataframe()
    truth = rows.set_index("unique_id")["cluster"]
    true = truth.loc[said["unique_id_l"]].to_numpy() == truth.loc[said["unique_id_r"]].to_numpy()
    print(json.dumps({"f1": best, "at": at, "bands": bands(said["match_probability"].to_numpy(), true),
                      "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}))


def say(calibration):
    print(" " * 32 + "said/true " + "  ".join(f"{said:.3f}/{true:.3f} ({n})" for said, true, n in calibration), flush=True)


def main(argv):
    if argv[:1] == ["--splink"]:
        return splink_half(argv[1])
    makir, *paths = argv
    for path in paths:
        name = os.path.basename(path)
        got, cpu, wall = cost([makir, "evaluate", "identity", path, "--truth", "cluster", "--id", "unique_id", "--clusters", "/dev/null", "--json"])
        print(f"{name:24} makir   F1 {got['f1']:.4f}  {cpu:6.2f} CPU-s {wall:6.2f} s {got['peak_bytes'] / 1e6:6.0f} MB", flush=True)
        say([[b["said"], b["true"], b["pairs"]] for b in got["calibration"] if b["from"] >= .5 and b["pairs"]])
        got, cpu, wall = cost([sys.executable, __file__, "--splink", path])
        print(f"{name:24} Splink  F1 {got['f1']:.4f}  {cpu:6.2f} CPU-s {wall:6.2f} s {got['peak']:6.0f} MB at its best threshold, {got['at']}", flush=True)
        say(got["bands"])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
