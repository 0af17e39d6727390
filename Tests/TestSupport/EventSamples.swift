import TraceModel
import TraceReading

package enum EventSamples {
  /// An event with every object of the format, as no real one has them.
  package static let whole = #"""
    {"trace_id":"t","event_id":"e3","parent_id":"e1","timestamp":"2026-11-16T09:12:03.120Z","duration_ms":812.4,
    "stage":"model","name":"rewrite query","status":"ok","input_summary":"in","output_summary":"out",
    "input":{"messages":[{"role":"user","content":"c"}],"text":"x"},"output":{"text":"y","list":["z"]},
    "context":{"session_id":"s","user_id":"u","feature":"f","route":"r","environment":"e","tags":{"team":"care"}},
    "prompt":{"name":"p","version":"12","text":"You are","tool_instructions":"i","hash":"h","tools":["a"],"tool_schema_version":"4"},
    "model":{"provider":"acme","name":"fern","version":"v","temperature":0.2,"max_tokens":400,"top_p":1,"tool_choice":"auto","chosen_by":"router","requested":"oak","finish_reason":"stop"},
    "route":{"candidates":["fern"],"chosen":"fern","reason":"cheap"},
    "ids":{"response":"r","request":"q"},"sources":["openai.jsonl"],"attachments":[{"name":"n","type":"image/png","bytes":48211}],
    "tool":{"name":"lookup","data_as_of":"2026-11-15T22:00:00Z","truncated":true},
    "usage":{"prompt_tokens":1100,"completion_tokens":260},
    "error":{"type":"timeout","message":"m"},
    "verdict":{"outcome":"partial","label":"wrong","reason":"stale","shown_to_user":"s","by":{"kind":"human","name":"r","team":"care"},"score":{"name":"helpfulness","value":0.4},"cause":{"event_id":"e6","layer":"tool"}},
    "note":{"author":"r","markdown":"**old**"}}
    """#
}

package func readJSONLine(_ text: String) throws -> JSONValue {
  try readJSON(Array(text.utf8))
}
