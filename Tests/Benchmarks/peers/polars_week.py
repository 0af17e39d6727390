#!/usr/bin/env python3
"""The figures of a week of version-1 events, by Polars with its streaming engine.

Repeated events are dropped after reading: the engine's own `unique` takes as long as the reading itself.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any


def figures(week: Path, threads: int) -> dict[str, Any]:
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars as pl  # reads the number of threads when it is imported

    schema = pl.Schema(
        {
            "trace_id": pl.String,
            "event_id": pl.String,
            "timestamp": pl.String,
            "end_timestamp": pl.String,
            "duration_ms": pl.Float64,
            "stage": pl.String,
            "name": pl.String,
            "status": pl.String,
            "context": pl.Struct({"feature": pl.String}),
            "model": pl.Struct({"name": pl.String}),
            "attempt": pl.Struct({"of": pl.String}),
            "error": pl.Struct({"type": pl.String}),
            "charges": pl.List(pl.Struct({"source": pl.String, "amount": pl.String})),
            "verdict": pl.Struct({"outcome": pl.String, "label": pl.String, "by": pl.Struct({"kind": pl.String})}),
        }
    )
    col, stage = pl.col, pl.col("stage")
    ids = ["trace_id", "event_id"]

    def microseconds(column: str) -> pl.Expr:
        return col(column).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", time_unit="us").dt.epoch("us")

    def collect(frame: pl.LazyFrame) -> pl.DataFrame:
        return frame.collect(engine="streaming")

    status = pl.when(col("status") == "ok").then(pl.lit("ok"))
    result = status.otherwise(pl.coalesce(col("error").struct["type"], "status"))
    start = microseconds("timestamp")
    logged = pl.scan_ndjson(sorted(week.glob("*.jsonl")), schema=schema).select(
        *ids,
        "stage",
        "charges",
        start.alias("start"),
        pl.coalesce(microseconds("end_timestamp"), start + (col("duration_ms") * 1000).round().cast(pl.Int64)).alias(
            "end"
        ),
        col("model").struct["name"].alias("model"),
        col("context").struct["feature"].alias("feature"),
        (pl.coalesce(col("model").struct["name"], "name") + " " + result).alias("attempt"),
        col("attempt").struct["of"].alias("before"),
        col("verdict").struct["outcome"].alias("outcome"),
        col("verdict").struct["label"].alias("label"),
        (col("verdict").struct["by"].struct["kind"] == "human").alias("human"),
    )
    events = collect(logged).filter(pl.struct(ids).is_first_distinct())
    event = events.lazy()

    def highest_ranked(word: str) -> pl.Expr:
        return col(word).sort_by("human", "start").drop_nulls().last()

    answer_end = col("end").filter(stage == "answer").max()
    step_end = col("end").filter(stage.is_in(["model", "tool"])).max()
    feature = event.filter(col("feature").is_not_null()).group_by("trace_id").agg(col("feature").min_by("start"))
    latency = (pl.coalesce(answer_end, step_end) - col("start").min()).alias("latency")
    trace = collect(
        event.group_by("trace_id")
        .agg(latency)
        .join(feature, on="trace_id", how="left")
        .with_columns(col("feature").fill_null(""))
    )
    verdict = collect(
        event.filter(stage == "verdict").group_by("trace_id").agg(highest_ranked("outcome"), highest_ranked("label"))
    )
    charge = collect(
        event.select("trace_id", pl.when(stage == "model").then("model").alias("model"), "charges")
        .filter(col("charges").is_not_null())
        .explode("charges")
        .select("trace_id", "model", col("charges").struct.unnest())
        .with_columns(col("amount").cast(pl.Decimal(38, 18)))
        .join(trace.lazy().select("trace_id", "feature"), on="trace_id")
        .group_by("source", "model", "feature")
        .agg(col("amount").sum())
    )

    later = events.filter(col("before").is_not_null()).select(*ids, "start", "attempt", "before")
    followed = later.select("trace_id", col("before").alias("event_id"))
    call = events.filter(col("before").is_null()).join(followed, on=ids, how="semi").select(*ids, "start", "attempt")
    whole = [call.clear()]
    while len(call):
        whole.append(call.join(followed, on=ids, how="anti"))
        call = call.join(later, left_on=ids, right_on=["trace_id", "before"]).select(
            "trace_id",
            col("event_id_right").alias("event_id"),
            "start",
            (col("attempt") + " → " + col("attempt_right")).alias("attempt"),
        )
    paths = pl.concat(whole).sort("start").group_by("trace_id", maintain_order=True).agg(col("attempt").str.join(" · "))

    def counts(frame: pl.DataFrame, key: str) -> dict[str, int]:
        return dict(frame.drop_nulls(key).group_by(key).len().rows())

    def money(key: str) -> dict[str, str]:
        return {k: str(v) for k, v in charge.drop_nulls(key).group_by(key).agg(col("amount").sum()).rows()}

    percentiles = [col("latency").quantile(p, "equiprobable").cast(pl.Int64).alias(f"p{p}") for p in (0.5, 0.95)]
    return {
        "traces": len(trace),
        "events": len(events),
        "cost": {
            "total": str(charge["amount"].sum()),
            "by_source": money("source"),
            "by_model": money("model"),
            "by_feature": money("feature"),
        },
        "outcomes": counts(verdict, "outcome"),
        "labels": counts(verdict, "label"),
        "latency_us": list(trace.select(percentiles).row(0)),
        "latency_us_by_feature": {f: p for f, *p in trace.group_by("feature").agg(percentiles).rows()},
        "paths": counts(paths, "attempt") | {"direct": len(trace) - len(paths)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("week", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    json.dump(figures(options.week, options.threads), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
