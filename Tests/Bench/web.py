"""The dashboard and the API over HTTP, on a desk some years old, while mail is taken in.

Readers are wrk's (Debian's package `wrk`), on the same cores as the desk.
"""
import contextlib, http.client, os, re, secrets, shutil, signal, socket, subprocess, sys, threading, time
import urllib.parse

PASSWORD = "a long phrase for a benchmark"
OPERATOR = "op07"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mail(threading.Thread):
    """Lays so many messages a second into a maildir until it is told to stop."""

    def __init__(self, folder, rate):
        super().__init__(daemon=True)
        self.folder, self.rate, self.count, self.over = folder, rate, 0, threading.Event()

    def run(self):
        begun = time.monotonic()
        while not self.over.is_set():
            if self.count < (time.monotonic() - begun) * self.rate:
                self.lay()
            else:
                self.over.wait(0.5 / self.rate)

    def lay(self):
        self.count += 1
        unique = f"{time.time_ns()}.{secrets.token_hex(4)}.bench"
        with open(os.path.join(self.folder, "tmp", unique), "w") as file:
            file.write(f"From: Reader {self.count} <user{self.count}@example.com>\nTo: support@desk.example\n"
                       f"Subject: printer {self.count} is out of toner\nMessage-ID: <{unique}@example.com>\n"
                       f"Date: {time.strftime('%a, %d %b %Y %H:%M:%S +0000', time.gmtime())}\n\nPlease send some.\n")
        os.rename(file.name, os.path.join(self.folder, "new", unique))


@contextlib.contextmanager
def serving(program, work):
    """`servicedesk serve` over a filled desk; its port, its maildir, a session's cookie, and a token that may read."""
    port, mail = free_port(), os.path.join(work, "mail")
    shutil.rmtree(mail, ignore_errors=True)
    for part in ("tmp", "new", "cur"):
        os.makedirs(os.path.join(mail, part))
    with open(os.path.join(work, "web.yaml"), "w") as config:
        config.write("desk: {name: Support, domain: desk.example}\ndatabase: servicedesk.sqlite\nqueues:\n"
                     f"  - {{name: support, address: support@desk.example, mailboxes: [\"maildir:{mail}\"]}}\n"
                     f"courier: {{url: \"maildir:{work}/sent\"}}\ndashboard: {{listen: \"127.0.0.1:{port}\"}}\n"
                     "log: {level: error}\n")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SERVICEDESK_")}
    command = [program, "--config", "web.yaml"]

    def run(*arguments, **options):
        return subprocess.run(command + list(arguments), cwd=work, env=environment, check=True, capture_output=True,
                              text=True, **options).stdout.strip()

    run("operator", "password", OPERATOR, input=PASSWORD + "\n")
    token = run("operator", "token", OPERATOR, "--name", f"bench {time.time_ns()}", "--scope", "read")
    with open(os.path.join(work, "serve.log"), "wb") as log:
        server = subprocess.Popen(command + ["serve"], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=log, stderr=log)
    try:
        yield port, mail, sign_in(port, server), token, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        if server.wait() != 0:
            sys.exit("serve ended badly: see " + log.name)
        print(f"it ended {time.monotonic() - begun:.2f} s after SIGTERM")


def sign_in(port, server):
    """The Cookie header of a new session."""
    form = urllib.parse.urlencode({"name": OPERATOR, "password": PASSWORD})
    for _ in range(600):
        if server.poll() is not None:
            sys.exit("serve ended before it listened")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    else:
        sys.exit("nothing listens")
    if answer.status != 303:
        sys.exit(f"signing in was answered with {answer.status}")
    return answer.headers["Set-Cookie"].split(";")[0]


def wrk(port, path, header, connections, seconds):
    """Requests a second, latencies in ms by percentile, and how many answers were no 2xx or 3xx."""
    script = os.path.join(os.path.dirname(os.path.realpath(__file__)), "latency.lua")
    run = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, "-H", header,
         "-H", "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True)
    found = re.search(r"^measured (.*)$", run.stdout, re.M)
    return [float(figure) for figure in found[1].split()]


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) / 1024


def one(port, path, header, rounds=60):
    """How long one reader alone waits, in ms: median and the longest of the rounds."""
    name, _, value = header.partition(": ")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for _ in range(rounds):
        begun = time.monotonic()
        connection.request("GET", path, headers={name: value, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"{path} was answered with {answer.status}")
        times.append(1000 * (time.monotonic() - begun))
    times.sort()
    return times[len(times) // 2], times[-1]


def web(program, work, seconds, rate, readers):
    if not shutil.which("wrk"):
        sys.exit("no wrk: apt-get install wrk")
    with serving(program, work) as (port, mail, cookie, token, pid):
        cookie, bearer = "Cookie: " + cookie, "Authorization: Bearer " + token
        pages = (("/", cookie), ("/?queue=billing", cookie), ("/?q=printer", cookie), ("/tickets/500000", cookie),
                 ("/reports", cookie), ("/health", cookie), ("/api/v1/tickets?limit=50", bearer))
        print(f"{'one reader, ms':36}{'median':>9}{'max':>9}")
        for path, header in pages:
            print("{:36}{:9.1f}{:9.1f}".format(path, *one(port, path, header)))
        print(f"\n{f'{readers} readers, {seconds} s, {rate} mails/s':36}{'req/s':>9}{'median':>9}{'p99':>9}{'max':>9}{'bad':>6}")
        taker = Mail(mail, rate)
        taker.start()
        for path, header in pages[:1] + pages[6:] + (("/api/v1/tickets?limit=10", bearer),):
            print("{:36}{:9.0f}{:9.1f}{:9.1f}{:9.1f}{:6.0f}".format(path, *wrk(port, path, header, readers, seconds)))
        taker.over.set()
        taker.join()
        print(f"\n{taker.count} mails were laid meanwhile, {len(os.listdir(os.path.join(mail, 'new')))} of them wait; "
              f"peak memory {memory(pid):.0f} MB")
