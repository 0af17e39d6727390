import TraceModel

/// The records of one trace, put in order and connected.
///
/// One is used for trace after trace, so that its lists keep their memory. It points into the batch
/// it was joined from and is of use only as long as that batch is.
package struct JoinedTrace: Sendable {
  package var records = RecordBatch()
  /// In order of start, parents before children; repeated events are gone.
  package var events: [JoinedEvent] = []
  package var calls: [JoinedCall] = []
  /// Places of the attempts, call by call.
  package var attempts: [Int32] = []
  /// The files of events that another file had before.
  package var duplicateFiles: [UInt32] = []
  /// Records that are part of an event of another record; by their places in the batch.
  package var absorbed: [AbsorbedRecord] = []
  /// Records that are not as their text says, by their places in the batch.
  var changed: Set<Int32> = []
  package var hasConflict = false
  package var hasOrphan = false

  /// Of the first event with a clock.
  package var start: Int64?
  /// The end of the last event with a clock.
  package var end: Int64?
  /// From the first start to the answer's end, in nanoseconds.
  package var latency: Int64?
  /// A hash of the session's id; 0 where there is none.
  package var session: UInt64 = 0
  package var feature = NameID.none
  package var route = NameID.none
  package var environment = NameID.none

  package init() {}

  mutating func clear(for records: RecordBatch) {
    self.records = records
    events.removeAll(keepingCapacity: true)
    calls.removeAll(keepingCapacity: true)
    attempts.removeAll(keepingCapacity: true)
    duplicateFiles.removeAll(keepingCapacity: true)
    absorbed.removeAll(keepingCapacity: true)
    changed.removeAll(keepingCapacity: true)
    hasConflict = false
    hasOrphan = false
    start = nil
    end = nil
    latency = nil
    session = 0
    feature = .none
    route = .none
    environment = .none
  }
}

extension JoinedTrace {
  @inline(__always)
  package func record(_ place: Int) -> EventRecord { records.events[Int(events[place].record)] }

  /// The event's place in the batch.
  @inline(__always)
  func index(_ place: Int) -> Int { Int(events[place].record) }

  package var hash: UInt64 { records.events[index(0)].traceHash }
  package var id: Name { Name(String(decoding: idBytes, as: UTF8.self)) }
  var idBytes: IDBytes { records.traceID(of: index(0)) }

  package func eventID(_ place: Int) -> Name {
    Name(String(decoding: records.eventID(of: index(place)), as: UTF8.self))
  }

  /// The places of a call's attempts, each after the one it follows.
  package func attempts(of call: JoinedCall) -> ArraySlice<Int32> {
    attempts[Int(call.first)..<Int(call.first) + Int(call.count)]
  }
}

package struct JoinedEvent: Sendable {
  /// Its record's place in the batch.
  package var record: Int32
  /// Its parent's place in the trace; -1 for a root or an orphan.
  package var parent: Int32 = -1
  /// Among events of the same ids: the last one counts.
  package var rank: Int32 = 0
  package var isOrphan = false
  /// Another event with the same ids ranks after it.
  package var isSuperseded = false
  /// A tool's data was older than it may be.
  package var isStale = false
  /// After the user was answered, a tool that was asked the same gave another result.
  package var isContradicted = false
  package var attempt: JoinedAttempt?
  /// It has a charge, recorded or priced, if only of zero.
  package var isCharged = false
  /// Of its charges, in the report's currency.
  package var cost = ExactDecimal.zero

  init(record: Int32) { self.record = record }
}

package struct JoinedAttempt: Sendable {
  package var call: Int32 = -1
  /// From 1, in its call.
  package var number: Int32 = 1
  /// The attempt before, by place in the trace; -1 for the first.
  package var previous: Int32 = -1
  package var kind = AttemptKind.first
  package var isInferred = false
  /// The last of its call, and `ok`.
  package var isUsed = false
}

/// The attempts of one call, by their places in the trace's list of attempts.
package struct JoinedCall: Sendable {
  package var first: Int32
  package var count: Int32
}
