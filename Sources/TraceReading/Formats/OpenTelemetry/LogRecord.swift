import TraceModel

/// What every log record says.
struct LogRecord {
  var node: JSONNode
  var traceID: JSONNode?
  var spanID: JSONNode?
  var time: Int64?
  var name: JSONNode?
  var severity: Int64?
  var body: AnyValue?
  var attributes: JSONNode?

  init(_ record: JSONNode) {
    node = record
    var observed: Int64?
    var severityText: JSONNode?
    record.forEachRawMember { key, value in
      let name = key.rawBytes
      if name.equals("traceId") || name.equals("trace_id") {
        traceID = value
      } else if name.equals("spanId") || name.equals("span_id") {
        spanID = value
      } else if name.equals("timeUnixNano") || name.equals("time_unix_nano") {
        time = value.integer.flatMap { $0 > 0 ? $0 : nil }
      } else if name.equals("observedTimeUnixNano") || name.equals("observed_time_unix_nano") {
        observed = value.integer.flatMap { $0 > 0 ? $0 : nil }
      } else if name.equals("eventName") || name.equals("event_name") {
        self.name = value.isText ? value : nil
      } else if name.equals("severityNumber") || name.equals("severity_number") {
        severity = value.integer.flatMap { $0 > 0 ? $0 : nil } ?? Self.severity(of: value)
      } else if name.equals("severityText") || name.equals("severity_text") {
        severityText = value
      } else if name.equals("body") {
        body = AnyValue(wrapped: value)
      } else if name.equals("attributes") {
        attributes = value
      }
    }
    time = time ?? observed
    severity = severity ?? severityText.flatMap { Self.severity(of: $0) }
  }

  /// By its name, as some converters write it: of `SEVERITY_NUMBER_ERROR2` that of an error.
  private static func severity(of name: JSONNode) -> Int64? {
    let isError = name.rawBytes.contains("error") || name.rawBytes.contains("fatal")
    return isError ? errorSeverity : nil
  }

  /// From here on a record tells of an error.
  static let errorSeverity: Int64 = 17
}

extension TelemetryReader {
  /// Writes the record's event, or the part it is of its span's; false where it is of no trace.
  func translate(log logged: LogRecord, _ translation: inout Translation) -> Bool {
    var record = logged
    attributes.clear()
    attributes.add(record.attributes)
    countsCacheBeside = false
    let name = (record.name ?? attributes.takeText(.eventName))?.rawBytes
    if let kind = kind(ofClaudeCode: record, name), putClaudeCode(&record, kind, &translation) {
      translation.releaseDocuments()
      return true
    }
    let isEvaluation = name?.equals("gen_ai.evaluation.result") == true
    let isDetails = name?.equals("gen_ai.client.inference.operation.details") == true
    if isEvaluation || isDetails, let body = record.body, body.isContainer {
      // Some write into the body what others do into attributes, which count first.
      attributes.clear()
      attributes.add(body.node)
      attributes.add(record.attributes)
      _ = attributes.take(.eventName)
    }
    let isWholeCall = isDetails && record.spanID?.isID != true
    guard
      record.traceID?.isID == true || isWholeCall || isEvaluation && isAboutSomething(record)
    else { return false }
    if isWholeCall {
      putCall(of: record, &translation)
    } else if isEvaluation {
      putEvaluation(record, &translation)
    } else if record.spanID?.isID == true, let name, let kind = HeldMessage.Kind(name) {
      held.append(HeldMessage(record: record, kind: kind, place: held.count))
      return true
    } else if record.spanID?.isID == true, isDetails {
      putDetails(record, &translation)
    } else if record.spanID?.isID == true,
      name?.equals("gen_ai.client.operation.exception") == true
    {
      putException(record, &translation)
    } else {
      putLine(record, name, &translation)
    }
    translation.releaseDocuments()
    return true
  }

  /// Whether an evaluation names the span or the answer that it is about.
  private func isAboutSomething(_ record: LogRecord) -> Bool {
    record.spanID?.isID == true || attributes[.responseID]?.text?.rawBytes.isEmpty == false
  }

  private func putEvaluation(_ record: LogRecord, _ translation: inout Translation) {
    let finding = Finding(attributes)
    let isAlone = record.traceID?.isID != true
    let answer = attributes[.responseID]?.text
    translation.events.begin()
    if !isAlone {
      translation.events.put("trace_id", id: record.traceID)
    } else if record.spanID?.isID == true {
      translation.events.put("trace_id", id: record.spanID, "span", [])
    } else {
      translation.events.put("trace_id", (answer?.asText).map { "answer:\($0)" })
    }
    putID(finding, of: record.spanID, number: record.time, &translation)
    translation.events.put("parent_id", id: record.spanID)
    if let time = record.time { translation.events.put(start: time, end: nil) }
    putVerdict(finding, &translation)
    for key in Finding.keys { _ = attributes.take(key) }
    _ = putContext(ofRecord: &translation)
    attributes.giveBack(.teamAttempt)
    attributes.giveBack(.teamTrigger)
    if isAlone {
      translation.events.open("join")
      translation.events.put("by", "none" as StaticString)
      translation.events.close()
    }
    translation.events.open("ids")
    translation.events.put("response", text: answer)
    translation.events.close()
    attributes.writeRest(to: &translation.events)
    guard isAlone else { return translation.events.end() }
    let name = visible((finding.name?.string ?? "").prefix(40))
    translation.events.end(about: "evaluation \(name)", "a span or an answer")
  }

  /// The ids of an event that only a log record tells of, below the record's span.
  func putIDs(of record: LogRecord, _ translation: inout Translation) {
    translation.events.put("trace_id", id: record.traceID)
    translation.events.put(
      "event_id", id: record.spanID, "log",
      [
        .number(record.time),
        .number(Int64(truncatingIfNeeded: record.node.contentHash.low >> 1)),
      ])
    translation.events.put("parent_id", id: record.spanID)
  }

  /// A line that a program wrote while it worked on the request.
  private func putLine(
    _ record: LogRecord, _ name: UnsafeBufferPointer<UInt8>?, _ translation: inout Translation
  ) {
    let type = attributes.takeText(.exceptionType, .errorType)
    let message = attributes.takeText(.exceptionMessage)
    let stack = attributes.takeText(.exceptionStack)
    let hasFailed = type != nil || (record.severity ?? 0) >= LogRecord.errorSeverity
    translation.events.begin()
    putIDs(of: record, &translation)
    if let time = record.time { translation.events.put(start: time, end: nil) }
    translation.events.put("stage", Stage.infrastructure.spelling)
    if let name {
      translation.events.put("name", rawText: name)
    } else {
      translation.events.put("name", "log" as StaticString)
    }
    translation.events.put(
      SpanOutcome(
        hasFailed: hasFailed, type: type, message: message ?? record.body?.text, stack: stack))
    translation.events.put(SpanAttempt(putContext(ofRecord: &translation)))
    if let body = record.body {
      translation.events.put("output", body)
      translation.events.put("output_summary", text: body.text)
    }
    attributes.writeRest(to: &translation.events)
    translation.events.end()
  }
}
