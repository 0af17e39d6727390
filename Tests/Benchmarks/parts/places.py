"""What the benchmarks need: tools, the peers' packages, the generator and its weeks, all in one cache folder."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from parts.measure import remove, say

HERE = Path(__file__).resolve().parents[1]
PROJECT = HERE.parents[1]
DEBIAN_PACKAGES = {"g++": "g++", "gzip": "gzip", "zstd": "zstd", "hugo": "hugo"}
BYTES_PER_TRACE = 8_000
SPARE_BYTES = 3_000_000_000


class Unprepared(Exception):
    """Something is missing, and what to do about it."""


@dataclass(frozen=True)
class Week:
    folder: Path
    golden: Path

    @property
    def logs(self) -> list[Path]:
        return sorted(p for p in self.folder.iterdir() if ".jsonl" in p.name)

    @property
    def bytes(self) -> int:
        return sum(p.stat().st_size for p in self.logs)

    @cached_property
    def figures(self) -> dict[str, Any]:
        return json.loads(self.golden.read_text())


class Cache:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, *names: str) -> Path:
        path = self.folder.joinpath(*names)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    @cached_property
    def pages(self) -> Path:
        """Where timed runs write pages: in memory, as a disk's file system may take seconds to find numbers
        for new files where as many were just deleted."""
        memory = Path("/dev/shm")
        if not memory.is_dir() or shutil.disk_usage(memory).free < SPARE_BYTES:
            return self.path("out")
        folder = memory / f"casebook-benchmarks-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
        atexit.register(remove, folder)
        return folder

    @cached_property
    def python(self) -> str:
        """The interpreter that has the peers' packages."""
        requirements = HERE / "peers/requirements.txt"
        venv, stamp = self.path("venv"), self.path("venv.made")
        if not is_made(stamp, requirements.read_text()):
            say("installing the peers")
            remove(venv)
            check([sys.executable, "-m", "venv", str(venv)], "apt-get install -y python3-venv")
            check([str(venv / "bin/pip"), "install", "--quiet", "-r", str(requirements)], "pip needs a way to PyPI")
            stamp.write_text(requirements.read_text())
        return str(venv / "bin/python")

    @cached_property
    def weekgen(self) -> Path:
        source = HERE / "weekgen/weekgen.cpp"
        program = self.path("weekgen-" + hashlib.sha256(source.read_bytes()).hexdigest()[:12])
        if not program.exists():
            say("building weekgen")
            check(["g++", "-O2", "-std=c++17", "-o", str(program), str(source)], "apt-get install -y g++")
        return program

    def week(self, traces: int, *options: str) -> Week:
        """A week with weekgen's options, kept from run to run."""
        name = "-".join([str(traces), *(o.removeprefix("--") for o in options)])
        folder, golden = self.path("weeks", name), self.path("weeks", name + ".golden.json")
        stamp = self.path("weeks", name + ".made")
        if not is_made(stamp, self.weekgen.name):
            self.make_room(traces * BYTES_PER_TRACE)
            say(f"generating a week of {traces:,} traces {' '.join(options)}")
            remove(folder)
            command = [str(self.weekgen), "--out", str(folder), "--golden", str(golden), "--traces", str(traces)]
            check([*command, *options], "look at the message above")
            stamp.write_text(self.weekgen.name)
        return Week(folder, golden)

    def compressed(self, week: Week, kind: str) -> Week:
        """The same week with each log compressed by gzip or zstd, at the level that each has by default."""
        folder = week.folder.with_name(f"{week.folder.name}.{kind}")
        stamp = folder.with_name(folder.name + ".made")
        if not is_made(stamp, self.weekgen.name):
            self.make_room(week.bytes // 2)
            say(f"compressing {week.folder.name} with {kind}")
            remove(folder)
            folder.mkdir()
            for file in week.folder.iterdir():
                if file in week.logs:
                    target = folder / f"{file.name}.{'gz' if kind == 'gzip' else 'zst'}"
                    with target.open("wb") as out:
                        subprocess.run([kind, "-c", str(file)], stdout=out, check=True)
                else:
                    shutil.copy(file, folder)
            stamp.write_text(self.weekgen.name)
        return Week(folder, week.golden)

    def make_room(self, size: int) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < size + SPARE_BYTES:
            needed = (size + SPARE_BYTES) / 1e9
            raise Unprepared(
                f"{self.folder}: {free / 1e9:.0f} GB free, {needed:.0f} GB needed; name another folder with --cache"
            )


def default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "casebook-benchmarks"


def require_tools() -> None:
    missing = [package for tool, package in DEBIAN_PACKAGES.items() if not shutil.which(tool)]
    if missing:
        raise Unprepared(f"not installed: {' '.join(missing)}; run: sudo apt-get install -y {' '.join(missing)}")


def is_made(stamp: Path, of: str) -> bool:
    return stamp.exists() and stamp.read_text() == of


def check(command: list[str], otherwise: str) -> None:
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Unprepared(f"{' '.join(command[:3])} failed: {otherwise}")
