// Traces and spans of Opik, by its documentation; no file of a real export was at hand.
//
//   {"id":"t","name":…,"start_time":…,"feedback_scores":[…],"thread_id":…}             a trace
//   {"id":"s","trace_id":"t","parent_span_id":…,"type":"llm","usage":{…},"model":…}    a span
//
// What a trace says of tokens and costs is the sum of its spans.

import TraceModel

enum OpikRecord: LogFormat {
  static let name = "opik"
  static let description = "Opik traces and spans"

  static func recognises(_ record: JSONNode) -> Bool {
    if let trace = record["trace"], record["spans"]?.isArray == true { return isTrace(trace) }
    if isTrace(record) || isSpan(record) { return true }
    return record.has("page") && record["content"]?.first.map { isTrace($0) || isSpan($0) } == true
  }

  private static func isTrace(_ record: JSONNode) -> Bool {
    record["id"]?.isString == true && record["start_time"]?.isString == true
      && !record.has("trace_id") && !record.has("context")
      && (record.has("feedback_scores") || record.has("thread_id") || record["spans"] != nil
        || record.has("total_estimated_cost"))
  }

  private static func isSpan(_ record: JSONNode) -> Bool {
    guard record["id"] != nil, record["trace_id"] != nil, record["start_time"]?.isString == true,
      let type = record["type"]?.string
    else { return false }
    return ["general", "llm", "tool", "guardrail"].contains(type)
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    guard !record.has("id"), record.has("page"), let page = record["content"] else {
      return write(record, to: &translation)
    }
    for element in page.elements where isTrace(element) || isSpan(element) {
      write(element, to: &translation)
      translation.releaseDocuments()
    }
  }

  private static func write(_ record: JSONNode, to translation: inout Translation) {
    if isSpan(record) {
      write(record, isTrace: false, traceID: record["trace_id"], to: &translation)
      return
    }
    let trace = record["trace"] ?? record
    write(trace, isTrace: true, traceID: trace["id"], to: &translation)
    for span in (record["spans"] ?? trace["spans"])?.elements ?? JSONNode.noElements {
      write(span, isTrace: false, traceID: span["trace_id"] ?? trace["id"], to: &translation)
      translation.releaseDocuments()
    }
  }

  private static func write(
    _ record: JSONNode, isTrace: Bool, traceID: JSONNode?, to translation: inout Translation
  ) {
    let type = isTrace ? nil : record["type"]?.string
    let isModel = type == "llm"
    let asked = Asked(record["input"], translation, isChat: isModel)
    let answered = Answered(record["output"], translation, isChat: isModel)
    let metadata = translation.json(record["metadata"])
    let names = translation.attributes
    let feature = translation.named(names.feature, or: "feature", in: [metadata])
    let route = translation.named(names.route, or: "route", in: [metadata])
    let attempt = TeamAttempt(translation, in: [metadata])
    let error = record["error_info"]
    translation.events.begin()
    translation.events.put("trace_id", text: traceID)
    translation.events.put("event_id", text: record["id"])
    translation.events.put(
      "parent_id", text: isTrace ? nil : firstText(record["parent_span_id"], traceID))
    if let start = record["start_time"]?.time {
      translation.events.put(start: start, end: record["end_time"]?.time)
    } else {
      translation.events.putNull("timestamp")
      translation.events.put("sequence", 0 as Int64)
    }
    let stage: StaticString =
      switch type {
      case "llm": "model"
      case "tool": "tool"
      case "guardrail": "guardrail"
      default: isTrace ? "request" : "infrastructure"
      }
    translation.events.put("stage", stage)
    translation.events.put("name", text: record["name"])
    let outcome = SpanOutcome(
      hasFailed: error != nil, type: error?["exception_type"], message: error?["message"],
      stack: nil)
    translation.events.put("status", outcome.status.word)
    translation.events.putPart(writtenAt: record["last_updated_at"]?.time)
    translation.events.put(asked)
    translation.events.put(answered)
    translation.events.open("context")
    translation.events.put("session_id", text: record["thread_id"])
    translation.events.put("feature", text: feature)
    translation.events.put("route", text: route)
    translation.events.open("tags")
    if record["tags"]?.first != nil { translation.events.put("tags", record["tags"]) }
    translation.events.close()
    translation.events.close()
    if isModel { writeModel(record, metadata, asked, to: &translation.events) }
    if type == "tool" {
      translation.events.open("tool")
      translation.events.put("name", text: record["name"])
      translation.events.close()
      attempt.writeToolCost(to: &translation.events)
    }
    if isModel || type == "tool" { attempt.write(to: &translation.events) }
    translation.events.open("error")
    translation.events.put("type", text: error?["exception_type"])
    translation.events.put("message", text: error?["message"])
    translation.events.close()
    translation.events.open("attributes")
    translation.events.put("metadata", metadata)
    if !isModel { translation.events.put(record, "usage", "total_estimated_cost") }
    translation.events.put(record, "ttft", "visibility_mode", "project_name")
    translation.events.close()
    translation.events.end()
    writeOpinions(of: record, isTrace: isTrace, traceID, to: &translation.events)
  }

  private static func writeModel(
    _ record: JSONNode, _ metadata: JSONNode?, _ asked: Asked, to events: inout EventWriter
  ) {
    events.open("model")
    events.put("provider", text: record["provider"])
    events.put(modelName: record["model"])
    events.put("temperature", number: metadata?["temperature"])
    events.put("top_p", number: metadata?["top_p"])
    events.put("max_tokens", number: metadata?["max_tokens"])
    if let tier = metadata?["service_tier"] { events.put(ServiceTier(tier)) }
    events.close()
    let prompt = metadata?["opik_prompts"]?.onlyElement
    let version = prompt?["version"]
    events.open("prompt")
    events.put("name", text: prompt?["name"])
    events.put("version", text: firstText(version?["version_number"], version?["commit"]))
    events.put("text", asked.system)
    events.putTools(metadata?["tools"])
    events.close()
    events.put(usage: tokens(record["usage"], &events))
    events.putCharge("total_estimated_cost", record["total_estimated_cost"])
    // Opik's own integrations keep of an answer all but its choices in the metadata.
    let kept = metadata?["created_from"] == nil ? nil : metadata?["id"]
    events.open("ids")
    events.put("response", text: firstText(record["output"]?.answerID, kept))
    events.close()
  }

  /// The counts as the provider gave them, where they stand beside the usual ones, all of them flat:
  /// `{"prompt_tokens":10,"original_usage.input_tokens":10,"original_usage.cache_read_input_tokens":900}`.
  private static func tokens(_ usage: JSONNode?, _ events: inout EventWriter) -> TokenWholes {
    var usual = UsageCounts()
    usual.read(usage, &events)
    var own = UsageCounts()
    let prefix: StaticString = "original_usage."
    usage?.forEachRawMember { key, value in
      let name = key.rawBytes
      guard name.hasFoldedPrefix(prefix), !value.isNull else { return }
      let path = UnsafeBufferPointer(rebasing: name[prefix.utf8CodeUnitCount...])
      own.take(value, at: path, &events)
    }
    var wholes = own.wholes()
    let known = usual.wholes()
    guard wholes != TokenWholes() else { return known }
    let hasOwnPrompt = wholes.prompt != nil
    wholes.prompt = wholes.prompt ?? known.prompt
    wholes.completion = wholes.completion ?? known.completion
    if !hasOwnPrompt { wholes.includeParts() }
    return wholes
  }

  private static func writeOpinions(
    of record: JSONNode, isTrace: Bool, _ traceID: JSONNode?, to events: inout EventWriter
  ) {
    let id = record["id"]?.asText ?? ""
    for score in record["feedback_scores"]?.elements ?? JSONNode.noElements {
      let scoreID = "\(id):score:\(score["name"]?.asText ?? score.shortHash)"
      var authors: [(name: String, said: JSONNode)] = []
      score["value_by_author"]?.forEachMember { name, said in
        let saysNothing = said["value"]?.isNumber != true && firstText(said["category_name"]) == nil
        if said.isObject, !name.isEmpty, !saysNothing { authors.append((name, said)) }
      }
      guard authors.count > 1 else {
        write(score, score["name"], by: nil, scoreID, about: id, traceID, &events)
        continue
      }
      // The score itself is the mean of them all.
      for (name, said) in authors {
        write(
          said, score["name"], by: name, "\(scoreID):\(name)", about: id, traceID, &events)
      }
    }
    for comment in record["comments"]?.elements ?? JSONNode.noElements {
      let own = comment["id"]?.asText ?? comment.shortHash
      begin("\(id):comment:\(own)", "note", about: id, traceID, comment, &events)
      events.open("note")
      events.put("author", text: comment["created_by"])
      events.put("markdown", text: comment["text"])
      events.close()
      events.end()
    }
  }

  private static func write(
    _ score: JSONNode, _ name: JSONNode?, by author: String?, _ eventID: String,
    about parent: String, _ traceID: JSONNode?, _ events: inout EventWriter
  ) {
    begin(eventID, "verdict", about: parent, traceID, score, &events)
    events.put("name", text: name)
    events.open("verdict")
    if let word = firstText(score["category_name"]) { events.putVerdictWord(word) }
    events.put("reason", text: firstText(score["reason"]))
    events.open("by")
    events.put("kind", score["source"]?.isText("ui") == true ? "human" : "automated")
    if let author {
      events.put("name", author)
    } else {
      events.put("name", text: score["created_by"])
    }
    events.close()
    events.open("score")
    events.put("name", text: name)
    events.put("value", number: score["value"])
    events.close()
    events.close()
    events.end()
  }

  private static func begin(
    _ eventID: String, _ stage: StaticString, about parent: String, _ traceID: JSONNode?,
    _ said: JSONNode, _ events: inout EventWriter
  ) {
    events.begin()
    events.put("trace_id", text: traceID)
    events.put("event_id", eventID)
    events.put("parent_id", parent)
    if let time = said["last_updated_at"]?.time ?? said["created_at"]?.time {
      events.put(start: time)
    } else {
      events.putNull("timestamp")
      events.put("sequence", Int64.max)
    }
    events.put("stage", stage)
    events.put("status", "ok")
  }
}
