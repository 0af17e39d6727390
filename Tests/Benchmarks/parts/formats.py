"""Reading other formats, in bytes of their text a second of one core."""

from __future__ import annotations

import random
import re
from pathlib import Path

from parts.bench import Bench
from parts.measure import Job, quickest, remove
from parts.places import PROJECT, Cache
from parts.results import Results, Table, measures

SAMPLES = PROJECT / "Tests/TraceReadingTests/Fixtures"
# So many that what a process takes to start, about 16 ms, is a small part of it.
BYTES = 200_000_000
FORMATS = {
    "OTLP-JSON": "otlp-genai/week-46.traces.jsonl",
    "OTLP-JSON, Pydantic AI": "otlp-genai/pydantic-ai-week-46.traces.jsonl",
    "LiteLLM": "litellm/week.jsonl",
    "Langfuse batches": "langfuse/batches.jsonl",
    "provider exchanges": "providers/openai.jsonl",
}
# Hexadecimal ids and UUIDs get other first digits in each copy, so that each is a week of its own.
IDS = re.compile(rb'(?<=")[0-9a-f]{8}(?=(?:[0-9a-f]{8}){1,3}"|-[0-9a-f]{4}-)')
# What is said, as JSON or as JSON inside of one or two strings: the quotes before it tell which.
SAID = re.compile(rb'(?P<key>\\*"(?:content|text)\\*": ?(?P<slashes>\\*)")(?P<text>(?:[^"\\]|\\(?!"|\\\\"))+?)(?=\\*")')
# A sample's messages have a few words each, where their tokens tell of some kilobytes; of agents that read
# documents and code, tens of them.
LENGTHS = {"short": 0, "long": 3_000, "very long": 30_000}
WORDS = (
    "the order was sent back by a customer who asked for the refund and we have checked address parcel account late "
    "pay invoice answer politely never promise date before warehouse confirms it größer naïve 東京 résumé please keep "
    "tone calm short clear list steps if needed then close case with thanks"
).split()
RUNS = 9


def measure_formats(bench: Bench, results: Results) -> None:
    table = Table(
        "Other formats, 1 thread",
        ["format", "messages", "text", "read: cpu", "GB/s", "digest: wall", "cpu", "peak", "GB/s"],
    )
    table.note = (
        "GB of text a second of processor time, of the quickest of nine runs in turns. To read is to translate, decode and write "
        "records into memory (`casebook map`); a digest is read, joined, priced, judged and counted too. Short messages "
        f"are those of the sample, long ones have {LENGTHS['long']:,} bytes more each, very long ones {LENGTHS['very long']:,}; "
        "the pieces of streamed answers stay as they are."
    )
    program, out = bench.casebook.program, bench.cache.pages
    records, digest = out / "records", out / "formats.digest"
    logs = [
        (name, kind, multiplied(bench.cache, SAMPLES / sample, kind))
        for kind in LENGTHS
        for name, sample in FORMATS.items()
    ]
    jobs = []
    for name, _, log in logs:
        command = [program, "digest", str(log), "-o", str(digest), "--week", "2026-W46", "--threads", "1"]
        jobs.append(Job(f"map of {name}", [program, "map", str(log), "-o", str(records)], [records]))
        jobs.append(Job(f"digest of {name}", command, [digest]))
    measured = quickest(jobs, RUNS)
    for (name, kind, log), read, taken in zip(logs, measured[::2], measured[1::2]):
        text = log.stat().st_size
        rate = text / read.cpu / 1e9
        cells = [f"{read.cpu:.2f} s", f"{rate:.2f}", *measures(taken), f"{text / taken.cpu / 1e9:.2f}"]
        table.rows.append([name, kind, f"{text / 1e6:.0f} MB", *cells])
        end = "" if kind == "short" else f"-{kind.replace(' ', '-')}"
        results.measure(f"formats{end}", rate)
        if name == "OTLP-JSON":
            results.measure(f"otlp{end}", rate)
    remove(records)
    remove(digest)
    results.tables.append(table)


def multiplied(cache: Cache, sample: Path, kind: str) -> Path:
    """A log with so many copies of the sample, each with other ids; kept from run to run."""
    log = cache.path("formats", f"{BYTES // 1_000_000}-{kind.replace(' ', '-')}-{sample.parent.name}-{sample.name}")
    if not log.exists():
        text = lengthened(sample.read_bytes(), LENGTHS[kind])
        making = log.with_suffix(".making")
        with making.open("wb") as out:
            for number in range(max(1, BYTES // len(text))):
                out.write(IDS.sub(lambda found: mixed(found[0], number), text))
        making.rename(log)
    return log


def mixed(digits: bytes, number: int) -> bytes:
    return b"%08x" % (int(digits, 16) ^ (number * 0x9E3779B1 & 0xFFFFFFFF))


def lengthened(sample: bytes, length: int) -> bytes:
    """The sample with prose behind the words of each message, with its quotes and line feeds as they are spelled there."""
    numbers = random.Random(46)

    def longer(found: re.Match[bytes]) -> bytes:
        # None, one or three backslashes: JSON, and JSON inside of one and of two strings.
        slashes = len(found["slashes"])
        is_piece = b"delta" in sample[max(0, found.start() - 40) : found.start()]
        if slashes not in (0, 1, 3) or is_piece:
            return found[0]
        line_feed, quote = "\\" * (slashes + 1) + "n", "\\" * (2 * slashes + 1) + '"'
        return found["key"] + found["text"] + f" {prose(numbers, length, line_feed, quote)}".encode()

    return SAID.sub(longer, sample) if length else sample


def prose(numbers: random.Random, length: int, line_feed: str, quote: str) -> str:
    words, written = [], 0
    while written < length:
        word = numbers.choice(WORDS)
        chance = numbers.random()
        if chance < 0.03:
            word += line_feed
        elif chance < 0.04:
            word = f"{quote}{word}{quote}"
        words.append(word)
        written += len(word.encode()) + 1
    return " ".join(words)
