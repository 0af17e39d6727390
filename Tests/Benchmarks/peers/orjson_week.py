#!/usr/bin/env python3
"""The figures of a week of version-1 events, by plain Python with orjson, one thread.

orjson gives a number as a float; its shortest form has the digits that were logged, up to 15 of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)


class Trace:
    """What is kept of a trace until all its events are there."""

    __slots__ = ("start", "featured", "feature", "answer_end", "step_end", "amounts", "outcome", "label", "attempts")

    def __init__(self) -> None:
        self.start: int | None = None
        self.featured: int | None = None
        self.feature = ""
        self.answer_end: int | None = None
        self.step_end: int | None = None
        self.amounts: list[Decimal] = []
        self.outcome: tuple[bool, int, str] | None = None
        self.label: tuple[bool, int, str] | None = None
        self.attempts: dict[str, tuple[int, str, str | None]] | None = None


def microseconds(time: str) -> int:
    return (datetime.fromisoformat(time) - EPOCH) // MICROSECOND


def latest(a: int | None, b: int) -> int:
    return b if a is None or b > a else a


class Week:
    def __init__(self) -> None:
        self.events = 0
        self.traces: defaultdict[str, Trace] = defaultdict(Trace)
        self.by_source: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.by_model: defaultdict[str, Decimal] = defaultdict(Decimal)

    def read(self, lines: Iterator[bytes]) -> None:
        seen: set[str] = set()
        for line in lines:
            event = orjson.loads(line)
            key = event["trace_id"] + event["event_id"]
            if key not in seen:
                seen.add(key)
                self.add(event)

    def add(self, event: dict[str, Any]) -> None:
        self.events += 1
        trace = self.traces[event["trace_id"]]
        stage = event["stage"]
        start = microseconds(event["timestamp"])
        if trace.start is None or start < trace.start:
            trace.start = start
        feature = event.get("context", {}).get("feature")
        if feature and (trace.featured is None or start < trace.featured):
            trace.featured, trace.feature = start, feature
        if stage in ("model", "tool", "answer"):
            end_timestamp = event.get("end_timestamp")
            end = microseconds(end_timestamp) if end_timestamp else start + round(event["duration_ms"] * 1000)
            if stage == "answer":
                trace.answer_end = latest(trace.answer_end, end)
            else:
                trace.step_end = latest(trace.step_end, end)
                self.add_attempt(trace, event, start)
        elif stage == "verdict":
            add_verdict(trace, event["verdict"], start)
        if charges := event.get("charges"):
            self.add_charges(trace, event, charges)

    def add_attempt(self, trace: Trace, event: dict[str, Any], start: int) -> None:
        status = event["status"]
        result = "ok" if status == "ok" else event.get("error", {}).get("type") or status
        target = event["model"]["name"] if event["stage"] == "model" else event["name"]
        if trace.attempts is None:
            trace.attempts = {}
        trace.attempts[event["event_id"]] = start, f"{target} {result}", event["attempt"].get("of")

    def add_charges(self, trace: Trace, event: dict[str, Any], charges: list[dict[str, Any]]) -> None:
        of_model = event["stage"] == "model"
        for charge in charges:
            amount = Decimal(str(charge["amount"]))
            self.by_source[charge["source"]] += amount
            trace.amounts.append(amount)
            if of_model:
                self.by_model[event["model"]["name"]] += amount

    def figures(self) -> dict[str, Any]:
        by_feature: defaultdict[str, Decimal] = defaultdict(Decimal)
        latencies: defaultdict[str, list[int]] = defaultdict(list)
        for trace in self.traces.values():
            by_feature[trace.feature] += sum(trace.amounts)
            end = trace.step_end if trace.answer_end is None else trace.answer_end
            if end is not None:
                latencies[trace.feature].append(end - trace.start)
        traces = self.traces.values()
        return {
            "traces": len(self.traces),
            "events": self.events,
            "cost": {
                "total": str(sum(self.by_source.values())),
                "by_source": texts(self.by_source),
                "by_model": texts(self.by_model),
                "by_feature": texts(by_feature),
            },
            "outcomes": Counter(t.outcome[2] for t in traces if t.outcome),
            "labels": Counter(t.label[2] for t in traces if t.label),
            "latency_us": percentiles([latency for some in latencies.values() for latency in some]),
            "latency_us_by_feature": {feature: percentiles(some) for feature, some in latencies.items()},
            "paths": Counter(path(t.attempts or {}) for t in traces),
        }


def add_verdict(trace: Trace, verdict: dict[str, Any], start: int) -> None:
    human = verdict.get("by", {}).get("kind") == "human"
    if outcome := verdict.get("outcome"):
        trace.outcome = max(trace.outcome or (False, 0, ""), (human, start, outcome))
    if label := verdict.get("label"):
        trace.label = max(trace.label or (False, 0, ""), (human, start, label))


def path(attempts: dict[str, tuple[int, str, str | None]]) -> str:
    following = {before: id for id, (_, _, before) in attempts.items() if before}
    if not following:
        return "direct"
    calls = []
    for id, (start, text, before) in attempts.items():
        if before is None and id in following:
            while id in following:
                id = following[id]
                text += " → " + attempts[id][1]
            calls.append((start, text))
    return " · ".join(text for _, text in sorted(calls))


def percentiles(values: list[int]) -> list[int]:
    values.sort()
    return [values[-(-len(values) * p // 100) - 1] for p in (50, 95)]


def texts(amounts: dict[str, Decimal]) -> dict[str, str]:
    return {key: str(amount) for key, amount in amounts.items()}


def lines(week: Path) -> Iterator[bytes]:
    for file in sorted(week.glob("*.jsonl")):
        with file.open("rb") as log:
            yield from log


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("week", type=Path)
    week = Week()
    week.read(lines(parser.parse_args().week))
    json.dump(week.figures(), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
