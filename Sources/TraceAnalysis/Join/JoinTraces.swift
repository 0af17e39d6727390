// One request may run under several trace ids: a gateway makes its own, a raw log of exchanges may have
// none. Where an answer's id, a request's or a tool call's names events of different files under
// different trace ids, those traces are one.
//
//   OpenTelemetry  trace 8f3c…  answer chatcmpl-1          the trace keeps this id: it is W3C's
//   a gateway      trace gw-77  answer chatcmpl-1    →     all events of gw-77 move to 8f3c…
//   raw exchanges  no trace     answer chatcmpl-1    →     so does this one
//
// Where one file has an id in several traces, and where an id is short, only what happened at the same
// time is joined (`pairUp`). The id of a tool call never joins what has two W3C ids: some servers count
// the calls of each answer from 0.

import TraceModel

/// The inputs with the traces joined that ids other than their own say are one.
///
/// Inputs of our own format alone have told their traces, and pass through.
package func joinTraces(of inputs: MappedInputs) throws -> MappedInputs {
  guard inputs.hasTranslations else { return inputs }
  var inputs = inputs
  inputs.records = SessionTurns(of: inputs.records)
  var batch = RecordBatch()
  defer { batch.free() }
  var unions = TraceUnions()
  var sessions = GatewaySessions()
  let shared = try sharedKeys(of: inputs, &batch)
  if !shared.isEmpty {
    var keys: [TraceKey] = []
    for partition in 0..<inputs.records.partitionCount {
      try inputs.records.load(partition, into: &batch)
      for index in 0..<batch.events.count where batch.hasTraceKeys(index) {
        keys += traceKeys(of: batch, index).filter { shared.contains($0.key) }
      }
    }
    sessions = try GatewaySessions(of: sharedIDs(of: &keys), in: inputs.records, &unions, &batch)
  }
  let lost = try placeAwaiting(inputs, &unions, &batch)
  let verdicts = try placeVerdicts(inputs, unions, &batch)
  guard !unions.isEmpty || !sessions.isEmpty || !lost.isEmpty || !verdicts.isEmpty else {
    return inputs
  }
  for partition in 0..<inputs.records.partitionCount {
    try inputs.records.load(partition, into: &batch)
    for index in 0..<batch.events.count where unions.contains(batch.events[index].traceHash) {
      unions.offer(
        TraceHead(batch, index), to: batch.events[index].traceHash)
    }
  }
  try sessions.place(inputs.records, unions, &batch)
  var joined = inputs
  joined.records = try MovedRecords(
    inputs.records, Destinations(unions: unions, sessions: sessions, verdicts: verdicts),
    without: lost.traces)
  for event in lost.events {
    if let input = event.problem.input { joined.inputs[input].events -= 1 }
    joined.problems.append(event.problem)
  }
  joined.awaiting = []
  return joined
}

/// An id by which a trace may be known elsewhere.
private struct TraceKey {
  var key: UInt64
  var kind: JoinKey
  var isTelling: Bool
  /// Whether its trace has an id of W3C's.
  var isTraceContext: Bool
  var sighting: IDSighting
}

/// The keys that more than one trace has, which are few; a log has one or two keys for each call.
private func sharedKeys(of inputs: MappedInputs, _ batch: inout RecordBatch) throws -> Set<UInt64> {
  var seen: [(key: UInt64, trace: UInt64)] = []
  for partition in 0..<inputs.records.partitionCount {
    try inputs.records.load(partition, into: &batch)
    for index in 0..<batch.events.count where batch.hasTraceKeys(index) {
      let trace = batch.events[index].traceHash
      for (id, kind) in batch.links[Int(batch.events[index].link)].ids where id != 0 {
        seen.append((key(of: id, kind), trace))
      }
    }
  }
  seen.sort { ($0.key, $0.trace) < ($1.key, $1.trace) }
  var shared: Set<UInt64> = []
  for place in seen.indices.dropFirst()
  where seen[place].key == seen[place - 1].key && seen[place].trace != seen[place - 1].trace {
    shared.insert(seen[place].key)
  }
  return shared
}

extension RecordBatch {
  /// Whether what it names may be its own trace's; a verdict names what it is about.
  fileprivate func hasTraceKeys(_ index: Int) -> Bool {
    events[index].link >= 0 && !isVerdictOnAnswer(index)
  }

  /// What other logs may know an event by.
  func links(of index: Int) -> [(key: UInt64, kind: JoinKey)] {
    guard events[index].link >= 0 else { return [] }
    return links[Int(events[index].link)].ids.filter { $0.0 != 0 }.map { (key(of: $0, $1), $1) }
  }
}

private func key(of id: UInt64, _ kind: JoinKey) -> UInt64 {
  id.folded(with: UInt64(kind.rawValue))
}

extension LinkRecord {
  /// What other logs may know it by; 0 for none.
  fileprivate var ids: [(UInt64, JoinKey)] {
    [(response, .response), (request, .request), (call, .call)]
  }
}

private func traceKeys(of batch: RecordBatch, _ index: Int) -> [TraceKey] {
  let event = batch.events[index]
  let isTraceContext = Array(batch.traceID(of: index)).isTraceContextID
  return batch.links[Int(event.link)].ids.filter { $0.0 != 0 }.map { id, kind in
    TraceKey(
      key: key(of: id, kind), kind: kind, isTelling: LinkRecord.isTelling(id),
      isTraceContext: isTraceContext,
      sighting: IDSighting(index, of: batch, group: event.traceHash))
  }
}

/// The traces of each key that are of one call.
private func sharedIDs(of keys: inout [TraceKey]) -> [SharedID] {
  keys.sort {
    ($0.key, $0.sighting.file, $0.sighting.group) < ($1.key, $1.sighting.file, $1.sighting.group)
  }
  var shared: [SharedID] = []
  var start = 0
  while start < keys.count {
    var end = start + 1
    while end < keys.count, keys[end].key == keys[start].key { end += 1 }
    shared += sharedIDs(of: keys[start..<end])
    start = end
  }
  return shared
}

private func sharedIDs(of keys: ArraySlice<TraceKey>) -> [SharedID] {
  guard let first = keys.first,
    keys.contains(where: { $0.sighting.group != first.sighting.group })
  else { return [] }
  var isTraceContext: [Bool] = []
  var sightings: [IDSighting] = []
  for key in keys {
    if let last = sightings.last, last.file == key.sighting.file, last.group == key.sighting.group {
      sightings[sightings.count - 1].add(key.sighting)
    } else {
      sightings.append(key.sighting)
      isTraceContext.append(key.isTraceContext)
    }
  }
  let clusters = pairUp(sightings, isTelling: first.isTelling) {
    !(first.kind == .call && isTraceContext[$0] && isTraceContext[$1])
  }
  return clusters.map { cluster in
    SharedID(
      key: first.key, kind: first.kind, traces: cluster.map { sightings[$0].group },
      traceContexts: Set(cluster.filter { isTraceContext[$0] }.map { sightings[$0].group }))
  }
}

/// A trace id, as a candidate for the id of joined traces.
struct TraceHead {
  var id: [UInt8]
  var hash: UInt64
  /// Lower is better: a W3C id, any other that its log gave, one made up for a record without.
  var rank: Int

  init(_ batch: RecordBatch, _ index: Int) {
    id = Array(batch.traceID(of: index))
    hash = batch.events[index].traceHash
    let link = batch.events[index].link
    let isMadeUp = link >= 0 && batch.links[Int(link)].key == .alone
    rank = isMadeUp ? 2 : id.isTraceContextID ? 0 : 1
  }

  func isBetter(than other: TraceHead) -> Bool {
    rank == other.rank ? id.lexicographicallyPrecedes(other.id) : rank < other.rank
  }
}

extension [UInt8] {
  /// Thirty-two hexadecimal digits.
  fileprivate var isTraceContextID: Bool {
    count == 32
      && allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
  }
}

/// Which traces are one, by the hashes of their ids.
struct TraceUnions: Sendable {
  private var parents: [UInt64: UInt64] = [:]
  private var heads: [UInt64: TraceHead] = [:]
  private var kinds: [UInt64: JoinKey] = [:]

  var isEmpty: Bool { parents.isEmpty }
  func contains(_ trace: UInt64) -> Bool { parents[trace] != nil }

  func root(of trace: UInt64) -> UInt64 {
    var trace = trace
    while let parent = parents[trace], parent != trace { trace = parent }
    return trace
  }

  mutating func join(_ one: UInt64, _ other: UInt64, by kind: JoinKey) {
    for trace in [one, other] where parents[trace] == nil { parents[trace] = trace }
    for trace in [one, other] {
      kinds[trace] = min(kinds[trace] ?? kind, kind) { $0.rawValue < $1.rawValue }
    }
    let roots = [root(of: one), root(of: other)]
    // The smaller hash, so that the tree does not depend on the order of joins; ways are made short.
    let top = roots.min() ?? one
    for trace in roots + [one, other] { parents[trace] = top }
  }

  mutating func offer(_ head: TraceHead, to trace: UInt64) {
    let root = root(of: trace)
    guard let best = heads[root] else {
      heads[root] = head
      return
    }
    if head.isBetter(than: best) { heads[root] = head }
  }

  /// The id under which a trace goes on, and by what it was joined; nil where it keeps its own.
  func destination(of trace: UInt64) -> (head: TraceHead, kind: JoinKey)? {
    guard contains(trace), let head = heads[root(of: trace)], head.hash != trace else { return nil }
    return (head, kinds[trace] ?? .response)
  }
}

private func min(_ left: JoinKey, _ right: JoinKey, by isBefore: (JoinKey, JoinKey) -> Bool)
  -> JoinKey
{
  isBefore(right, left) ? right : left
}

/// Where records go.
private struct Destinations: Sendable {
  var unions: TraceUnions
  var sessions: GatewaySessions
  /// Those that move without the rest of their trace.
  var verdicts: [RecordPlace: TraceHead]

  func destination(of event: EventRecord) -> (head: TraceHead, kind: JoinKey)? {
    if event.stage == .verdict, let head = verdicts[RecordPlace(event)] { return (head, .response) }
    if sessions.contains(event.traceHash), let move = sessions.moves[RecordPlace(event)] {
      return (move.head, move.kind)
    }
    return unions.destination(of: event.traceHash)
  }
}

/// Records of which some have moved to other traces, and so to other partitions.
private final class MovedRecords: RecordSource {
  private let records: any RecordSource
  private let destinations: Destinations
  /// The records that have moved, by the partition they are in now.
  private let moved: [Int: RecordBatch]
  private let lost: Set<UInt64>

  /// - Parameter lost: the hashes of traces that are left out.
  init(
    _ records: any RecordSource, _ destinations: Destinations, without lost: Set<UInt64>
  ) throws {
    self.records = records
    self.destinations = destinations
    self.lost = lost
    var moved: [Int: RecordBatch] = [:]
    var batch = RecordBatch()
    defer { batch.free() }
    for partition in 0..<records.partitionCount {
      try records.load(partition, into: &batch)
      for index in 0..<batch.events.count {
        guard let (head, kind) = destinations.destination(of: batch.events[index]) else { continue }
        let target = TraceModel.partition(ofTrace: head.hash, of: records.partitionCount)
        // What stood above a verdict that moves alone is the judge's, and stays.
        if destinations.verdicts[RecordPlace(batch.events[index])] != nil {
          batch.setIDs(of: index, parent: [], attemptOf: [])
        }
        batch.move(index, to: head.id, hash: head.hash, by: kind)
        moved[target, default: RecordBatch()].append(recordAt: index, of: batch)
      }
    }
    self.moved = moved
  }

  deinit { for var batch in moved.values { batch.free() } }

  var partitionCount: Int { records.partitionCount }

  func load(_ partition: Int, into batch: inout RecordBatch) throws {
    try records.load(partition, into: &batch)
    var count = 0
    for index in 0..<batch.events.count
    where destinations.destination(of: batch.events[index]) == nil
      && !lost.contains(batch.events[index].traceHash)
    {
      if count < index { batch.events[count] = batch.events[index] }
      count += 1
    }
    batch.events.truncate(to: count)
    if let moved = moved[partition] { batch.append(moved) }
  }
}

extension RecordBatch {
  /// Puts a record into another trace.
  mutating func move(_ index: Int, to trace: [UInt8], hash: UInt64, by kind: JoinKey) {
    let rest = [eventID(of: index), parentID(of: index), attemptOf(index)].map { Array($0) }
    let start = ids.count
    for bytes in [trace] + rest {
      _ = ids.extend(by: bytes.count).initialize(fromContentsOf: bytes)
    }
    events[index].firstID = UInt32(start)
    events[index].traceLength = UInt16(trace.count)
    events[index].traceHash = hash
    if events[index].link < 0 {
      events[index].link = Int32(links.count)
      links.append(LinkRecord())
    }
    links[Int(events[index].link)].key = kind
    links[Int(events[index].link)].isMoved = true
  }
}
