"""A large IMAP folder taken in by a desk that is killed on the way, from a Dovecot that restarts: nothing lost, nothing twice."""
import collections, json, os, re, shutil, sqlite3, subprocess, sys, time

from servers import Dovecot, desk_folder, environment


class Ingest:
    """One run of `ingest` after another, with what they cost."""

    def __init__(self, program, work):
        self.program, self.work, self.process = program, work, None
        self.ends, self.seconds, self.cpu, self.memory = [], 0.0, 0.0, 0.0

    def taken(self):
        """How many messages are safely in the ledger."""
        database = os.path.join(self.work, "servicedesk.sqlite")
        if not os.path.exists(database):
            return 0
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
            try:
                return connection.execute("SELECT count(*) FROM intake").fetchone()[0]
            except sqlite3.OperationalError:
                return 0

    def start(self):
        self.begun = time.monotonic()
        self.process = subprocess.Popen([self.program, "ingest", "--no-notices"], cwd=self.work, env=environment(),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self, kill=False):
        if kill:
            self.process.kill()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.seconds += time.monotonic() - self.begun
        self.cpu += usage.ru_utime + usage.ru_stime
        self.memory = max(self.memory, usage.ru_maxrss / 1024)
        self.ends.append(self.process.returncode)
        return self.process.returncode

    def reach(self, count):
        """Runs until so many messages are taken in; a run that ends by itself before, for a server that was away, is begun anew."""
        while self.taken() < count:
            if os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                if self.end() not in (69, 75):
                    sys.exit(f"ingest ended with {self.ends[-1]} at {self.taken()} of {count} messages")
                self.start()
            time.sleep(0.05)


def message_ids(mail):
    """The Message-IDs of a mailbox, each with how often it is there."""
    ids = collections.Counter()
    for name in os.listdir(os.path.join(mail, "new")):
        with open(os.path.join(mail, "new", name), "rb") as file:
            head = file.read().split(b"\n\n", 1)[0]
        found = re.search(rb"^Message-ID:\s*<([^>]+)>", head, re.IGNORECASE | re.MULTILINE)
        ids[found[1].decode() if found else None] += 1
    return ids


def interrupted(program, scratch, mail, kills):
    """Takes a mailbox in with so many kills and one restart of the server; ends with 1 when something does not add up."""
    ids = message_ids(mail)
    count = sum(ids.values())
    server = Dovecot(scratch, mail)
    work = desk_folder(scratch, "imap-interrupted", server)
    subprocess.run([program, "doctor"], cwd=work, env=environment(), capture_output=True)
    run = Ingest(program, work)
    run.start()
    # Evenly spread, the restart in the middle.
    for number in range(1, kills + 2):
        run.reach(count * number // (kills + 2))
        if number == kills // 2 + 1:
            server.stop()
            server.start()
        else:
            run.end(kill=True)
            run.start()
    while run.end() in (69, 75):
        run.start()
    again = subprocess.run([program, "ingest", "--no-notices", "--json"], cwd=work, env=environment(), capture_output=True)
    proof = subprocess.run([program, "reconcile", "--json"], cwd=work, env=environment(), capture_output=True, text=True)
    server.stop()
    database = sqlite3.connect(os.path.join(work, "servicedesk.sqlite"))
    one = lambda query: database.execute(query).fetchone()[0]
    told = collections.Counter(dict(database.execute("SELECT message_id, count(*) FROM intake GROUP BY 1")))
    facts = {
        "messages": count, "ends of ingest": run.ends, "rows of intake": one("SELECT count(*) FROM intake"),
        "distinct keys": one("SELECT count(DISTINCT key) FROM intake"),
        "distinct Message-IDs": len(told), "of the mailbox": len(ids), "Message-IDs as in the mailbox": told == ids,
        "incoming messages": one("SELECT count(*) FROM message WHERE kind = 'incoming'"),
        "rows with a message": one("SELECT count(DISTINCT message) FROM intake WHERE message IS NOT NULL"),
        "read again": json.loads(again.stdout)["read"], "reconcile": proof.stdout.strip().splitlines()[-1],
        "seconds": round(run.seconds, 1), "messages/s": round(count / run.seconds),
        "CPU ms/message": round(1000 * run.cpu / count, 3), "peak MB": round(run.memory),
        "database MB": round(os.path.getsize(os.path.join(work, "servicedesk.sqlite")) / 1e6),
    }
    print(json.dumps(facts, indent=1))
    holds = (facts["rows of intake"] == facts["distinct keys"] == count and told == ids and facts["read again"] == 0
             and facts["incoming messages"] == facts["rows with a message"] and proof.returncode == 0)
    shutil.rmtree(work)
    sys.exit(0 if holds else 1)
