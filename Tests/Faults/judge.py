"""What must hold after trouble and one clean run: the desk of a quiet run, every mail once, all checks passed."""
import collections, json, threading

from desk import LATER, MAIL, Desk, key

#: What a machine in trouble may be answered with: unavailable, cannot create, I/O error, try again, not permitted.
CODES = {69, 73, 74, 75, 77}
#: What a line about trouble names: a file, a folder or the relay.
NAMES = ("servicedesk.sqlite", "servicedesk.yaml", "mail", "notices", "127.0.0.1", "standard output")
DISPOSITIONS = ("opened", "appended", "duplicate", "bounce", "auto_reply", "loop", "ignored", "quarantined")


class Judge:
    """Compares desks with quiet ones, which it makes when they are asked for."""

    def __init__(self, folder, program):
        self.folder, self.program = folder, program
        self.pictures, self.lock = {}, threading.Lock()

    def quiet(self, withheld):
        """The picture of a quiet desk to which some messages came only after the others were taken in."""
        with self.lock:
            if withheld not in self.pictures:
                name = "quiet-" + "-".join(map(str, sorted(withheld)))
                desk = Desk(self.folder / name, self.program).make(withheld)
                runs = [desk.run("ingest")]
                desk.put(withheld)
                runs += [desk.run("ingest"), desk.run("deliver", now=LATER)]
                assert all(run.status == 0 for run in runs), runs
                self.pictures[withheld] = desk.picture()
            return self.pictures[withheld]

    def troubled(self, run):
        """What is wrong with how a run in trouble ended."""
        if run.status < 0:
            return [f"ended by signal {-run.status}"]
        if run.status == 0:
            return []
        # SQLite takes a page that cannot be read for damage.
        is_known = run.status in CODES or run.status == 65 and "check the disk" in run.errors
        wrong = [] if is_known else [f"exit code {run.status}"]
        if not any(line.startswith("servicedesk") for line in run.errors.splitlines()):
            wrong.append("no line says what is wrong")
        if not any(name in run.errors for name in NAMES):
            wrong.append("nothing is named")
        return wrong

    def counted(self, run):
        """What is wrong with the totals of an ingest."""
        if not run.output.startswith('{"read"'):
            return []
        totals = json.loads(run.output)
        sum_of_all = sum(totals[name] for name in DISPOSITIONS)
        return [] if totals["read"] == sum_of_all else [f"read {totals['read']} is not {sum_of_all}"]

    def settle(self, desk):
        """One clean run; what is wrong with it."""
        runs = [desk.run("ingest", "--json"), desk.run("deliver", now=LATER), desk.run("reconcile"),
                desk.run("audit", "verify")]
        return [str(run) for run in runs if run.status != 0] + self.counted(runs[0])

    def differences(self, desk):
        """Where a desk differs from a quiet one to which the messages came in the same order."""
        rows = desk.rows("SELECT key FROM intake WHERE key IN (%s) ORDER BY id" % ",".join("?" * len(MAIL)), *map(key, MAIL))
        order = [next(number for number in MAIL if key(number) == row[0]) for row in rows]
        withheld = frozenset(number for place, number in enumerate(order) if any(other > number for other in order[:place]))
        here, there = desk.picture(), self.quiet(withheld)
        return [f"- {line[:300]}" for line in there if line not in here] + [
            f"+ {line[:300]}" for line in here if line not in there]

    def arrivals(self, desk, mails, may_repeat):
        """How many mails were lost, arrived twice, and arrived again as the documentation says they may."""
        sent = desk.outbox()
        lost = sum(1 for mail in sent if not mails[mail]) + sum(1 for mail in mails if mail not in sent)
        more = sum(count - 1 for count in mails.values() if count > 1)
        return (lost, 0, more) if may_repeat else (lost, more, 0)


class Outcome(collections.namedtuple("Outcome", "what wrong different arrived was_met", defaults=[True])):
    """What came of one trouble and one clean run; `arrived` is how many mails were lost, came twice, and came again."""

    @property
    def is_fine(self):
        return not self.wrong and not self.different and self.arrived[:2] == (0, 0)

    def __str__(self):
        lost, twice, _ = self.arrived
        lines = [self.what] + [f"  {line}" for line in self.wrong + self.different[:6]]
        return "\n".join(lines + ([f"  {lost} lost, {twice} twice"] if lost or twice else []))
