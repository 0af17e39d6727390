"""From the logs to the whole site."""

from __future__ import annotations

from parts.bench import Bench
from parts.casebook import wrong_figures
from parts.measure import runs, say
from parts.results import Results, Table, measures


def measure_site(bench: Bench, results: Results) -> None:
    table = Table("From the logs to the site with 1,000 trace pages", ["traces", "wall", "cpu", "peak", "GB/s"])
    for traces in bench.sizes[1:]:
        week, size = bench.clean_week(traces), bench.name(traces)
        say(f"  the site, {traces:,} traces")
        report = bench.casebook.report(week, bench.cache.pages / "site", 1000)
        taken = runs(report, bench.pairs)
        results.judge(wrong_figures(week, report.writes[0] / "summary.json"), f"casebook report, {size}")
        table.rows.append([size, *measures(taken), f"{week.bytes / taken.wall / 1e9:.2f}"])
        results.measure("memory", taken.peak / 2**20)
        results.measure(f"site-{size.lower()}", taken.wall)
        if size == "1M":
            results.measure("site-1m-memory", taken.peak / 2**20)
    results.tables.append(table)
