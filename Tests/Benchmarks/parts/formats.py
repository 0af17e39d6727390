"""Reading other formats, in bytes of their text a second of one core."""

from __future__ import annotations

import re
from pathlib import Path

from parts.bench import Bench
from parts.measure import Job, remove, runs, say
from parts.places import PROJECT, Cache
from parts.results import Results, Table, measures

SAMPLES = PROJECT / "Tests/TraceReadingTests/Fixtures"
BYTES = 100_000_000
FORMATS = {
    "OTLP-JSON": "otlp-genai/week-46.traces.jsonl",
    "OTLP-JSON, Pydantic AI": "otlp-genai/pydantic-ai-week-46.traces.jsonl",
    "LiteLLM": "litellm/week.jsonl",
    "Langfuse batches": "langfuse/batches.jsonl",
    "provider exchanges": "providers/openai.jsonl",
}
# Hexadecimal ids and UUIDs get other first digits in each copy, so that each is a week of its own.
IDS = re.compile(rb'(?<=")[0-9a-f]{8}(?=(?:[0-9a-f]{8}){1,3}"|-[0-9a-f]{4}-)')


def measure_formats(bench: Bench, results: Results) -> None:
    table = Table(
        "Other formats, 1 thread",
        ["format", "text", "read: cpu", "GB/s", "digest: wall", "cpu", "peak", "GB/s"],
    )
    table.note = (
        "GB of text a second of processor time. To read is to translate, decode and write records (`casebook map`); a "
        "digest is read, joined, priced, judged and counted too."
    )
    for name, sample in FORMATS.items():
        log = multiplied(bench.cache, SAMPLES / sample)
        text = log.stat().st_size
        say(f"  {name}")
        records, digest = bench.cache.path("out", "records"), bench.cache.path("out", "formats.digest")
        program = bench.casebook.program
        read = runs(Job(f"map of {name}", [program, "map", str(log), "-o", str(records)], [records]), bench.pairs)
        command = [program, "digest", str(log), "-o", str(digest), "--week", "2026-W46", "--threads", "1"]
        taken = runs(Job(f"digest of {name}", command, [digest]), bench.pairs)
        rate = text / read.cpu / 1e9
        cells = [f"{read.cpu:.2f} s", f"{rate:.2f}", *measures(taken), f"{text / taken.cpu / 1e9:.2f}"]
        table.rows.append([name, f"{text / 1e6:.0f} MB", *cells])
        results.measure("formats", rate)
        if name == "OTLP-JSON":
            results.measure("otlp", rate)
        remove(records)
    results.tables.append(table)


def multiplied(cache: Cache, sample: Path) -> Path:
    """A log with so many copies of the sample, each with other ids; kept from run to run."""
    log = cache.path("formats", f"{BYTES // 1_000_000}-{sample.parent.name}-{sample.name}")
    if not log.exists():
        text = sample.read_bytes()
        making = log.with_suffix(".making")
        with making.open("wb") as out:
            for number in range(max(1, BYTES // len(text))):
                out.write(IDS.sub(lambda found: mixed(found[0], number), text))
        making.rename(log)
    return log


def mixed(digits: bytes, number: int) -> bytes:
    return b"%08x" % (int(digits, 16) ^ (number * 0x9E3779B1 & 0xFFFFFFFF))
