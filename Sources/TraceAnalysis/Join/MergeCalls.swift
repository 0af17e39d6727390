// Several records may speak of one call: a span and the log events with its text, the creation of an
// observation and its update, a span and what went over the wire for it, the same call as two tools
// logged it. Before a trace is joined they are put together, so that a call's cost and tokens count
// once and its text comes from whichever log has it:
//
//   parts        complete the event of the same id; of two that say different, the later one counts
//   clients      log their calls themselves, which are those of the spans around or beside theirs
//   exchanges    belong to the span that sent them, or that has the id of their answer; a client
//                library tries again inside of one span, so all but the last become attempts of their own
//   the same id  of an answer, or of a tool call, in another file: the same call; so is a failure, which
//                has no such id, of the same model at the same time
//   beside it    a framework's and its library's span of one call, of which one knows no id
//   gateways     try again and elsewhere inside of one span; all tries but the last are attempts
//   tools        a tool call inside of the same one is a step of it
//   sums         a model call that repeats what the model calls inside it used counts nothing itself, nor
//                does a step that says what those inside of it used or cost, where they say it too
//
// Events of our own format that nothing of this touches pass through without a step.

import TraceModel

/// Puts together the records of one trace after another; each worker has one.
struct CallMerger {
  let tables: RecordTables
  /// The records that stay, by their places in the batch.
  var kept: [Int32] = []
  /// Of each call what was put into it, the strongest first.
  var absorbed: [AbsorbedRecord] = []
  /// The files of records that said the same as another.
  private(set) var duplicateFiles: [UInt32] = []
  /// Records that are no longer as they were read.
  var changed: Set<Int32> = []
  /// When calls were by their own clocks, where they have the times of what was put into them.
  private(set) var ownTimes: [Int32: ClosedRange<Int64>] = [:]

  var undated: UndatedNames
  private let ok: NameID
  let timeout: NameID
  /// What readers of other formats call a charge for what a cache answered.
  let cacheHit: NameID

  init(_ tables: RecordTables) {
    self.tables = tables
    undated = UndatedNames(tables)
    ok = tables.number(of: Name(Status.ok.word))
    timeout = tables.number(of: Name(Status.timeout.word))
    cacheHit = tables.number(of: "gateway cache hit")
  }

  /// Merges the records of one trace, given by their places in the batch.
  mutating func merge(_ records: inout RecordBatch, _ group: ArraySlice<Int32>) {
    kept.removeAll(keepingCapacity: true)
    kept += group
    absorbed.removeAll(keepingCapacity: true)
    duplicateFiles.removeAll(keepingCapacity: true)
    changed.removeAll(keepingCapacity: true)
    ownTimes.removeAll(keepingCapacity: true)
    guard group.contains(where: { records.isMergeable(Int($0)) }) else {
      return
    }
    for record in group where records.link(record).isMoved { changed.insert(record) }
    mergeParts(&records)
    let times = timesAroundGateways(records)
    mergeClientSpans(&records)
    mergeExchanges(&records)
    mergeSameCalls(&records)
    mergeGateways(&records, times)
    mergeNamelessCalls(&records)
    mergeCallsBeside(&records)
    mergeStreamsBeside(&records)
    moveChildren(&records)
    takeResends(&records)
    dropSums(&records)
    dropStepSums(&records)
    dropInnerTools(&records)
  }

  mutating func absorb(_ other: Int32, into record: Int32, _ records: inout RecordBatch) {
    records.fill(Int(record), from: Int(other), tables)
    absorbed.append(AbsorbedRecord(record: other, into: record))
    changed.insert(record)
  }

  mutating func keepTime(of call: Int32, _ records: RecordBatch) {
    let event = records.events[Int(call)]
    if event.hasClock { ownTimes[call] = event.start...max(event.start, event.end) }
  }

  mutating func removeAbsorbed(_ gone: Set<Int32>) {
    if !gone.isEmpty { kept.removeAll { gone.contains($0) } }
  }
}

/// A record that was put into another one, both by their places in the batch.
package struct AbsorbedRecord: Sendable {
  package var record: Int32
  package var into: Int32
}

extension RecordBatch {
  /// Whether there may be more about it than it says.
  fileprivate func isMergeable(_ record: Int) -> Bool {
    events[record].part > 0 || events[record].link >= 0
  }

  func role(_ record: Int32) -> LinkRole {
    let link = events[Int(record)].link
    guard link >= 0 else { return .event }
    let role = links[Int(link)].role
    return role == .client ? .event : role
  }

  func link(_ record: Int32) -> LinkRecord {
    let link = events[Int(record)].link
    return link < 0 ? LinkRecord() : links[Int(link)]
  }

  func serviceTier(of record: EventRecord) -> ServiceTier {
    record.link < 0 ? .standard : links[Int(record.link)].tier
  }

  /// A fixed order that depends on nothing but the records and the names of their files.
  func isBefore(_ left: Int32, _ right: Int32) -> Bool {
    let one = events[Int(left)]
    let other = events[Int(right)]
    if one.content != other.content { return one.content < other.content }
    return (one.file, one.offset, one.part) < (other.file, other.offset, other.part)
  }
}

// MARK: - Parts

extension CallMerger {
  private mutating func mergeParts(_ records: inout RecordBatch) {
    kept.sort {
      let left = records.eventID(of: Int($0))
      let right = records.eventID(of: Int($1))
      return left == right ? records.isBefore($0, $1) : left < right
    }
    var rest: [Int32] = []
    var start = 0
    while start < kept.count {
      let id = records.eventID(of: Int(kept[start]))
      var end = start + 1
      while end < kept.count, records.eventID(of: Int(kept[end])) == id { end += 1 }
      rest += mergeRun(Array(kept[start..<end]), &records)
      start = end
    }
    kept = rest
    for record in kept where records.role(record) == .part { records.settle(Int(record), ok: ok) }
  }

  /// Merges the records of one event id; those that stay.
  private mutating func mergeRun(_ run: [Int32], _ records: inout RecordBatch) -> [Int32] {
    guard run.count > 1 else { return run }
    var different: [Int32] = []
    for record in run {
      if let last = different.last,
        records.events[Int(last)].content == records.events[Int(record)].content
      {
        duplicateFiles.append(records.events[Int(record)].file)
      } else {
        different.append(record)
      }
    }
    var parts = different.filter { records.role($0) == .part }
    var events = different.filter { records.role($0) != .part }
    guard !parts.isEmpty else { return different }
    // The later one comes first, and says what the earlier ones only add to.
    parts.sort {
      let left = records.link($0).at
      let right = records.link($1).at
      return left == right ? records.isBefore($1, $0) : left > right
    }
    let main: Int32
    if let last = events.max(by: {
      records.events[Int($0)].start < records.events[Int($1)].start
    }) {
      main = last
    } else {
      main = parts.removeFirst()
      events = [main]
    }
    for part in parts { absorb(part, into: main, &records) }
    return events
  }
}
