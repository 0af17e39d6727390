"""However a week is cut, packed and read, its summary is the same, to the byte where the files are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from parts.bench import Bench
from parts.casebook import wrong_figures
from parts.measure import Job, JobFailed, remove, run, say
from parts.places import Week
from parts.results import Results, Table

KINDS = {
    "clean": ["--defects", "off"],
    "with defects": ["--defects", "on"],
    "messy": ["--messy"],
    "messy, unpriced, estimated": ["--messy", "--unpriced", "--estimate"],
}
SPLITS = ["vendor", "day", "single"]
PACKINGS = ["plain", "gzip", "zstd"]
ABOUT_FILES = {"inputs", "coverage", "join"}  # what a summary says of its files by name

Way = tuple[str, Callable[[Week], bytes]]


def check_exactness(bench: Bench, results: Results) -> None:
    table = Table("The same figures however a week is read", ["traces", "week", "runs", "wrong"])
    ways = ways_to_read(bench)
    table.note = f"Each split and packing of a week is read by: {', '.join(name for name, _ in ways)}."
    for traces in bench.sizes:
        for kind in ["clean", "messy"] if traces > 100_000 else KINDS:
            count, problems = check_kind(bench, traces, kind, ways)
            results.judge(problems, f"{bench.name(traces)} {kind}")
            table.rows.append([bench.name(traces), kind, str(count), str(len(problems))])
    results.tables.append(table)


def check_kind(bench: Bench, traces: int, kind: str, ways: list[Way]) -> tuple[int, list[str]]:
    """Reads a week in every way; says how often, and what was not as it must be."""
    problems: list[str] = []
    count, expected = 0, None
    for split, packing, week in shapes(bench, traces, kind):
        say(f"  {bench.name(traces)} {kind}, by {split}, {packing}")
        first = b""
        for name, summary_of in ways:
            if packing != "plain" and name == DISTRIBUTED:
                continue
            count += 1
            try:
                summary = summary_of(week)
            except JobFailed as failure:
                problems.append(f"{split}, {packing}, {name}: {failure}")
                continue
            if not first:
                first = summary
                problems += wrong_golden(bench, week, summary, packing)
            elif summary != first:
                problems.append(f"{split}, {packing}, {name}: another summary than with {ways[0][0]}")
        figures = without_files(first or b"{}")
        expected = expected or figures
        if figures != expected:
            differing = [key for key in expected if expected[key] != figures.get(key)]
            problems.append(
                f"{split}, {packing}: {', '.join(differing)} differ from those of {SPLITS[0]}, {PACKINGS[0]}"
            )
    return count, problems


def shapes(bench: Bench, traces: int, kind: str) -> Iterator[tuple[str, str, Week]]:
    """Every split and packing of a small week; of a larger one, each split and each packing once."""
    is_small = traces <= 10_000
    for split, packing in product(SPLITS, PACKINGS) if is_small else zip(SPLITS, PACKINGS):
        plain = bench.cache.week(traces, *KINDS[kind], "--split", split)
        yield split, packing, plain if packing == "plain" else bench.cache.compressed(plain, packing)


def ways_to_read(bench: Bench) -> list[Way]:
    # As it is, with all records on disk, and with none.
    memories = [[], ["--memory", "16MB"], ["--memory", "32GB"]] if bench.casebook.has_memory else [[]]
    option_sets = [["--threads", str(threads), *memory] for memory in memories for threads in (1, 2)]
    ways: list[Way] = [(" ".join(o), partial(reported, bench, o)) for o in option_sets]
    if bench.casebook.has_digest:
        ways.append(("a digest", partial(digested, bench)))
    if bench.casebook.has_map:
        ways.append((DISTRIBUTED, partial(distributed, bench)))
    return ways


def reported(bench: Bench, options: list[str], week: Week) -> bytes:
    job = bench.casebook.report(week, bench.cache.path("out", "exactness"), 0, *options)
    run(job)
    return (job.writes[0] / "summary.json").read_bytes()


def digested(bench: Bench, week: Week) -> bytes:
    digest = bench.cache.path("out", "week.digest")
    casebook(bench, "digest", str(week.folder), "-o", str(digest))
    return reported(bench, ["--digest", str(digest)], week)


DISTRIBUTED = "map, digest --records and merge in a random tree"


def distributed(bench: Bench, week: Week) -> bytes:
    """Maps random ranges, digests each partition, merges the digests in a random order.

    A partition's records have the same file name in the folder of each range.
    """
    random = Random(week.folder.name)
    folder = bench.cache.path("out", "map")
    remove(folder)
    folder.mkdir()
    partitions: dict[str, list[str]] = {}
    for log in week.logs:
        for start, end in ranges(log.stat().st_size, random):
            records = folder / f"{log.name}-{start}"
            casebook(bench, "map", str(log), "--range", f"{start}-{end}", "--partitions", "8", "-o", str(records))
            for file in sorted(records.iterdir()):
                partitions.setdefault(file.name, []).append(str(file))
    digests = [partition_digest(bench, week, folder / f"{name}.digest", files) for name, files in partitions.items()]
    merged = merge(bench, folder, digests, random)
    return reported(bench, ["--digest", merged], week)


def partition_digest(bench: Bench, week: Week, digest: Path, records: list[str]) -> str:
    named = {"--config": week.folder / "casebook.yml", "--prices": week.folder / "prices.json"}
    options = [word for option, file in named.items() if file.exists() for word in (option, str(file))]
    period = week.figures["period"]["week"]
    casebook(bench, "digest", "--records", *records, "--week", period, *options, "-o", str(digest))
    return str(digest)


def ranges(size: int, random: Random) -> list[tuple[int, int]]:
    cuts = sorted({0, size, *(random.randrange(size + 1) for _ in range(random.randrange(4)))})
    return list(zip(cuts, cuts[1:]))


def merge(bench: Bench, folder: Path, digests: list[str], random: Random) -> str:
    for number in range(len(digests)):
        if len(digests) == 1:
            break
        random.shuffle(digests)
        count = random.randint(2, min(4, len(digests)))
        merged = str(folder / f"merged-{number}.digest")
        casebook(bench, "merge", *digests[:count], "-o", merged)
        digests = [*digests[count:], merged]
    return digests[0]


def casebook(bench: Bench, command: str, *arguments: str) -> None:
    run(Job(f"casebook {command}", [bench.casebook.program, command, *arguments]))


def wrong_golden(bench: Bench, week: Week, summary: bytes, packing: str) -> list[str]:
    file = bench.cache.path("out", "summary.json")
    file.write_bytes(summary)
    options = [] if packing == "plain" else ["--skip", "inputs"]
    return [f"{week.folder.name}: {line}" for line in wrong_figures(week, file, *options)]


def without_files(summary: bytes) -> dict[str, Any]:
    return {key: value for key, value in json.loads(summary, parse_float=str).items() if key not in ABOUT_FILES}
