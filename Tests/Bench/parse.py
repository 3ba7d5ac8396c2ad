"""Parsing and decoding a mailbox, beside GMime doing the same work on the same files in the same run."""
import os, statistics, subprocess


def floor(peers, scratch):
    """GMime's loop in C, built once; None where its library or source is missing."""
    source, program = os.path.join(peers, "perf", "gmime_floor.c"), os.path.join(scratch, "gmime_floor")
    if os.path.exists(source) and not os.path.exists(program):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gmime-3.0"], capture_output=True, text=True)
        if flags.returncode == 0:
            subprocess.run(["cc", "-O2", "-o", program, source, *flags.stdout.split()], check=True)
    return program if os.path.exists(program) else None


def parse(timed, program, gmime, mail, rounds):
    """Prints MB/s by the clock, MB a second of CPU, peak memory, and the ratios to GMime: the medians of so many rounds.

    Ratios are taken within a round, since a machine's speed changes from one to the next. `timed` runs a command: its
    output, wall seconds, CPU seconds and peak memory in MB.
    """
    folder = os.path.join(mail, "new")
    sizes = [entry.stat().st_size / 1e6 for entry in os.scandir(folder)]
    size = sum(sizes)
    commands = {"inspect --jobs 1": [program, "inspect", "--summary", "--jobs", "1", folder],
                "inspect --jobs 2": [program, "inspect", "--summary", "--jobs", "2", folder]}
    if gmime:
        commands["GMime (C)"] = [gmime, folder]
    runs = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(timed(command)[1:])

    def ratio(name, other, place):
        return statistics.median(theirs[place] / mine[place] for mine, theirs in zip(runs[name], runs[other]))

    print(f"{size:.0f} MB in {len(sizes)} messages, the largest {max(sizes):.1f} MB; medians of {rounds} rounds\n")
    print(f"{'':20}{'MB/s':>8}{'MB/CPU s':>10}{'peak MB':>9}{'x GMime':>9}{'by CPU':>8}")
    for name in commands:
        wall, cpu, memory = (statistics.median(run[place] for run in runs[name]) for place in range(3))
        ratios = (f"{ratio(name, 'GMime (C)', 0):9.2f}{ratio(name, 'GMime (C)', 1):8.2f}" if gmime else
                  "        -       -")
        print(f"{name:20}{size / wall:8.0f}{size / cpu:10.0f}{memory:9.1f}{ratios}")
    print(f"\n--jobs 2 beside --jobs 1: {ratio('inspect --jobs 2', 'inspect --jobs 1', 0):.2f}")
    if not gmime:
        print("left out: GMime (libgmime-3.0-dev or its source is missing)")
