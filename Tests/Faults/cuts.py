"""Cuts the power at each synchronisation and in between, and looks at what a clean run makes of what survived."""
import collections, copy, pathlib, random, shutil

from desk import DATABASE, MAIL, Desk, key
from disk import Disk
from judge import Outcome
from points import PIPED


class TakingAndSending:
    """`ingest` and `deliver`, from a mailbox with no database to mail that has left."""

    name = "ingest, deliver"

    def make(self, desk):
        return desk.make()

    def run(self, desk, environment):
        return [desk.run("ingest", environment=environment), desk.run("deliver", environment=environment)]

    def survived(self, desk, look, is_over):
        """What is acknowledged must be in the ledger, and what is sent must be there."""
        taken = look.taken()
        lost = [file.name for file in (desk.folder / "mail/cur").glob("*")
                if any(file.name.startswith(key(number)) and number not in taken for number in MAIL)]
        missing = [mail for mail in look.outbox() if not desk.mails()[mail]]
        again = is_over and sum(look.outbox().values()) < 6
        return [f"acknowledged and not in the database: {name}" for name in lost] + [
            f"sent and not there: {mail}" for mail in missing] + ["what was sent is not recorded"] * again

    def differences(self, judge, desk):
        return judge.differences(desk)


class Piping:
    """`ingest -`: what it ended with 0 for is safe, before that the mail server comes again."""

    name = "pipe"

    def make(self, desk):
        return desk.make(MAIL)

    def run(self, desk, environment):
        return [desk.run("ingest", "-", input=PIPED, environment=environment)]

    def survived(self, desk, look, is_over):
        if is_over:
            waits = list((desk.folder / f"{DATABASE}.spool/new").glob("*"))
            return [] if waits or look.rows("SELECT 1 FROM message WHERE subject = 'Piped'") else ["the message is gone"]
        run = desk.run("ingest", "-", input=PIPED)
        return [str(run)] if run.status else []

    def differences(self, judge, desk):
        rows = desk.rows("SELECT disposition FROM intake WHERE mailbox IN (SELECT id FROM mailbox WHERE name = '-') ORDER BY id")
        return [] if rows in ([("opened",)], [("opened",), ("duplicate",)]) else [f"taken in as {rows}"]


class Cut(collections.namedtuple("Cut", "story line place survivors")):
    """Before a line of the tape; `survivors` is the seed of what was not safe and survived, None where nothing did."""

    def __str__(self):
        return f"{self.story.name}: power cut before line {self.line} ({self.place}), survivors {self.survivors}"


class Cuts:
    def __init__(self, points):
        self.points, self.judge = points, points.judge

    def attempt(self, story, number, share, many):
        """One worker's share of a story's cuts: each has a place and a tape of its own, as paths are in the database."""
        chance = random.Random(f"{number} {story.name}")
        with self.points.place() as place:
            before, lines = self.tape(story, place)
            # With nothing but what is safe, a synchronisation is all that makes a difference.
            strict = [0] + [index + 1 for index, line in enumerate(lines) if line.startswith("sync")]
            cuts = [(index, None) for index in strict[number % share::share]] + [(len(lines), None)]
            cuts += [(chance.randrange(len(lines) + 1), chance.randrange(1 << 30)) for _ in range(many // share)]
            cuts += [(len(lines), chance.randrange(1 << 30)) for _ in range(2)]
            return [self.cut(Cut(story, index, self.words(lines, index), seed), place, before, lines) for index, seed in cuts]

    def canary(self, story):
        """A cut at the end, on a disk that takes no synchronisation in earnest: something must be wrong."""
        with self.points.place() as place:
            before, lines = self.tape(story, place)
            lines = [line for line in lines if not line.startswith("sync")]
            return self.cut(Cut(story, len(lines), "canary", None), place, before, lines)

    def words(self, lines, index):
        return "the end" if index == len(lines) else " ".join(lines[index].split("\t")[:2])[-80:]

    def tape(self, story, place):
        """All that a quiet run changes and synchronises, in order, and the disk as it was before."""
        desk, tape = story.make(Desk(place, self.points.program)), pathlib.Path(f"{place}.tape")
        before = Disk(place)
        runs = story.run(desk, {"LD_PRELOAD": str(self.points.shim), "FAULTS_ROOT": str(place), "FAULTS_TAPE": str(tape)})
        assert all(run.status == 0 for run in runs), runs
        lines = tape.read_text().splitlines()
        tape.unlink()
        shutil.rmtree(place)
        return before, lines

    def cut(self, cut, place, before, lines):
        """What is wrong after a cut and a clean run."""
        disk = copy.deepcopy(before)
        for line in lines[:cut.line]:
            disk.apply(line)
        disk.write_out(random.Random(cut.survivors) if cut.survivors is not None else None)
        desk, is_over = Desk(place, self.points.program), cut.line == len(lines)
        wrong = cut.story.survived(desk, self.look(desk), is_over)
        wrong += self.judge.settle(desk)
        outcome = Outcome(str(cut), wrong, cut.story.differences(self.judge, desk),
                          self.judge.arrivals(desk, desk.mails(), may_repeat=not is_over))
        shutil.rmtree(place)
        return outcome

    def look(self, desk):
        """A copy of the database to look at, since looking would mend it."""
        folder = pathlib.Path(f"{desk.folder}.look")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in (DATABASE, DATABASE + "-wal", DATABASE + "-journal"):
            if (desk.folder / name).exists():
                shutil.copy(desk.folder / name, folder / name)
        return Desk(folder, desk.program)


STORIES = [TakingAndSending(), Piping()]
