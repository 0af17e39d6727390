// A gateway that was told a session and no trace logs all requests of the session as one. Each thing
// that the user says begins a request:
//
//   10:20  "Where is my refund?"                       s
//   10:20  "Where is my refund?" again, after a 429    s      the same request
//   10:31  …, "Where is my refund?", "And my shoes?"   s#2    what was said before is in its history
//   11:20  "Parcel B-1 is late"                        s#3    or long ago
//
// A prompt that the application makes up for a step of a request is neither.

import TraceModel

/// Records whose sessions are divided into the requests of the user, each a trace of its own.
package struct SessionTurns: RecordSource {
  private let records: any RecordSource
  /// Without the words before in its history, what comes so much later is another request.
  private static let pause: Int64 = 30_000_000_000

  package init(of records: any RecordSource) { self.records = records }

  package var partitionCount: Int { records.partitionCount }

  package func load(_ partition: Int, into batch: inout RecordBatch) throws {
    try records.load(partition, into: &batch)
    var sessions: [UInt64: [Int]] = [:]
    for index in 0..<batch.events.count {
      let link = batch.events[index].link
      if link >= 0, batch.links[Int(link)].turn != 0 {
        sessions[batch.events[index].traceHash, default: []].append(index)
      }
    }
    for calls in sessions.values where calls.count > 1 { divide(calls, of: &batch) }
  }

  /// - Parameter calls: the places of a session's calls.
  private func divide(_ calls: [Int], of batch: inout RecordBatch) {
    let inOrder = calls.sorted {
      let (left, right) = (batch.events[$0].start, batch.events[$1].start)
      return left == right ? batch.eventID(of: $0) < batch.eventID(of: $1) : left < right
    }
    let session = Array(batch.traceID(of: inOrder[0]))
    let hash = batch.events[inOrder[0]].traceHash
    var said: Set<UInt64> = []
    var number = 1
    var previous: Int?
    for call in inOrder {
      let link = batch.links[Int(batch.events[call].link)]
      if let previous, !said.contains(link.turn), batch.events[previous].status == .ok {
        let (pause, overflow) = batch.events[call].start
          .subtractingReportingOverflow(batch.events[previous].end)
        let isLater = batch.events[call].hasClock && !overflow && pause >= Self.pause
        if said.contains(link.turnBefore) || isLater { number += 1 }
      }
      said.insert(link.turn)
      previous = call
      guard number > 1 else { continue }
      batch.move(
        call, to: session + Array("#\(number)".utf8), hash: hash.folded(with: UInt64(number)),
        by: .session)
    }
  }
}
