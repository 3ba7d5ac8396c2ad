"""A real desk for the browser: the built program, a maildir, and Postfix's own sink for what it sends."""

import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = os.environ.get("SERVICEDESK_BINARY", str(ROOT / ".build/debug/servicedesk"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds, what):
    """Polls until `condition` gives something true, and returns it."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.05)


class Sink:
    """smtp-sink: takes every mail and keeps it as a file."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.folder.chmod(0o777)
        self.folder.parent.chmod(0o755)
        self.port = free_port()
        program = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
        command = [program, "-d", str(self.folder / "%s."), f"127.0.0.1:{self.port}", "100"]
        if os.getuid() == 0:
            # It will not serve as root.
            command[1:1] = ["-u", "nobody"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: listens(self.port), 20, "the sink to listen")

    def mails(self):
        return [file.read_text(errors="replace") for file in sorted(self.folder.iterdir())]

    def find(self, *words):
        """A mail that has all of the words."""
        return next((mail for mail in self.mails() if all(word in mail for word in words)), None)

    def end(self):
        self.process.terminate()
        self.process.wait()


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Desk:
    """`servicedesk serve` over a folder of its own."""

    def __init__(self, report_form=False, binary=BINARY):
        self.binary = binary
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="servicedesk-browser-"))
        self.maildir = self.folder / "mail"
        for part in ("tmp", "new", "cur"):
            (self.maildir / part).mkdir(parents=True)
        self.sink = Sink(self.folder / "sink")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (self.folder / "servicedesk.yaml").write_text(f"""
desk: {{name: Velomont, domain: velomont.example}}
queues:
  - {{name: support, address: support@velomont.example, mailboxes: ["maildir:{self.maildir}"]}}
  - {{name: billing, address: billing@velomont.example}}
courier: {{url: "smtp://127.0.0.1:{self.sink.port}", tls: never}}
trusted: {{authserv_id: mx.velomont.example}}
dashboard: {{listen: "127.0.0.1:{self.port}", report_form: {"true" if report_form else "false"}}}
""")
        self.process = None
        self.link = None

    def start(self):
        with open(self.folder / "serve.log", "ab") as log, open(self.folder / "serve.out", "wb") as output:
            self.process = subprocess.Popen(
                [self.binary, "serve"], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=log)
        wait_for(lambda: self.process.poll() is not None or listens(self.port), 60, "the dashboard to listen")
        if self.process.poll() is not None:
            raise AssertionError("serve ended: " + (self.folder / "serve.log").read_text())
        self.link = wait_for(self.printed_link, 30, "the one-time link")
        return self

    def printed_link(self):
        found = re.search(r"http\S+", (self.folder / "serve.out").read_text())
        return found and found.group(0)

    def stop(self):
        """Ends it as systemd would, and says how it ended."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self.process = None
        return code

    def run(self, *arguments, **options):
        return subprocess.run(
            [self.binary, *arguments], cwd=self.folder, check=True, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, **options).stdout

    def mail(self, sender, subject, text, headers=(), name=None, to="support@velomont.example"):
        """Lays a mail into the maildir as a delivering server would; returns its Message-ID."""
        message_id = f"{secrets.token_hex(8)}@{sender.rsplit('@', 1)[1]}"
        shown = f"{name} <{sender}>" if name else sender
        lines = [
            f"From: {shown}", f"To: {to}", f"Subject: {subject}", f"Message-ID: <{message_id}>",
            "Date: " + time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()), *headers]
        if not any(header.lower().startswith("content-type") for header in headers):
            lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
        body = "\n".join(lines) + "\n\n" + text + "\n"
        unique = f"{time.time_ns()}.{secrets.token_hex(4)}.test"
        (self.maildir / "tmp" / unique).write_text(body)
        (self.maildir / "tmp" / unique).rename(self.maildir / "new" / unique)
        return message_id

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return answer.status, answer.read().decode()

    def end(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.sink.end()
        if not os.environ.get("SERVICEDESK_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print("kept", self.folder, file=sys.stderr)
