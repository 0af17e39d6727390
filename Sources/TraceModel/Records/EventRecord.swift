/// A hash of a value's content, the same in every run; all zero where there is no value.
package struct ContentHash: Hashable, Sendable, Comparable, BitwiseCopyable {
  package var high: UInt64
  package var low: UInt64
  package static let none = ContentHash(high: 0, low: 0)

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

/// What counting needs of one event: no text, only ids, hashes, numbers and names' numbers.
///
/// Its memory is also its form on disk, so it holds plain values only, and what most events have
/// none of lies in a column beside it.
package struct EventRecord: Sendable, BitwiseCopyable {
  /// A hash of the trace id with a fixed seed; some of its bits choose the partition.
  package var traceHash: UInt64
  /// Of the event's bytes as logged. The same event logged twice mostly has it twice; with other
  /// white space or another order of keys it has not, and its lines have to be compared.
  package var content: UInt64
  /// Nanoseconds since 1970, or the log's sequence where there is no clock.
  package var start: Int64 = 0
  /// Nanoseconds; -1 where the log says none.
  package var duration: Int64 = -1
  /// Of the input, or else of its summary; 0 where the log has neither.
  package var input: UInt64 = 0
  /// When a tool's data was taken, in nanoseconds since 1970; `.min` where the log says nothing.
  package var dataAsOf = Int64.min

  package var offset: Int
  package var length: UInt32
  package var file: UInt32
  /// Which event of its record in the file, from 1; 0 where the line is the event.
  package var part: UInt32 = 0

  /// The first byte of its ids: trace, event, parent and the attempt before, one after another.
  package var firstID: UInt32 = 0
  package var traceLength: UInt16 = 0
  package var eventLength: UInt16 = 0
  package var parentLength: UInt16 = 0
  package var attemptOfLength: UInt16 = 0

  package var name = NameID.none
  package var provider = NameID.none
  package var model = NameID.none
  package var requested = NameID.none
  package var tool = NameID.none
  /// `ok`, the error's type, or the status.
  package var result = NameID.none
  package var trigger = NameID.none

  /// Places in the batch's columns; -1 where the event has none.
  package var context: Int32 = -1
  package var usage: Int32 = -1
  package var verdict: Int32 = -1
  package var link: Int32 = -1
  package var prompt = PromptID.none
  package var firstCharge: UInt32 = 0
  package var chargeCount: UInt32 = 0
  package var firstTask: UInt32 = 0
  /// The keys of an object that a step was given, as one name; none where it was given none.
  package var shape = NameID.none
  package var taskCount: UInt16 = 0
  package var attemptNumber: Int16 = 0

  package var stage: Stage
  package var status: Status
  package var attemptKind: AttemptKind?
  package var traits: EventTraits = []

  package init(
    traceHash: UInt64, content: UInt64, stage: Stage, status: Status, file: UInt32, offset: Int,
    length: UInt32
  ) {
    self.traceHash = traceHash
    self.content = content
    self.stage = stage
    self.status = status
    self.file = file
    self.offset = offset
    self.length = length
  }

  package var end: Int64 { start.addingReportingOverflow(max(duration, 0)).partialValue }
  package var isAttempt: Bool { stage == .model || stage == .tool }
  package var hasClock: Bool { traits.contains(.clock) }
  package var chargeRange: Range<Int> {
    Int(firstCharge)..<Int(firstCharge) + Int(chargeCount)
  }
}

/// What is true of an event or not.
///
/// Public, as `Column` is, so that a trait is a bit in other modules too and not a call.
public struct EventTraits: OptionSet, Sendable, BitwiseCopyable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `start` is a time.
  @inlinable public static var clock: Self { Self(rawValue: 1) }
  /// The log has an `attempt`.
  @inlinable public static var attempt: Self { Self(rawValue: 2) }
  @inlinable public static var truncated: Self { Self(rawValue: 4) }
  /// A charge was logged that can't be read; no price takes its place.
  @inlinable public static var refusedCharge: Self { Self(rawValue: 8) }
  @inlinable public static var output: Self { Self(rawValue: 16) }
  /// The log has a place for an output, and nothing in it.
  @inlinable public static var emptyOutput: Self { Self(rawValue: 32) }
  /// A provider gave its answer an id, also where the step failed.
  @inlinable public static var responseID: Self { Self(rawValue: 64) }
  /// The log says which version of the model answered.
  @inlinable public static var modelVersion: Self { Self(rawValue: 128) }
}

/// Whom and what a request was for.
package struct ContextRecord: Sendable, BitwiseCopyable {
  /// Hashes of the ids, which may be as many as traces; 0 where there is none.
  package var session: UInt64 = 0
  package var user: UInt64 = 0
  package var feature = NameID.none
  package var route = NameID.none
  package var environment = NameID.none
  package init() {}
}

/// What an event may be joined by to what other logs say of it, beside its own ids; and what else
/// few events have.
package struct LinkRecord: Sendable, BitwiseCopyable {
  /// Hashes of the ids that the provider gave its answer and the request, and of the id of a tool
  /// call; 0 where there is none.
  package var response: UInt64 = 0
  package var request: UInt64 = 0
  package var call: UInt64 = 0
  /// When a part was written, in nanoseconds since 1970, or in any order that its log has.
  package var at: Int64 = 0
  /// The end of a part that does not say when its event began, in nanoseconds since 1970; `.min`
  /// where it says no end either.
  package var end = Int64.min
  /// Hashes of what the user said last before a call that has only a session, and of what the user
  /// had said before that; 0 where there is none.
  package var turn: UInt64 = 0
  package var turnBefore: UInt64 = 0
  package var privates = PrivateMarks()
  /// What the caller asked a gateway for, which may stand for several models.
  package var group = NameID.none
  /// Of a failed attempt that its log says another one follows, what that one was triggered by.
  package var retry = NameID.none
  package var role = LinkRole.event
  /// What put the event into its trace.
  package var key = JoinKey.traceID
  /// Its log has it under another trace id.
  package var isMoved = false
  /// A step around calls that says what they used; by itself it calls nothing.
  package var holdsUsage = false
  /// How the provider worked on the call.
  package var tier = ServiceTier.standard
  package init() {}

  /// The hash that stands for an id, never 0.
  ///
  /// - Parameter isTelling: whether no two calls share it, as far as it looks: `call_1` and
  ///   `chatcmpl-887` come again and again.
  package static func hash(_ content: UInt64, isTelling: Bool) -> UInt64 {
    content & ~3 | (isTelling ? 1 : 3)
  }

  package static func isTelling(_ hash: UInt64) -> Bool { hash & 2 == 0 }
}

package enum LinkRole: UInt8, Sendable, BitwiseCopyable {
  case event
  /// Completes the event of the same id.
  case part
  /// What went over the wire for a call, which others may have logged too.
  case exchange
  /// A call as the library that sent it logs it, which an instrumentation may have logged too.
  case client
}

/// What joins an event to the rest of its trace, the strongest first.
package enum JoinKey: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case traceID, traceparent, request, response, call
  /// The session, in a log that has nothing else.
  case session
  /// Nothing: its record names no trace.
  case alone

  package var word: String {
    switch self {
    case .traceID: "trace_id"
    case .traceparent: "traceparent"
    case .request: "request_id"
    case .response: "response_id"
    case .call: "tool_call_id"
    case .session: "session"
    case .alone: "none"
    }
  }
}

/// Tokens as logged; `unknown` where the log says none.
package struct UsageRecord: Sendable, BitwiseCopyable, Equatable {
  package static let unknown = UInt32.max
  /// A call of more tokens is a slip of the log.
  package static let largest = 4_000_000_000

  package var prompt = unknown
  package var completion = unknown
  package var cached = unknown
  package var cacheWrite = unknown
  package var cacheWrite1h = unknown
  package var reasoning = unknown
  package var audioPrompt = unknown
  package var audioCompletion = unknown

  package init() {}

  package var usage: Usage {
    func known(_ count: UInt32) -> Int? { count == Self.unknown ? nil : Int(count) }
    var usage = Usage()
    usage.prompt = known(prompt)
    usage.completion = known(completion)
    usage.cached = known(cached)
    usage.cacheWrite = known(cacheWrite)
    usage.cacheWrite1h = known(cacheWrite1h)
    usage.reasoning = known(reasoning)
    usage.audioPrompt = known(audioPrompt)
    usage.audioCompletion = known(audioCompletion)
    return usage
  }
}

package struct VerdictRecord: Sendable, BitwiseCopyable {
  package var outcome = NameID.none
  package var label = NameID.none
  package var judge = NameID.none
  package var team = NameID.none
  package var causeLayer = NameID.none
  /// The id of the step that went wrong, in the batch's ids.
  package var firstCauseID: UInt32 = 0
  package var causeLength: UInt16 = 0
  package var isHuman = false
  package var hasReason = false
  /// The score's name; none where the verdict has no score.
  package var scoreName = NameID.none
  package var score: PackedDecimal = .none
  package init() {}
}

/// One charge as logged; its amount is there already, also where the log gave only its factors.
package struct ChargeRecord: Sendable, BitwiseCopyable {
  package var quantity: PackedDecimal
  package var amount: PackedDecimal
  package var kind: ChargeKindID

  package init(_ kind: ChargeKindID, quantity: PackedDecimal, amount: PackedDecimal) {
    self.kind = kind
    self.quantity = quantity
    self.amount = amount
  }
}

/// A task-list item of a note.
package struct TaskRecord: Sendable, BitwiseCopyable {
  package var text: NameID
  package var isDone: Bool
  package init(text: NameID, isDone: Bool) {
    self.text = text
    self.isDone = isDone
  }
}

/// Traces are spread by bits that no id of a usual form leaves empty.
package func partition(ofTrace hash: UInt64, of count: Int) -> Int {
  Int(truncatingIfNeeded: hash >> 32) & (count - 1)
}
