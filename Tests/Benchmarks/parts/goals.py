"""What casebook means to reach. Missing a floor fails the benchmark; a target is what we work towards."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Goal:
    key: str
    what: str
    floor: float | None
    target: float
    unit: str
    at_most: bool = False

    def verdict(self, measured: float) -> str:
        if self.reaches(measured, self.target):
            return "target reached"
        if self.floor is None:
            return "below target"
        return "ok" if self.reaches(measured, self.floor) else "below floor"

    def reaches(self, measured: float, bound: float) -> bool:
        return measured <= bound if self.at_most else measured >= bound

    def shown(self, value: float | None) -> str:
        if value is None:
            return "—"
        number = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
        return f"{number} {self.unit}".strip()


GOALS = [
    Goal("core-wc", "core, processor time to that of `wc -l`, 100k", 6, 4, "×", at_most=True),
    Goal("duckdb-100k", "core faster than DuckDB, both 2 threads, wall, 100k", 2.5, 3.5, "×"),
    Goal("duckdb-1m", "the same, 1M", 2.5, 3.5, "×"),
    Goal("polars-100k", "core faster than Polars, both 2 threads, wall, 100k", 4, 7, "×"),
    Goal("orjson-100k", "core faster than orjson, both 1 thread, wall, 100k", 6, 9, "×"),
    Goal("memory", "peak memory at the default `--memory`, any week", 400, 256, "MiB", at_most=True),
    Goal("exactness", "figures or bytes that are not as they must be", 0, 0, "", at_most=True),
    Goal("pages-written", "trace pages written, a second of one core", 3000, 10000, "pages/s"),
    Goal("hugo", "10k week to 2,000 trace pages faster than Hugo from ready data, wall", 4, 10, "×"),
    Goal("site-100k", "100k week to the site with 1,000 trace pages, wall", 3, 1, "s", at_most=True),
    Goal("site-1m", "1M week to the same, wall", 18, 8, "s", at_most=True),
    Goal("site-1m-memory", "1M week to the same, peak memory", 400, 300, "MiB", at_most=True),
    Goal("gzip", "text read from gzip, a second of one core", 0.3, 0.4, "GB/s"),
    Goal("zstd", "text read from zstd, a second of one core", 0.6, 1.0, "GB/s"),
    Goal("otlp-very-long", "text read from OTLP-JSON, messages of 30 kB, a second of one core", 0.25, 0.6, "GB/s"),
    Goal("formats-very-long", "the same of the slowest of other formats", 0.25, 0.6, "GB/s"),
    Goal("otlp-long", "text read from OTLP-JSON, messages of 3 kB, a second of one core", 0.25, 0.6, "GB/s"),
    Goal("formats-long", "the same of the slowest of other formats", 0.25, 0.6, "GB/s"),
    Goal("otlp", "text read from OTLP-JSON, messages of a few words, a second of one core", 0.25, 0.6, "GB/s"),
    Goal("formats", "the same of the slowest of other formats", 0.25, 0.6, "GB/s"),
    Goal("hostile-memory", "hostile shapes, peak memory", 256, 256, "MiB", at_most=True),
    Goal("hostile-wall", "hostile shapes, wall to that of the same bytes in normal shape", None, 2, "×", at_most=True),
]
