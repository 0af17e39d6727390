import TraceModel

/// The records of one trace, put in order and connected; points into the batch they came from.
package struct JoinedTrace: Sendable {
  package var id: IDSlice
  package var hash: UInt64
  /// In order of start, parents before children; repeated events are gone.
  package var events: [JoinedEvent]
  package var calls: [JoinedCall]
  /// The files of events that another file had before.
  package var duplicateFiles: [UInt32]
  package var hasConflict = false
  package var hasOrphan = false

  /// Of the first event with a clock.
  package var start: Int64?
  /// The end of the last event with a clock.
  package var end: Int64?
  /// From the first start to the answer's end, in nanoseconds.
  package var latency: Int64?
  package var feature = NameID.none
  package var route = NameID.none
  package var session = NameID.none
  package var user = NameID.none
  package var environment = NameID.none
}

package struct JoinedEvent: Sendable {
  /// Its record's place in the batch.
  package var record: Int32
  /// Its parent's place in the trace; -1 for a root or an orphan.
  package var parent: Int32 = -1
  package var isOrphan = false
  /// Another event with the same ids ranks after it.
  package var isSuperseded = false
  package var attempt: JoinedAttempt?
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

package struct JoinedCall: Sendable {
  /// By place in the trace, in order of start.
  package var attempts: [Int32]
}
