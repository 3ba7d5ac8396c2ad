#!/usr/bin/env python3
"""Proves that mail is taken in and sent exactly once on a machine in trouble: the real program, with calls that fail.

usage: faults.py PROGRAM [--all] [--seed NUMBER] [--only WORD]

  --all   every call by every errno, and many more cuts; without it a sample by the seed
  --only  points: calls that fail (or one of its scenarios); cuts: power that goes; together: several at once
"""
import argparse, concurrent.futures, os, pathlib, shutil, subprocess, sys, tempfile, time

from judge import Judge
from points import SCENARIOS, Points

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--only", choices=["points", "cuts", "together"] + [scenario.name for scenario in SCENARIOS])
    wish = parser.parse_args()
    # In memory where there is room: what the disk does is made up here anyway.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory() as tools, tempfile.TemporaryDirectory(dir=memory) as name:
        folder, shim = pathlib.Path(name), pathlib.Path(tools) / "shim.so"
        compiler = shutil.which("cc") or "clang"  # The latter comes with Swift.
        subprocess.run([compiler, "-std=gnu17", "-O1", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", shim,
                        HERE / "shim.c", "-ldl"], check=True)
        program = os.path.abspath(wish.program)
        judge = Judge(folder, program)
        failed = 0
        workers = os.cpu_count() or 1
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            tried = [scenario for scenario in SCENARIOS if wish.only in (None, "points", scenario.name)]
            failed += points(Points(folder, program, shim, judge, workers), tried, pool, wish)
    sys.exit(failed > 0)


def points(points, scenarios, pool, wish):
    """Each scenario's calls that fail, with a line of figures."""
    failed = 0
    for scenario in scenarios:
        counts, began = points.count(scenario), time.monotonic()
        chosen = list(points.every(scenario, counts)) if wish.all else points.sample(scenario, counts, 60, wish.seed)
        outcomes = list(pool.map(points.attempt, chosen))
        sums = [sum(outcome.arrived[index] for outcome in outcomes) for index in range(3)]
        wrong = [outcome for outcome in outcomes if not outcome.is_fine]
        for outcome in wrong[:40]:
            print(outcome)
        failed += len(wrong)
        print(f"{scenario.name}: {sum(counts.values())} calls, {len(chosen)} points, "
              f"{sum(outcome.was_met for outcome in outcomes)} met, {sum(bool(outcome.different) for outcome in outcomes)} differ, "
              f"{sums[0]} lost, {sums[1]} twice, {sums[2]} again under the same id, "
              f"{sum(bool(outcome.wrong) for outcome in outcomes)} ended wrongly ({time.monotonic() - began:.0f} s)", flush=True)
    return failed


main()
