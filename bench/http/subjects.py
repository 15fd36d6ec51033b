"""What is measured: servers on one core, each with a request and the keys that go into it."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.request

from load import SERVER_CORE, run

HERE = os.path.dirname(os.path.abspath(__file__))
# The key and the gate's secret that `serve --dev` has, of the development environment.
GATE_SECRET = "kwg_test_DevelopmentGateSecret000000000001fLMkM"
DEVELOPMENT_KEY = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe"


class Server:
    """A process on the server's core, ended with the `with` block that started it."""

    def __init__(self, *command, **options):
        self.process = subprocess.Popen(
            ["taskset", "-c", SERVER_CORE, *command], stdout=subprocess.PIPE, text=True, **options
        )

    def line(self):
        """The next line that it prints: it is ready then."""
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.process.args[3]} ended before it was ready")
        return line

    @property
    def pid(self):
        return self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # nginx's workers outlive a master that is killed.
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Subject:
    """A request to a server."""

    def __init__(self, name, server, port, request, keys, directory, expect=200):
        self.name, self.server, self.port, self.request = name, server, port, request
        stem = os.path.join(directory, re.sub(r"\W+", "-", name))
        with open(f"{stem}.keys", "w") as file:
            file.write("\n".join(keys))
        with open(f"{stem}.lua", "w") as file:
            file.write(request.lua(f"{stem}.keys"))
        self.script, self.rounds, self.failures_count = f"{stem}.lua", [], expect >= 300
        self.answer = self.call(keys[0])
        if self.answer[0] != expect:
            raise SystemExit(f"{name}: answered {self.answer}, not {expect}")

    def call(self, key):
        """Status, headers and body of one answer."""
        def fill(text):
            return None if text is None else text.replace("{}", key)

        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{self.request.path}", method=self.request.method,
            headers={name: fill(value) for name, value in self.request.headers.items()},
            data=None if self.request.body is None else fill(self.request.body).encode(),
        )
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, dict(answer.headers), answer.read().decode()

    def measure(self, seconds, keep=True):
        """One more round."""
        outcome = run(self.port, self.script, self.server.pid, seconds)
        if outcome.failed and not self.failures_count:
            raise SystemExit(f"{self.name}: {outcome.failed} answers were no success")
        if keep:
            self.rounds.append(outcome)


def keyward(binary, data, *options, grpc="off"):
    """Our server, in its development set-up, with gRPC at that address; and its port."""
    server = Server(
        binary, "serve", "--dev", "--listen", "127.0.0.1:0", "--metrics-listen", "off", "--grpc-listen", grpc,
        "--data-dir", data,
        *options, stderr=subprocess.DEVNULL,
    )
    return server, int(re.search(r":(\d+)", server.line()).group(1))


def bare(binary, directory, answers):
    """A bare axum server that answers the given routes with the given bytes; and its port."""
    path = os.path.join(directory, "answers.json")
    with open(path, "w") as file:
        json.dump(answers, file)
    server = Server(binary, path)
    return server, int(server.line())
