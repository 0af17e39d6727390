"""Reading compressed logs, in bytes of their text."""

from __future__ import annotations

from parts.bench import Bench
from parts.casebook import wrong_figures
from parts.measure import runs, say
from parts.results import Results, Table, measures


def measure_compression(bench: Bench, results: Results) -> None:
    table = Table(
        "Compressed logs, 100k traces, 1 thread",
        ["logs", "wall", "cpu", "peak", "GB/s", "cpu beyond plain", "GB/s of that"],
    )
    table.note = "GB of text a second of processor time; the last column is decompression alone."
    week = bench.clean_week(100_000)
    plain = runs(bench.casebook.core(week, 1), bench.pairs)
    table.rows.append(["plain", *measures(plain), f"{week.bytes / plain.cpu / 1e9:.2f}", "", ""])
    for kind in ("gzip", "zstd"):
        logs = bench.cache.compressed(week, kind)
        say(f"  the core, {kind}")
        core = bench.casebook.core(logs, 1)
        taken = runs(core, bench.pairs)
        # The names and sizes of the logs are others.
        results.judge(wrong_figures(week, bench.casebook.summary(core), "--skip", "inputs"), f"casebook, {kind}")
        more = taken.cpu - plain.cpu
        rate = week.bytes / taken.cpu / 1e9
        # Below that the two differ by no more than noise.
        alone = f"{week.bytes / more / 1e9:.2f}" if more > 0.05 else "—"
        table.rows.append([kind, *measures(taken), f"{rate:.2f}", f"{more:.2f} s", alone])
        results.measure(kind, rate)
    results.tables.append(table)
