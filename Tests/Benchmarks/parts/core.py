"""The reading core beside programs that come to the same figures."""

from __future__ import annotations

import json
from pathlib import Path

from parts.bench import Bench
from parts.casebook import wrong_figures
from parts.figures import wrong_peer_figures
from parts.measure import Job, Pairs, pairs, run, say
from parts.places import Week
from parts.results import Results, Table, measures

HEADER = ["beside", "our threads", "wall", "cpu", "peak", "our wall", "our cpu", "our peak", "wall ratio", "cpu ratio"]


def measure_core(bench: Bench, results: Results) -> None:
    sizes = [100_000, 1_000_000] if bench.large else [100_000]
    for traces in sizes:
        measure_week(bench, results, bench.clean_week(traces), bench.name(traces))


def measure_week(bench: Bench, results: Results, week: Week, size: str) -> None:
    check_core(bench, results, week)
    table = Table(f"The reading core, {size} traces, {week.bytes / 1e9:.2f} GB", HEADER)
    table.note = "Ratios are the peer's by ours, pair by pair: the median, and the range."
    wc = Job("wc -l", ["wc", "-l", *map(str, week.logs)])
    duckdb = bench.peer("duckdb_week.py", str(week.folder), "--threads", "2")
    beside = [(2, wc, ""), (1, wc, ""), (2, duckdb, "duckdb")]
    if size != "1M":
        polars = bench.peer("polars_week.py", str(week.folder), "--threads", "2")
        orjson = bench.peer("orjson_week.py", str(week.folder))
        duckdb_alone = bench.peer("duckdb_week.py", str(week.folder), "--threads", "1")
        beside += [(1, duckdb_alone, ""), (2, polars, "polars"), (1, orjson, "orjson")]
    for threads, peer, goal in beside:
        if peer.output:
            check_peer(results, week, peer, peer.output)
        both = pairs(bench.casebook.core(week, threads), peer, bench.pairs)
        table.rows.append(row(peer, threads, both))
        results.measure("memory", both.ours.peak / 2**20)
        if goal:
            results.measure(f"{goal}-{size.lower()}", both.wall.median)
        elif threads == 2 and size == "100k":
            results.measure("core-wc", 1 / both.cpu.median)
    results.tables.append(table)


def check_core(bench: Bench, results: Results, week: Week) -> None:
    core = bench.casebook.core(week, 2)
    run(core)
    results.judge(wrong_figures(week, bench.casebook.summary(core)), f"casebook, {week.folder.name}")


def check_peer(results: Results, week: Week, peer: Job, figures: Path) -> None:
    say(f"checking the figures of {peer.name}")
    run(peer)
    results.judge(wrong_peer_figures(week, json.loads(figures.read_text())), f"{peer.name}, {week.folder.name}")


def row(peer: Job, threads: int, both: Pairs) -> list[str]:
    return [peer.name, str(threads), *measures(both.theirs), *measures(both.ours), str(both.wall), str(both.cpu)]
