"""How the cost of an event changes with the size of the week."""

from __future__ import annotations

from parts.bench import Bench
from parts.measure import runs, say
from parts.results import Results, Table, measures


def measure_growth(bench: Bench, results: Results) -> None:
    header = ["traces", "events", "wall", "cpu", "peak", "wall an event", "cpu an event", "peak an event"]
    table = Table("How the core's cost grows, 2 threads", header)
    for traces in bench.sizes:
        week = bench.clean_week(traces)
        say(f"  the core, {traces:,} traces")
        taken = runs(bench.casebook.core(week, 2), bench.pairs)
        events = week.figures["events"]
        each = [
            f"{taken.wall / events * 1e9:,.0f} ns",
            f"{taken.cpu / events * 1e9:,.0f} ns",
            f"{taken.peak / events:,.0f} B",
        ]
        table.rows.append([bench.name(traces), f"{events:,}", *measures(taken), *each])
        results.measure("memory", taken.peak / 2**20)
    results.tables.append(table)
