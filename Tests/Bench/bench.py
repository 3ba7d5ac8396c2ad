#!/usr/bin/env python3
"""Benchmarks of the release build against floors and peers measured in the same run.

usage: Tests/Bench/bench.py ingest [-n 20000] [--rounds 3]     messages/s with and without notices, beside ingest_ref and notmuch
       Tests/Bench/bench.py parse  [-n 20000] [--rounds 5]     parsing alone, beside GMime doing the same work
       Tests/Bench/bench.py start  [--tickets 20000]           whole-process time of list, show, --help
       Tests/Bench/bench.py fill   --tickets N --database FILE  a desk some years old, made by SQL, the same for a seed
       Tests/Bench/bench.py desk   [--tickets 1000000]         whole-process time of list, show and search on such a desk
       Tests/Bench/bench.py large  [--tickets 1000000] [-n 20000]  messages/s into such a desk beside an empty one
       Tests/Bench/bench.py queries [--tickets 1000000]        the same queries in one process, beside bare SQLite running their statements
       Tests/Bench/bench.py imap   [-n 20000] [--rounds 3]     messages/s from Dovecot beside the same mail in a maildir
       Tests/Bench/bench.py imap   -n 50000 --kills 2          the same folder, with kills and a restart on the way; what adds up
       Tests/Bench/bench.py smtp   [-n 20000] [--rounds 3]     notices/s beside smtp-source, into the same smtp-sink
       Tests/Bench/bench.py soak   [--minutes 20] [--rate 10]  serve on Postfix and Dovecot, with restarts and kills
       Tests/Bench/bench.py web    [--tickets 1000000] [--seconds 15] [--rate 20] [--readers 50]
                                                               the dashboard and the API over HTTP while mail is taken in

Needs the folder of peers (`../shared/perf` and `../shared/make_corpus.py`, or SERVICEDESK_PEERS=FOLDER) and, from Debian,
libgmime-3.0-dev, notmuch, wrk, dovecot-imapd and postfix. What is missing is left out and said. Prints ratios; it is never a gate.
"""
import argparse, json, os, re, resource, shutil, statistics, subprocess, sys, tempfile, time

from fill import fill
from interrupted import interrupted
from parse import floor, parse
from servers import imap, smtp
from soak import soak
from web import web

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
PEERS = os.environ.get("SERVICEDESK_PEERS", os.path.join(os.path.dirname(ROOT), "shared"))
SCRATCH = os.environ.get("SERVICEDESK_SCRATCH", os.path.join(tempfile.gettempdir(), "servicedesk-bench"))


def build(product="servicedesk"):
    """The release build of a product; SERVICEDESK_BINARY names a servicedesk that is there already."""
    if product == "servicedesk" and "SERVICEDESK_BINARY" in os.environ:
        return os.environ["SERVICEDESK_BINARY"]
    command = ["swift", "build", "-c", "release", "--static-swift-stdlib"]
    subprocess.run([*command, "--product", product], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    folder = subprocess.run([*command, "--show-bin-path"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.strip()
    return os.path.join(folder, product)


def mailbox(count):
    """The deterministic mailbox of `count` messages, made once."""
    folder = os.path.join(SCRATCH, f"mail-{count}")
    if not os.path.isdir(folder):
        maker = os.path.join(PEERS, "make_corpus.py")
        if not os.path.exists(maker):
            sys.exit(f"no {maker}: name the folder that holds make_corpus.py with SERVICEDESK_PEERS")
        subprocess.run([sys.executable, maker, folder, "-n", str(count), "--seed", "1"], check=True,
                       stdout=subprocess.DEVNULL)
    return folder


def reference():
    """The reference ingester in C, built once; None where its library or source is missing."""
    source = os.path.join(PEERS, "perf", "ingest_ref.c")
    program = os.path.join(SCRATCH, "ingest_ref")
    if os.path.exists(source) and not os.path.exists(program):
        flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gmime-3.0"], capture_output=True, text=True)
        if flags.returncode == 0:
            subprocess.run(["cc", "-O2", "-o", program, source, *flags.stdout.split(), "-lsqlite3"], check=True)
    return program if os.path.exists(program) else None


def fresh(mail, name):
    """A hard-linked copy of the mailbox in an empty folder, and that folder."""
    work = os.path.join(SCRATCH, name)
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    subprocess.run(["cp", "-al", mail, os.path.join(work, "mail")], check=True)
    os.sync()
    return work


def timed(command, **options):
    """Runs a command; its output, wall seconds, CPU seconds and peak memory in MB."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}: {errors or output}")
    return output, time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def ours(program, mail, notices, database=None, beside=None):
    """A run into a copy of `database`, or into a new one with a copy of `beside` lying next to it."""
    work = fresh(mail, "ours")
    if database or beside:
        shutil.copy(database or beside, os.path.join(work, "servicedesk.sqlite" if database else "beside.sqlite"))
        os.sync()
    with open(os.path.join(work, "servicedesk.yaml"), "w") as config:
        config.write("desk: {name: Support, domain: example.com}\n"
                     "queues:\n  - {name: support, address: support@example.com}\n"
                     "notices: {max_age: 36500d}\n")
    command = [program, "ingest", f"maildir:{work}/mail", "--json"] + ([] if notices else ["--no-notices"])
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SERVICEDESK_")}
    output, wall, cpu, memory = timed(command, cwd=work, env=environment)
    totals = json.loads(output)
    left = len(os.listdir(os.path.join(work, "mail", "new")))
    assert left == 0, f"{left} messages are still in new/"
    return {"rate": totals["read"] / totals["seconds"], "wall_rate": totals["read"] / wall, "cpu": cpu,
            "memory": memory, "totals": totals}


def ref(program, mail):
    work = fresh(mail, "ref")
    output, _, cpu, memory = timed([program, f"{work}/mail", f"{work}/ref.db", "64"])
    return {"rate": float(re.search(r"msgs/s=(\d+)", output)[1]), "cpu": cpu, "memory": memory}


def notmuch(mail, count):
    if not shutil.which("notmuch"):
        return None
    work = fresh(mail, "notmuch")
    with open(f"{work}/config", "w") as config:
        config.write(f"[database]\npath={work}/mail\n[user]\nname=x\nprimary_email=x@example.com\n"
                     "[new]\ntags=new;\nignore=\n[search]\n[maildir]\nsynchronize_flags=false\n")
    environment = dict(os.environ, NOTMUCH_CONFIG=f"{work}/config", HOME=work)
    _, wall, cpu, memory = timed(["notmuch", "new", "--quiet"], env=environment)
    return {"rate": count / wall, "cpu": cpu, "memory": memory}


def ingest(arguments):
    program, mail, reference_program = build(), mailbox(arguments.n), reference()
    subprocess.run(f"cat {mail}/new/* > /dev/null", shell=True, check=True)
    rows = {"servicedesk --no-notices": [], "servicedesk with notices": [], "ingest_ref (C)": [], "notmuch new": []}
    for _ in range(arguments.rounds):
        rows["servicedesk --no-notices"].append(ours(program, mail, notices=False))
        if reference_program:
            rows["ingest_ref (C)"].append(ref(reference_program, mail))
        rows["servicedesk with notices"].append(ours(program, mail, notices=True))
    peer = notmuch(mail, arguments.n)
    if peer:
        rows["notmuch new"].append(peer)
    best = {name: max(runs, key=lambda run: run["rate"]) for name, runs in rows.items() if runs}
    base = best.get("ingest_ref (C)", {}).get("rate")
    print(f"{arguments.n} messages, {arguments.rounds} rounds, best of each; durable commits (synchronous=FULL)\n")
    print(f"{'':28}{'messages/s':>12}{'CPU ms/msg':>12}{'peak MB':>9}{'x ingest_ref':>14}")
    for name, run in best.items():
        ratio = f"{run['rate'] / base:.2f}" if base else "-"
        print(f"{name:28}{run['rate']:12.0f}{1000 * run['cpu'] / arguments.n:12.3f}{run['memory']:9.0f}{ratio:>14}")
    if "notmuch new" in best:
        print(f"\nx notmuch new, --no-notices: {best['servicedesk --no-notices']['rate'] / best['notmuch new']['rate']:.1f}")
    print("totals:", json.dumps(best["servicedesk --no-notices"]["totals"]))
    for name in rows:
        if not rows[name]:
            print(f"left out: {name} (not installed)")


def whole_process(program, commands, work, rounds=30):
    """Prints how long each command takes from start to end, in milliseconds."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SERVICEDESK_")}
    print(f"{'whole process, ms':44}{'min':>8}{'median':>8}{'max':>8}")
    for command in commands:
        times = []
        for _ in range(rounds):
            begun = time.monotonic()
            subprocess.run([program, *command], cwd=work, env=environment, check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            times.append(1000 * (time.monotonic() - begun))
        times = times[5:]
        print(f"{' '.join(command):44}{min(times):8.1f}{statistics.median(times):8.1f}{max(times):8.1f}")


def start(arguments):
    program, mail = build(), mailbox(arguments.tickets)
    ours(program, mail, notices=False)
    commands = (["--help"], ["list"], ["list", "--limit", "0", "--json"], ["show", "17"], ["search", "printer"])
    whole_process(program, commands, os.path.join(SCRATCH, "ours"))


def filled(program, tickets):
    """The folder with a desk of that many tickets, made once."""
    work = os.path.join(SCRATCH, f"desk-{tickets}")
    database = os.path.join(work, "servicedesk.sqlite")
    if not os.path.exists(database):
        os.makedirs(work, exist_ok=True)
        fill(program, database + ".new", tickets)
        os.rename(database + ".new", database)
    return work


def desk(arguments):
    program = build()
    work = filled(program, arguments.tickets)
    middle = str(arguments.tickets // 2)
    commands = (["--help"], ["list"], ["list", "--status", "all"], ["list", "--queue", "billing"],
                ["list", "--assignee", "op07"], ["list", "--requester", "user17@example.com"], ["list", "--overdue"],
                ["list", "--tag", "vip", "--priority", "high"], ["list", "--sort", "newest"],
                ["list", "--sort", "updated"], ["show", middle], ["search", "printer"], ["search", "printer", "toner"],
                ["search", "zeppelin"], ["search", "printer", "is:overdue", "priority:high"], ["search", "zepelin"],
                ["search", "is:overdue", "queue:billing"])
    print(f"{arguments.tickets:,} tickets, {os.path.getsize(os.path.join(work, 'servicedesk.sqlite')) / 1e6:,.0f} MB\n")
    whole_process(program, commands, work, rounds=25)


def large(arguments):
    program, mail = build(), mailbox(arguments.n)
    database = os.path.join(filled(program, arguments.tickets), "servicedesk.sqlite")
    print(f"{arguments.n} messages, --no-notices; messages/s into an empty desk and one of {arguments.tickets:,} tickets\n")
    for _ in range(arguments.rounds):
        # Both after a copy of the large file: it takes the memory that the machine had at hand, and for a while each page
        # that is written anew costs more, whatever desk it belongs to.
        empty = ours(program, mail, notices=False, beside=database)["rate"]
        full = ours(program, mail, notices=False, database=database)["rate"]
        print(f"{empty:8.0f}{full:8.0f}   {full / empty:.2f} of the rate")
    shutil.rmtree(os.path.join(SCRATCH, "ours"))


def queries(arguments):
    work = filled(build(), arguments.tickets)
    lines = subprocess.run([build("QueryBench"), os.path.join(work, "servicedesk.sqlite")], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    print(f"{arguments.tickets:,} tickets; microseconds in one process, least and median\n")
    print(f"{'':42}{'statements':>10}{'ours':>10}{'':>10}{'bare':>10}{'':>10}{'x bare':>8}")
    for line in lines:
        name, statements, *times = line.split("\t")
        print(f"{name:42}{statements:>10}" + "".join(f"{time:>10}" for time in times)
              + f"{int(times[1]) / max(1, int(times[3])):8.2f}")
    floor_of_others(arguments.tickets)


def floor_of_others(tickets):
    """The peers' own floor: simple tables of as many tickets, asked the nearest questions."""
    folder = os.path.join(PEERS, "perf")
    database = os.path.join(SCRATCH, f"floor-{tickets}.db")
    if not os.path.exists(os.path.join(folder, "query_floor.py")):
        return print(f"\nleft out: query_floor.py (not in {folder})")
    if not os.path.exists(database):
        subprocess.run([sys.executable, os.path.join(folder, "make_tickets_db.py"), database + ".new", str(tickets)],
                       check=True, stdout=subprocess.DEVNULL)
        os.rename(database + ".new", database)
    print()
    subprocess.run([sys.executable, os.path.join(folder, "query_floor.py"), database], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("ingest")
    one.add_argument("-n", type=int, default=20000)
    one.add_argument("--rounds", type=int, default=3)
    two = commands.add_parser("start")
    two.add_argument("--tickets", type=int, default=20000)
    three = commands.add_parser("fill")
    three.add_argument("--tickets", type=int, required=True)
    three.add_argument("--database", required=True)
    three.add_argument("--seed", type=int, default=1)
    four = commands.add_parser("desk")
    four.add_argument("--tickets", type=int, default=1_000_000)
    nine = commands.add_parser("large")
    nine.add_argument("--tickets", type=int, default=1_000_000)
    nine.add_argument("-n", type=int, default=20000)
    nine.add_argument("--rounds", type=int, default=3)
    eight = commands.add_parser("queries")
    eight.add_argument("--tickets", type=int, default=1_000_000)
    five = commands.add_parser("web")
    five.add_argument("--tickets", type=int, default=1_000_000)
    five.add_argument("--seconds", type=int, default=15)
    five.add_argument("--rate", type=int, default=20)
    five.add_argument("--readers", type=int, default=50)
    six = commands.add_parser("parse")
    six.add_argument("-n", type=int, default=20000)
    six.add_argument("--rounds", type=int, default=5)
    for name in ("imap", "smtp"):
        server = commands.add_parser(name)
        server.add_argument("-n", type=int, default=20000)
        server.add_argument("--rounds", type=int, default=3)
        if name == "imap":
            server.add_argument("--kills", type=int, help="kill the desk so often, and restart the server once")
    seven = commands.add_parser("soak")
    seven.add_argument("--minutes", type=float, default=20)
    seven.add_argument("--rate", type=float, default=10, help="messages a second")
    seven.add_argument("--every", type=float, default=15, help="seconds between two disturbances")
    seven.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.makedirs(SCRATCH, exist_ok=True)
    {"ingest": ingest, "start": start, "desk": desk, "large": large, "queries": queries,
     "parse": lambda it: parse(timed, build(), floor(PEERS, SCRATCH), mailbox(it.n), it.rounds),
     "imap": lambda it: imap(timed, build(), SCRATCH, mailbox(it.n), it.rounds) if it.kills is None
             else interrupted(build(), SCRATCH, mailbox(it.n), it.kills),
     "smtp": lambda it: smtp(timed, build(), SCRATCH, mailbox(it.n), it.rounds),
     "soak": lambda it: soak(build(), SCRATCH, it.minutes, it.rate, it.every, it.seed),
     "web": lambda it: web(build(), filled(build(), it.tickets), it.seconds, it.rate, it.readers),
     "fill": lambda it: fill(build(), it.database, it.tickets, it.seed)}[arguments.command](arguments)


main()
