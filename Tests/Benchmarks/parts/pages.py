"""Trace pages: casebook from the logs, beside page writers that have their data ready."""

from __future__ import annotations

from parts.bench import Bench
from parts.measure import Job, pairs, run, runs, say
from parts.results import Results, Table, measures

PAGES = 2000


def measure_pages(bench: Bench, results: Results) -> None:
    week = bench.clean_week(10_000)
    report = bench.casebook.report(week, bench.cache.pages / "pages", PAGES)
    run(report)
    data, hugo_out, jinja2_out = (bench.cache.pages / name for name in ("page-data", "hugo", "jinja2"))
    say("writing the pages' data for Hugo and Jinja2")
    prepared = bench.peer("page_data.py", str(week.folder), str(report.writes[0]), "-o", str(data))
    run(Job("page_data", prepared.command, [data]))
    hugo = Job("Hugo", ["hugo", "--quiet", "--source", str(data / "site"), "--destination", str(hugo_out)], [hugo_out])
    rendered = bench.peer("jinja2_pages.py", str(data / "traces.jsonl"), "-o", str(jinja2_out))
    jinja2 = Job("Jinja2", rendered.command, [jinja2_out])

    table = Table(
        f"A 10k week to {PAGES:,} trace pages",
        ["program", "wall", "cpu", "peak", "page bytes", "wall ratio", "cpu ratio"],
    )
    table.note = (
        "casebook reads the logs, counts, and writes self-contained pages and the overview; the others render ready "
        "data with no styles or charts. Page bytes are those of the page in the middle."
    )
    for peer in (hugo, jinja2):
        both = pairs(report, peer, bench.pairs)
        table.rows.append([peer.name, *measures(both.theirs), page_bytes(peer, results), str(both.wall), str(both.cpu)])
        if peer is hugo:
            results.measure("hugo", both.wall.median)
            table.rows.insert(0, ["casebook", *measures(both.ours), page_bytes(report, results), "", ""])
    results.tables.append(table)
    measure_pages_alone(bench, results, report)


def measure_pages_alone(bench: Bench, results: Results, report: Job) -> None:
    """What the pages take beyond the rest of the report, fetching their texts included."""
    bare = bench.casebook.report(bench.clean_week(10_000), bench.cache.pages / "bare", 0)
    say(f"  {bare.name}")
    more = runs(report, bench.pairs).cpu - runs(bare, bench.pairs).cpu
    results.measure("pages-written", PAGES / max(more, 1e-9))


def page_bytes(job: Job, results: Results) -> str:
    sizes = sorted(path.stat().st_size for path in (job.writes[0] / "traces").glob("*.html"))
    if len(sizes) != PAGES:
        results.judge([f"{len(sizes)} trace pages, not {PAGES}"], job.name)
    return f"{sizes[len(sizes) // 2]:,}" if sizes else "none"
