"""Parsing and decoding a mailbox, beside GMime doing the same work on the same files in the same run."""
import os, subprocess


def floor(peers, scratch):
    """GMime's loop in C, built once; None where its library or source is missing."""
    source, program = os.path.join(peers, "perf", "gmime_floor.c"), os.path.join(scratch, "gmime_floor")
    if os.path.exists(source) and not os.path.exists(program):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gmime-3.0"], capture_output=True, text=True)
        if flags.returncode == 0:
            subprocess.run(["cc", "-O2", "-o", program, source, *flags.stdout.split()], check=True)
    return program if os.path.exists(program) else None


def parse(timed, program, gmime, mail, rounds):
    """Prints MB/s by the clock, MB a second of CPU, peak memory, and the ratios to GMime: the best of so many rounds.

    `timed` runs a command: its output, wall seconds, CPU seconds and peak memory in MB.
    """
    folder = os.path.join(mail, "new")
    size = sum(entry.stat().st_size for entry in os.scandir(folder)) / 1e6
    largest = max(entry.stat().st_size for entry in os.scandir(folder)) / 1e6
    commands = {"inspect --jobs 1": [program, "inspect", "--summary", "--jobs", "1", folder],
                "inspect --jobs 2": [program, "inspect", "--summary", "--jobs", "2", folder]}
    if gmime:
        commands["GMime (C)"] = [gmime, folder]
    best = {}
    for _ in range(rounds):
        for name, command in commands.items():
            _, wall, cpu, memory = timed(command)
            kept = best.get(name, (wall, cpu, memory))
            best[name] = (min(wall, kept[0]), min(cpu, kept[1]), memory)
    print(f"{size:.0f} MB in {len(os.listdir(folder))} messages, the largest {largest:.1f} MB; best of {rounds} rounds\n")
    base = best.get("GMime (C)")
    print(f"{'':20}{'MB/s':>8}{'MB/CPU s':>10}{'peak MB':>9}{'x GMime':>9}{'by CPU':>8}")
    for name, (wall, cpu, memory) in best.items():
        ratios = (f"{base[0] / wall:9.2f}{base[1] / cpu:8.2f}" if base else "        -       -")
        print(f"{name:20}{size / wall:8.0f}{size / cpu:10.0f}{memory:9.1f}{ratios}")
    print(f"\n--jobs 2 beside --jobs 1: {best['inspect --jobs 1'][0] / best['inspect --jobs 2'][0]:.2f}")
    if not gmime:
        print("left out: GMime (libgmime-3.0-dev or its source is missing)")
