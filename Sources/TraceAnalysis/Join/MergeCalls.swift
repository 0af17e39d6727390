// Several records may speak of one call: a span and the log events with its text, the creation of an
// observation and its update, a span and what went over the wire for it, the same call as two tools
// logged it. Before a trace is joined they are put together, so that a call's cost and tokens count
// once and its text comes from whichever log has it:
//
//   parts        complete the event of the same id; of two that say different, the later one counts
//   exchanges    belong to the span that sent them, or that has the id of their answer; a client
//                library tries again inside of one span, so all but the last become attempts of their own
//   the same id  of an answer, or of a tool call, in another file: the same call
//   sums         a model call that repeats what the model calls inside it used counts nothing itself
//
// Events of our own format that nothing of this touches pass through without a step.

import TraceModel

/// Puts together the records of one trace after another; each worker has one.
struct CallMerger {
  private let tables: RecordTables
  /// The records that stay, by their places in the batch.
  private(set) var kept: [Int32] = []
  /// Of each call what was put into it, the strongest first.
  private(set) var absorbed: [AbsorbedRecord] = []
  /// The files of records that said the same as another.
  private(set) var duplicateFiles: [UInt32] = []
  /// Records that are no longer as they were read.
  private(set) var changed: Set<Int32> = []

  private let ok: NameID

  init(_ tables: RecordTables) {
    self.tables = tables
    ok = tables.number(of: Name(Status.ok.word))
  }

  /// Merges the records of one trace, given by their places in the batch.
  mutating func merge(_ records: inout RecordBatch, _ group: ArraySlice<Int32>) {
    kept.removeAll(keepingCapacity: true)
    kept += group
    absorbed.removeAll(keepingCapacity: true)
    duplicateFiles.removeAll(keepingCapacity: true)
    changed.removeAll(keepingCapacity: true)
    guard group.contains(where: { records.isMergeable(Int($0)) }) else {
      return
    }
    for record in group where records.link(record).isMoved { changed.insert(record) }
    mergeParts(&records)
    mergeExchanges(&records)
    mergeSameCalls(&records)
    moveChildren(&records)
    dropSums(&records)
  }

  private mutating func absorb(_ other: Int32, into record: Int32, _ records: inout RecordBatch) {
    records.fill(Int(record), from: Int(other), tables)
    absorbed.append(AbsorbedRecord(record: other, into: record))
    changed.insert(record)
  }

  private mutating func removeAbsorbed(_ gone: Set<Int32>) {
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

  fileprivate func role(_ record: Int32) -> LinkRole {
    let link = events[Int(record)].link
    return link < 0 ? .event : links[Int(link)].role
  }

  fileprivate func link(_ record: Int32) -> LinkRecord {
    let link = events[Int(record)].link
    return link < 0 ? LinkRecord() : links[Int(link)]
  }

  /// A fixed order that depends on nothing but the records and the names of their files.
  fileprivate func isBefore(_ left: Int32, _ right: Int32) -> Bool {
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

// MARK: - Exchanges

extension CallMerger {
  private mutating func mergeExchanges(_ records: inout RecordBatch) {
    let exchanges = kept.filter { records.role($0) == .exchange }
    guard !exchanges.isEmpty else { return }
    var byID: [[UInt8]: Int32] = [:]
    var byAnswer: [UInt64: Int32] = [:]
    for record in kept where records.role(record) != .exchange {
      guard records.events[Int(record)].stage == .model else { continue }
      byID[Array(records.eventID(of: Int(record)))] = record
      let answer = records.link(record).response
      if answer != 0 { byAnswer[answer] = record }
    }
    var calls: [Int32: [Int32]] = [:]
    for exchange in exchanges {
      let answer = records.link(exchange).response
      let call =
        (answer == 0 ? nil : byAnswer[answer])
        ?? byID[Array(records.parentID(of: Int(exchange)))]
      if let call { calls[call, default: []].append(exchange) }
    }
    var gone: Set<Int32> = []
    for (call, exchanges) in calls.sorted(by: { $0.key < $1.key }) {
      gone.insert(merge(exchanges, into: call, &records))
    }
    removeAbsorbed(gone)
  }

  /// Makes the last exchange one with the call, and those before attempts of it; returns the last.
  private mutating func merge(
    _ exchanges: [Int32], into call: Int32, _ records: inout RecordBatch
  ) -> Int32 {
    var attempts = exchanges.sorted {
      let left = records.events[Int($0)].start
      let right = records.events[Int($1)].start
      return left == right ? records.isBefore($0, $1) : left < right
    }
    let answer = records.link(call).response
    let place =
      answer == 0 ? nil : attempts.lastIndex { records.link($0).response == answer }
    let last = attempts.remove(at: place ?? attempts.count - 1)
    absorb(last, into: call, &records)
    let times = records.events[Int(last)]
    if times.hasClock, times.duration >= 0 {
      // The call's own span also holds the waiting between its attempts.
      records.events[Int(call)].start = times.start
      records.events[Int(call)].duration = times.duration
    }
    guard !attempts.isEmpty else { return last }
    let parent = Array(records.parentID(of: Int(call)))
    var before: [UInt8] = []
    var number: Int16 = 1
    for attempt in attempts + [call] {
      let index = Int(attempt)
      let isCall = attempt == call
      records.setIDs(of: index, parent: parent, attemptOf: before)
      if !isCall { records.fillModel(index, from: Int(call), tables) }
      records.events[index].attemptNumber = number
      records.events[index].attemptKind = number == 1 ? .first : .retry
      records.events[index].traits.insert(.attempt)
      changed.insert(attempt)
      before = Array(records.eventID(of: index))
      // As many as a log may number itself.
      number = min(number + 1, 10_000)
    }
    for (earlier, attempt) in zip(attempts, attempts.dropFirst() + [call])
    where records.events[Int(attempt)].trigger == .none {
      records.events[Int(attempt)].trigger = records.events[Int(earlier)].result
    }
    return last
  }
}

// MARK: - The same call in several logs

extension CallMerger {
  private mutating func mergeSameCalls(_ records: inout RecordBatch) {
    var calls: [UInt64: [Int32]] = [:]
    for record in kept {
      let link = records.link(record)
      switch records.events[Int(record)].stage {
      case .model where link.response != 0: calls[link.response, default: []].append(record)
      case .tool where link.call != 0: calls[link.call &+ 1, default: []].append(record)
      default: break
      }
    }
    var gone: Set<Int32> = []
    for key in calls.keys.sorted() {
      guard let same = calls[key], same.count > 1 else { continue }
      // A gateway answers from its cache under the id of the first answer: in one file an id that
      // comes twice is two calls.
      let files = Set(same.map { records.events[Int($0)].file })
      guard files.count == same.count else { continue }
      let ordered = same.sorted { records.isStronger($0, $1) }
      for other in ordered.dropFirst() {
        absorb(other, into: ordered[0], &records)
        gone.insert(other)
      }
    }
    removeAbsorbed(gone)
  }

  /// Children of a record that is gone hang on the one it is part of now.
  private mutating func moveChildren(_ records: inout RecordBatch) {
    var heirs: [[UInt8]: [UInt8]] = [:]
    for pair in absorbed {
      let id = Array(records.eventID(of: Int(pair.record)))
      let heir = Array(records.eventID(of: Int(pair.into)))
      if id != heir { heirs[id] = heir }
    }
    guard !heirs.isEmpty else { return }
    for record in kept {
      let index = Int(record)
      guard var parent = heirs[Array(records.parentID(of: index))] else { continue }
      if parent == Array(records.eventID(of: index)) { parent = [] }
      records.setIDs(of: index, parent: parent, attemptOf: Array(records.attemptOf(index)))
      changed.insert(record)
    }
  }
}

extension RecordBatch {
  /// Which of two records of a call the other one is put into: the one with a place in the trace and
  /// with more to count.
  fileprivate func isStronger(_ left: Int32, _ right: Int32) -> Bool {
    func weight(_ record: Int32) -> Int {
      let event = events[Int(record)]
      return (role(record) == .event ? 8 : 0) + (link(record).key == .traceID ? 4 : 0)
        + (event.parentLength > 0 ? 2 : 0) + (event.chargeCount > 0 ? 1 : 0)
    }
    let one = weight(left)
    let other = weight(right)
    return one == other ? isBefore(left, right) : one > other
  }
}

// MARK: - Sums

extension CallMerger {
  /// How many calls may lie around one another, as each library logs its own.
  private static let deepest = 8

  /// A model call around model calls that say what they used counts nothing itself. What it was
  /// billed goes to the one inside that used the same tokens and says no cost of its own.
  private mutating func dropSums(_ records: inout RecordBatch) {
    let calls = kept.filter {
      records.events[Int($0)].stage == .model && records.events[Int($0)].part > 0
    }
    guard calls.count > 1 else { return }
    var usedInside: [[UInt8]: [Int]] = [:]
    for call in calls where records.events[Int(call)].usage >= 0 {
      usedInside[Array(records.parentID(of: Int(call))), default: []].append(Int(call))
    }
    for call in calls {
      let index = Int(call)
      guard let inside = usedInside[Array(records.eventID(of: index))] else { continue }
      var innermost = inside
      for _ in 0..<Self.deepest where innermost.count == 1 {
        guard let deeper = usedInside[Array(records.eventID(of: innermost[0]))] else { break }
        innermost = deeper
      }
      if innermost.count == 1, records.events[index].chargeCount > 0,
        records.events[innermost[0]].chargeCount == 0, records.haveSameTokens(index, innermost[0])
      {
        records.events[innermost[0]].firstCharge = records.events[index].firstCharge
        records.events[innermost[0]].chargeCount = records.events[index].chargeCount
        changed.insert(Int32(innermost[0]))
      }
      records.events[index].usage = -1
      records.events[index].chargeCount = 0
      records.events[index].stage = .infrastructure
      changed.insert(call)
    }
  }
}

extension RecordBatch {
  fileprivate func haveSameTokens(_ one: Int, _ other: Int) -> Bool {
    guard events[one].usage >= 0, events[other].usage >= 0 else { return false }
    let left = usages[Int(events[one].usage)]
    let right = usages[Int(events[other].usage)]
    return left.prompt == right.prompt && left.completion == right.completion
  }
}
