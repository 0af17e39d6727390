"""What was measured: tables for the terminal and for RESULTS.md, and whether every floor was kept."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from parts.goals import GOALS
from parts.measure import Run
from parts.places import HERE, PROJECT


@dataclass
class Table:
    title: str
    header: list[str]
    rows: list[list[str]] = field(default_factory=list)
    note: str = ""

    def __str__(self) -> str:
        cells = [self.header, *self.rows]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.header))]
        lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |" for row in cells]
        lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
        return "\n".join([f"## {self.title}", "", *([self.note, ""] if self.note else []), *lines, ""])


@dataclass
class Results:
    tables: list[Table] = field(default_factory=list)
    measured: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def measure(self, key: str, value: float) -> None:
        """Keeps the value of a goal; of several, the worst."""
        goal = next(g for g in GOALS if g.key == key)
        worst = max if goal.at_most else min
        self.measured[key] = worst(value, self.measured.get(key, value))

    def judge(self, problems: list[str], about: str) -> None:
        """Notes what is wrong with figures that were compared."""
        self.problems += [f"{about}: {problem}" for problem in problems]
        self.measured["exactness"] = len(self.problems)

    @property
    def goals(self) -> Table:
        table = Table("Goals", ["goal", "floor", "target", "measured", ""])
        for goal in GOALS:
            value = self.measured.get(goal.key)
            verdict = "not measured" if value is None else goal.verdict(value)
            table.rows.append([goal.what, *map(goal.shown, (goal.floor, goal.target, value)), verdict])
        return table

    @property
    def is_good(self) -> bool:
        missed = [g for g in GOALS if g.key in self.measured and g.verdict(self.measured[g.key]) == "below floor"]
        return not missed and not self.problems

    def __str__(self) -> str:
        problems = ["## Wrong", "", *(f"- {p}" for p in self.problems), ""] if self.problems else []
        return "\n".join([*map(str, [self.goals, *self.tables]), *problems])

    def write(self, python: str) -> None:
        head = ["# What the benchmarks measured", "", *(f"- {line}" for line in [*machine(), *versions(python)]), ""]
        (HERE / "RESULTS.md").write_text("\n".join(head) + "\n" + str(self))


def machine() -> list[str]:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    name = cpu.group(1) if cpu else platform.machine()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    commit = said(["git", "-C", str(PROJECT), "describe", "--always", "--dirty"])
    return [
        f"{date.today()}, commit {commit}",
        f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}",
    ]


def versions(python: str) -> list[str]:
    packages = (HERE / "peers/requirements.txt").read_text().split()
    hugo = re.search(r"v([\d.]+)", said(["hugo", "version"]))
    version = said([python, "--version"]).removeprefix("Python ")
    return [
        ", ".join(
            [*(p.replace("==", " ") for p in packages), f"python {version}", f"hugo {hugo.group(1) if hugo else '—'}"]
        )
    ]


def said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def measures(run: Run) -> list[str]:
    """The cells `wall`, `cpu` and `peak`."""
    return [f"{run.wall:.2f} s", f"{run.cpu:.2f} s", f"{run.peak / 2**20:,.0f} MiB"]
