import TraceModel

// What people and judges found, as Phoenix's API gives it apart from the spans it is about:
//
//   {"name":"correctness","annotator_kind":"HUMAN","trace_id":"4bf9…",
//    "result":{"label":"correct","score":1,"explanation":"fine"}}
//
// Mostly an annotation names its span only; the join finds the trace that has the span.

/// Annotations of Phoenix's traces and spans, one by one or a page of them.
enum PhoenixAnnotation: LogFormat {
  static let name = "phoenix"
  static let description = "Phoenix annotations"

  static func recognises(_ record: JSONNode) -> Bool {
    isAnnotation(record) || record["data"]?.first.map(isAnnotation) == true
  }

  private static func isAnnotation(_ record: JSONNode) -> Bool {
    record["annotator_kind"]?.isText == true && record["result"]?.isObject == true
      && record.any("trace_id", "span_id", "session_id")?.isText == true
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    guard let data = record["data"], data.isArray else {
      write(record, to: &translation.events)
      return
    }
    for annotation in data.elements {
      if isAnnotation(annotation) {
        write(annotation, to: &translation.events)
      } else {
        translation.events.leave("data", "an element is no annotation")
      }
    }
  }

  private static func write(_ record: JSONNode, to events: inout EventWriter) {
    guard let result = record["result"] else { return }
    let name = visible((record["name"]?.string ?? "").prefix(40))
    let traceID = record["trace_id"].flatMap { $0.isID ? $0 : nil }
    guard traceID != nil || record["span_id"]?.isID == true else {
      let isOfSession = record["session_id"]?.isText == true
      events.leave(
        "annotation \(name)",
        isOfSession
          ? "about a session and not about a trace" : "about a span whose id is none")
      return
    }
    var finding = Finding(result)
    finding.name = record["name"]
    finding.isHuman = record["annotator_kind"]?.rawBytes.equalsFolded("human") == true
    finding.judge = firstText(record["user_id"], record["identifier"]).flatMap {
      $0.rawBytes.isEmpty ? nil : $0
    }
    events.begin()
    if let traceID {
      events.put("trace_id", id: traceID)
    } else {
      events.put("trace_id", id: record["span_id"], "span", [])
    }
    if let id = firstText(record["id"]) {
      events.put("event_id", text: id)
    } else {
      events.put("event_id", "annotation:\(record.shortHash)")
    }
    events.put("parent_id", id: record["span_id"])
    if let time = events.time(record["created_at"]) ?? events.time(record["updated_at"]) {
      events.put(start: time)
    } else {
      events.putNull("timestamp")
      events.put("sequence", Int64.max)
    }
    let note = note(record, result)
    events.put("stage", (note == nil ? Stage.verdict : .note).spelling)
    events.put("name", text: finding.name)
    events.put("status", "ok" as StaticString)
    events.putPart(writtenAt: events.time(record["updated_at"]), isAlone: traceID == nil)
    if let note {
      events.open("note")
      events.put("author", text: firstText(record["user_id"]))
      events.put("markdown", text: note)
      events.close()
    } else {
      events.put(finding)
    }
    events.open("attributes")
    events.put(record, "source", "metadata")
    events.close()
    if traceID == nil {
      events.end(about: "annotation \(name)", "a span")
    } else {
      events.end()
    }
  }

  /// What a person wrote, which finds nothing: Phoenix keeps notes as annotations of that name.
  private static func note(_ record: JSONNode, _ result: JSONNode) -> JSONNode? {
    guard record["name"]?.isText("note") == true,
      record["annotator_kind"]?.rawBytes.equalsFolded("human") == true,
      result["label"]?.isNull ?? true, result["score"]?.isNull ?? true
    else { return nil }
    return firstText(result["explanation"])
  }
}
