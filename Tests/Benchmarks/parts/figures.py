"""Whether a peer came to the golden figures, so that its work is the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from parts.places import Week


def wrong_peer_figures(week: Week, peer: dict[str, Any]) -> list[str]:
    golden = week.figures
    cost, verdicts, latency = golden["cost"], golden["verdicts"], golden["latency_ms"]
    figures = {
        "traces": (golden["traces"], peer["traces"]),
        "events": (golden["events"], peer["events"]),
        "total": (Decimal(cost["total"]), Decimal(peer["cost"]["total"])),
        "outcomes": (counts(verdicts["outcomes"]), counts(peer["outcomes"])),
        "labels": (counts(verdicts["labels"]), counts(peer["labels"])),
        "paths": ({row["path"]: row["traces"] for row in golden["paths"]}, peer["paths"]),
        "latency": ([round(latency[p] * 1000) for p in ("p50", "p95")], peer["latency_us"]),
    }
    for key in ("by_source", "by_model", "by_feature"):
        figures[key] = money(cost[key]), money(peer["cost"][key])
    return [f"{name}: expected {a}, found {b}" for name, (a, b) in figures.items() if a != b]


def money(amounts: dict[str, str]) -> dict[str, Decimal]:
    return {key: Decimal(amount) for key, amount in amounts.items() if Decimal(amount)}


def counts(numbers: dict[str, int]) -> dict[str, int]:
    return {key: number for key, number in numbers.items() if number}
