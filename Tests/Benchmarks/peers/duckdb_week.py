#!/usr/bin/env python3
"""The figures of a week of version-1 events, by DuckDB.

The columns are named, so that only what the figures need is read; repeated events are found by their two ids alone.
Both are the fastest of the ways that were tried.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import duckdb

COLUMNS = """{
  trace_id: 'VARCHAR', event_id: 'VARCHAR', timestamp: 'TIMESTAMPTZ', end_timestamp: 'TIMESTAMPTZ',
  duration_ms: 'DECIMAL(18, 3)', stage: 'VARCHAR', name: 'VARCHAR', status: 'VARCHAR',
  context: 'STRUCT(feature VARCHAR)', model: 'STRUCT(name VARCHAR)',
  attempt: 'STRUCT("of" VARCHAR)', error: 'STRUCT(type VARCHAR)',
  charges: 'STRUCT(source VARCHAR, amount VARCHAR)[]',
  verdict: 'STRUCT(outcome VARCHAR, label VARCHAR, "by" STRUCT(kind VARCHAR))'}"""

TABLES = f"""
CREATE TEMP TABLE event AS
SELECT trace_id, event_id, stage, model.name AS model, context.feature, charges, verdict,
  epoch_us(timestamp) AS start,
  coalesce(epoch_us(end_timestamp), epoch_us(timestamp) + (duration_ms * 1000)::BIGINT) AS "end",
  CASE WHEN stage IN ('model', 'tool') THEN
    coalesce(model.name, name) || ' ' || CASE status WHEN 'ok' THEN 'ok' ELSE coalesce(error.type, status) END
  END AS attempt, attempt."of" AS before
FROM read_json(?, format = 'newline_delimited', columns = {COLUMNS});

DELETE FROM event USING (
  SELECT trace_id, event_id, min(rowid) AS kept FROM event GROUP BY ALL HAVING count(*) > 1) AS repeated
WHERE event.trace_id = repeated.trace_id AND event.event_id = repeated.event_id AND event.rowid <> kept;

CREATE TEMP TABLE trace AS
SELECT trace_id, arg_min(feature, start) FILTER (feature IS NOT NULL) AS feature,
  coalesce(max("end") FILTER (stage = 'answer'), max("end") FILTER (stage IN ('model', 'tool'))) - min(start)
    AS latency,
  arg_max(verdict.outcome, (verdict."by".kind = 'human', start)) FILTER (verdict.outcome IS NOT NULL) AS outcome,
  arg_max(verdict.label, (verdict."by".kind = 'human', start)) FILTER (verdict.label IS NOT NULL) AS label
FROM event GROUP BY trace_id;

CREATE TEMP TABLE charge AS
SELECT source, model, feature, sum(amount) AS amount
FROM (
  SELECT trace_id, if(stage = 'model', model, NULL) AS model, charge.source,
    sum(charge.amount::DECIMAL(38, 18)) AS amount
  FROM (SELECT trace_id, stage, model, unnest(charges) AS charge FROM event WHERE charges IS NOT NULL)
  GROUP BY ALL)
JOIN trace USING (trace_id) GROUP BY source, model, feature;

CREATE TEMP TABLE later AS
SELECT trace_id, event_id, start, attempt, before FROM event WHERE before IS NOT NULL;

CREATE TEMP TABLE path AS
WITH RECURSIVE call AS (
  SELECT trace_id, event_id, start, attempt AS attempts FROM event
  SEMI JOIN (SELECT trace_id, before AS event_id FROM later) USING (trace_id, event_id)
  WHERE before IS NULL
  UNION ALL
  SELECT call.trace_id, later.event_id, call.start, attempts || ' → ' || later.attempt
  FROM call JOIN later ON later.trace_id = call.trace_id AND later.before = call.event_id)
SELECT trace_id, string_agg(attempts, ' · ' ORDER BY start) AS path FROM call
ANTI JOIN (SELECT trace_id, before AS event_id FROM later) USING (trace_id, event_id)
GROUP BY trace_id;
"""


def figures(week: str, threads: int) -> dict[str, Any]:
    db = duckdb.connect(config={"threads": threads, "preserve_insertion_order": False})
    create_event, *others = (s for s in TABLES.split(";\n") if s.strip())
    db.execute(create_event, [f"{week}/*.jsonl"])
    for statement in others:
        db.execute(statement)

    def rows(query: str) -> list[tuple[Any, ...]]:
        return db.execute(query).fetchall()

    def counts(query: str) -> dict[str, Any]:
        return {key or "": value for key, value in rows(query)}

    def money(key: str) -> dict[str, str]:
        query = f"SELECT {key}, sum(amount) FROM charge WHERE {key} IS NOT NULL OR '{key}' = 'feature' GROUP BY 1"
        return {key: str(amount) for key, amount in counts(query).items()}

    latency = "[quantile_disc(latency, 0.5), quantile_disc(latency, 0.95)]"
    direct = "(SELECT count(*) FROM trace) - (SELECT count(*) FROM path)"
    return {
        "traces": rows("SELECT count(*) FROM trace")[0][0],
        "events": rows("SELECT count(*) FROM event")[0][0],
        "cost": {
            "total": str(rows("SELECT sum(amount) FROM charge")[0][0]),
            "by_source": money("source"),
            "by_model": money("model"),
            "by_feature": money("feature"),
        },
        "outcomes": counts("SELECT outcome, count(*) FROM trace WHERE outcome IS NOT NULL GROUP BY 1"),
        "labels": counts("SELECT label, count(*) FROM trace WHERE label IS NOT NULL GROUP BY 1"),
        "latency_us": rows(f"SELECT {latency} FROM trace")[0][0],
        "latency_us_by_feature": counts(f"SELECT feature, {latency} FROM trace GROUP BY 1"),
        "paths": counts(f"SELECT path, count(*) FROM path GROUP BY 1 UNION ALL SELECT 'direct', {direct}"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("week")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    json.dump(figures(options.week, options.threads), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
