"""Envoy's ext_authz over gRPC, beside a bare tonic server that answers the same bytes.

Server on core 0, h2load on core 1, 32 connections; the two take turns in every round; medians as Markdown. Loopback only.
"""

import argparse
import contextlib
import os
import re
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "http"))

import report  # noqa: E402
import subjects  # noqa: E402
from load import LOAD_CORE, Round, cpu_seconds  # noqa: E402
from peers import free_port  # noqa: E402
from subjects import DEVELOPMENT_KEY, GATE_SECRET, Server  # noqa: E402

PATH = "/envoy.service.auth.v3.Authorization/Check"
LOAD = ["taskset", "-c", LOAD_CORE, "h2load", "-t1", "-c32", "-m1", "-H", "content-type: application/grpc", "-H", "te: trailers"]


def field(number, value):
    """A field of a message: text, or a message's bytes."""
    data = value.encode() if isinstance(value, str) else value
    length, size = b"", len(data)
    while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + data


def strings(number, entries):
    """A field that is a map of texts."""
    return b"".join(field(number, field(1, name) + field(2, value)) for name, value in entries.items())


def question():
    """What Envoy asks of a request that bears the development key, as it goes over the wire."""
    headers = {":authority": "api.example", ":path": "/documents/7?page=2", ":method": "GET", "user-agent": "curl/8.5.0",
               "accept": "*/*", "x-forwarded-proto": "https", "x-request-id": "5b0c0f42-7a53-4d5c-9b43-0a4f3a1b8c11",
               "x-api-key": DEVELOPMENT_KEY}
    http = field(1, "1") + field(2, "GET") + strings(3, headers) + field(4, "/documents/7?page=2") + field(5, "api.example")
    source = field(1, field(1, field(2, "203.0.113.7")))
    gate = {"keyward_gate": "sample", "keyward_gate_secret": GATE_SECRET}
    message = field(1, field(1, source) + field(4, field(2, http)) + strings(10, gate))
    return b"\0" + struct.pack(">I", len(message)) + message


def answer(port, body):
    """The message that a server answers, without its frame."""
    out = subprocess.run(
        ["curl", "-sS", "--http2-prior-knowledge", "-H", "content-type: application/grpc", "-H", "te: trailers",
         "--data-binary", f"@{body}", f"http://127.0.0.1:{port}{PATH}"], capture_output=True, check=True).stdout
    # `CheckResponse.status`, whose code is left out when it is OK, comes first.
    if out[5:7] != b"\x0a\x00":
        raise SystemExit(f"the server did not let the request pass: {out!r}")
    return out[5:]


class Subject:
    """A gRPC server under load."""

    def __init__(self, name, server, port, body):
        self.name, self.server, self.port, self.body, self.rounds = name, server, port, body, []

    def measure(self, seconds, keep):
        before = cpu_seconds(self.server.pid)
        out = subprocess.run([*LOAD, f"-D{seconds}", "--log-file", f"{self.body}.log", "-d", self.body,
                              f"http://127.0.0.1:{self.port}{PATH}"], capture_output=True, text=True, check=True).stdout
        after = cpu_seconds(self.server.pid)
        answers, failed = map(int, re.search(r"status codes: (\d+) 2xx.*?(\d+) 5xx", out).groups())
        if failed or "0 failed, 0 errored" not in out or not answers:
            raise SystemExit(f"{self.name}: not all requests were answered\n{out}")
        # The log has a request a line: when it began, its status, microseconds.
        taken = sorted(int(line.split("\t")[2]) for line in open(f"{self.body}.log"))
        os.remove(f"{self.body}.log")
        if keep:
            self.rounds.append(Round(rate=answers / seconds, p50=taken[len(taken) // 2], p99=taken[len(taken) * 99 // 100],
                                     cpu=(after - before) * 1e6 / answers, failed=0))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keyward", help="the release binary")
    parser.add_argument("bare", help="the bare tonic server")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="keyward-bench-"))
        body = f"{directory}/question"
        with open(body, "wb") as file:
            file.write(question())
        port = free_port()
        server, _ = subjects.keyward(asked.keyward, f"{directory}/data", grpc=f"127.0.0.1:{port}")
        stack.enter_context(server)
        with open(f"{directory}/answer", "wb") as file:
            file.write(answer(port, body))
        bare = stack.enter_context(Server(asked.bare, f"{directory}/answer"))
        ours = Subject("gRPC ext_authz", server, port, body)
        beside = Subject("bare tonic", bare, int(bare.line()), body)
        for number in range(asked.rounds + 1):
            for subject in (ours, beside):
                # The first round warms up.
                subject.measure(asked.seconds if number else 1, keep=number > 0)
    print(f"{asked.rounds} interleaved rounds of {asked.seconds} s, 32 connections, one key, server on one core, h2load on another; "
          "medians.\n")
    print(report.beside_bare([(ours, beside)], "bare tonic"))


main()
