#!/usr/bin/env python3
"""Figures of the samples that came without any, counted straight from their files.

Shares no code with Casebook and knows only each vendor's own attribute names.
Run here: python3 expected.py > expected.json
"""

import json
from decimal import Decimal


def value(v):
    kind, inner = next(iter(v.items()), ("", None))
    return int(inner) if kind == "intValue" else inner


def spans(path):
    for line in open(path, encoding="utf-8"):
        for resource in json.loads(line, parse_float=Decimal)["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                for span in scope["spans"]:
                    keys = {a["key"]: value(a["value"]) for a in span.get("attributes", [])}
                    yield span, keys


def openllmetry(k):
    if "gen_ai.system" not in k:
        return None
    cached = k.get("gen_ai.usage.cache_read_input_tokens", 0)
    written = k.get("gen_ai.usage.cache_creation_input_tokens", 0)
    return {
        "model": k.get("gen_ai.response.model"),
        "input": k.get("gen_ai.usage.prompt_tokens", k.get("gen_ai.usage.input_tokens")),
        "output": k.get("gen_ai.usage.completion_tokens", k.get("gen_ai.usage.output_tokens")),
        "cached": cached, "written": written, "cost": None,
    }


def semantic(k):
    is_attempt = "pydantic_ai.model_request.attempt" in k
    if not is_attempt and k.get("gen_ai.operation.name") not in ("chat", "text_completion", "embeddings", "generate_content"):
        return None
    return {
        "model": k.get("gen_ai.response.model"),
        "input": k.get("gen_ai.usage.input_tokens"),
        "output": k.get("gen_ai.usage.output_tokens"),
        "cached": k.get("gen_ai.usage.cache_read.input_tokens", 0),
        "written": k.get("gen_ai.usage.cache_creation.input_tokens", k.get("gen_ai.usage.cache_write.input_tokens", 0)),
        "cost": k.get("operation.cost"),
    }


def langfuse(k):
    if k.get("langfuse.observation.type") not in ("generation", "embedding"):
        return None
    usage = json.loads(k.get("langfuse.observation.usage_details", "{}"))
    costs = json.loads(k.get("langfuse.observation.cost_details", "{}"), parse_float=Decimal)
    cached = sum(v for n, v in usage.items() if "cache_read" in n or "cached" in n)
    written = sum(v for n, v in usage.items() if "cache_creation" in n or "cache_write" in n)
    # Keys stand beside each other and add up.
    total_in = sum(v for n, v in usage.items() if n.startswith("input") or n.startswith("cache"))
    total_out = sum(v for n, v in usage.items() if n.startswith("output"))
    parts = [v for n, v in costs.items() if n != "total"]
    return {
        "model": k.get("langfuse.observation.model.name"),
        "input": total_in if usage else None, "output": total_out if usage else None,
        "cached": cached, "written": written,
        "cost": costs.get("total", sum(parts)) if costs else None,
    }


SAMPLES = {
    "openllmetry-0.40.traces.jsonl": openllmetry,
    "pydantic-ai-week-46.traces.jsonl": semantic,
    "langfuse-attributes-week-46.traces.jsonl": langfuse,
    "openai-v2-old-default-small.traces.jsonl": semantic,
    "content-in-events-small.traces.jsonl": semantic,
}

figures = {}
for name, call in SAMPLES.items():
    traces, count, calls, failed, costs, tokens = set(), 0, 0, 0, Decimal(0), {}
    # A call that holds another one repeats its figures; what it was billed is that one's cost.
    held = {s.get("parentSpanId") for s, k in spans(name) if (call(k) or {}).get("input") is not None}
    for span, keys in spans(name):
        traces.add(span["traceId"].lower())
        count += 1
        got = call(keys)
        if got is None:
            continue
        costs += Decimal(got["cost"] or 0)
        if span["spanId"] in held:
            continue
        calls += 1
        bad = span.get("status", {}).get("code") == 2 or keys.get("langfuse.observation.level") == "ERROR"
        failed += bad
        if got["input"] is None:
            continue
        model = tokens.setdefault(got["model"], {"calls": 0, "input_uncached": 0, "cache_read": 0, "cache_write": 0, "output": 0})
        model["calls"] += 1
        model["input_uncached"] += got["input"] - got["cached"] - got["written"]
        model["cache_read"] += got["cached"]
        model["cache_write"] += got["written"]
        model["output"] += got["output"] or 0
    figures[name] = {
        "traces": len(traces), "spans": count, "model_calls": calls, "model_calls_failed": failed,
        "tokens_by_answering_model": tokens, "logged_cost": str(costs),
    }
print(json.dumps(figures, indent=1, sort_keys=True))
