"""A desk in a folder of its own: its mailbox, the real program run over it, and a picture of what came of it."""
import collections, email, os, pathlib, re, shutil, signal, sqlite3, subprocess

NOW, LATER = "2026-11-24T10:00:00Z", "2026-11-24T12:00:00Z"
NOW_SECONDS = 1_795_514_400
DATABASE = "servicedesk.sqlite"
CONFIG = """desk: {name: Support, domain: desk.example}
queues:
  - {name: support, address: support@desk.example, mailboxes: ["maildir:mail"]}
notices: {per_address_hour: 1000}
courier: {url: "%s", hourly_cap: 1000, tls: offered}
"""


def message(number, sender, subject, *fields, body="The printer prints nothing.", id=True):
    head = [f"From: {sender}", "To: support@desk.example", f"Subject: {subject}",
            "Date: Tue, 24 Nov 2026 09:50:00 +0000"]
    head += [f"Message-ID: <m{number}@acme.example>"] if id else []
    return "\n".join(head + list(fields)) + f"\n\n{body}\n"


ATTACHED = """--b
Content-Type: text/plain

See the log.
--b
Content-Type: text/plain; name=log.txt
Content-Disposition: attachment; filename=log.txt
Content-Transfer-Encoding: base64

bG9nIGxpbmUK
--b--"""
FAILED = """--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example

Final-Recipient: rfc822; nobody@acme.example
Action: failed
Status: 5.1.1

--b--"""
COPY = message(2, "Bob <bob@acme.example>", "The log", "MIME-Version: 1.0",
               "Content-Type: multipart/mixed; boundary=b", body=ATTACHED)

#: One of each way a message can go: by number, in the order of their names.
MAIL = {
    1: message(1, "Ana Lima <ana@acme.example>", "[urgent] VPN down"),
    2: COPY,
    3: message(3, "Ana Lima <ana@acme.example>", "Re: [urgent] VPN down", "In-Reply-To: <m1@acme.example>", body="Still."),
    4: "Received: from a by b; Tue, 24 Nov 2026 09:51:00 +0000\n" + COPY,
    5: message(5, "MAILER-DAEMON@acme.example", "Undelivered", "Return-Path: <>", "MIME-Version: 1.0",
               "Content-Type: multipart/report; report-type=delivery-status; boundary=b", body=FAILED),
    6: message(6, "Carl <carl@acme.example>", "Out of office", "Auto-Submitted: auto-replied"),
    7: message(7, "Win <win@spam.example>", "You have won", "X-Spam-Flag: YES"),
    8: message(8, "Dora <dora@acme.example>", "No id", id=False),
    9: message(9, "Eva <eva@acme.example>", "Badge", "Cc: Finn <finn@acme.example>"),
    10: message(10, "Gus <gus@acme.example>", "Re: Lamp", "In-Reply-To: <m11@acme.example>", body="Mine too."),
    11: message(11, "Hal <hal@acme.example>", "Lamp"),
    12: message(12, "Ina <ina@acme.example>", "Long", body="A line of a long message.\n" * 8000),
}
OLD = message(99, "Jo <jo@acme.example>", "Finished long ago")


def key(number):
    return f"1795513800.M{number:02}P1.acme"


class Run:
    def __init__(self, words, run):
        self.words, self.status, self.output, self.errors = words, run.returncode, run.stdout, run.stderr

    def __str__(self):
        return f"{' '.join(self.words)}: {self.status} {self.errors.strip()} {self.output.strip()}"


class Desk:
    """A folder with a mailbox, its configuration and its database."""

    def __init__(self, folder, program, courier="maildir:notices"):
        self.folder, self.program, self.courier = pathlib.Path(folder), program, courier
        self.database = self.folder / DATABASE

    def make(self, withholding=()):
        for place in ("new", "cur", "tmp"):
            (self.folder / "mail" / place).mkdir(parents=True)
        (self.folder / "servicedesk.yaml").write_text(CONFIG % self.courier)
        self.put(number for number in MAIL if number not in withholding)
        self.write(f"mail/cur/{key(99)}:2,S", OLD, 99)
        return self

    def put(self, numbers):
        for number in numbers:
            self.write(f"mail/new/{key(number)}", MAIL[number], number)

    def write(self, name, text, number):
        path = self.folder / name
        path.write_text(text)
        # When a message came is when its file was written.
        os.utime(path, (NOW_SECONDS - 600 + number,) * 2)

    def copy(self, folder):
        """The same desk in another folder."""
        shutil.copytree(self.folder, folder)
        return Desk(folder, self.program, self.courier)

    def run(self, *words, now=NOW, input=None, environment=None, timeout=60):
        bare = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "TZ": "UTC", "LANG": "C.UTF-8"}
        bare["SERVICEDESK_NOW"] = now
        try:
            run = subprocess.run([self.program, *words], cwd=self.folder, env=bare | (environment or {}), text=True,
                                 input=input or "", capture_output=True, timeout=timeout)
        except subprocess.TimeoutExpired:
            run = subprocess.CompletedProcess(words, -signal.SIGKILL, "", f"did not end in {timeout} s")
        return Run(words, run)

    # What is there

    def rows(self, sql, *arguments):
        if not self.database.exists():
            return []
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql, arguments).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()

    def taken(self):
        """The numbers of the messages that the ledger has."""
        keys = {row[0] for row in self.rows("SELECT key FROM intake")}
        return {number for number in MAIL if key(number) in keys}

    def mails(self, place="notices"):
        """How often each mail arrived: by its Message-ID and recipient."""
        files = [file for part in ("new", "cur") for file in (self.folder / place / part).glob("*")]
        mails = [email.message_from_bytes(file.read_bytes()) for file in files]
        return collections.Counter((mail["Message-ID"], mail["Delivered-To"]) for mail in mails)

    def outbox(self):
        """The mails that were sent, by the outbox, as `mails` has them."""
        return collections.Counter(self.rows(
            "SELECT '<' || message.message_id || '>', outbox.recipient FROM outbox JOIN message ON message.id = outbox.message "
            "WHERE outbox.state = 'sent'"))

    def picture(self):
        """All that must be the same however the desk came to be: rows, in words."""
        lines = []
        for title, sql in TABLES.items():
            lines += sorted(f"{title}: {self.masked(row)}" for row in self.rows(sql))
        lines += [f"file: {file.parent.name}/{file.name}" for file in sorted((self.folder / "mail").glob("*/*"))]
        lines += [f"checked: {row[0]}" for row in self.rows("PRAGMA integrity_check")]
        return lines

    def masked(self, row):
        """Times and marks of a desk's own key differ between desks."""
        text = " | ".join(value.hex() if isinstance(value, bytes) else str(value) for value in row)
        text = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME", text)
        text = re.sub(r"\.[a-z2-7]{26}\b", ".MAC", text)
        text = re.sub(r'\["said","[^"]*"\]', '["said"]', text)
        return text.replace(str(self.folder), "FOLDER")


#: By name, what is compared of a table: not what depends on the desk's key or on when a run was.
TABLES = {
    "ticket": "SELECT id, queue, status, priority, priority_source, requester, messages, sequence, root, created_at, "
              "first_response_due, resolve_due, closed_at, merged_into, requester_name, requester_address, subject, lane, "
              "heard, noted, attachments, spoken, words FROM ticket",
    "message": "SELECT id, ticket, kind, outgoing_kind, sequence, message_id, sender, at, sent_at, tag_priority, is_newcomer, "
               "is_automatic, author, sender_name, sender_address, recipients, cc, refers_to, defects, subject, text, "
               "visible_text FROM message",
    "bytes": "SELECT m.id, r.digest FROM message m JOIN raw_message r ON r.id = m.raw WHERE m.kind = 'incoming'",
    "raw": "SELECT count(*) FROM raw_message",
    "part": "SELECT message, position, filename, content_type, start_offset, end_offset, digest FROM part",
    "intake": "SELECT key, disposition, reason, ticket, message, raw_digest, content_digest, message_id, evidence FROM intake",
    "attempt": "SELECT key, count FROM attempt",
    "outbox": "SELECT id, ticket, message, kind, state, is_held, recipient, envelope_sender, failure_status FROM outbox",
    "event": "SELECT e.kind, e.actor, e.ticket, d.details FROM event e JOIN event_detail d USING (sequence) "
             "WHERE e.kind NOT LIKE 'operator%'",
    "person": "SELECT id, normal, address, name, flagged_until IS NULL FROM person",
    "watcher": "SELECT ticket, person, name, is_newcomer FROM watcher",
    "link": "SELECT ticket, other, kind FROM link",
    "tag": "SELECT ticket, name FROM tag",
    "tally": "SELECT name, count FROM tally WHERE count <> 0",
    "searched": "SELECT count(*) FROM search WHERE search MATCH 'lamp OR vpn OR printer'",
}
