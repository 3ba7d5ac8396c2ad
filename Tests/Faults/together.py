"""Several ingesters at once over one mailbox and one database that is yet to be made, with and without `serve` beside."""
import concurrent.futures, json, signal, socket, subprocess

from desk import MAIL, NOW, Desk
from judge import Outcome


class Together:
    def __init__(self, points):
        self.points, self.judge = points, points.judge

    def attempt(self, seed, ingesters, serves):
        """What is wrong after one round; each call of each program is late by chance, by its own seed."""
        with self.points.place() as place:
            desk = Desk(place, self.points.program).make()
            late = {"LD_PRELOAD": str(self.points.shim), "FAULTS_ROOT": str(place)}
            served = self.serve(desk, late | {"FAULTS_JITTER": str(seed)}) if serves else None
            with concurrent.futures.ThreadPoolExecutor(ingesters) as pool:
                runs = list(pool.map(
                    lambda number: desk.run("ingest", "--json", environment=late | {"FAULTS_JITTER": str(seed + number)}),
                    range(1, ingesters + 1)))
            # Locked for too long by the others is an answer too.
            wrong = [str(run) for run in runs if run.status not in (0, 75)]
            if served:
                served.send_signal(signal.SIGTERM)
                _, errors = served.communicate(timeout=60)
                wrong += [f"serve: {served.returncode} {errors}"] if served.returncode else []
            elif all(run.status == 0 for run in runs):
                read = sum(json.loads(run.output)["read"] for run in runs)
                wrong += [f"{read} were read in all, not {len(MAIL) + 1}"] if read != len(MAIL) + 1 else []
            wrong += self.judge.settle(desk)
            what = f"together: {ingesters} ingesters{' and serve' if serves else ''}, seed {seed}"
            return Outcome(what, wrong, self.judge.differences(desk), self.judge.arrivals(desk, desk.mails(), may_repeat=False))

    def serve(self, desk, environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = "127.0.0.1:%d" % free.getsockname()[1]
        bare = {"PATH": "/usr/bin:/bin", "HOME": str(desk.folder), "TZ": "UTC", "LANG": "C.UTF-8", "SERVICEDESK_NOW": NOW}
        return subprocess.Popen([desk.program, "serve", "--listen", address], cwd=desk.folder, env=bare | environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
