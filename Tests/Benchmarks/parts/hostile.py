"""Logs of a shape that nobody means: each beside the same bytes in normal shape."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from parts.bench import Bench
from parts.measure import JobFailed, remove, run, say
from parts.places import Cache, Week
from parts.results import Results, Table, measures

EVENTS = 1_000_000
START = datetime(2026, 11, 16, tzinfo=timezone.utc)
TEXT = "Please look at the order again and say when the refund arrives. " * 12
ADDRESS_SPACE = 12 * 2**30


@dataclass(frozen=True)
class Shape:
    events: int = EVENTS
    events_a_trace: int = 10
    models: int = 12
    text: str = ""
    long_line: int = 0

    def write(self, file: Path) -> None:
        with file.open("w") as log:
            for first in range(0, self.events, 10_000):
                log.write("".join(self.line(n) for n in range(first, min(first + 10_000, self.events))))
            if self.long_line:
                before, after = event(self.events, 0, "model-0", "%").split("%")
                log.write(before)
                for _ in range(self.long_line // 1_000_000):
                    log.write("x" * 1_000_000)
                log.write(after)

    def line(self, number: int) -> str:
        return event(number, number // self.events_a_trace, f"model-{number % self.models}", self.text)


def event(number: int, trace: int, model: str, text: str) -> str:
    time = (START + timedelta(milliseconds=500 * number)).isoformat()
    return (
        f'{{"trace_id":"{trace:032x}","event_id":"{number:016x}","timestamp":"{time}","duration_ms":12.5,'
        f'"stage":"model","name":"draft answer","status":"ok","output_summary":"{text}",'
        f'"model":{{"provider":"aurora","name":"{model}"}},"usage":{{"prompt_tokens":100,"completion_tokens":20}},'
        '"charges":[{"source":"model","item":"tokens","quantity":120,"unit":"token","unit_price":"0.000001",'
        '"amount":"0.00012","currency":"USD"}]}\n'
    )


def measure_hostile(bench: Bench, results: Results) -> None:
    line = 1_000_000_000 if bench.large else 256_000_000
    lines = line // len(event(0, 0, "model-0", TEXT))
    shapes = {
        f"one line of {line // 1_000_000} MB": (Shape(events=10, long_line=line), Shape(events=lines, text=TEXT), 1),
        "1M events in one trace": (Shape(events_a_trace=EVENTS), Shape(), 0),
        "1M distinct models": (Shape(models=EVENTS), Shape(), 0),
    }
    table = Table(
        "Hostile shapes, 2 threads",
        ["shape", "wall", "cpu", "peak", "normal wall", "normal cpu", "normal peak", "wall ratio", "said"],
    )
    for name, (hostile, normal, rejected) in shapes.items():
        say(f"  {name}")
        table.rows.append([name, *compare(bench, results, name, hostile, normal, rejected)])
    results.tables.append(table)


def compare(bench: Bench, results: Results, name: str, hostile: Shape, normal: Shape, rejected: int) -> list[str]:
    core = bench.casebook.core(written(bench.cache, normal), 2)
    run(core)
    usual = run(core)
    core = bench.casebook.core(written(bench.cache, hostile), 2)
    try:
        taken = run(core, timeout=max(60, 30 * usual.wall), memory=ADDRESS_SPACE)
    except JobFailed as failure:
        results.judge([str(failure)], name)
        results.measure("hostile-wall", float("inf"))
        return ["did not end", "", "", *measures(usual), "", ""]
    said = sum(log["rejected"] for log in json.loads(bench.casebook.summary(core).read_text())["inputs"])
    if said != rejected:
        results.judge([f"{said} lines rejected, not {rejected}"], name)
    results.measure("hostile-memory", taken.peak / 2**20)
    results.measure("hostile-wall", taken.wall / usual.wall)
    return [*measures(taken), *measures(usual), f"{taken.wall / usual.wall:.2f}", f"{said} rejected"]


def written(cache: Cache, shape: Shape) -> Week:
    """The week in this shape; only one is kept on the disk, as it is quickly made."""
    folder = cache.path("weeks", "hostile")
    cache.make_room(max(shape.long_line, shape.events * (500 + len(shape.text))))
    remove(folder)
    folder.mkdir()
    shape.write(folder / "app.jsonl")
    return Week(folder, folder / "none")
