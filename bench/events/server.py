"""Keyward on one core, and load from wrk on the other."""

import json
import os
import re
import signal
import subprocess
import urllib.request

from engines import pinned

LOAD_CORE = "1"
# The key that `serve --dev` has, of the development environment.
KEY = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe"
CUSTOMERS = 100

# The requests are made before the clock runs. Ids and times are the server's, as they are for whoever sends none.
LUA = """
local requests, at = {}, 0
function init()
  local headers = {["X-API-Key"] = "%(key)s", ["Content-Type"] = "application/json"}
  for line in io.lines("%(file)s") do requests[#requests + 1] = wrk.format("POST", "%(path)s", headers, line) end
end
function request()
  at = at %% #requests + 1
  return requests[at]
end
"""


def event(number):
    return {"event_name": "api_call", "external_customer_id": f"customer-{number * 7919 % CUSTOMERS}", "source": "bench",
            "properties": {"tokens": number % 1000, "price": number % 997 / 10_000, "model": "small" if number % 3 else "large"}}


class Server:
    """A server in its development set-up, without limits of events."""

    def __init__(self, binary, engine, directory):
        self.directory = directory
        environment = dict(os.environ, KEYWARD_RATE_LIMITS_EVENTS="off",
                           KEYWARD_RATE_LIMITS_EVENTS_BULK="off",
                           # The first question about a property reads every event.
                           KEYWARD_SERVER_REQUEST_TIMEOUT_SECONDS="600",
                           **engine.environment)
        command = pinned(binary, "serve", "--dev", "--listen", "127.0.0.1:0", "--metrics-listen", "off",
                         "--grpc-listen", "off", "--data-dir", engine.data)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("keyward ended before it was ready")
        self.port = int(re.search(r":(\d+)", line).group(1))
        self.single = self._script("single", "/v1/events", [event(number) for number in range(1000)])
        bulks = [{"events": [event(1000 * bulk + number) for number in range(1000)]} for bulk in range(20)]
        self.bulk = self._script("bulk", "/v1/events/bulk", bulks)

    def _script(self, name, path, bodies):
        stem = f"{self.directory}/{name}"
        with open(f"{stem}.json", "w") as file:
            file.writelines(json.dumps(body) + "\n" for body in bodies)
        with open(f"{stem}.lua", "w") as file:
            file.write(LUA % {"key": KEY, "file": f"{stem}.json", "path": path})
        return f"{stem}.lua"

    def load(self, script, connections, seconds):
        """Requests a second."""
        command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script,
                   f"http://127.0.0.1:{self.port}"]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if "Non-2xx" in out:
            raise SystemExit(f"not every answer was good:\n{out}")
        return float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))

    def post(self, path, body):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=json.dumps(body).encode(),
                                         headers={"X-API-Key": KEY, "Content-Type": "application/json"})
        return json.loads(urllib.request.urlopen(request, timeout=600).read())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
