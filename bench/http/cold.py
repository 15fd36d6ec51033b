"""A server whose cache never has the key that is asked for: a million keys in SQLite, room for a few of them."""

import hashlib
import json
import os
import random
import secrets
import sqlite3
import subprocess

import subjects
from load import Request
from subjects import DEVELOPMENT_KEY

KEYS = 1_000_000
# Room for the caller's own key, and for too few others to be met again.
CONFIG = "[gate]\nmax_keys = 6400\n"
ASKED = 200_000


def _stop(server):
    """A gentle end: what was written is in the database's own file."""
    server.process.terminate()
    server.process.wait()


def _fill(database, made):
    """Copies of one key under other digests; their texts."""
    texts = [f"bench_{secrets.token_hex(20)}" for _ in range(KEYS)]
    with sqlite3.connect(database) as connection:
        # Nobody minds if this file is lost half-way.
        for pragma in ("synchronous = OFF", "cache_size = -1000000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("SELECT * FROM keys WHERE digest = ?", (made,)).fetchone())
        del row["id"]
        # The index of their texts wants a newer SQLite than Python may have, and no check reads it.
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'keys' AND sql LIKE '%key_texts%'"
        ).fetchall()
        for trigger in triggers:
            connection.execute(f"DROP TRIGGER {trigger['name']}")
        connection.executemany(
            f"INSERT INTO keys ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            ([*{**row, "digest": hashlib.sha256(text.encode()).digest()}.values()] for text in texts),
        )
        for trigger in triggers:
            connection.execute(trigger["sql"])
    connection.close()
    return texts


def look_up(program, database, directory, texts):
    """Microseconds of a bare point look-up by digest."""
    keys = f"{directory}/looked-up.keys"
    with open(keys, "w") as file:
        file.write("\n".join(texts))
    return float(subprocess.run([program, database, keys], capture_output=True, text=True, check=True).stdout) / 1000


def start(binary, look_up_program, directory, make):
    """The server, its port, the request, the keys, and what a bare look-up takes. `make` makes a key at a port, and returns its text."""
    data = f"{directory}/cold"
    server, port = subjects.keyward(binary, data)
    made = hashlib.sha256(make(port).encode()).digest()
    _stop(server)
    database = os.path.join(data, "keyward.db")
    texts = _fill(database, made)
    asked = random.Random(1).sample(texts, ASKED)
    bare = look_up(look_up_program, database, directory, asked[:50_000])
    config = f"{directory}/cold.toml"
    with open(config, "w") as file:
        file.write(CONFIG)
    server, port = subjects.keyward(binary, data, "--config", config)
    body = json.dumps({"key": "{}"})
    return server, port, Request("/v1/keys/verify", "POST", {"X-API-Key": DEVELOPMENT_KEY}, body), asked, bare
