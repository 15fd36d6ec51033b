"""What is measured, and how it is told."""

import statistics

import report as tables
import subjects
from shop import Shop, asking
from subjects import Subject

# Answers that the server makes by itself.
OWN = ("content-length", "date", "x-request-id", "connection")


def measure(binary, bare, engine, directory, asked):
    """Verifications beside the bare server's answers, and activations beside raw inserts, of one database."""
    shop = Shop(binary, engine)
    shop.start()
    keys = shop.fill(asked.licenses)
    engine.prepare()
    ours, raw = [], []
    for number in range(asked.rounds + 1):
        before = engine.last()
        seconds = asked.seconds if number else 1
        activate = Subject(f"activate {number}", shop, shop.port, asking("activate", f"round{number}.example.com"), keys[1:], directory)
        activate.measure(seconds)
        rows = engine.rows(before)
        # One commit a row takes its time: some of the rows tell as much.
        some = rows[:max(200, len(rows) // 4)]
        # The first round warms up.
        if number:
            ours.append(len(rows) / seconds)
            raw.append(len(some) / engine.insert(some, 1))
    shop.activate_all()
    pair = verifications(bare, shop, keys, directory, asked)
    shop.stop()
    engine.end()
    return pair, (engine.name, ours, raw)


def verifications(bare, shop, keys, directory, asked):
    name = f"`POST /api/v1/licenses/verify`, {len(keys):,} licences, {shop.engine.name}"
    ours = Subject(name, shop, shop.port, asking("verify", "shop.example.com"), keys, directory)
    status, headers, body = ours.answer
    if '"valid":true' not in body:
        raise SystemExit(f"not valid: {body}")
    headers = {name: value for name, value in headers.items() if name.lower() not in OWN}
    answer = {"method": "POST", "path": ours.request.path, "status": status, "headers": headers, "body": body}
    server, port = subjects.bare(bare, directory, [answer])
    with server:
        beside = Subject(f"bare for {name}", server, port, ours.request, keys, directory)
        # Until one run, each of which begins with the first of them, asked about all: a site that comes the first time is read from the database.
        seconds, asked_for = 4, 0
        while asked_for < len(keys):
            seconds *= 2
            ours.measure(seconds)
            asked_for = ours.rounds.pop().rate * seconds
        beside.measure(1, keep=False)
        for _ in range(asked.rounds):
            ours.measure(asked.seconds)
            beside.measure(asked.seconds)
    return ours, beside


def report(verified, activated, asked):
    """Markdown."""
    lines = [
        f"{asked.rounds} interleaved rounds of {asked.seconds} s, 32 connections, every licence in turn; server on one core, wrk on another; medians.",
        "", tables.beside_bare(verified), "",
        "Raw inserts are of the activations that came of ours, into the same table with the same indexes, one commit a row, durable.", "",
        "| activations | Keyward, activations/s | raw, rows/s | ratio |", "|---|---|---|---|",
    ]
    median = statistics.median
    for name, ours, raw in activated:
        ratios = [one / other for one, other in zip(ours, raw)]
        lines.append(f"| {name} | {median(ours):,.0f} | {median(raw):,.0f} | **{median(ratios):.2f}** ({min(ratios):.2f} to {max(ratios):.2f}) |")
    return "\n".join(lines)
