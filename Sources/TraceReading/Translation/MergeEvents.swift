import TraceModel

// What the join did to records (`MergeCalls`, `FillRecord` in TraceAnalysis), done to their text: the
// page and `convert` show the event that was counted.

extension EventSources {
  /// The event of these texts, the record's own first.
  ///
  /// - Parameter files: the names of their files.
  func event(of texts: [JSONValue], files: [String]) -> JSONValue {
    let texts = texts.withWholeConversations
    guard var event = texts.first.map({ EventMembers($0) }) else { return .null }
    for other in texts.dropFirst() { event.fill(from: EventMembers(other)) }
    if let correction { correct(&event, correction) }
    if event["status"]?.string == Self.unknown { event["status"] = .string(record.status.word) }
    let named = files.eachOnce
    if named.count > 1 { event["sources"] = .array(named.map { .string($0) }) }
    let merged = JSONValue.object(event.members)
    return record.part > 0 ? merged.withoutJoin : merged
  }

  fileprivate static let unknown = "unknown"

  private func correct(_ event: inout EventMembers, _ correction: Correction) {
    event["trace_id"] = .string(correction.traceID)
    event["parent_id"] = correction.parentID.isEmpty ? nil : .string(correction.parentID)
    event["stage"] = event["stage"].map {
      record.stage == .unknown ? $0 : .string(record.stage.word)
    }
    if record.status != .unknown { event["status"] = .string(record.status.word) }
    if record.hasClock {
      event["timestamp"] = .string("\(Instant(nanoseconds: record.start))")
      event["sequence"] = nil
      event["end_timestamp"] = nil
      event["duration_ms"] = record.duration < 0 ? nil : .number(milliseconds(record.duration))
    }
    if record.chargeCount == 0 { event["charges"] = nil }
    if event["charges"] == nil, !correction.charges.isEmpty {
      event["charges"] = .array(correction.charges)
    }
    event["usage"] = correction.usage.map { $0.json }
    if !correction.model.isEmpty {
      var model = EventMembers(event["model"] ?? .object([]))
      model["name"] = .string(correction.model)
      event["model"] = .object(model.members)
    }
    var prompt = EventMembers(event["prompt"] ?? .object([]))
    for (key, text) in [("name", correction.promptName), ("version", correction.promptVersion)]
    where prompt[key] == nil && !text.isEmpty { prompt[key] = .string(text) }
    event["prompt"] = prompt.members.isEmpty ? nil : .object(prompt.members)
    var attempt = EventMembers(event["attempt"] ?? .object([]))
    if let number = correction.attempt.number { attempt["number"] = .number("\(number)") }
    if let kind = correction.attempt.kind { attempt["kind"] = .string(kind.word) }
    if let before = correction.attempt.of { attempt["of"] = .string(before.text) }
    if let trigger = correction.attempt.trigger { attempt["trigger"] = .string(trigger) }
    event["attempt"] = attempt.members.isEmpty ? nil : .object(attempt.members)
  }

  private func milliseconds(_ nanoseconds: Int64) -> String {
    (ExactDecimal(Int(nanoseconds)).divided(by: 1_000_000) ?? .zero).description
  }
}

extension UsageRecord {
  fileprivate var json: JSONValue {
    let counts: [(String, UInt32)] = [
      ("prompt_tokens", prompt), ("completion_tokens", completion), ("cached_tokens", cached),
      ("cache_write_tokens", cacheWrite), ("cache_write_1h_tokens", cacheWrite1h),
      ("reasoning_tokens", reasoning), ("audio_prompt_tokens", audioPrompt),
      ("audio_completion_tokens", audioCompletion),
    ]
    return .object(
      counts.filter { $0.1 != Self.unknown }.map { .init($0.0, .number("\($0.1)")) })
  }
}

/// The members of an event, taken and put by name.
private struct EventMembers {
  private(set) var members: [JSONValue.Member]

  init(_ json: JSONValue) {
    if case .object(let members) = json { self.members = members } else { members = [] }
  }

  /// The last member of a name counts; `null` is none.
  subscript(key: String) -> JSONValue? {
    get {
      let value = members.last { $0.key == key }?.value
      return value == .null ? nil : value
    }
    set {
      if let newValue, let place = members.lastIndex(where: { $0.key == key }) {
        members[place].value = newValue
      } else {
        members.removeAll { $0.key == key }
        if let newValue { members.append(.init(key, newValue)) }
      }
    }
  }

  /// Objects that are filled member by member; others are taken whole or not.
  private static let open: Set<String> = [
    "context", "prompt", "model", "tool", "ids", "route", "error", "tags", "attributes",
  ]

  mutating func fill(from other: EventMembers) {
    for member in other.members where member.value != .null {
      guard let own = self[member.key] else {
        self[member.key] = member.value
        continue
      }
      switch member.key {
      case "status" where own.string == EventSources.unknown:
        self["status"] = member.value
      case "usage" where member.value.count > own.count: self["usage"] = member.value
      case _ where Self.open.contains(member.key) && own.isObject:
        var filled = EventMembers(own)
        filled.fill(from: EventMembers(member.value))
        self[member.key] = .object(filled.members)
      default: break
      }
    }
  }
}

extension JSONValue {
  /// Without what no event has on its pages.
  var withoutJoin: JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { $0.key != "join" })
  }

  fileprivate var isObject: Bool {
    if case .object = self { return true }
    return false
  }

  fileprivate var count: Int {
    if case .object(let members) = self { return members.count }
    return 0
  }
}

extension [String] {
  fileprivate var eachOnce: [String] {
    var seen: Set<Name> = []
    return filter { seen.insert(Name($0)).inserted }
  }
}
