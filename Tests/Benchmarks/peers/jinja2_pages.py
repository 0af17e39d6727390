#!/usr/bin/env python3
"""Trace pages and their list from ready data, by Jinja2: one thread, escaping everything."""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson
from jinja2 import Environment, FileSystemLoader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="one JSON object a trace and line")
    parser.add_argument("-o", dest="out", type=Path, required=True)
    options = parser.parse_args()
    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    page, index = templates.get_template("trace.html.jinja"), templates.get_template("index.html.jinja")
    (options.out / "traces").mkdir(parents=True)
    listed = []
    with options.data.open("rb") as lines:
        for line in lines:
            trace = orjson.loads(line)
            (options.out / "traces" / f"{trace['slug']}.html").write_text(page.render(t=trace))
            listed.append({key: trace[key] for key in ("slug", "title", "cost")})
    (options.out / "index.html").write_text(index.render(traces=listed))


if __name__ == "__main__":
    main()
