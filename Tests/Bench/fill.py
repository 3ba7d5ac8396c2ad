"""Fills a desk with tickets by SQL, as fast as SQLite goes: a desk some years old, the same for the same seed.

All tables agree with each other, as after years of use: tickets, messages with their bytes, the ledger, the outbox, the
audit chain, the kept counts and the search index. 8 of 100 tickets are unfinished, most of those recent. `servicedesk
reconcile` and `servicedesk audit verify` find nothing to complain about in what comes out.
"""
import hashlib, json, os, random, sqlite3, struct, subprocess, sys, time

SYLLABLES = ("ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu "
             "ra re ri ro ru sa se si so su ta te ti to tu").split()
COMMON = ("password login printer invoice vpn email server crash export refund order shipping certificate backup "
          "license report slow error update access quota sync mailbox network client").split()
RARE = "derailleur gearbox zeppelin".split()
QUEUES = ["support", "billing", "sales", "returns", "workshop", "office", "press", "partners"]
OPERATORS = 40
REQUESTERS = 120_000
TAGS = ["vip", "bug", "refund", "hardware", "legal", "waiting"]
NEW, OPEN, PENDING, RESOLVED, CLOSED = range(5)
HIGH, MEDIUM, LOW = range(3)
FIRST_RESPONSE = {HIGH: 3600, MEDIUM: 8 * 3600, LOW: 24 * 3600}
RESOLVE = {HIGH: 8 * 3600, MEDIUM: 3 * 86400, LOW: 7 * 86400}
SECOND, DAY, QUARTER = 1_000_000, 86_400_000_000, 900_000_000
YEARS = 4 * 365 * DAY


def key(digest):
    """64 bits of a digest, as the indexes hold them."""
    return struct.unpack(">q", digest[:8])[0]


def sha(data):
    return hashlib.sha256(data).digest()


class Chain:
    """The event log, hashed as the program does."""

    def __init__(self, desk, salts):
        self.sequence, self.head, self.salts = 0, sha(f"servicedesk.event.{desk}".encode()), salts
        self.events, self.details = [], []

    def append(self, at, kind, actor, ticket, details):
        self.sequence += 1
        text = json.dumps([list(pair) for pair in details], separators=(",", ":"))
        salt = self.salts.randbytes(16)
        digest = sha(salt + text.encode())
        body = b"".join([self.head, struct.pack(">qqq", self.sequence, at, ticket)] +
                        [struct.pack(">q", len(field)) + field for field in (kind.encode(), actor.encode(), digest)])
        self.head = sha(body)
        self.events.append((self.sequence, at, kind, actor, ticket, digest, self.head))
        self.details.append((self.sequence, salt, text))


class Filler:
    def __init__(self, connection, tickets, seed):
        self.db, self.tickets, self.random = connection, tickets, random.Random(seed)
        self.now = int(time.time()) * SECOND
        rnd = self.random
        tail = ["".join(rnd.choice(SYLLABLES) for _ in range(rnd.randint(2, 5))) for _ in range(20_000)]
        self.sentences = [" ".join(rnd.choice(COMMON) if rnd.random() < .4 else rnd.choice(tail)
                                   for _ in range(rnd.randint(6, 12))).capitalize() for _ in range(50_000)]
        self.people = [(f"{rnd.choice(tail).capitalize()} {rnd.choice(tail).capitalize()}", f"user{number}@example.com")
                       for number in range(min(REQUESTERS, max(20, tickets // 8)))]
        self.operators = [f"op{number:02}" for number in range(OPERATORS)]
        desk = connection.execute("SELECT value FROM setting WHERE name = 'desk_id'").fetchone()[0]
        self.chain = Chain(desk, random.Random(seed + 1))
        self.message = self.outbox = self.raw = 0
        self.rows = {name: [] for name in ("ticket", "message", "raw_message", "intake", "outbox", "tag", "part")}

    def fill(self):
        self.base()
        for number in range(1, self.tickets + 1):
            self.ticket(number)
            if number % 20_000 == 0:
                self.write()
                print(f"\r{number:,} of {self.tickets:,} tickets", end="", file=sys.stderr, flush=True)
        self.write()
        print(file=sys.stderr)

    def base(self):
        insert = self.db.executemany
        insert("INSERT INTO queue (id, name) VALUES (?, ?)", enumerate(QUEUES, 1))
        insert("INSERT INTO person (id, normal, address, name) VALUES (?, ?, ?, ?)",
               ((number, address, address, name) for number, (name, address) in enumerate(self.people, 1)))
        insert("INSERT INTO operator (id, name, full_name, address, normal, role, created_at) "
               "VALUES (?, ?, ?, ?, ?, 'operator', ?)",
               ((number, name, name.upper(), f"{name}@desk.example", f"{name}@desk.example", self.now - YEARS)
                for number, name in enumerate(self.operators, 1)))
        self.db.execute("INSERT INTO mailbox (id, name, met_at, polled_at) VALUES (1, 'maildir:/var/mail/support', ?, ?)",
                        (self.now - YEARS, self.now))

    def standing(self, number):
        """Status and times of a ticket: the unfinished ones lie among the last quarter."""
        rnd = self.random
        created = self.now - YEARS + YEARS * number // (self.tickets + 1)
        is_recent = number > self.tickets * 3 // 4
        if not (is_recent and rnd.random() < .32):
            return CLOSED, created
        return rnd.choices((NEW, OPEN, PENDING, RESOLVED), (20, 40, 20, 20))[0], created

    def ticket(self, number):
        rnd = self.random
        status, created = self.standing(number)
        priority = rnd.choices((HIGH, MEDIUM, LOW), (12, 65, 23))[0]
        queue = rnd.choices(range(1, 9), (40, 20, 12, 8, 8, 5, 4, 3))[0]
        assignee = None if rnd.random() < (.9 if status == NEW else .08) else rnd.randint(1, OPERATORS)
        person = rnd.randint(1, len(self.people))
        name, address = self.people[person - 1]
        subject = rnd.choice(self.sentences)[:60]
        actor = self.operators[(assignee or 1) - 1]
        answered = min(self.now, created + rnd.randint(60, 2 * FIRST_RESPONSE[priority]) * SECOND) if status != NEW else None
        ended = created + rnd.randint(3600, 2 * RESOLVE[priority]) * SECOND if status >= RESOLVED else None
        if status == RESOLVED:
            ended = self.now - rnd.randint(1, 6 * 86400) * SECOND
        first_due, resolve_due = created + FIRST_RESPONSE[priority] * SECOND, created + RESOLVE[priority] * SECOND
        if status <= OPEN:
            # Someone keeps the promises: few of those in hand are late.
            due = self.now + (-rnd.randint(60, 86_400) if rnd.random() < .04 else rnd.randint(60, RESOLVE[priority])) * SECOND
            first_due, resolve_due = (due, due + 3600 * SECOND) if status == NEW else (first_due, due)
        self.chain.append(created, "opened", "mail", number, [("from", name), ("queue", QUEUES[queue - 1])])
        first = last = self.mail(number, "opened", created, person, subject)
        messages, heard, noted = 1, first, None
        updated = created
        if answered and rnd.random() < .35:
            last, updated, messages = self.reply(number, messages, answered, actor, person, subject), answered, messages + 1
            self.chain.append(answered, "replied", actor, number, [("sequence", "1"), ("to", address)])
            if rnd.random() < .6:
                updated = min(self.now, answered + rnd.randint(60, 86_400) * SECOND)
                heard = last = self.mail(number, "appended", updated, person, "Re: " + subject)
                self.chain.append(updated, "appended", "mail", number, [("from", name)])
                messages += 1
        if rnd.random() < .05:
            noted = last = self.note(number, updated, actor, subject)
            self.chain.append(updated, "noted", actor, number, [("by", actor)])
            messages += 1
        if ended:
            updated = max(updated, min(ended, self.now))
            self.chain.append(updated, "resolved", actor, number, [("from", "open")])
        closed = min(updated + 7 * DAY, self.now) if status == CLOSED else None
        if closed:
            self.chain.append(closed, "closed", "desk", number, [("from", "resolved")])
            updated = closed
        for tag in TAGS:
            if rnd.random() < .05:
                self.rows["tag"].append((number, tag))
        self.rows["ticket"].append((
            number, queue, status, priority, "queue" if priority == MEDIUM else "tag", person, assignee, messages,
            2, first, created, updated, first_due, resolve_due, answered, ended, closed,
            updated if status == PENDING else None, name, address, subject, heard, noted,
            int(self.has_attachment(number)), last, self.first_words()))

    @staticmethod
    def has_attachment(number):
        return number % 11 == 0

    def mail(self, ticket, disposition, at, person, subject):
        """An incoming mail with its bytes and its row in the ledger."""
        name, address = self.people[person - 1]
        message_id = f"m{self.message + 1}@mail.example.com"
        text = self.text(ticket)
        attachment = b""
        if disposition == "opened" and self.has_attachment(ticket):
            attachment = b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
        head = (f"From: {name} <{address}>\r\nTo: support@desk.example\r\nSubject: {subject}\r\n"
                f"Message-ID: <{message_id}>\r\nDate: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime(at // SECOND))}\r\n")
        if attachment:
            head += ("MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + text +
                     "\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=screen.png\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n")
            raw = head.encode() + attachment + b"\r\n--b--\r\n"
        else:
            raw = (head + "\r\n" + text + "\r\n").encode()
        message = self.store(ticket, "incoming", None, None, message_id, person, raw, at, None, name, address,
                             ["support@desk.example"], subject, text)
        if attachment:
            start = len(head.encode())
            self.rows["part"].append((message, 0, "screen.png", "image/png", "base64", start, start + len(attachment),
                                      len(attachment) * 3 // 4, sha(attachment)))
        digest, content = sha(raw), sha(f"{message_id}\n{subject}\n{text}".encode())
        self.rows["intake"].append((
            1, f"{at // SECOND}.M{message}.desk", disposition, ticket, message, self.raw, at, digest, content,
            key(sha(message_id.encode())), key(content), message_id,
            '[{"rule":"open","because":"nothing else held","effect":"a new ticket"}]'))
        return message

    def reply(self, ticket, sequence, at, actor, person, subject):
        """A reply that was delivered."""
        name, address = self.people[person - 1]
        message_id = f"sd.{ticket}.{sequence}.{sha(str(ticket).encode()).hex()[:26]}@desk.example"
        text = self.text(ticket)
        raw = (f"From: Support <support@desk.example>\r\nTo: {name} <{address}>\r\nSubject: Re: {subject} [SD-{ticket}]\r\n"
               f"Message-ID: <{message_id}>\r\n\r\n{text}\r\n").encode()
        message = self.store(ticket, "outgoing", "reply", sequence, message_id, None, raw, at, actor, actor,
                             "support@desk.example", [address], f"Re: {subject}", text)
        self.outbox += 1
        self.rows["outbox"].append((self.outbox, ticket, message, "reply", "sent", 0, 1, at, address, address,
                                    "support@desk.example", "250 2.0.0 Ok"))
        return message

    def note(self, ticket, at, actor, subject):
        return self.store(ticket, "note", None, None, None, None, None, at, actor, actor, None, [], subject,
                          self.text(ticket))

    def store(self, ticket, kind, outgoing, sequence, message_id, sender, raw, at, author, name, address, to, subject, text):
        self.message += 1
        number = None
        if raw is not None:
            self.raw += 1
            number = self.raw
            self.rows["raw_message"].append((number, sha(raw), raw))
        self.last_text = text
        recipients = json.dumps([{"name": None, "address": address} for address in to], separators=(",", ":"))
        self.rows["message"].append((
            self.message, ticket, kind, outgoing, sequence, message_id, key(sha(message_id.encode())) if message_id else None,
            sender, number, at, at, author, name, address, recipients, subject, text))
        return self.message

    def text(self, ticket):
        words = ".\n".join(self.random.choices(self.sentences, k=self.random.randint(2, 6))) + "."
        return words + f" The {RARE[ticket // 100_003 % 3]} is broken." if ticket % 100_003 == 7 else words

    def first_words(self):
        """How the message last stored begins, in one line."""
        return " ".join(self.last_text.split())[:160]

    def write(self):
        columns = {
            "raw_message": "id, digest, bytes",
            "message": "id, ticket, kind, outgoing_kind, sequence, message_id, message_key, sender, raw, at, taken_in_at, "
                       "author, sender_name, sender_address, recipients, subject, text",
            "ticket": "id, queue, status, priority, priority_source, requester, assignee, messages, sequence, root, "
                      "created_at, updated_at, first_response_due, resolve_due, first_responded_at, resolved_at, "
                      "closed_at, pending_since, requester_name, requester_address, subject, heard, noted, attachments, "
                      "spoken, words",
            "intake": "mailbox, key, disposition, ticket, message, raw, at, raw_digest, content_digest, message_key, sameness, "
                      "message_id, evidence",
            "outbox": "id, ticket, message, kind, state, is_capped, attempts, created_at, recipient, normal, "
                      "envelope_sender, reply",
            "part": "message, position, filename, content_type, encoding, start_offset, end_offset, size, digest",
        }
        fixed = {"message": {"is_newcomer": 0, "is_automatic": 0, "cc": "'[]'", "refers_to": "'[]'", "defects": "'[]'"}}
        for table, names in columns.items():
            rows, extra = self.rows[table], fixed.get(table, {})
            values = ["?"] * len(names.split(", ")) + [str(value) for value in extra.values()]
            self.db.executemany(f"INSERT INTO {table} ({', '.join([names, *extra])}) VALUES ({', '.join(values)})", rows)
            rows.clear()
        self.db.executemany("INSERT INTO tag (ticket, name, lane, due) SELECT id, ?2, lane, due FROM ticket WHERE id = ?1",
                            self.rows["tag"])
        self.rows["tag"].clear()
        self.db.executemany("INSERT INTO event (sequence, at, kind, actor, ticket, details_digest, hash) "
                            "VALUES (?, ?, ?, ?, ?, ?, ?)", self.chain.events)
        self.db.executemany("INSERT INTO event_detail (sequence, salt, details) VALUES (?, ?, ?)", self.chain.details)
        self.chain.events.clear()
        self.chain.details.clear()


# What the triggers and a transaction's end keep, counted once.
COUNTS = """
DELETE FROM tally; DELETE FROM flow;
INSERT INTO tally SELECT 'lane:' || lane, count(*) FROM ticket GROUP BY lane;
INSERT INTO tally SELECT 'queue:' || queue, count(*) FROM ticket WHERE status < 4 GROUP BY queue;
INSERT INTO tally SELECT 'idle:' || queue, count(*) FROM ticket WHERE status < 4 AND assignee IS NULL GROUP BY queue;
INSERT INTO tally SELECT 'assignee:' || assignee, count(*) FROM ticket WHERE status < 4 AND assignee IS NOT NULL GROUP BY assignee;
INSERT INTO tally SELECT 'load:' || ifnull(assignee, 0) || ':' || priority, count(*) FROM ticket WHERE status < 3 GROUP BY 1;
INSERT INTO tally SELECT 'intake:' || disposition, count(*) FROM intake GROUP BY disposition;
INSERT INTO tally SELECT 'outbox:' || state || is_held, count(*) FROM outbox GROUP BY 1;
INSERT INTO flow SELECT 'opened:' || queue, created_at / 900000000, count(*) FROM ticket GROUP BY 1, 2;
INSERT INTO flow SELECT 'intake', at / 900000000, count(*) FROM intake GROUP BY 2;
"""


def fill(program, database, tickets, seed=1):
    """Has the program make the database, and fills it; prints how long that took."""
    if os.path.exists(database):
        sys.exit(f"{database} is there already: name a file that is not, or remove it")
    begun = time.monotonic()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEDESK_")}
    folder = os.path.dirname(os.path.abspath(database))
    subprocess.run([program, "--database", os.path.abspath(database), "ingest", "--json",
                    f"maildir:{empty_maildir(folder)}"], cwd=folder, env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    db = sqlite3.connect(database, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF", "wal_autocheckpoint = 100000"):
        db.execute("PRAGMA " + pragma)
    db.execute("BEGIN IMMEDIATE")
    # Indexes are built once, sorted, and the triggers count nothing meanwhile.
    later = db.execute("SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
                       "ORDER BY type").fetchall()
    for kind, name, _ in later:
        db.execute(f"DROP {kind} {name}")
    for table in ("intake", "run", "mailbox", "event_detail", "event", "operator", "queue", "tally", "flow"):
        db.execute(f"DELETE FROM {table}")
    filler = Filler(db, tickets, seed)
    filler.fill()
    print("indexes, counts and the search index …", file=sys.stderr)
    for kind, _, sql in later:
        if kind == "index":
            db.execute(sql)
    for statement in COUNTS.split(";"):
        db.execute(statement)
    for kind, _, sql in later:
        if kind == "trigger":
            db.execute(sql)
    db.execute("INSERT INTO search (search) VALUES ('rebuild')")
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    seconds = time.monotonic() - begun
    print(f"{tickets:,} tickets, {filler.message:,} messages, {filler.chain.sequence:,} events, "
          f"{os.path.getsize(database) / 1e6:,.0f} MB in {seconds:.0f} s")


def empty_maildir(folder):
    path = os.path.join(folder, "empty-maildir")
    for name in ("new", "cur", "tmp"):
        os.makedirs(os.path.join(path, name), exist_ok=True)
    return path
