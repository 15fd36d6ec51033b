"""A server with a product and many licences."""

import json
import os
import re
import subprocess
import urllib.request

from engines import Table, pinned
from load import Request

ACTIVATIONS = Table("activations", "license_id, domain, counted, fingerprint, label, version, activated_at, last_seen_at")
# The person of `serve --dev`.
PERSON = {"email": "dev@keyward.invalid", "password": "keyward-dev"}
AT_ONCE = 100
LIMITS = ("VERIFY_LICENSE", "ACTIVATE", "REQUESTS")
# Each licence was activated there before, and the site was not seen for an hour.
EVERYWHERE = """
INSERT INTO activations (license_id, domain, counted, activated_at, last_seen_at)
SELECT id, 'shop.example.com', TRUE, created_at, created_at - 3600000000 FROM licenses
"""


def asking(path, domain):
    """What a site sends, with the next licence's key."""
    body = json.dumps({"license_key": "{}", "domain": domain})
    return Request(f"/api/v1/licenses/{path}", "POST", {"Content-Type": "application/json"}, body)


class Shop:
    """A development server without limits."""

    def __init__(self, binary, engine):
        self.binary, self.engine = binary, engine
        self.environment = {**os.environ, **engine.environment, **{f"KEYWARD_RATE_LIMITS_{name}": "off" for name in LIMITS}}
        self.process = self.port = self.token = None

    def start(self):
        command = pinned(self.binary, "serve", "--dev", "--listen", "127.0.0.1:0", "--metrics-listen", "off", "--grpc-listen", "off",
                         "--data-dir", self.engine.data)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=self.environment)
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("keyward ended before it was ready")
        self.port = int(re.search(r":(\d+)", line).group(1))

    def stop(self):
        self.process.terminate()
        self.process.wait()

    @property
    def pid(self):
        return self.process.pid

    def call(self, path, body, method="POST"):
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", json.dumps(body).encode(), headers, method=method)
        return json.loads(urllib.request.urlopen(request, timeout=600).read())

    def fill(self, count):
        """Makes so many licences; their keys."""
        self.token = self.call("/v1/auth/login", PERSON)["token"]
        product = self.call("/api/v1/admin/products", {"slug": "flavor-starter", "name": "Flavor Starter", "type": "theme"})["id"]
        tier = {"name": "bench", "rank": 9, "domains_per_license": -1, "features": ["modules.premium", "erp.basic"]}
        self.call("/api/v1/admin/tiers", tier, "PUT")
        order = {"product_id": product, "tier": "bench", "quantity": AT_ONCE}
        made = [self.call("/api/v1/portal/licenses/bulk", order)["licenses"] for _ in range(-(-count // AT_ONCE))]
        return [license["license_key"] for batch in made for license in batch][:count]

    def activate_all(self):
        """Behind the back of the server, which is stopped meanwhile."""
        self.stop()
        self.engine.write(EVERYWHERE)
        self.start()
