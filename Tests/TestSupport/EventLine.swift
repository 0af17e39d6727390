import TraceModel

/// A line of a log, as `event("m1", .model, at: 2, .failed("timeout"))`.
///
/// Without more it is an event of the trace `t`, so many seconds after Monday 2026-11-16 09:00.
package func event(
  _ id: String, _ stage: Stage, at seconds: Double = 0, _ parts: EventPart...
) -> String {
  event(id, stage, at: seconds, parts)
}

package func event(
  _ id: String, _ stage: Stage, at seconds: Double = 0, _ parts: [EventPart]
) -> String {
  var members: [JSONValue.Member] = [
    .init("trace_id", .string("t")), .init("event_id", .string(id)),
    .init("timestamp", .string(time(seconds))), .init("stage", .string(stage.word)),
    .init("status", .string("ok")),
  ]
  for member in parts.flatMap(\.members) {
    members.removeAll { $0.key == member.key }
    members.append(member)
  }
  return String(decoding: JSONValue.object(members).compactBytes, as: UTF8.self)
}

/// So many seconds after Monday 2026-11-16 09:00 UTC.
package func time(_ seconds: Double) -> String {
  Instant(nanoseconds: 1_794_819_600_000_000_000 + Int64((seconds * 1e9).rounded())).description
}

/// What an event says beside its id, stage and time. Of two parts about one field the later counts.
package struct EventPart: Sendable {
  package var members: [JSONValue.Member]

  init(_ key: String, _ value: JSONValue) { members = [.init(key, value)] }

  package static func field(_ key: String, _ json: JSONValue) -> EventPart { .init(key, json) }
  package static func trace(_ id: String) -> EventPart { .init("trace_id", .string(id)) }
  package static func at(_ time: String) -> EventPart { .init("timestamp", .string(time)) }
  package static func parent(_ id: String) -> EventPart { .init("parent_id", .string(id)) }
  package static func input(_ text: String) -> EventPart { .init("input_summary", .string(text)) }
  package static func output(_ text: String) -> EventPart {
    .init("output_summary", .string(text))
  }
  package static func status(_ word: String) -> EventPart { .init("status", .string(word)) }

  package static func took(_ milliseconds: Double) -> EventPart {
    .init("duration_ms", .number("\(milliseconds)"))
  }

  /// An event of a log without clocks.
  package static func sequence(_ number: Int) -> EventPart {
    var part = EventPart("timestamp", .null)
    part.members.append(.init("sequence", .number("\(number)")))
    return part
  }

  /// Ended with this error.
  package static func failed(_ type: String) -> EventPart {
    var part = EventPart("status", .string(type == "timeout" ? "timeout" : "error"))
    part.members.append(.init("error", .object([.init("type", .string(type))])))
    return part
  }

  package static func model(_ name: String, _ provider: String = "acme") -> EventPart {
    .init(
      "model", .object([.init("provider", .string(provider)), .init("name", .string(name))]))
  }

  package static func tool(_ name: String) -> EventPart {
    .init("tool", .object([.init("name", .string(name))]))
  }

  package static func tokens(_ prompt: Int, _ completion: Int) -> EventPart {
    .init(
      "usage",
      .object([
        .init("prompt_tokens", .number("\(prompt)")),
        .init("completion_tokens", .number("\(completion)")),
      ]))
  }

  package static func context(
    feature: String? = nil, route: String? = nil, session: String? = nil
  ) -> EventPart {
    .init(
      "context",
      .object(
        [("feature", feature), ("route", route), ("session_id", session)].compactMap { key, name in
          name.map { .init(key, .string($0)) }
        }))
  }

  package static func attempt(
    of previous: String? = nil, number: Int? = nil, kind: String? = nil, trigger: String? = nil
  ) -> EventPart {
    var members: [JSONValue.Member] = []
    if let previous { members.append(.init("of", .string(previous))) }
    if let number { members.append(.init("number", .number("\(number)"))) }
    if let kind { members.append(.init("kind", .string(kind))) }
    if let trigger { members.append(.init("trigger", .string(trigger))) }
    return .init("attempt", .object(members))
  }

  package static func verdict(
    _ outcome: String? = nil, label: String? = nil, by kind: String = "automated",
    reason: String = "seen"
  ) -> EventPart {
    var members: [JSONValue.Member] = [
      .init("reason", .string(reason)),
      .init("by", .object([.init("kind", .string(kind)), .init("name", .string("r"))])),
    ]
    if let outcome { members.append(.init("outcome", .string(outcome))) }
    if let label { members.append(.init("label", .string(label))) }
    return .init("verdict", .object(members))
  }

  package static func charges(_ lines: ChargeLine...) -> EventPart {
    .init("charges", .array(lines.map { .object($0.members) }))
  }

  /// One charge of this amount.
  package static func costs(_ amount: String, _ source: String = "model") -> EventPart {
    .charges(.line(source, amount: amount))
  }
}

/// An element of `charges`; figures are written as JSON strings.
package struct ChargeLine: Sendable {
  var members: [JSONValue.Member]

  package static func line(
    _ source: String = "model", amount: String? = nil, quantity: String? = nil,
    unitPrice: String? = nil, currency: String? = nil
  ) -> ChargeLine {
    let pairs = [
      ("source", source), ("amount", amount), ("quantity", quantity), ("unit_price", unitPrice),
      ("currency", currency),
    ]
    return ChargeLine(
      members: pairs.compactMap { key, text in text.map { .init(key, .string($0)) } })
  }
}
