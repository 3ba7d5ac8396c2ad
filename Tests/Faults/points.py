"""Makes one call of the program fail, and looks at what a clean run makes of it: for each call, by each fitting errno."""
import collections, contextlib, errno, pathlib, queue, random, shutil

from desk import DATABASE, MAIL, NOW_SECONDS, Desk, message
from judge import Outcome
from sink import Sink

#: By kind of call: what it may fail with. `from` is a disk that stays as it is for the rest of the run.
FAULTS = {
    "open": ["error EMFILE", "error EIO"],
    "create": ["error ENOSPC", "error EIO", "error EMFILE", "from EROFS"],
    "read": ["error EIO", "error EINTR", "short EIO"],
    "pread": ["error EIO", "error EINTR", "short EIO"],
    "write": ["error ENOSPC", "error EIO", "error EINTR", "short ENOSPC", "from ENOSPC"],
    "pwrite": ["error ENOSPC", "error EIO", "error EINTR", "short ENOSPC", "from ENOSPC"],
    "fsync": ["error EIO", "error ENOSPC", "from EIO"],
    "ftruncate": ["error EIO", "error EINTR"],
    "rename": ["error EIO", "error ENOSPC", "from EROFS"],
    "unlink": ["error EIO", "from EROFS"],
    "mkdir": ["error ENOSPC", "error EROFS"],
    "close": ["error EIO", "error EINTR"],
    "lock": ["error EAGAIN", "error ENOLCK", "error EIO"],
    "flock": ["error EAGAIN", "error ENOLCK"],
    "mmap": ["error ENOMEM"],
    "readdir": ["error EIO"],
    "stat": ["error EIO", "error EACCES"],
    "access": ["error EIO"],
    "connect": ["error ECONNREFUSED", "error ETIMEDOUT"],
    "send": ["error EPIPE", "error ECONNRESET", "error ENOBUFS", "short EPIPE"],
    "recv": ["error ECONNRESET", "error 0"],
}
#: By kind of call: how late one of them is, in ms.
LATE = {"fsync": 3, "rename": 3, "pwrite": 2, "lock": 2, "recv": 3}
#: By kind of call: how late all of them are on a slow disk or line, in ms.
SLOW = {"fsync": 60, "rename": 30, "pwrite": 5, "write": 10, "pread": 3, "lock": 3, "recv": 20}
PIPED = message(50, "Kim <kim@acme.example>", "Piped", body="Through the pipe.\n" * 3000)


class Scenario:
    """A command over a desk that was made ready for it, and how its end is looked at."""

    def __init__(self, name, *words, withheld=()):
        self.name, self.words, self.withheld = name, words, withheld

    def prepare(self, desk):
        pass

    def trouble(self, desk, environment):
        return desk.run(*self.words, environment=environment)

    def judge(self, judge, desk, run, point):
        wrong = judge.troubled(run) + judge.counted(run)
        if run.status == 0:
            wrong += self.unfinished(desk)
        wrong += judge.settle(desk)
        return wrong, judge.differences(desk), judge.arrivals(desk, self.mails(desk), self.may_repeat(point))

    def unfinished(self, desk):
        """What an end without an error must not leave behind."""
        left = [file.name for file in (desk.folder / "mail/new").iterdir()]
        return [f"exit 0, and {left} wait"] if left else []

    def mails(self, desk):
        return desk.mails()

    def may_repeat(self, point):
        return False


class Continuing(Scenario):
    """`ingest` into a database that has the rest already."""

    def prepare(self, desk):
        run = desk.run("ingest")
        assert run.status == 0, run
        desk.put(self.withheld)


class Delivering(Scenario):
    """`deliver`, after a quiet `ingest`."""

    def prepare(self, desk):
        run = desk.run("ingest")
        assert run.status == 0, run

    def unfinished(self, desk):
        # What a server did not take is tried later, and that is no error.
        left = desk.rows("SELECT count(*) FROM outbox WHERE state <> 'sent' AND next_at <= ?", NOW_SECONDS * 1_000_000)[0][0]
        return [f"exit 0, and {left} mails that are due wait"] if left else []

    def may_repeat(self, point):
        # Sent, and then it could not be recorded.
        return point.place.startswith(DATABASE) or point.action == "from"


class Sending(Delivering):
    """`deliver` to an SMTP server."""

    def trouble(self, desk, environment):
        desk.sink = Sink()
        config = desk.folder / "servicedesk.yaml"
        config.write_text(config.read_text().replace(desk.courier, desk.sink.url))
        return super().trouble(desk, environment)

    def judge(self, judge, desk, run, point):
        with desk.sink:
            return super().judge(judge, desk, run, point)

    def mails(self, desk):
        return desk.sink.mails

    def may_repeat(self, point):
        # The server has taken it over, and its answer is lost.
        return super().may_repeat(point) or point.place == "socket"


class Piping(Scenario):
    """`ingest -`, which a mail server calls again on 75 and never after 0."""

    def trouble(self, desk, environment):
        return desk.run("ingest", "-", input=PIPED, environment=environment)

    def judge(self, judge, desk, run, point):
        wrong = judge.troubled(run) if run.status else []
        if run.status not in (0, 75):
            wrong.append(f"a pipe that ended with {run.status} returns mail")
        elif run.status == 75:
            again = desk.run("ingest", "-", input=PIPED)
            wrong += [str(again)] if again.status else []
        wrong += judge.settle(desk)
        return wrong, self.differences(desk), judge.arrivals(desk, desk.mails(), False)

    def differences(self, desk):
        rows = desk.rows("SELECT disposition FROM intake WHERE mailbox IN (SELECT id FROM mailbox WHERE name = '-')")
        left = [file for place in ("new", "tmp") for file in (desk.folder / f"{DATABASE}.spool/{place}").glob("*")]
        return [f"taken in as {rows}"] * (rows != [("opened",)]) + [f"left behind: {file}" for file in left]


SCENARIOS = [
    Scenario("ingest", "ingest", "--json"), Continuing("ingest more", "ingest", "--json", withheld=range(7, 13)),
    Delivering("deliver", "deliver", "--json"), Sending("deliver by SMTP", "deliver", "--json"),
    Piping("pipe", "ingest", "-", withheld=MAIL),
]


class Point(collections.namedtuple("Point", "scenario kind place number action value")):
    def __str__(self):
        return f"{self.scenario.name}: {self.kind} {self.place} {self.number} {self.action} {self.value}"

    @property
    def wish(self):
        value = getattr(errno, self.value, self.value)
        return f"{self.kind} {self.place} {self.number} {self.action} {value}"


class Points:
    """All points of all scenarios, and what came of those that were tried."""

    def __init__(self, folder, program, shim, judge, workers):
        self.folder, self.program, self.shim, self.judge = folder, program, shim, judge
        self.places = queue.SimpleQueue()
        for number in range(workers):
            self.places.put(folder / f"place-{number}")

    @contextlib.contextmanager
    def place(self):
        """A path for a desk, one of a few: the ledger knows a mailbox by its path."""
        place = self.places.get()
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)
            self.places.put(place)

    @contextlib.contextmanager
    def start(self, scenario):
        """The desk that a scenario begins with, and the environment for its trouble."""
        with self.place() as place:
            pristine, desk = pathlib.Path(f"{place} {scenario.name}"), Desk(place, self.program)
            if not pristine.exists():
                scenario.prepare(desk.make(scenario.withheld))
                place.rename(pristine)
            shutil.copytree(pristine, place)
            log = pathlib.Path(f"{place}.log")
            yield desk, log, {"LD_PRELOAD": str(self.shim), "FAULTS_ROOT": str(place), "FAULTS_LOG": str(log)}
            log.unlink(missing_ok=True)

    def count(self, scenario):
        """How many calls of each kind there are at each place in a quiet run."""
        with self.start(scenario) as (desk, log, environment):
            run = scenario.trouble(desk, environment)
            assert run.status == 0, run
            wrong, different, arrived = scenario.judge(self.judge, desk, run, Point(scenario, "", "", 0, "", ""))
            assert not wrong and not different and arrived == (0, 0, 0), (wrong, different, arrived)
            return collections.Counter(log.read_text().splitlines())

    def every(self, scenario, counts):
        yield from self.slow(scenario, counts)
        for call, count in sorted(counts.items()):
            kind, place = call.split()
            faults = FAULTS.get(kind, []) + ([f"delay {LATE[kind]}"] if kind in LATE else [])
            for number in range(1, count + 1):
                for fault in faults:
                    yield Point(scenario, kind, place, number, *fault.split())

    def slow(self, scenario, counts):
        """A disk or a line on which all calls of a kind are late."""
        kinds = {call.split()[0] for call in counts}
        return [Point(scenario, kind, "*", 1, "slow", str(late)) for kind, late in SLOW.items() if kind in kinds]

    def sample(self, scenario, counts, most, seed):
        """What is slow, the first or last call of each kind and place by one fault, and others by chance up to `most`."""
        chance, chosen, others = random.Random(f"{seed} {scenario.name}"), self.slow(scenario, counts), []
        groups = collections.defaultdict(list)
        for point in self.every(scenario, counts):
            if point.action != "slow":
                groups[point.kind, point.place].append(point)
        for (kind, place), points in groups.items():
            end = chance.choice([1, counts[f"{kind} {place}"]])
            chosen.append(chance.choice([point for point in points if point.number == end]))
            # One of a group of hundreds is worth as much as one of a few.
            others += chance.sample(points, min(len(points), max(12, most // 20)))
        chance.shuffle(others)
        left = [point for point in others if point not in chosen]
        return chosen + left[:max(0, most - len(chosen))]

    def attempt(self, point):
        """One run with one fault, and a clean one; what is wrong, and whether the fault was met at all."""
        with self.start(point.scenario) as (desk, log, environment):
            run = point.scenario.trouble(desk, environment | {"FAULTS_AT": point.wish})
            was_met = log.exists() and "HIT\n" in log.read_text()
            return Outcome(f"{point}\n  {run}", *point.scenario.judge(self.judge, desk, run, point), was_met)
