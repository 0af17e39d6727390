#!/usr/bin/env python3
"""Writes what Hugo and Jinja2 need to render the trace pages of a report, all of it worked out beforehand.

The traces are those that the report has pages for; a page is named after the SHA-256 of its trace's id.
"""

from __future__ import annotations

import argparse
import shutil
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson


def slug(trace_id: str) -> str:
    return sha256(trace_id.encode()).hexdigest()[:20]


def chosen_events(week: Path, pages: set[str]) -> dict[str, list[dict[str, Any]]]:
    traces: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for file in sorted(week.glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            event = orjson.loads(line)
            if slug(event["trace_id"]) in pages:
                traces[event["trace_id"]].append(event)
    return traces


def trace_data(trace_id: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    events.sort(key=lambda e: datetime.fromisoformat(e["timestamp"]))
    context: dict[str, str] = {}
    for event in reversed(events):
        context |= event.get("context", {})
    start = datetime.fromisoformat(events[0]["timestamp"])
    charges = [{"step": e["name"], **texts(c)} for e in events for c in e.get("charges", [])]
    steps = [step(e, start) for e in events]
    return {
        "title": trace_id,
        "slug": slug(trace_id),
        "start": start.strftime("%a %d %b %Y, %H:%M:%S"),
        "feature": context.get("feature", ""),
        "route": context.get("route", ""),
        "session": context.get("session_id", ""),
        "cost": str(sum(Decimal(c["amount"]) for c in charges)),
        "waited": next((s["start"] for s in steps if s["stage"] == "answer"), ""),
        "verdicts": [verdict(e["verdict"]) for e in events if "verdict" in e],
        "charges": charges,
        "steps": steps,
    }


def step(event: dict[str, Any], start: datetime) -> dict[str, str]:
    after = (datetime.fromisoformat(event["timestamp"]) - start).total_seconds()
    prompt = event.get("prompt", {})
    return {
        "name": event["name"],
        "stage": event["stage"],
        "status": event["status"],
        "start": f"{after:.3f} s",
        "duration": f"{event['duration_ms']} ms" if "duration_ms" in event else "",
        "cost": str(sum(Decimal(str(c["amount"])) for c in event.get("charges", []))),
        "asked": event.get("input_summary", ""),
        "answered": event.get("output_summary", ""),
        "prompt": "\n".join(filter(None, [prompt.get("text"), prompt.get("tool_instructions")])),
        "input": raw(event.get("input")),
        "output": raw(event.get("output")),
        "error": event.get("error", {}).get("message", ""),
    }


def verdict(logged: dict[str, Any]) -> dict[str, str]:
    words = {key: logged.get(key, "") for key in ("outcome", "label", "reason", "shown_to_user")}
    return words | {"by": logged.get("by", {}).get("name", "")}


def texts(values: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items()}


def raw(value: Any) -> str:
    return "" if value is None else orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("week", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("-o", dest="out", type=Path, required=True)
    options = parser.parse_args()
    site = options.out / "site"
    shutil.copytree(Path(__file__).parent / "hugo", site)
    content = site / "content/traces"
    content.mkdir(parents=True)
    pages = {page.stem for page in (options.report / "traces").iterdir()}
    with (options.out / "traces.jsonl").open("wb") as lines:
        for trace_id, events in chosen_events(options.week, pages).items():
            data = trace_data(trace_id, events)
            lines.write(orjson.dumps(data) + b"\n")
            (content / f"{data['slug']}.md").write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
