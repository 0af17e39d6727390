/// What kind of step an event is.
///
/// Public, as `Column` is, so that other modules compare a byte and don't make a call.
public enum Stage: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case request, route, prompt, model, tool, guardrail, answer, verdict, note, infrastructure
  /// A word outside the set; the event keeps it.
  case unknown

  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
  }

  package var word: String { Self.words[Int(rawValue)] }
  /// The same, whose bytes are at hand.
  package var spelling: StaticString { Self.spellings[Int(rawValue)] }
  // To ask the cases for their names takes 1 M instructions.
  private static let spellings: [StaticString] = [
    "request", "route", "prompt", "model", "tool", "guardrail", "answer", "verdict", "note",
    "infrastructure", "unknown",
  ]
  private static let words = spellings.map(\.description)
}

/// How a step ended; public as `Stage` is.
public enum Status: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case ok, error, timeout, blocked, cancelled
  /// A word outside the set; the event keeps it.
  case unknown

  @inlinable
  public static func == (left: Self, right: Self) -> Bool {
    unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
  }

  package var word: String { Self.words[Int(rawValue)] }
  /// The same, whose bytes are at hand.
  package var spelling: StaticString { Self.spellings[Int(rawValue)] }
  // To ask the cases for their names takes 1 M instructions.
  private static let spellings: [StaticString] = [
    "ok", "error", "timeout", "blocked", "cancelled", "unknown",
  ]
  private static let words = spellings.map(\.description)
}

/// What an attempt is to its call.
package enum AttemptKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case first, retry, fallback

  package var word: String { Self.words[Int(rawValue)] }
  // To ask the cases for their names takes 1 M instructions.
  private static let words = ["first", "retry", "fallback"]
}
