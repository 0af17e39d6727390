import TraceModel

// What was said may stand in log records beside the span, in one or in many:
//
//   gen_ai.client.inference.operation.details   everything, in one record             today
//   gen_ai.system.message, gen_ai.user.message, one message each, and `gen_ai.choice`  until 2025
//   gen_ai.assistant.message, gen_ai.tool.message
//
// They become parts of the span's event. Messages of one call that stand in one export are put
// together here, in order of their times; those of several exports by the join.

/// The messages of log records that wait for the others of their call.
struct HeldMessage {
  var record: LogRecord
  var kind: Kind
  var place: Int

  enum Kind {
    case system, user, assistant, tool, choice

    init?(_ name: UnsafeBufferPointer<UInt8>) {
      if name.equals("gen_ai.user.message") {
        self = .user
      } else if name.equals("gen_ai.system.message") {
        self = .system
      } else if name.equals("gen_ai.assistant.message") {
        self = .assistant
      } else if name.equals("gen_ai.tool.message") {
        self = .tool
      } else if name.equals("gen_ai.choice") {
        self = .choice
      } else {
        return nil
      }
    }

    /// Of an attribute's list: by its name, or else by who said it.
    init?(listed event: JSONNode) {
      if let name = event["event.name"] {
        self.init(name.rawBytes)
      } else if event["message"]?.isObject == true {
        self = .choice
      } else if let role = event["role"] {
        switch Turn.role(role.rawBytes) {
        case .system: self = .system
        case .user: self = .user
        case .assistant: self = .assistant
        case .tool: self = .tool
        case .other: return nil
        }
      } else {
        return nil
      }
    }

    var role: StaticString {
      switch self {
      case .system: "system"
      case .user: "user"
      case .assistant, .choice: "assistant"
      case .tool: "tool"
      }
    }
  }

  fileprivate func isOfSameCall(as other: HeldMessage) -> Bool {
    isEqual(record.traceID, other.record.traceID) && isEqual(record.spanID, other.record.spanID)
  }

  private func isEqual(_ one: JSONNode?, _ other: JSONNode?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return one.rawBytes.elementsEqual(other.rawBytes)
  }
}

extension TelemetryReader {
  /// The part that a record with everything in it is of its span's event.
  func putDetails(_ record: LogRecord, _ translation: inout Translation) {
    beginPart(record, &translation)
    putEverything(status: "unknown", &translation)
  }

  /// The call of a record with everything in it that names no span: a step of its trace, or a trace
  /// of its own, which the answer's id may join to another.
  func putCall(of record: LogRecord, _ translation: inout Translation) {
    translation.events.begin()
    if record.traceID?.isID == true {
      translation.events.put("trace_id", id: record.traceID)
    } else {
      translation.events.put("trace_id", "log-" + record.node.shortHash)
    }
    translation.events.put("event_id", "log-" + record.node.shortHash)
    putTime(record.time, &translation)
    translation.events.put("stage", Stage.model.spelling)
    if record.traceID?.isID != true {
      translation.events.open("join")
      translation.events.put("by", "none" as StaticString)
      translation.events.close()
    }
    putEverything(status: "ok", &translation)
  }

  /// - Parameter status: of a call that names no error.
  private func putEverything(status: StaticString, _ translation: inout Translation) {
    let team = teamValues(translation)
    let type = attributes.takeText(.errorType)
    if let type {
      translation.events.put(
        SpanOutcome(hasFailed: true, type: type, message: nil, stack: nil))
    } else {
      translation.events.put("status", status)
    }
    putModelCall(team, SpanAttempt(team), &translation)
    putIDs(ofModel: true, &translation)
    attributes.writeRest(to: &translation.events)
    translation.events.end()
  }

  /// The part that says how the span's call failed.
  func putException(_ record: LogRecord, _ translation: inout Translation) {
    beginPart(record, &translation)
    let type = attributes.takeText(.exceptionType, .errorType)
    translation.events.put(
      SpanOutcome(
        hasFailed: true, type: type, message: attributes.takeText(.exceptionMessage),
        stack: attributes.takeText(.exceptionStack)))
    attributes.writeRest(to: &translation.events)
    translation.events.end()
  }

  /// The parts that the messages of an export make up, one of each call.
  func putMessages(_ messages: [HeldMessage], _ translation: inout Translation) {
    var waiting = messages
    while let first = waiting.first {
      let group = waiting.filter { $0.isOfSameCall(as: first) }
      waiting.removeAll { $0.isOfSameCall(as: first) }
      putCall(
        group.sorted { ($0.record.time ?? 0, $0.place) < ($1.record.time ?? 0, $1.place) },
        &translation)
      translation.releaseDocuments()
    }
  }

  private func putCall(_ messages: [HeldMessage], _ translation: inout Translation) {
    let asked = document(messages.filter { $0.kind != .choice }, translation)
    let answered = document(messages.filter { $0.kind == .choice }, translation)
    guard let first = messages.first, let last = messages.last else { return }
    attributes.clear()
    for message in messages { attributes.add(message.record.attributes) }
    _ = attributes.take(.eventName)
    let team = teamValues(translation)
    beginPart(last.record, since: first.record.time, isOfMessages: true, &translation)
    translation.events.put("status", "unknown" as StaticString)
    putModelCall(
      team, SpanAttempt(team), asked: asked.map { .turns(Conversation($0)) },
      answered: answered.map { .turns(Conversation($0)) }, &translation)
    attributes.writeRest(to: &translation.events)
    translation.events.end()
  }

  /// Its time is the call's where no log has the span.
  private func beginPart(
    _ record: LogRecord, since start: Int64? = nil, isOfMessages: Bool = false,
    _ translation: inout Translation
  ) {
    translation.events.begin()
    translation.events.put("trace_id", id: record.traceID)
    translation.events.put("event_id", id: record.spanID)
    putTime(start ?? record.time, &translation)
    translation.events.put("stage", Stage.model.spelling)
    translation.events.open("join")
    translation.events.put("role", "part" as StaticString)
    translation.events.put("at", record.time)
    if isOfMessages { translation.events.put("holds", "messages" as StaticString) }
    translation.events.close()
  }

  private func putTime(_ time: Int64?, _ translation: inout Translation) {
    if let time {
      translation.events.put(start: time, end: nil)
    } else {
      translation.events.putNull("timestamp")
      translation.events.put("sequence", 0 as Int64)
    }
  }

  /// The messages as one list, each with its role.
  func document(_ messages: [HeldMessage], _ translation: borrowing Translation)
    -> JSONNode?
  {
    guard !messages.isEmpty else { return nil }
    let bodies = messages.map { message in
      message.record.body.flatMap { json(of: $0, translation) }
    }
    scratch.clear()
    scratch.isFirst = true
    scratch.lines.append(UInt8(ascii: "["))
    for (message, body) in zip(messages, bodies) {
      let element = scratch.beginElement()
      scratch.put("role", message.kind.role)
      // An event's attributes hold no objects, so that the message may stand in a string.
      // Of Gemini it is the content, which has the parts.
      let told =
        body?["message"].flatMap { $0.isObject ? $0 : translation.json($0) }
        ?? body?["content"].flatMap { $0["parts"] == nil ? nil : $0 }
      let members = told?.isObject == true ? told : body
      scratch.put("finish_reason", text: body?["finish_reason"])
      if let members {
        members.forEachRawMember { key, value in
          let name = key.rawBytes
          if name.equals("id"), message.kind == .tool {
            scratch.put("tool_call_id", value)
          } else if name.equals("message"), value.isString {
            scratch.put("content", translation.parts(in: value) ?? value)
          } else if name.equals("content"), message.kind != .tool,
            let parts = translation.parts(in: value)
          {
            scratch.put("content", parts)
          } else if !name.equals("role"), !name.equals("finish_reason"), !value.isNull {
            scratch.put(rawKey: name, AnyValue(plain: value))
          }
        }
      } else {
        scratch.put("content", text: message.record.body?.text)
      }
      scratch.endElement(element)
    }
    scratch.lines.append(UInt8(ascii: "]"))
    return translation.document(scratch.written)
  }
}
