#!/usr/bin/env python3
"""Requests a second of Keyward beside a bare axum handler that answers the same bytes.

Server on core 0, wrk on core 1, 32 connections, interleaved rounds; prints a Markdown table of medians. Loopback only.
usage: bench/over_http.py KEYWARD BARE [ROUNDS] [SECONDS]
"""
import json, os, re, signal, statistics, subprocess, sys, tempfile, urllib.request

keyward, bare = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 7
seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 4
DEV = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe"
KEYS = 1000
tmp = tempfile.mkdtemp(prefix="keyward-bench-")
children = []

def start(*command):
    child = subprocess.Popen(["taskset", "-c", "0", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    children.append(child)
    return child

def call(port, path, body=None, key=DEV):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"X-API-Key": key},
                                     data=None if body is None else json.dumps(body).encode())
    return urllib.request.urlopen(request).read()

def wrk(port, script):
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c32", f"-d{seconds}s", "--latency", "-s", script, f"http://127.0.0.1:{port}"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"not every answer was a success:\n{out}")
    unit = {"us": 1, "ms": 1000, "s": 1_000_000}
    value, suffix = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)), float(value) * unit[suffix]

def script(name, keys, caller, route):
    path = os.path.join(tmp, name)
    lines = ["local keys = {"] + [f'  "{key}",' for key in keys] + ["}", "local at = 0", "function request()",
             "  at = at % #keys + 1"]
    if route == "verify":
        lines.append(f'  return wrk.format("POST", "/v1/keys/verify", {{["X-API-Key"]="{caller}"}}, '
                     '"{\\"key\\":\\"" .. keys[at] .. "\\",\\"permissions\\":\\"documents:read\\"}")')
    else:
        lines.append('  return wrk.format("GET", "/v1/keys/whoami", {["X-API-Key"]=keys[at]})')
    open(path, "w").write("\n".join(lines + ["end"]))
    return path

try:
    server = start(keyward, "serve", "--dev", "--listen", "127.0.0.1:0", "--metrics-listen", "off", "--data-dir", f"{tmp}/data")
    port = int(re.search(r":(\d+)", server.stdout.readline()).group(1))
    spec = {"name": "bench", "owner": {"external_id": "bench"}, "permissions": ["documents:read"]}
    made = json.loads(call(port, "/v1/keys/bulk", {"keys": [spec] * KEYS}))["items"]
    keys = [key["api_key"] for key in made]
    rows = []
    for route, title in (("verify", "`POST /v1/keys/verify`"), ("whoami", "`GET /v1/keys/whoami`")):
        body = call(port, "/v1/keys/verify", {"key": keys[0], "permissions": "documents:read"}) if route == "verify" \
            else call(port, "/v1/keys/whoami", key=keys[0])
        file = os.path.join(tmp, f"{route}.json")
        open(file, "wb").write(body)
        other = start(bare, str(port + 1 if port < 65000 else port - 1), file)
        other_port = port + 1 if port < 65000 else port - 1
        lua = script(f"{route}.lua", keys, DEV, route)
        while True:
            try:
                call(other_port, "/v1/keys/whoami")
                break
            except OSError:
                if other.poll() is not None:
                    raise SystemExit("the bare server did not start")
        wrk(port, lua), wrk(other_port, lua)
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(wrk(port, lua))
            theirs.append(wrk(other_port, lua))
        other.send_signal(signal.SIGKILL)
        other.wait()
        ratios = [mine[0] / bare_[0] for mine, bare_ in zip(ours, theirs)]
        tails = [mine[1] / bare_[1] for mine, bare_ in zip(ours, theirs)]
        middle = statistics.median
        rows.append(f"| {title} | {middle(r for r, _ in ours):,.0f} | {middle(r for r, _ in theirs):,.0f} | "
                    f"**{middle(ratios):.1%}** ({min(ratios):.1%} to {max(ratios):.1%}) | {middle(tails):.2f} |")
    print(f"{rounds} interleaved rounds of {seconds} s, 32 connections, {KEYS} keys in turn, server on one core, wrk on another.\n")
    print("| route | Keyward, req/s | bare axum, req/s | of bare | p99, times bare's |\n|---|---|---|---|---|")
    print("\n".join(rows))
finally:
    for child in children:
        if child.poll() is None:
            child.kill()
            child.wait()
