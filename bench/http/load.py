"""Load from wrk on one core, and what it costs the server on the other."""

import dataclasses
import json
import os
import re
import subprocess

SERVER_CORE, LOAD_CORE = "0", "1"
UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6}
TICK = os.sysconf("SC_CLK_TCK")

# The requests are made before the clock runs: what is measured is the server, not Lua.
ROTATE = """
local requests, at = {}, 0
function init()
  for line in io.lines(%(file)s) do requests[#requests + 1] = wrk.format(%(format)s) end
end
function request()
  at = at %% #requests + 1
  return requests[at]
end
"""


@dataclasses.dataclass
class Request:
    """What is sent again and again. `{}` in a header or in the body is the next of the subject's keys."""

    path: str
    method: str = "GET"
    headers: dict = dataclasses.field(default_factory=dict)
    body: str | None = None

    def lua(self, keys_file):
        def text(value):
            return " .. line .. ".join(json.dumps(part) for part in value.split("{}"))

        headers = ", ".join(f"[{json.dumps(name)}] = {text(value)}" for name, value in self.headers.items())
        body = f", {text(self.body)}" if self.body is not None else ""
        form = f"{json.dumps(self.method)}, {json.dumps(self.path)}, {{{headers}}}{body}"
        return ROTATE % {"file": json.dumps(keys_file), "format": form}


@dataclasses.dataclass
class Round:
    """One run of wrk."""

    rate: float  # answers a second
    p50: float  # microseconds
    p99: float  # microseconds
    cpu: float  # the server's, microseconds an answer
    failed: int  # answers other than 2xx


def cpu_seconds(pid):
    """CPU time of a process and all below it."""
    own = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    children = open(f"/proc/{pid}/task/{pid}/children").read().split()
    return (int(own[11]) + int(own[12])) / TICK + sum(cpu_seconds(child) for child in children)


def run(port, script, pid, seconds, connections=32):
    """Loads the server at `port` for some seconds."""
    before = cpu_seconds(pid)
    out = subprocess.run(
        ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script,
         f"http://127.0.0.1:{port}"],
        capture_output=True, text=True, check=True,
    ).stdout
    after = cpu_seconds(pid)

    def latency(percentile):
        value, unit = re.search(rf"{percentile}%\s+([\d.]+)(us|ms|s)", out).groups()
        return float(value) * UNITS[unit]

    answers = int(re.search(r"(\d+) requests in", out).group(1))
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    return Round(
        rate=float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
        p50=latency(50), p99=latency(99), cpu=(after - before) * 1e6 / max(answers, 1),
        failed=int(failed.group(1)) if failed else 0,
    )
