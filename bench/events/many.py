"""Ten million events of one month in SQLite: usage from what is kept by the hour, and what ingestion is like beside them."""

import sqlite3
import statistics
import time

from engines import Sqlite
from ingestion import BULK, BULK_CONNECTIONS, SINGLE_CONNECTIONS
from server import CUSTOMERS, Server

DAY = 86_400_000_000
DAYS = 30
FEW = 10_000

FILL = f"""
WITH RECURSIVE numbers (n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last - 1)
INSERT INTO events (environment_id, event_id, event_name, customer, at, received_at, source, properties)
SELECT :environment, printf('%08x-%04x-7000-8000-%012x', n >> 16, n & 65535, n * 2654435761 & 281474976710655), 'api_call',
       'customer-' || (n * 7919 % {CUSTOMERS}), :start + n * {DAYS * DAY} / :all, :start + n * {DAYS * DAY} / :all, 'bench',
       printf('{{"tokens":%d,"price":%.4f,"model":"small"}}', n % 1000, n % 997 / 10000.0)
FROM numbers
"""
COUNT = """
INSERT INTO event_counts (environment_id, event_name, customer, hour, count)
SELECT environment_id, event_name, {customer}, at / 3600000000 * 3600000000, count(*) FROM events GROUP BY 1, 2, 3, 4
"""
NAIVE = "SELECT at / 86400000000, {what} FROM events WHERE environment_id = ? AND event_name = 'api_call' AND at >= ? AND at < ? GROUP BY 1"


def fill(engine, count):
    """So many events, of the 30 days before today, with the counts that Keyward keeps; the environment and when they begin."""
    database = sqlite3.connect(engine.file, isolation_level=None)
    database.execute("PRAGMA journal_mode=OFF")
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA cache_size=-200000")
    environment, last = database.execute("SELECT environment_id, max(at) FROM events").fetchone()
    start = last // DAY * DAY - DAYS * DAY
    database.execute("DELETE FROM events")
    database.execute("DELETE FROM event_counts")
    indexes = database.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = 'events' AND type = 'index'").fetchall()
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    bounds = {"environment": environment, "start": start, "all": count}
    for first in range(0, count, 1_000_000):
        database.execute(FILL, {**bounds, "first": first, "last": min(count, first + 1_000_000)})
    for _, statement in indexes:
        database.execute(statement)
    for customer in ("''", "customer"):
        database.execute(COUNT.format(customer=customer))
    database.execute("PRAGMA journal_mode=WAL")
    database.close()
    return environment, start


def rates(server, rounds, seconds):
    """Events a second, one by one and in bulk."""
    kinds = [(server.single, SINGLE_CONNECTIONS, 1), (server.bulk, BULK_CONNECTIONS, BULK)]
    return [statistics.median(server.load(script, connections, seconds) * events for _ in range(rounds))
            for script, connections, events in kinds]


def took(work, times=1):
    """Seconds, the median."""
    def once():
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return statistics.median(once() for _ in range(times))


def with_rows(binary, directory, count):
    """A server over so many events; and where they are."""
    engine = Sqlite(f"{directory}/{count}")
    server = Server(binary, engine, directory)
    server.post("/v1/events", {"event_name": "api_call", "external_customer_id": "customer-1"})
    server.stop()
    return engine, *fill(engine, count), Server(binary, engine, directory)


def usage(server, engine, environment, start):
    """Rows of Markdown."""
    times = {name: f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(at // 1_000_000))}"
             for name, at in (("start_time", start), ("end_time", start + DAYS * DAY))}
    asked = {"event_name": "api_call", "window_size": "DAY", **times}
    database = engine.open(engine.file)
    lines = []
    for what, query, naive in (
        ("`COUNT`", {"aggregation_type": "COUNT"}, "count(*)"),
        ("`SUM` of a property", {"aggregation_type": "SUM", "property_name": "price"}, "sum(json_extract(properties, '$.price'))"),
    ):
        answers = []

        def ask():
            answers.append(server.post("/v1/events/usage", {**asked, **query})["results"])

        first = took(ask)
        before = time.perf_counter()
        if "property_name" in query:
            # What was asked for is reckoned ahead from now on; the hours are done when all are there.
            hours = "SELECT count(*) FROM event_values WHERE customer = '' AND property = ?"
            while database.execute(hours, (query["property_name"],)).fetchone()[0] < DAYS * 24:
                time.sleep(0.1)
        ahead = time.perf_counter() - before
        ours = took(ask, 9)
        arguments = (environment, start, start + DAYS * DAY)
        rows = []
        by_hand = took(lambda: rows.extend(database.execute(NAIVE.format(what=naive), arguments).fetchall()))
        values = [row["value"] for row in answers[-1]]
        if answers[0] != answers[-1] or any(abs(ours - sum) > 1e-6 * sum for ours, (_, sum) in zip(values, rows, strict=True)):
            raise SystemExit(f"{what}: {answers[-1]} is not {rows}")
        lines.append(f"| {what} | {ours * 1e3:,.1f} ms | {by_hand * 1e3:,.0f} ms | **{by_hand / ours:,.0f}** | {first * 1e3:,.0f} ms | {ahead:,.0f} s |")
    database.close()
    return lines


def measure(binary, directory, count, rounds, seconds):
    """Markdown."""
    engine, _, _, server = with_rows(binary, directory, FEW)
    few = rates(server, rounds, seconds)
    server.stop()
    engine, environment, start, server = with_rows(binary, directory, count)
    told = usage(server, engine, environment, start)
    many = rates(server, rounds, seconds)
    server.stop()
    text = [
        f"| usage of {count:,} events of {DAYS} days by day | Keyward, over HTTP | SQL over the events | times | asked for the first time | reckoned ahead in |",
        "|---|---|---|---|---|---|", *told, "",
        f"| events a second | beside {FEW:,} | beside {count:,} | ratio | goal |", "|---|---|---|---|---|",
    ]
    for name, one, other in zip(("one by one", f"{BULK:,} a request"), few, many):
        text.append(f"| {name} | {one:,.0f} | {other:,.0f} | **{other / one:.2f}** | 0.80 |")
    return text
