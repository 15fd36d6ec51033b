"""Events in, durable, over HTTP, beside raw inserts of the very rows that came of it."""

import dataclasses
import statistics

from server import Server

SINGLE_CONNECTIONS, BULK_CONNECTIONS, BULK = 64, 4, 1000


@dataclasses.dataclass
class Rates:
    """Events a second: ours, raw; one pair a round."""

    ours: list
    raw: list

    def row(self, what, goal):
        ratios = [ours / raw for ours, raw in zip(self.ours, self.raw)]
        median = statistics.median
        return (f"| {what} | {median(self.ours):,.0f} | {median(self.raw):,.0f} | **{median(ratios):.2f}** "
                f"({min(ratios):.2f} to {max(ratios):.2f}) | {goal} |")


def measure(binary, engine, directory, rounds, seconds):
    """Rows of Markdown."""
    server = Server(binary, engine, directory)
    engine.prepare()
    single, bulk = Rates([], []), Rates([], [])
    kinds = [(single, server.single, SINGLE_CONNECTIONS, 1), (bulk, server.bulk, BULK_CONNECTIONS, BULK)]
    for number in range(rounds + 1):
        for rates, script, connections, events in kinds:
            before = engine.last()
            rate = server.load(script, connections, seconds if number else 1) * events
            rows = engine.rows(before)
            # One commit a row takes its time: some of the rows tell as much.
            rows = rows[:max(200, int(len(rows) / 4))] if events == 1 else rows
            raw = len(rows) / engine.insert(rows, events)
            # The first round warms up.
            if number:
                rates.ours.append(rate)
                rates.raw.append(raw)
    server.stop()
    engine.end()
    return [
        single.row(f"{engine.name}: one by one, {SINGLE_CONNECTIONS} connections, against one commit a row", "1.5"),
        bulk.row(f"{engine.name}: {BULK:,} a request, against {BULK:,} rows a commit", "0.60"),
    ]
