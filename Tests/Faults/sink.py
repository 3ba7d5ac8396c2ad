"""An SMTP server that counts a mail at the moment it takes it over, which is before its answer is on the way."""
import collections, email, socketserver, threading


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.talk()
        except OSError:
            pass  # The connection was cut: what was not taken over is not counted.

    def talk(self):
        recipient = None
        self.say("220 sink")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"RCPT":
                recipient = line.decode().split("<")[1].split(">")[0]
            if word == b"DATA":
                self.say("354 go on")
                if not self.take(recipient):
                    return
            elif word == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 sink")

    def take(self, recipient):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return False
        mail = email.message_from_bytes(b"".join(lines))
        with self.server.lock:
            self.server.mails[mail["Message-ID"], recipient] += 1
        self.say("250 taken")
        return True

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


class Sink(socketserver.ThreadingTCPServer):
    """On a free port of loopback; a context, which ends it."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.mails, self.lock = collections.Counter(), threading.Lock()
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()
