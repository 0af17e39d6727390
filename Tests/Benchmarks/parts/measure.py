"""Runs programs and measures them from outside: wall time, processor time and peak memory of the whole process."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median


@dataclass(frozen=True)
class Job:
    """A command, with the files or folders it writes; they are removed before each run."""

    name: str
    command: list[str]
    writes: list[Path] = field(default_factory=list)
    output: Path | None = None


@dataclass(frozen=True)
class Run:
    wall: float  # seconds
    cpu: float  # seconds, of all threads, user and system
    peak: float  # bytes


@dataclass(frozen=True)
class Ratio:
    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.low:.3g}–{self.high:.3g})"


@dataclass(frozen=True)
class Pairs:
    """Two jobs run in turns; the ratios are theirs by ours, pair by pair."""

    ours: Run
    theirs: Run
    wall: Ratio
    cpu: Ratio


class JobFailed(Exception):
    pass


def run(job: Job, timeout: float = 0, memory: int = 0) -> Run:
    """Runs a job once, for at most so many seconds and with at most so many bytes of addresses; 0 is no limit."""
    for path in job.writes:
        remove(path)
    with tempfile.NamedTemporaryFile() as errors:
        alone = [sys.executable, "-I", "-S", str(Path(__file__).with_name("one_run.py"))]
        limits = [str(timeout), str(memory), str(job.output or os.devnull), errors.name]
        said = subprocess.run([*alone, *limits, *job.command], capture_output=True, text=True, check=True).stdout
        wall, cpu, peak, code = map(float, said.split())
        if code != 0:
            last = errors.read().decode(errors="replace").strip().splitlines()[-5:]
            raise JobFailed(f"{job.name} ended with {code:.0f} after {wall:.1f} s\n" + "\n".join(last))
    return Run(wall, cpu, peak)


def runs(job: Job, count: int) -> Run:
    """The medians of several runs, after one that does not count."""
    run(job)
    return middle([run(job) for _ in range(count)])


def quickest(jobs: list[Job], count: int) -> list[Run]:
    """Of several runs of each job the one that took the processor least: other work on a machine only ever adds to it,
    often for seconds, so the jobs take turns."""
    rounds = []
    for number in range(count):
        say(f"  round {number + 1} of {count}")
        rounds.append([run(job) for job in jobs])
    return [min(some, key=lambda one: one.cpu) for some in zip(*rounds)]


def pairs(ours: Job, theirs: Job, count: int) -> Pairs:
    run(ours)
    run(theirs)
    both = []
    for number in range(count):
        say(f"  {theirs.name} beside {ours.name}, {number + 1} of {count}")
        both.append((run(ours), run(theirs)))
    return Pairs(
        middle([a for a, _ in both]),
        middle([b for _, b in both]),
        ratio([b.wall / a.wall for a, b in both]),
        ratio([b.cpu / a.cpu for a, b in both]),
    )


def middle(some: list[Run]) -> Run:
    return Run(median(r.wall for r in some), median(r.cpu for r in some), max(r.peak for r in some))


def ratio(values: list[float]) -> Ratio:
    return Ratio(median(values), min(values), max(values))


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
