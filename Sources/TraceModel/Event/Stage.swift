/// What kind of step an event is.
package enum Stage: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case request, route, prompt, model, tool, guardrail, answer, verdict, note, infrastructure
  /// A word outside the set; the event keeps it.
  case unknown

  package var word: String { Self.words[Int(rawValue)] }
  // To ask a case for its name takes a microsecond.
  private static let words = allCases.map { "\($0)" }
}

/// How a step ended.
package enum Status: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case ok, error, timeout, blocked, cancelled
  /// A word outside the set; the event keeps it.
  case unknown

  package var word: String { Self.words[Int(rawValue)] }
  // To ask a case for its name takes a microsecond.
  private static let words = allCases.map { "\($0)" }
}

/// What an attempt is to its call.
package enum AttemptKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case first, retry, fallback

  package var word: String { Self.words[Int(rawValue)] }
  // To ask a case for its name takes a microsecond.
  private static let words = allCases.map { "\($0)" }
}
