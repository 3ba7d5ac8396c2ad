"""Mailboxes and relays on real servers of this machine: Dovecot beside a maildir, smtp-sink beside smtp-source."""
import json, os, shutil, signal, socket, subprocess, sys, time

CONFIG = """desk: {{name: Support, domain: example.com}}
queues:
  - name: support
    address: support@example.com
    mailboxes: [{mailbox}]
notices: {{max_age: 36500d, per_address_hour: 1000000}}
courier: {{url: "{courier}", tls: never, hourly_cap: 1000000, connections: 4}}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def await_listener(port):
    for _ in range(400):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    sys.exit(f"nobody listens on port {port}")


def children(parent):
    """The processes that a process has started and that still live."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat:
                if int(stat.read().rsplit(")", 1)[1].split()[1]) == parent:
                    found.append(int(name))
        except OSError:
            pass
    return found


def environment():
    return {key: value for key, value in os.environ.items() if not key.startswith("SERVICEDESK_")}


def folder(scratch, name, mailbox, courier="maildir:notices"):
    """An empty folder with a configuration."""
    work = os.path.join(scratch, name)
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    with open(os.path.join(work, "servicedesk.yaml"), "w") as config:
        config.write(CONFIG.format(mailbox=mailbox, courier=courier))
    return work


def desk_folder(scratch, name, server):
    """An empty folder with the configuration of a desk whose mail lies on a Dovecot."""
    work = folder(scratch, name, f'{{url: "imap://support@127.0.0.1:{server.port}/INBOX", '
                  "password_file: password, tls: never}")
    with open(os.path.join(work, "password"), "w") as file:
        file.write("secret\n")
    return work


class Dovecot:
    """One of a benchmark's own, over a copy of a mailbox."""

    def __init__(self, scratch, mail):
        self.work = os.path.join(scratch, "dovecot")
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)
        self.port = free_port()
        box = os.path.join(self.work, "mail/support")
        os.makedirs(os.path.dirname(box))
        # Links would change owner and name of the mailbox's own files.
        subprocess.run(["cp", "-a", mail, box], check=True)
        subprocess.run(["chown", "-R", "nobody", os.path.join(self.work, "mail")], check=True)
        config = os.path.join(self.work, "dovecot.conf")
        with open(config, "w") as file:
            file.write(f"""base_dir = {self.work}/run
state_dir = {self.work}/state
log_path = {self.work}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:~/
first_valid_uid = 1
default_login_user = nobody
default_internal_user = nobody
default_internal_group = nogroup
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={self.work}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {self.port}
  }}
}}
""")
        self.config = config
        self.start()

    def start(self):
        subprocess.run(["/usr/sbin/dovecot", "-c", self.config], check=True)
        await_listener(self.port)

    def stop(self):
        file = os.path.join(self.work, "run/master.pid")
        with open(file) as pid:
            master = int(pid.read())
        serving = children(master)
        os.kill(master, signal.SIGTERM)
        while os.path.exists(f"/proc/{master}"):
            time.sleep(0.02)
        # Those with work in hand outlive their master, and would never let a client feel the restart.
        for child in serving:
            try:
                os.kill(child, signal.SIGKILL)
            except ProcessLookupError:
                pass


def imap(timed, program, scratch, mail, rounds):
    """Prints messages/s from an IMAP folder beside the same messages in a maildir."""
    if not shutil.which("dovecot") or os.getuid() != 0:
        sys.exit("needs dovecot-imapd, and root to run it")
    count = len(os.listdir(os.path.join(mail, "new")))
    rates = {"maildir": [], "imap": []}
    for _ in range(rounds):
        work = folder(scratch, "imap-maildir", f'"maildir:{scratch}/imap-maildir/mail"')
        subprocess.run(["cp", "-a", mail, os.path.join(work, "mail")], check=True)
        rates["maildir"].append(taken(timed, program, work, count))
        server = Dovecot(scratch, mail)
        work = desk_folder(scratch, "imap-desk", server)
        # The server reads the folder once before it is asked: its own index is no work of ours.
        subprocess.run([program, "doctor"], cwd=work, env=environment(), capture_output=True)
        rates["imap"].append(taken(timed, program, work, count))
        server.stop()
    best = {name: max(runs, key=lambda run: run[0]) for name, runs in rates.items()}
    print(f"{count} messages, {rounds} rounds, best of each, no notices; the server works on the same cores\n")
    for name, (rate, cpu, memory) in best.items():
        print(f"{name:10}{rate:8.0f} messages/s{1000 * cpu / count:8.3f} CPU ms/msg{memory:7.0f} MB")
    print(f"\nimap beside maildir: {best['imap'][0] / best['maildir'][0]:.2f}")


def taken(timed, program, work, count):
    os.sync()
    output, _, cpu, memory = timed([program, "ingest", "--no-notices", "--json"], cwd=work, env=environment())
    totals = json.loads(output)
    assert totals["read"] == count, totals
    return totals["read"] / totals["seconds"], cpu, memory


def smtp(timed, program, scratch, mail, rounds):
    """Prints messages/s of `deliver` beside Postfix's own smtp-source, into the same smtp-sink."""
    if not shutil.which("smtp-sink", path=os.environ["PATH"] + ":/usr/sbin"):
        sys.exit("needs postfix, for smtp-source and smtp-sink")
    port = free_port()
    sink = subprocess.Popen(["/usr/sbin/smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "100"])
    await_listener(port)
    try:
        rates = {"deliver": [], "smtp-source": [], "smtp-source -d": []}
        for _ in range(rounds):
            work = folder(scratch, "smtp-desk", f'"maildir:{scratch}/smtp-desk/mail"', f"smtp://127.0.0.1:{port}")
            subprocess.run(["cp", "-a", mail, os.path.join(work, "mail")], check=True)
            subprocess.run([program, "ingest"], cwd=work, env=environment(), check=True, capture_output=True)
            output, _, cpu, memory = timed([program, "deliver", "--json"], cwd=work, env=environment())
            report = json.loads(output)
            assert report["failed"] == 0 and report["waiting"] == 0, report
            rates["deliver"].append((report["sent"] / report["seconds"], report["sent"], memory))
            for name, options in (("smtp-source", []), ("smtp-source -d", ["-d"])):
                begun = time.monotonic()
                subprocess.run(["/usr/sbin/smtp-source", "-s", "4", *options, "-m", str(report["sent"]), "-l", "2000",
                                "-f", "support@example.com", "-t", "ana@example.org", f"127.0.0.1:{port}"], check=True)
                rates[name].append((report["sent"] / (time.monotonic() - begun), report["sent"], 0))
    finally:
        sink.terminate()
        sink.wait()
    best = {name: max(runs) for name, runs in rates.items()}
    print(f"{best['deliver'][1]} mails, {rounds} rounds, best of each; 4 connections into the same sink\n")
    for name, (rate, _, memory) in best.items():
        print(f"{name:15}{rate:8.0f} messages/s" + (f"{memory:7.0f} MB" if memory else ""))
    for name, how in (("smtp-source", "a connection a mail"), ("smtp-source -d", "connections kept")):
        print(f"deliver beside {name} ({how}): {best['deliver'][0] / best[name][0]:.2f}")
