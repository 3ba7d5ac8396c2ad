"""A desk at work for a long time, on real servers that fail: Postfix and Dovecot restart, the desk is killed.

Mail comes in over SMTP through Postfix into a maildir, and into a folder of Dovecot; notices leave through Postfix into
the mailboxes of those who wrote. At the end everything must add up: a ticket for each message, a notice for each ticket,
nothing lost, nothing twice, and the desk no larger than after its first minute.
"""
import email, json, os, pwd, random, shutil, signal, smtplib, subprocess, sys, time, uuid

from servers import Dovecot, await_listener, environment, free_port

CONFIG = """desk: {{name: Support, domain: desk.example}}
queues:
  - name: support
    address: support@desk.example
    mailboxes:
      - "maildir:{work}/boxes/support"
      - {{url: "imap://support@127.0.0.1:{imap}/INBOX", password_file: password, tls: never}}
notices: {{per_address_hour: 1000000}}
courier: {{url: "smtp://127.0.0.1:{smtp}", tls: never, hourly_cap: 1000000}}
intake: {{poll: 2s}}
dashboard: {{listen: "127.0.0.1:0"}}
log: {{level: notice}}
"""


class Postfix:
    """One of the soak's own: takes mail from this machine and puts it into the maildirs of both domains."""

    def __init__(self, work):
        self.conf, self.port = os.path.join(work, "postfix/conf"), free_port()
        for part in ("conf", "queue", "data"):
            os.makedirs(os.path.join(work, "postfix", part))
        subprocess.run(["chown", "postfix", os.path.join(work, "postfix/data")], check=True)
        nobody = pwd.getpwnam("nobody")
        with open(os.path.join(self.conf, "main.cf"), "w") as file:
            file.write(f"""compatibility_level = 3.6
queue_directory = {work}/postfix/queue
data_directory = {work}/postfix/data
maillog_file = {work}/postfix/mail.log
maillog_file_prefixes = {work}
myhostname = relay.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
recipient_delimiter = +
virtual_mailbox_domains = desk.example, customers.example
virtual_mailbox_base = {work}/boxes
virtual_mailbox_maps = inline:{{ support@desk.example=support/, @customers.example=customers/ }}
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
virtual_minimum_uid = 1
minimal_backoff_time = 1s
queue_run_delay = 1s
""")
        services = [f"127.0.0.1:{self.port} inet n - n - - smtpd", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
                    "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce",
                    "trace unix - - n - 0 bounce", "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp",
                    "error unix - - n - - error", "retry unix - - n - - error", "virtual unix - n n - - virtual",
                    "anvil unix - - n - 1 anvil", "postlog unix-dgram n - n - 1 postlogd"]
        with open(os.path.join(self.conf, "master.cf"), "w") as file:
            file.write("\n".join(services) + "\n")
        self.start()

    def start(self):
        subprocess.run(["/usr/sbin/postfix", "-c", self.conf, "start"], check=True, stderr=subprocess.DEVNULL)
        await_listener(self.port)

    def stop(self):
        subprocess.run(["/usr/sbin/postfix", "-c", self.conf, "stop"], stderr=subprocess.DEVNULL)


def maildir(path):
    for part in ("new", "cur", "tmp"):
        os.makedirs(os.path.join(path, part), mode=0o777)
        os.chmod(os.path.join(path, part), 0o777)
    os.chmod(path, 0o777)


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


class Soak:
    def __init__(self, program, scratch, seed):
        self.program, self.work, self.chance = program, os.path.join(scratch, "soak"), random.Random(seed)
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)
        os.chmod(self.work, 0o755)
        for box in ("support", "customers"):
            maildir(os.path.join(self.work, "boxes", box))
        empty = os.path.join(self.work, "empty")
        maildir(empty)
        self.postfix, self.dovecot = Postfix(self.work), Dovecot(self.work, empty)
        with open(os.path.join(self.work, "servicedesk.yaml"), "w") as config:
            config.write(CONFIG.format(work=self.work, imap=self.dovecot.port, smtp=self.postfix.port))
        with open(os.path.join(self.work, "password"), "w") as file:
            file.write("secret\n")
        self.sent, self.kills, self.restarts, self.memory = [], 0, 0, []
        self.serve()

    def serve(self):
        self.log = open(os.path.join(self.work, "serve.log"), "a")
        self.desk = subprocess.Popen([self.program, "serve"], cwd=self.work, env=environment(), stdout=subprocess.DEVNULL,
                                     stderr=self.log)

    def send(self):
        """One message, one way or the other; what is not taken over was never sent."""
        number = len(self.sent) + 1
        text = (f"From: Customer {number} <c{number}@customers.example>\r\nTo: support@desk.example\r\n"
                f"Subject: printer number {number}\r\nMessage-ID: <{uuid.uuid4()}@customers.example>\r\n"
                f"Date: {email.utils.formatdate()}\r\n\r\nThe printer number {number} does not print.\r\n")
        if self.chance.random() < 0.5:
            box = os.path.join(self.dovecot.work, "mail/support")
            name = f"{time.time_ns()}.{number}.host"
            with open(os.path.join(box, "tmp", name), "w", newline="") as file:
                file.write(text)
            shutil.chown(file.name, "nobody")
            os.rename(os.path.join(box, "tmp", name), os.path.join(box, "new", name))
        else:
            try:
                with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=20) as client:
                    client.sendmail(f"c{number}@customers.example", ["support@desk.example"], text)
            except (OSError, smtplib.SMTPException):
                return
        self.sent.append(number)

    def disturb(self):
        """Kills the desk or restarts a server."""
        what = self.chance.choice(["desk", "desk", "postfix", "dovecot"])
        if what == "desk":
            self.desk.kill()
            self.desk.wait()
            self.kills += 1
            self.serve()
        else:
            server = getattr(self, what)
            server.stop()
            time.sleep(self.chance.uniform(0.5, 3))
            server.start()
            self.restarts += 1

    def run(self, seconds, rate, every):
        end = time.monotonic() + seconds
        disturbed = time.monotonic()
        while time.monotonic() < end:
            self.send()
            time.sleep(self.chance.expovariate(rate))
            if time.monotonic() - disturbed > every:
                self.memory.append(resident(self.desk))
                self.disturb()
                disturbed = time.monotonic()
        # The last stretch is quiet: everything must arrive by itself.
        self.drain()
        self.memory.append(resident(self.desk))
        self.desk.terminate()
        status = self.desk.wait(30)
        self.postfix.stop()
        return self.verdict(status)

    def query(self, *words):
        return subprocess.run([self.program, *words], cwd=self.work, env=environment(), capture_output=True, text=True)

    def drain(self):
        for _ in range(240):
            tickets = self.query("list", "--status", "all", "--limit", "0", "--json").stdout.count("\n")
            left = self.query("outbox", "list", "--state", "queued", "--limit", "0", "--json").stdout
            left += self.query("outbox", "list", "--state", "sending", "--limit", "0", "--json").stdout
            if tickets >= len(self.sent) and not left:
                return
            time.sleep(0.5)

    def verdict(self, status):
        subjects = [json.loads(line)["subject"]
                    for line in self.query("list", "--status", "all", "--limit", "0", "--json").stdout.splitlines()]
        wanted = {f"printer number {number}" for number in self.sent}
        ids = []
        box = os.path.join(self.work, "boxes/customers/new")
        for name in os.listdir(box):
            with open(os.path.join(box, name)) as file:
                ids.append(email.message_from_file(file)["Message-ID"])
        proof, chain = self.query("reconcile", "--json"), self.query("audit", "verify")
        self.dovecot.stop()
        facts = {"sent": len(self.sent), "tickets": len(subjects), "lost": len(wanted - set(subjects)),
                 "twice": len(subjects) - len(set(subjects)), "notices": len(set(ids)),
                 "notices again under the same Message-ID": len(ids) - len(set(ids)), "kills": self.kills,
                 "server restarts": self.restarts, "reconcile": proof.stdout.strip().splitlines()[-1], "audit": chain.returncode,
                 "end": status, "memory MB": [round(size) for size in self.memory]}
        print(json.dumps(facts, indent=1))
        return (facts["lost"] == 0 and facts["twice"] == 0 and len(subjects) == len(wanted) == facts["notices"]
                and proof.returncode == 0 and chain.returncode == 0 and status == 0)


def soak(program, scratch, minutes, rate, every, seed):
    """Runs it and ends with 1 when something does not add up."""
    if os.getuid() != 0 or not shutil.which("dovecot", path=os.environ["PATH"] + ":/usr/sbin"):
        sys.exit("needs dovecot-imapd and postfix, and root to run them")
    sys.exit(0 if Soak(program, scratch, seed).run(minutes * 60, rate, every) else 1)
