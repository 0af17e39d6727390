"""One run of the benchmarks: what it has at hand and how much it is asked to do."""

from __future__ import annotations

from dataclasses import dataclass

from parts.casebook import Casebook
from parts.measure import Job
from parts.places import HERE, Cache, Week


@dataclass(frozen=True)
class Bench:
    casebook: Casebook
    cache: Cache
    pairs: int
    large: bool

    def peer(self, script: str, *arguments: str) -> Job:
        name = " ".join([script.partition("_")[0], *(a for a in arguments if not a.startswith("/"))])
        command = [self.cache.python, str(HERE / "peers" / script), *arguments]
        return Job(name, command, output=self.cache.path("out", script + ".json"))

    def clean_week(self, traces: int) -> Week:
        return self.cache.week(traces, "--defects", "off")

    @property
    def sizes(self) -> list[int]:
        return [10_000, 100_000, 1_000_000] if self.large else [10_000, 100_000]

    @staticmethod
    def name(traces: int) -> str:
        return f"{traces // 1_000_000}M" if traces >= 1_000_000 else f"{traces // 1000}k"
