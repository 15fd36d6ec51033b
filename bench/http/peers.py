"""Others that check keys, as their own documents tell to set them up. Each gives (server, port, request, keys)."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import time

from load import Request
from subjects import HERE, Server

PEERS = os.path.join(HERE, "..", "peers")
ANSWER = '{"valid":true,"code":"VALID","key_id":"key_1","name":"bench"}'
# As many as the FastAPI program holds.
MANY = 100_000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(server, port):
    """Waits until the server takes connections: it has no way to say so."""
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return server, port
        except OSError:
            if server.process.poll() is not None:
                raise SystemExit(f"{server.process.args[3]} ended before it was ready")
            time.sleep(0.02)


def made_up_keys():
    return [f"bench_{secrets.token_hex(20)}" for _ in range(MANY)]


def nginx(directory):
    """nginx's `map`: the key is looked up in a hash table that is part of the configuration."""
    keys, port = made_up_keys(), free_port()
    with open(f"{directory}/nginx-keys.conf", "w") as file:
        file.writelines(f"{key} 1;\n" for key in keys)
    with open(f"{directory}/nginx.conf", "w") as file:
        file.write(f"""
daemon off; worker_processes 1; pid {directory}/nginx.pid; error_log stderr crit; user root;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 100000000;
  client_body_temp_path {directory}; proxy_temp_path {directory}; fastcgi_temp_path {directory};
  uwsgi_temp_path {directory}; scgi_temp_path {directory};
  map_hash_max_size 262144; map_hash_bucket_size 128;
  map $http_x_api_key $known {{ default 0; include {directory}/nginx-keys.conf; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ if ($known = 0) {{ return 401; }} default_type application/json; return 200 '{ANSWER}'; }}
  }}
}}""")
    server = Server("nginx", "-c", f"{directory}/nginx.conf", "-p", directory, stderr=subprocess.DEVNULL)
    return *listening(server, port), Request("/check", headers={"X-API-Key": "{}"}), keys[:1000]


def haproxy(directory):
    """HAProxy's map file."""
    keys, port = made_up_keys(), free_port()
    with open(f"{directory}/haproxy.map", "w") as file:
        file.writelines(f"{key} 1\n" for key in keys)
    with open(f"{directory}/haproxy.cfg", "w") as file:
        file.write(f"""
global
  nbthread 1
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
frontend check
  bind 127.0.0.1:{port}
  acl known req.hdr(x-api-key),map_str({directory}/haproxy.map) -m found
  http-request return status 401 if !known
  http-request return status 200 content-type application/json string '{ANSWER}'
""")
    server = Server("haproxy", "-db", "-q", "-f", f"{directory}/haproxy.cfg", stderr=subprocess.DEVNULL)
    return *listening(server, port), Request("/check", headers={"X-API-Key": "{}"}), keys[:1000]


def fastapi(directory, tools):
    """What a team writes in an afternoon: FastAPI, SQLAlchemy, SQLite."""
    peer, environment = f"{PEERS}/fastapi", f"{tools}/bench-fastapi"
    wanted = open(f"{peer}/requirements.txt").read()
    stamp = f"{environment}/installed.txt"
    if not os.path.exists(stamp) or open(stamp).read() != wanted:
        subprocess.run(["python3", "-m", "venv", "--clear", environment], check=True)
        install = [f"{environment}/bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r"]
        subprocess.run([*install, f"{peer}/requirements.txt"], check=True)
        shutil.copy(f"{peer}/requirements.txt", stamp)
    server = Server(f"{environment}/bin/python", f"{peer}/app.py", f"{directory}/fastapi.db", str(MANY))
    ready = json.loads(server.line())
    return server, ready["port"], Request("/check", headers={"X-API-Key": "{}"}), ready["keys"]


def better_auth(directory, tools):
    """better-auth's API-key plugin on SQLite, its rate limit off: the kinder of its two set-ups."""
    peer, installed = f"{PEERS}/better-auth", f"{tools}/bench-better-auth"
    os.makedirs(installed, exist_ok=True)
    lock = "package-lock.json"
    known = os.path.exists(f"{installed}/node_modules") and os.path.exists(f"{installed}/{lock}")
    if not known or open(f"{installed}/{lock}").read() != open(f"{peer}/{lock}").read():
        for name in ("package.json", lock):
            shutil.copy(f"{peer}/{name}", installed)
        quiet = ["--no-audit", "--no-fund", "--silent"]
        subprocess.run(["npm", "ci", "--legacy-peer-deps", *quiet], cwd=installed, check=True)
    shutil.copy(f"{peer}/server.mjs", installed)
    server = Server("node", f"{installed}/server.mjs", f"{directory}/better-auth.db", "1000", stderr=subprocess.DEVNULL)
    ready = json.loads(server.line())
    return server, ready["port"], Request("/check", headers={"X-API-Key": "{}"}), ready["keys"]


def all_of(directory, tools):
    """Name and set-up of each."""
    return [
        ("nginx `map`, 100 k keys", lambda: nginx(directory)),
        ("HAProxy map file, 100 k keys", lambda: haproxy(directory)),
        ("FastAPI and SQLite, 100 k keys", lambda: fastapi(directory, tools)),
        ("better-auth's plugin, 1 k keys", lambda: better_auth(directory, tools)),
    ]
