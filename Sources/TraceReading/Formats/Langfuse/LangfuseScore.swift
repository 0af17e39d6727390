import TraceModel

/// A score of a trace or an observation: what a person, a judge or the application says of it.
///
/// A category is an outcome or a label, a number only a score. What is about a whole session is
/// about no trace, and is said to be left out. The export to a bucket writes the names of columns:
/// `string_value`.
struct LangfuseScore {
  private let record: JSONNode
  private let traceID: JSONNode?
  /// When its envelope was written.
  private let writtenAt: Int64?

  init(_ record: JSONNode, traceID: JSONNode? = nil, writtenAt: Int64? = nil) {
    self.record = record
    self.traceID = record.any("traceId", "trace_id") ?? traceID
    self.writtenAt = writtenAt
  }

  static func recognises(_ record: JSONNode) -> Bool {
    guard record["name"]?.isString == true, record.has("value") else { return false }
    if record.has("startTime") || record.has("start_time") { return false }
    if record["data_type"] != nil, record["source"] != nil {
      return record.any("trace_id", "session_id", "observation_id") != nil
    }
    return record.any("dataType", "source", "configId", "id") != nil
      && record.any("traceId", "sessionId", "observationId") != nil
  }

  private var observationID: JSONNode? { record.any("observationId", "observation_id") }
  private var kind: JSONNode? { record.any("dataType", "data_type") }
  private var author: JSONNode? { record.any("authorUserId", "author_user_id") }

  /// The events of a score, one at most.
  func write(to translation: inout Translation) {
    guard traceID?.isText == true || observationID?.isText == true else {
      let name = record["name"]?.string ?? ""
      translation.events.leave("score \(name)", "about a session or run and not about a trace")
      return
    }
    let text = firstText(
      record.any("stringValue", "string_value"),
      record["value"]?.isString == true ? record["value"] : nil,
      record.any("longStringValue", "long_string_value"))
    let isCorrection = kind?.isText("CORRECTION") == true
    if isCorrection || kind?.isText("TEXT") == true {
      writeNote(text, isCorrection: isCorrection, to: &translation.events)
    } else {
      writeVerdict(text, to: &translation.events)
    }
  }

  private func writeHead(_ stage: StaticString, to events: inout EventWriter) {
    events.put("trace_id", text: traceID, orOf: observationID)
    if let id = firstText(record["id"]) {
      events.put("event_id", text: id)
    } else {
      // The API gives a score without an id one; here what it says tells it from others.
      events.put("event_id", "score:\(record.shortHash)")
    }
    events.put("parent_id", text: observationID)
    let updated = events.time(record.any("updatedAt", "updated_at"))
    let start =
      events.time(record["timestamp"]) ?? events.time(record.any("createdAt", "created_at"))
      ?? updated ?? writtenAt
    if let start {
      events.put(start: start)
    } else {
      events.putNull("timestamp")
      events.put("sequence", Int64.max)
    }
    events.put("stage", stage)
    events.put("name", text: record["name"])
    events.put("status", "ok")
    events.putPart(writtenAt: updated ?? writtenAt, isAlone: traceID?.isText != true)
  }

  private func end(_ events: inout EventWriter) {
    if traceID?.isText == true { return events.end() }
    events.end(
      about: "score \(visible((record["name"]?.string ?? "").prefix(40)))", "an observation")
  }

  private func writeVerdict(_ text: JSONNode?, to events: inout EventWriter) {
    events.begin()
    writeHead("verdict", to: &events)
    events.open("verdict")
    if let text, kind?.isText("NUMERIC") != true, kind?.isText("BOOLEAN") != true {
      events.putVerdictWord(text)
    }
    events.put("reason", text: firstText(record["comment"]))
    events.putJudge(isHuman: record["source"]?.isText("ANNOTATION") == true, author)
    events.open("score")
    events.put("name", text: record["name"])
    let value = record["value"]
    if let value, value.decimal != nil, kind?.isText("CATEGORICAL") != true {
      events.put("value", number: value)
    } else if let flag = value?.bool ?? flag(in: text) {
      events.put("value", flag ? 1 as Int64 : 0)
    }
    events.close()
    events.close()
    writeRest(to: &events)
    end(&events)
  }

  /// Yes or no where only the word for it is kept.
  private func flag(in text: JSONNode?) -> Bool? {
    guard let text, kind?.isText("BOOLEAN") == true else { return nil }
    return text.withText { word in
      word.equalsFolded("true") ? true : word.equalsFolded("false") ? false : nil
    }
  }

  private func writeNote(
    _ text: JSONNode?, isCorrection: Bool, to events: inout EventWriter
  ) {
    events.begin()
    writeHead("note", to: &events)
    events.open("note")
    events.put("author", text: author)
    let words = text?.asText ?? ""
    let comment = record["comment"]?.asText ?? ""
    let said = [isCorrection ? "Corrected answer:\n\n\(words)" : words, comment]
    events.put("markdown", said.filter { !$0.isEmpty }.joined(separator: "\n\n"))
    events.close()
    writeRest(to: &events)
    end(&events)
  }

  private func writeRest(to events: inout EventWriter) {
    events.putRest(of: record) { events in
      events.put(
        record, "source", "dataType", "environment", "configId", "queueId", "executionTraceId",
        "metadata", "authorUserEmail", "data_type", "config_id", "queue_id")
    }
  }
}

/// What a reviewer wrote below a trace or an observation.
struct LangfuseComment {
  private let record: JSONNode
  private let traceID: JSONNode?

  init(_ record: JSONNode, traceID: JSONNode?) {
    self.record = record
    let isOfTrace = record["objectType"]?.isText("TRACE") == true
    self.traceID = traceID ?? (isOfTrace ? record["objectId"] : record["traceId"])
  }

  static func recognises(_ record: JSONNode) -> Bool {
    record["objectType"] != nil && record["objectId"] != nil && record["content"] != nil
  }

  func write(to translation: inout Translation) {
    guard record.isObject || record.isText else { return }
    let observation =
      record["objectType"]?.isText("OBSERVATION") == true ? firstText(record["objectId"]) : nil
    guard traceID?.isText == true || observation != nil else {
      let kind = record["objectType"]?.string?.lowercased() ?? "object"
      translation.events.leave("comment", "about a \(kind) whose trace it does not name")
      return
    }
    translation.events.begin()
    translation.events.put("trace_id", text: traceID, orOf: observation)
    if let id = firstText(record["id"]) {
      translation.events.put("event_id", text: id)
    } else {
      translation.events.put("event_id", "comment:\(record.shortHash)")
    }
    translation.events.put("parent_id", text: observation)
    if let time = record["createdAt"]?.time ?? record["timestamp"]?.time {
      translation.events.put(start: time)
    } else {
      translation.events.putNull("timestamp")
      translation.events.put("sequence", Int64.max)
    }
    translation.events.put("stage", "note")
    translation.events.put("status", "ok")
    let isAlone = traceID?.isText != true
    translation.events.putPart(writtenAt: record["updatedAt"]?.time, isAlone: isAlone)
    translation.events.open("note")
    let author = firstText(
      record["authorUserName"], record["authorName"], record["authorUserId"], record["author"])
    translation.events.put("author", text: author)
    translation.events.put("markdown", text: record.isText ? record : record["content"])
    translation.events.close()
    if isAlone {
      translation.events.end(about: "comment", "an observation")
    } else {
      translation.events.end()
    }
  }
}

extension EventWriter {
  /// A trace's id; without one, that of a trace made up for what is about an observation.
  mutating func put(
    _ key: StaticString, text traceID: JSONNode?, orOf observation: JSONNode?
  ) {
    if traceID?.isText == true {
      put(key, text: traceID)
    } else {
      put(key, (observation?.asText).map { "observation:\($0)" })
    }
  }
}
