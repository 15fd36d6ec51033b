"""A server whose cache never has the key that is asked for: a million keys in SQLite, room for a few of them."""

import hashlib
import json
import os
import random
import secrets
import sqlite3
import time

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
        connection.executemany(
            f"INSERT INTO keys ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
            ([*{**row, "digest": hashlib.sha256(text.encode()).digest()}.values()] for text in texts),
        )
    connection.close()
    return texts


def look_up(database, texts):
    """Microseconds of a bare point look-up by digest, of SQLite from Python: one thread, one prepared statement."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    start = time.perf_counter()
    for digest in digests:
        connection.execute("SELECT * FROM keys WHERE digest = ?", (digest,)).fetchone()
    taken = time.perf_counter() - start
    connection.close()
    return taken * 1e6 / len(digests)


def start(binary, directory, make):
    """The server, its port, the request, the keys, and what a bare look-up takes. `make` makes a key at a port, and returns its text."""
    data = f"{directory}/cold"
    server, port = subjects.keyward(binary, data)
    made = hashlib.sha256(make(port).encode()).digest()
    _stop(server)
    database = os.path.join(data, "keyward.db")
    texts = _fill(database, made)
    asked = random.Random(1).sample(texts, ASKED)
    bare = look_up(database, asked[:50_000])
    config = f"{directory}/cold.toml"
    with open(config, "w") as file:
        file.write(CONFIG)
    server, port = subjects.keyward(binary, data, "--config", config)
    body = json.dumps({"key": "{}"})
    return server, port, Request("/v1/keys/verify", "POST", {"X-API-Key": DEVELOPMENT_KEY}, body), asked, bare
