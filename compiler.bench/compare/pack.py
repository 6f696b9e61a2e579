#!/usr/bin/env python3
"""Solves the published allocation problems by MiniMalloc and by Graft, one after the other on the same cores, and prints one
table of seconds. MiniMalloc starts anew for each problem; Graft solves all in one invocation, whose total counts the start of
the JVM. Graft checks its own layouts, those of MiniMalloc are checked here; what is not solved is shown as a dash.

    python pack.py MINIMALLOC [FILE.csv...] [--capacity N] [--threads N] [--graft PATH]

MINIMALLOC is its binary, built by cmake with -DCMAKE_BUILD_TYPE=Release.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def by_minimalloc(binary, problem, capacity, solution):
    """The seconds of one cold start, None if it found nothing."""
    start = time.perf_counter()
    ran = subprocess.run(
        [binary, f"--capacity={capacity}", f"--input={problem}", f"--output={solution}"], capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if ran.returncode != 0 or not solution.exists():
        print(f"MiniMalloc, {problem}: exit status {ran.returncode} {ran.stderr.strip()}", file=sys.stderr)
        return None
    wrong = violation(problem, solution, capacity)
    if wrong:
        print(f"MiniMalloc, {problem}: {wrong}", file=sys.stderr)
        return None
    return seconds


def violation(problem, solution, capacity):
    """What is wrong with the offsets of a solution, None if nothing is."""
    with open(problem, newline="") as file:
        wanted = {row["id"]: (int(row["lower"]), int(row["upper"]), int(row["size"])) for row in csv.DictReader(file)}
    with open(solution, newline="") as file:
        offsets = {row["id"]: int(row["offset"]) for row in csv.DictReader(file)}
    if offsets.keys() != wanted.keys():
        return "not the buffers of the problem"
    laid = sorted((lower, upper, offsets[name], offsets[name] + size, name) for name, (lower, upper, size) in wanted.items())
    for number, (_, upper, low, high, name) in enumerate(laid):
        if low < 0 or high > capacity:
            return f"{name} ends at {high}"
        for other_lower, _, other_low, other_high, other in laid[number + 1 :]:
            if other_lower >= upper:
                break
            if low < other_high and other_low < high:
                return f"{name} and {other} overlap"
    return None


def by_graft(graft, problems, capacity, threads):
    """The seconds of each problem, None where nothing was found, and those of the whole invocation."""
    subprocess.run([graft, "environment"], check=True, capture_output=True)  # builds if it must
    command = [graft, "pack", *map(str, problems), "--capacity", str(capacity), "--threads", str(threads), "--json"]
    start = time.perf_counter()
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    total = time.perf_counter() - start
    told = {line["file"]: line for line in map(json.loads, ran.stdout.splitlines())}
    fits = [told.get(str(p), {}).get("height", capacity + 1) <= capacity for p in problems]
    return [told[str(p)]["millis"] / 1e3 if fit else None for p, fit in zip(problems, fits)], total


def row(name, seconds, total):
    """A row of the table."""
    cells = ["–" if s is None else f"{s:.2f}" for s in seconds]
    return f"| {name} | {' | '.join(cells)} | {total:.1f} |"


def main():
    """Runs both and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minimalloc", type=pathlib.Path)
    parser.add_argument("problems", nargs="*", type=pathlib.Path)
    parser.add_argument("--capacity", type=int, default=1 << 20)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--graft", type=pathlib.Path, default=ROOT / "graft")
    options = parser.parse_args()
    problems = options.problems or sorted((ROOT / "testdata" / "packing").glob("*.csv"))
    graft, graft_total = by_graft(options.graft, problems, options.capacity, options.threads)
    minimalloc = []
    with tempfile.TemporaryDirectory() as folder:
        for problem in problems:
            solution = pathlib.Path(folder, problem.name)
            minimalloc.append(by_minimalloc(options.minimalloc, problem, options.capacity, solution))
    print(f"| | {' | '.join(p.name.split('.')[0] for p in problems)} | total |")
    print("|---" * (len(problems) + 2) + "|")
    print(row("MiniMalloc", minimalloc, sum(s or 0 for s in minimalloc)))
    print(row("`./graft pack`", graft, graft_total))


if __name__ == "__main__":
    main()
