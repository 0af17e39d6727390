"""The program that is measured: its commands, as far as it has them."""

from __future__ import annotations

import subprocess
from functools import cached_property
from pathlib import Path

from parts.measure import Job, run
from parts.places import HERE, PROJECT, Cache, Unprepared, Week, check


class Casebook:
    def __init__(self, program: Path, cache: Cache) -> None:
        self.program = str(program)
        self.cache = cache

    @classmethod
    def found(cls, program: Path | None, cache: Cache) -> Casebook:
        """The named program, or else a release build of the project."""
        if program is None:
            build = ["swift", "build", "--package-path", str(PROJECT), "-c", "release", "--product", "casebook"]
            check(build, "name a built program with --casebook")
            shown = subprocess.run([*build, "--show-bin-path"], capture_output=True, text=True, check=True)
            program = Path(shown.stdout.strip()) / "casebook"
        if not program.is_file():
            raise Unprepared(f"{program}: no such program")
        return cls(program.resolve(), cache)

    def help(self, command: str) -> str:
        said = subprocess.run([self.program, command, "--help"], capture_output=True, text=True).stdout
        return said if f"USAGE: casebook {command}" in said else ""

    @cached_property
    def has_digest(self) -> bool:
        return bool(self.help("digest"))

    @cached_property
    def has_map(self) -> bool:
        return all(self.help(command) for command in ("map", "merge")) and "--records" in self.help("digest")

    @cached_property
    def has_memory(self) -> bool:
        return "--memory" in self.help("report")

    def report(self, week: Week, out: Path, pages: int, *options: str) -> Job:
        command = [self.program, "report", str(week.folder), "-o", str(out), "--trace-pages", str(pages)]
        return Job(f"casebook report, {pages:,} trace pages", [*command, *options], [out])

    def core(self, week: Week, threads: int, *options: str) -> Job:
        """Reading, joining and counting, with no pages or as few as there can be."""
        options = ("--threads", str(threads), *options)
        if self.has_digest:
            out = self.cache.path("out", "week.digest")
            command = [self.program, "digest", str(week.folder), "-o", str(out), *options]
            return Job(f"casebook, {threads_text(threads)}", command, [out])
        report = self.report(week, self.cache.path("out", "core"), 0, *options)
        return Job(f"casebook, {threads_text(threads)}", report.command, report.writes)

    def summary(self, core: Job) -> Path:
        """The summary.json of what the core wrote in its last run."""
        written = core.writes[0]
        if self.has_digest:
            digest, written = written, self.cache.path("out", "core")
            command = [self.program, "report", "--digest", str(digest), "-o", str(written)]
            run(Job("casebook report --digest", command, [written]))
        return written / "summary.json"


def threads_text(threads: int) -> str:
    return "1 thread" if threads == 1 else f"{threads} threads"


def wrong_figures(week: Week, summary: Path, *options: str) -> list[str]:
    """What check_summary.py says of a summary that is not the golden one; nothing if it is."""
    rules = (HERE / "rules_not_written").read_text().split()
    skipped = [word for rule in rules for word in ("--skip", f"findings.{rule}")]
    command = [str(HERE / "check_summary.py"), *skipped, "--show", "5", *options, str(week.golden), str(summary)]
    checked = subprocess.run(command, capture_output=True, text=True)
    return [] if checked.returncode == 0 else checked.stdout.splitlines()[:-1] or checked.stderr.splitlines()
