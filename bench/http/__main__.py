"""Keyward over HTTP, beside a bare axum server that answers the same bytes and beside other products.

Server on core 0, wrk on core 1, 32 connections; the subjects take turns in every round; medians as Markdown. Loopback only.
"""

import argparse
import contextlib
import json
import os
import tempfile
import urllib.request

import cold
import peers
import report
import subjects
from load import Request
from subjects import DEVELOPMENT_KEY, GATE_SECRET, Subject

KEYS = 1000
PERMISSION = "documents:read"


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keyward", help="the release binary")
    parser.add_argument("bare", help="the bare server")
    parser.add_argument("look_up", help="the bare look-up")
    parser.add_argument("--tools", required=True, help="where peers are installed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--no-peers", action="store_true", help="leave the other products out")
    parser.add_argument("--no-cold", action="store_true", help="leave the million keys out that are not in memory")
    parser.add_argument("--plot", help="where to write the plot")
    return parser.parse_args()


def post(port, path, body):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=json.dumps(body).encode(),
                                     headers={"X-API-Key": DEVELOPMENT_KEY})
    return json.loads(urllib.request.urlopen(request).read())


def spec():
    return {"name": "bench", "owner": {"external_id": "bench"}, "permissions": [PERMISSION]}


def our_requests(port):
    """Name, request, keys and status of what is measured of ours."""
    keys = [key["api_key"] for key in post(port, "/v1/keys/bulk", {"keys": [spec()] * KEYS})["items"]]
    asked = json.dumps({"key": "{}", "permissions": PERMISSION})
    verify = Request("/v1/keys/verify", "POST", {"X-API-Key": DEVELOPMENT_KEY}, asked)
    # The last character is part of the checksum.
    malformed = [key[:-1] + ("0" if key[-1] != "0" else "1") for key in keys]
    original = {"X-Forwarded-Method": "GET", "X-Forwarded-Uri": "/documents/7?page=2"}
    gate = Request("/v1/gates/sample/auth", headers={"X-Gate-Secret": GATE_SECRET, "X-API-Key": "{}", **original})
    return [
        ("gate auth", gate, keys, 200),
        ("`POST /v1/keys/verify`", verify, keys, 200),
        ("`POST /v1/keys/verify`, malformed key", verify, malformed, 200),
        ("`GET /v1/keys/whoami`", Request("/v1/keys/whoami", headers={"X-API-Key": "{}"}), keys, 200),
    ]


def bare_answer(subject):
    """What the bare server has to send to be like the subject."""
    status, headers, body = subject.answer
    own = ("content-length", "date", "x-request-id", "connection")
    headers = {name: value for name, value in headers.items() if name.lower() not in own}
    return {"method": subject.request.method, "path": subject.request.path, "status": status, "headers": headers, "body": body}


def main():
    asked = options()
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="keyward-bench-"))
        os.chmod(directory, 0o755)
        server, port = subjects.keyward(asked.keyward, f"{directory}/data")
        stack.enter_context(server)
        ours, bares = [], []
        for name, request, keys, status in our_requests(port):
            subject = Subject(name, server, port, request, keys, directory, status)
            bare, bare_port = subjects.bare(asked.bare, directory, [bare_answer(subject)])
            stack.enter_context(bare)
            ours.append(subject)
            bares.append(Subject(f"bare for {name}", bare, bare_port, request, keys, directory, status))
        uncached, look_up = None, None
        if not asked.no_cold:
            cold_server, *asked_there, look_up = cold.start(
                asked.keyward, asked.look_up, directory, lambda at: post(at, "/v1/keys", spec())["api_key"])
            stack.enter_context(cold_server)
            uncached = Subject("`POST /v1/keys/verify`, not in memory", cold_server, *asked_there, directory)
        others = []
        for name, start in [] if asked.no_peers else peers.all_of(directory, asked.tools):
            other, other_port, request, keys = start()
            stack.enter_context(other)
            others.append(Subject(name, other, other_port, request, keys, directory))

        every = [*ours, *bares, *([uncached] if uncached else []), *others]
        for number in range(asked.rounds + 1):
            for subject in every:
                # The first round warms up.
                subject.measure(asked.seconds if number else 1, keep=number > 0)

    print(f"{asked.rounds} interleaved rounds of {asked.seconds} s, 32 connections, {KEYS} keys in turn, "
          "server on one core, wrk on another; medians.\n")
    print(report.beside_bare(list(zip(ours, bares))))
    gate, verify, malformed = ours[:3]
    middle, least, greatest = report.ratios(malformed, verify)
    print(f"\nA malformed key is refused at {middle:.1%} ({least:.1%} to {greatest:.1%}) of the speed of a hit.")
    if others:
        print(f"\n### Beside others\n\n{report.beside_peers([gate, verify], others)}")
    if uncached:
        print(f"\n### Not in memory\n\n{report.cold(uncached, look_up, others, cold.KEYS)}")
    if asked.plot:
        ours = [gate, verify, *([uncached] if uncached else [])]
        bars = [(f"Keyward, {one.name}", one) for one in ours] + [(one.name, one) for one in [*others, bares[0]]]
        bars = [(name, report.median(one, "rate")) for name, one in bars]
        report.plot(asked.plot, sorted(bars, key=lambda bar: -bar[1]))


main()
