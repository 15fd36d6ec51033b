"""The licensing hub: verifications of many licences beside a bare axum server, activations beside raw inserts. Markdown; loopback only.

Keyward, the database and the bare server on core 0, wrk on core 1. Needs PostgreSQL's programs and wrk.
"""

import argparse
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# What loads, reports and writes raw is theirs.
sys.path += [os.path.join(HERE, "..", "http"), os.path.join(HERE, "..", "events")]

import engines
import measures
from shop import ACTIVATIONS


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keyward", help="the release binary")
    parser.add_argument("bare", help="the bare server")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--licenses", type=int, default=100_000, help="how many there are, each active on one domain")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], help="this one alone")
    parser.add_argument("--directory", help="on the disk to measure; by default the one of temporary files")
    return parser.parse_args()


def main():
    asked = options()
    binary, bare = os.path.realpath(asked.keyward), os.path.realpath(asked.bare)
    verified, activated = [], []
    with tempfile.TemporaryDirectory(prefix="keyward-bench-", dir=asked.directory, ignore_cleanup_errors=True) as directory:
        os.chmod(directory, 0o755)
        for name, engine in (("sqlite", engines.Sqlite), ("postgres", engines.Postgres)):
            if asked.engine in (None, name):
                one, other = measures.measure(binary, bare, engine(directory, ACTIVATIONS), directory, asked)
                verified.append(one)
                activated.append(other)
    print(measures.report(verified, activated, asked))


main()
