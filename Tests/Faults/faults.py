#!/usr/bin/env python3
"""Proves that mail is taken in and sent exactly once on a machine in trouble: the real program, with calls that fail.

usage: faults.py PROGRAM [--all] [--points NUMBER] [--seed NUMBER] [--only WORD]

  --all     every call by every errno, and many more cuts; without it a sample by the seed
  --points  how many points a scenario has in a sample, at least
  --only    points: calls that fail (or one of its scenarios); cuts: power that goes; together: several at once
"""
import argparse, concurrent.futures, os, pathlib, shutil, subprocess, sys, tempfile, time

from cuts import STORIES, Cuts
from judge import Judge
from points import SCENARIOS, Points
from together import Together

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--points", type=int, default=60)
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
            all_points = Points(folder, program, shim, judge, workers)
            failed += points(all_points, tried, pool, wish)
            if wish.only in (None, "cuts"):
                failed += cuts(Cuts(all_points), pool, workers, wish)
            if wish.only in (None, "together"):
                failed += together(Together(all_points), pool, wish)
    sys.exit(failed > 0)


def points(points, scenarios, pool, wish):
    """Each scenario's calls that fail, with a line of figures."""
    failed = 0
    for scenario in scenarios:
        counts, began = points.count(scenario), time.monotonic()
        chosen = list(points.every(scenario, counts)) if wish.all else points.sample(scenario, counts, wish.points, wish.seed)
        outcomes = list(pool.map(points.attempt, chosen))
        met = sum(outcome.was_met for outcome in outcomes)
        failed += say(f"{scenario.name}: {sum(counts.values())} calls, {len(chosen)} points, {met} met", outcomes, began)
    return failed


def cuts(cuts, pool, workers, wish):
    """Power that goes, by story."""
    failed = 0
    for story in STORIES:
        began, many = time.monotonic(), 1000 if wish.all else 50
        shares = [pool.submit(cuts.attempt, story, wish.seed + number, workers, many) for number in range(workers)]
        outcomes = [outcome for share in shares for outcome in share.result()]
        failed += say(f"power cuts, {story.name}: {len(outcomes)} cuts", outcomes, began)
        if cuts.canary(story).is_fine:
            print(f"power cuts, {story.name}: a disk that keeps nothing was not found out")
            failed += 1
    return failed


def together(together, pool, wish):
    """Ingesters at once, two and four, with and without serve."""
    began, rounds = time.monotonic(), range(40 if wish.all else 3)
    kinds = [(wish.seed + 10 * number, ingesters, serves) for number in rounds for ingesters in (2, 4) for serves in (False, True)]
    outcomes = list(pool.map(lambda kind: together.attempt(*kind), kinds))
    return say(f"together: {len(outcomes)} rounds", outcomes, began)


def say(what, outcomes, began):
    """A line of figures, and the first of those that are wrong before it; how many these are."""
    wrong = [outcome for outcome in outcomes if not outcome.is_fine]
    for outcome in wrong[:40]:
        print(outcome)
    lost, twice, again = (sum(outcome.arrived[index] for outcome in outcomes) for index in range(3))
    print(f"{what}, {sum(bool(outcome.different) for outcome in outcomes)} differ, {lost} lost, {twice} twice, "
          f"{again} again under the same id, {sum(bool(outcome.wrong) for outcome in outcomes)} ended wrongly "
          f"({time.monotonic() - began:.0f} s)", flush=True)
    return len(wrong)


main()
