// A trace of MLflow: `{"info":{"trace_id":"tr-68ea…",…},"data":{"spans":[…]}}`.
//
// Ids are hexadecimal digits in `info` and base64 in the spans; here both are digits, so that the
// trace joins what other logs say of it. Every attribute's value is JSON in a string.

import TraceModel

enum MLflowTrace: LogFormat {
  static let name = "mlflow"
  static let description = "MLflow traces"

  static func recognises(_ record: JSONNode) -> Bool {
    isTrace(record) || record["traces"]?.first.map { isTrace($0) } == true
  }

  private static func isTrace(_ record: JSONNode) -> Bool {
    guard let info = record["info"], info.isObject else { return false }
    return (info["trace_id"] ?? info["request_id"])?.isString == true
      && (record["data"] != nil || info["trace_metadata"] != nil || info["trace_location"] != nil)
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    guard let page = record["traces"], !record.has("info") else {
      return write(record, to: &translation)
    }
    for trace in page.elements {
      write(trace, to: &translation)
      translation.releaseDocuments()
    }
  }

  private static func write(_ record: JSONNode, to translation: inout Translation) {
    guard let info = record["info"] else { return }
    let id = (info["trace_id"] ?? info["request_id"])?.asText ?? ""
    let trace = MLflowInfo(info, id: id.traceDigits)
    let data = translation.json(record["data"])
    translation.events.expectObject("data", data ?? record["data"])
    translation.keepingDocuments { translation in
      write(data?["spans"], of: trace, to: &translation)
    }
    for assessment in list("assessments", info["assessments"], &translation) {
      trace.write(assessment, to: &translation.events)
    }
  }

  private static func write(
    _ spans: JSONNode?, of trace: MLflowInfo, to translation: inout Translation
  ) {
    let listed = Array(list("spans", spans, &translation))
    let spans = listed.filter { $0.isObject }
    if spans.count < listed.count {
      translation.events.leave("spans", "\(listed.count - spans.count) that are no objects")
    }
    if spans.isEmpty { trace.writeRequest(to: &translation) }
    var trace = trace
    trace.linkPrompts(of: spans)
    for span in spans { MLflowSpan(span, trace).write(to: &translation) }
  }

  /// The elements of a list; says where there is something else.
  private static func list(
    _ field: String, _ value: JSONNode?, _ translation: inout Translation
  ) -> JSONNode.Elements {
    if let value, !value.isArray { translation.events.leave(field, "not a list") }
    return value?.elements ?? JSONNode.noElements
  }
}

extension String {
  /// `tr-` and 32 digits: the digits, which other logs of the trace have.
  fileprivate var traceDigits: String {
    guard hasPrefix("tr-"), utf8.count == 35 else { return self }
    let digits = dropFirst(3).lowercased()
    return digits.allSatisfy(\.isHexDigit) ? digits : self
  }
}

/// What is known of the whole trace.
struct MLflowInfo {
  let info: JSONNode
  let id: String
  /// The prompts that spans loaded, by the spans' ids.
  private var prompts: [String: JSONNode] = [:]

  init(_ info: JSONNode, id: String) {
    self.info = info
    self.id = id
  }

  /// Metadata and tags, as older versions name them too.
  private var own: [JSONNode?] {
    [info["tags"], info["trace_metadata"], info["request_metadata"]]
  }

  private func named(_ name: StaticString) -> JSONNode? {
    own.lazy.compactMap { firstText($0?[name]) }.first
  }

  /// Notes which spans loaded a prompt of the registry, which the model is asked with inside of them.
  mutating func linkPrompts(of spans: [JSONNode]) {
    for span in spans {
      guard let linked = span["attributes"]?["mlflow.linkedPrompts"],
        let id = (span["span_id"] ?? span["context"]?["span_id"])?.spanDigits
      else { continue }
      prompts[id] = linked
    }
  }

  /// The one prompt that a span loaded, or the one around it; nil where there were several.
  func prompt(
    ofSpan span: JSONNode, below parent: String?, _ translation: borrowing Translation
  ) -> JSONNode? {
    guard !prompts.isEmpty else { return nil }
    let id = (span["span_id"] ?? span["context"]?["span_id"])?.spanDigits
    guard let linked = id.flatMap({ prompts[$0] }) ?? parent.flatMap({ prompts[$0] }),
      // A list in a string, which is in a string of JSON as every attribute is.
      let list = translation.json(linked).flatMap({ $0.isString ? translation.json($0) : $0 })
    else { return nil }
    return list.onlyElement
  }

  /// Whom a single span works for, where its own attributes say so.
  func writeNames(in attributes: JSONNode?, to translation: inout Translation) {
    let names = translation.attributes
    guard !names.feature.isEmpty || !names.route.isEmpty else { return }
    let feature = translation.named(names.feature, or: "", in: attributes)
    let route = translation.named(names.route, or: "", in: attributes)
    translation.events.open("context")
    translation.events.put("feature", rawText: feature?.unquoted)
    translation.events.put("route", rawText: route?.unquoted)
    translation.events.close()
  }

  /// - Parameter attributes: of the span that stands for the request.
  func writeContext(
    with attributes: JSONNode? = nil, to translation: inout Translation
  ) {
    let names = translation.attributes
    let own = [attributes] + own
    let feature = translation.named(names.feature, or: "feature", in: own)
    let route = translation.named(names.route, or: "route", in: own)
    translation.events.open("context")
    translation.events.put("session_id", text: named("mlflow.trace.session"))
    translation.events.put("user_id", text: named("mlflow.trace.user"))
    translation.events.put("feature", rawText: feature?.unquoted)
    translation.events.put("route", rawText: route?.unquoted)
    translation.events.put("environment", text: named("environment"))
    translation.events.open("tags")
    info["tags"]?.forEachRawMember { key, value in
      if key.string?.hasPrefix("mlflow.") == false, !key.isText("feature") {
        translation.events.put(key, value)
      }
    }
    translation.events.close()
    translation.events.close()
  }

  func writeAttributes(to events: inout EventWriter) {
    events.put(
      info, "trace_id", "state", "trace_location", "client_request_id", "experiment_id")
    events.put("trace_metadata", info["trace_metadata"] ?? info["request_metadata"])
  }

  /// The request of a trace without spans.
  func writeRequest(to translation: inout Translation) {
    let asked = Asked(
      info["request"] ?? info["request_preview"], translation, isChat: false)
    let answered = Answered(
      info["response"] ?? info["response_preview"], translation, isChat: false)
    translation.events.begin()
    translation.events.put("trace_id", id)
    translation.events.put("event_id", "request")
    let start =
      info["request_time"]?.time
      ?? (info["request_time"] ?? info["timestamp_ms"])?.timeInMilliseconds
    if let start {
      let took = (info["execution_duration_ms"] ?? info["execution_time_ms"])?.timeInMilliseconds
      translation.events.put(start: start, end: start.plus(took))
    } else {
      translation.events.putNull("timestamp")
      translation.events.put("sequence", 0 as Int64)
    }
    translation.events.put("stage", "request")
    translation.events.put("name", text: named("mlflow.traceName"))
    let state = info["state"] ?? info["status"]
    translation.events.put("status", state?.isText("ERROR") == true ? "error" : "ok")
    translation.events.put(asked)
    translation.events.put(answered)
    writeContext(to: &translation)
    translation.events.open("attributes")
    writeAttributes(to: &translation.events)
    translation.events.close()
    translation.events.end()
  }

  /// An assessment: feedback is a verdict, an expectation a note.
  func write(_ assessment: JSONNode, to events: inout EventWriter) {
    guard assessment.isObject else {
      events.leave("assessment", "not an object")
      return
    }
    if assessment["valid"]?.bool == false {
      events.leave("assessment", "marked as no longer valid")
      return
    }
    let feedback = assessment["feedback"]
    let expected = assessment["expectation"]
    events.begin()
    events.put("trace_id", id)
    if let own = firstText(assessment["assessment_id"]) {
      events.put("event_id", text: own)
    } else {
      events.put("event_id", "assessment:\(assessment.shortHash)")
    }
    events.put("parent_id", firstText(assessment["span_id"])?.spanDigits)
    let created =
      assessment["create_time"]?.time ?? assessment["create_time_ms"]?.timeInMilliseconds
    if let created {
      events.put(start: created)
    } else {
      events.putNull("timestamp")
      events.put("sequence", Int64.max)
    }
    let isNote = feedback == nil && expected != nil
    events.put("stage", isNote ? "note" : "verdict")
    events.put("name", text: assessment["assessment_name"] ?? assessment["name"])
    events.put("status", "ok")
    events.open("join")
    events.put("role", "part")
    events.put("at", assessment["last_update_time"]?.time ?? created)
    events.close()
    if isNote {
      events.open("note")
      events.put("author", text: assessment["source"]?["source_id"])
      events.put("markdown", "Expected: " + ((expected?["value"] ?? expected)?.words ?? ""))
      events.close()
    } else {
      writeVerdict(assessment, feedback, to: &events)
    }
    events.open("attributes")
    events.put(assessment, "source", "metadata")
    events.put("feedback_error", feedback?["error"])
    events.close()
    events.end()
  }

  private func writeVerdict(
    _ assessment: JSONNode, _ feedback: JSONNode?, to events: inout EventWriter
  ) {
    let value = feedback?["value"]
    events.open("verdict")
    if let value, value.isString { events.putVerdictWord(value) }
    events.put("reason", text: firstText(assessment["rationale"]))
    let source = assessment["source"]
    events.putJudge(
      isHuman: source?["source_type"]?.isText("HUMAN") == true, source?["source_id"])
    if let value, value.isNumber || value.bool != nil {
      events.open("score")
      events.put("name", text: assessment["assessment_name"] ?? assessment["name"])
      if let flag = value.bool { events.put("value", flag ? 1 as Int64 : 0) }
      if value.isNumber { events.put("value", number: value) }
      events.close()
    }
    events.close()
  }
}

extension JSONNode {
  /// A span's id in hexadecimal digits, from base64 or digits.
  var spanDigits: String? {
    guard let text = asText, !text.isEmpty else { return nil }
    if text.hasPrefix("0x") { return text.dropFirst(2).lowercased() }
    guard text.hasSuffix("="), let bytes = text.utf8.decodedBase64,
      bytes.count == 8 || bytes.count == 16
    else { return text }
    return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
