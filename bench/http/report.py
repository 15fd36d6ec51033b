"""Medians and ratios as Markdown, and a plot."""

import math
import statistics


def median(subject, figure):
    return statistics.median(getattr(one, figure) for one in subject.rounds)


def ratios(subject, other, figure="rate"):
    """Round by round, so that what slows the machine slows both: median, least and greatest."""
    pairs = [getattr(a, figure) / getattr(b, figure) for a, b in zip(subject.rounds, other.rounds)]
    return statistics.median(pairs), min(pairs), max(pairs)


def row(subject):
    return (f"{median(subject, 'rate'):,.0f} | {median(subject, 'p50'):,.0f} | {median(subject, 'p99'):,.0f} | "
            f"{median(subject, 'cpu'):.1f}")


def beside_bare(pairs, bare_name="bare axum"):
    """Each subject beside the bare server that answers the same."""
    lines = [f"| route | req/s | p50, µs | p99, µs | CPU, µs a request | of {bare_name} | p99, times bare's |",
             "|---|---|---|---|---|---|---|"]
    for ours, bare in pairs:
        middle, least, greatest = ratios(ours, bare)
        tail, _, _ = ratios(ours, bare, "p99")
        cheapest = median(bare, "cpu")
        lines.append(f"| {ours.name} | {row(ours)} (bare {cheapest:.1f}) | **{middle:.1%}** ({least:.1%} to {greatest:.1%}) | {tail:.2f} |")
    return "\n".join(lines)


def _times(ours, other):
    middle, least, greatest = ratios(ours, other)
    digits = 2 if middle < 10 else 0
    return f"**{middle:,.{digits}f}** ({least:,.{digits}f} to {greatest:,.{digits}f})"


def beside_peers(ours, peers):
    """Some subjects of ours beside other products."""
    times = " | ".join(f"Keyward's {one.name}, times this" for one in ours)
    lines = [f"| what | req/s | p50, µs | p99, µs | CPU, µs a request | {times} |", "|---" * (5 + len(ours)) + "|"]
    lines += [f"| **Keyward**, {one.name} | {row(one)} |{' |' * len(ours)}" for one in ours]
    lines += [f"| {peer.name} | {row(peer)} | {' | '.join(_times(one, peer) for one in ours)} |" for peer in peers]
    return "\n".join(lines)


def cold(subject, look_up, peers, keys):
    """Checks of keys that have to be fetched from the database."""
    lines = [f"| {keys:,} keys in SQLite, none in memory | req/s | p50, µs | p99, µs | CPU, µs a request |", "|---|---|---|---|---|",
             f"| {subject.name} | {row(subject)} |", "",
             f"A bare look-up of a row by its digest in the same file takes {look_up:.1f} µs (the same driver, one question after the other)."]
    for peer in peers:
        if "FastAPI" in peer.name:
            lines.append(f"The check's rate is {_times(subject, peer)} times that of {peer.name}.")
    return "\n".join(lines)


def plot(path, bars):
    """Bars of (name, requests a second) on a logarithmic axis, as SVG that reads on light and on dark."""
    left, width, height, top = 270, 460, 24, 34
    lowest, highest = 100, 10 ** math.ceil(math.log10(max(rate for _, rate in bars)))
    span = math.log10(highest / lowest)

    def x(rate):
        return left + width * math.log10(max(rate, lowest) / lowest) / span

    bottom = top + len(bars) * (height + 8)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 90} {bottom + 24}" role="img" '
           'font-family="system-ui, sans-serif" font-size="13" fill="#7a8088">',
           "<title>Key checks a second on one core, logarithmic scale</title>",
           f'<text x="{left}" y="16">Key checks a second on one core (logarithmic scale)</text>']
    mark = lowest
    while mark <= highest:
        out.append(f'<path d="M{x(mark):.0f} {top - 6}V{bottom}" stroke="#7a808840"/>'
                   f'<text x="{x(mark):.0f}" y="{bottom + 16}" text-anchor="middle">{mark:,}</text>')
        mark *= 10
    for place, (name, rate) in enumerate(bars):
        y = top + place * (height + 8)
        colour = "#2f7d5b" if name.startswith("Keyward") else "#9aa3ad"
        out.append(f'<text x="{left - 10}" y="{y + 17}" text-anchor="end">{name.replace("`", "")}</text>'
                   f'<rect x="{left}" y="{y}" width="{x(rate) - left:.0f}" height="{height}" rx="3" fill="{colour}"/>'
                   f'<text x="{x(rate) + 8:.0f}" y="{y + 17}">{rate:,.0f}</text>')
    with open(path, "w") as file:
        file.write("\n".join([*out, "</svg>", ""]))
