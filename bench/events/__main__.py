"""Events: what it costs to take them in and to tell usage, beside the database with nothing in between. Markdown; loopback only.

Keyward, the database and the raw client on core 0, wrk on core 1. Needs PostgreSQL's programs, wrk and some 8 GB for the events.
"""

import argparse
import os
import tempfile

import engines
import ingestion
import many


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("keyward", help="the release binary")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--events", type=int, default=10_000_000, help="how many there are for usage; 0 leaves it out")
    parser.add_argument("--engine", choices=["sqlite", "postgres"], help="this one alone")
    parser.add_argument("--directory", help="on the disk to measure; by default the one of temporary files")
    return parser.parse_args()


def main():
    asked = options()
    binary = os.path.realpath(asked.keyward)
    with tempfile.TemporaryDirectory(prefix="keyward-bench-", dir=asked.directory, ignore_cleanup_errors=True) as directory:
        os.chmod(directory, 0o755)
        print(f"Medians of {asked.rounds} interleaved rounds of {asked.seconds} s; the raw inserts are of the rows that came of ours, into the "
              "same table with the same indexes, durable.\n")
        print("| events in | Keyward, events/s | raw, rows/s | ratio | goal |\n|---|---|---|---|---|")
        for name, engine in (("sqlite", engines.Sqlite), ("postgres", engines.Postgres)):
            if asked.engine in (None, name):
                print("\n".join(ingestion.measure(binary, engine(directory), directory, asked.rounds, asked.seconds)), flush=True)
        if asked.events:
            print("\n" + "\n".join(many.measure(binary, directory, asked.events, min(asked.rounds, 3), asked.seconds)))


main()
