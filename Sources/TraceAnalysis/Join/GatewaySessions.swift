// A gateway that was told a session, or names one trace for all that a client sends, logs many requests
// under one trace id. Where other logs have W3C's ids for its calls, those tell the requests apart:
//
//   app      trace 8f3c…  answer chatcmpl-1        gateway  trace s-19  answer chatcmpl-1  →  to 8f3c…
//   app      trace 91d0…  answer chatcmpl-2                 trace s-19  failure            →  to 91d0…
//                                                           trace s-19  answer chatcmpl-2  →  to 91d0…
//
// A record without such an id goes where one with the same input goes, and else stays. Calls that hang on
// nothing have traces of their own only because nobody began one, and the gateway's trace is theirs.

import TraceModel

/// Traces that have an id in common, of one call.
struct SharedID {
  var key: UInt64
  var kind: JoinKey
  /// The hashes of the traces' ids.
  var traces: [UInt64]
  /// Those of them that are W3C's.
  var traceContexts: Set<UInt64>
}

/// The traces of gateways that hold the calls of several of W3C's traces.
struct GatewaySessions: Sendable {
  /// Of each such trace, the trace that an id in it is of.
  private var homes: [UInt64: [UInt64: UInt64]] = [:]
  /// The records that go to another trace by themselves.
  private(set) var moves: [RecordPlace: Move] = [:]

  struct Move {
    var head: TraceHead
    var kind: JoinKey
  }

  /// No sessions.
  init() {}

  /// Joins the traces that are one, and keeps those that are sessions of several.
  init(
    of shared: [SharedID], in records: any RecordSource, _ unions: inout TraceUnions,
    _ batch: inout RecordBatch
  ) throws {
    for id in shared {
      guard let home = id.traceContexts.min() else { continue }
      for trace in id.traces where !id.traceContexts.contains(trace) {
        homes[trace, default: [:]][id.key] = home
      }
    }
    homes = homes.filter { Set($0.value.values).count > 1 }
    let begun = try begunTraces(in: records, &batch)
    homes = homes.filter { begun.intersection($0.value.values).count > 1 }
    join(shared, &unions) { homes[$0] == nil }
    // What other ids say is one trace is no several.
    homes = homes.filter { Set($0.value.values.map { unions.root(of: $0) }).count > 1 }
    join(shared, &unions) { trace in homes[trace] == nil }
    for id in shared where id.traceContexts.isEmpty { join([id], &unions) { _ in true } }
  }

  /// Those of the sessions' traces that hold more than calls that hang on nothing.
  private func begunTraces(
    in records: any RecordSource, _ batch: inout RecordBatch
  ) throws -> Set<UInt64> {
    guard !isEmpty else { return [] }
    let wanted = Set(homes.values.flatMap(\.values))
    var begun: Set<UInt64> = []
    for partition in 0..<records.partitionCount {
      try records.load(partition, into: &batch)
      for index in 0..<batch.events.count where wanted.contains(batch.events[index].traceHash) {
        let event = batch.events[index]
        if event.stage != .model || event.parentLength > 0 { begun.insert(event.traceHash) }
      }
    }
    return begun
  }

  private func join(
    _ shared: [SharedID], _ unions: inout TraceUnions, where isJoined: (UInt64) -> Bool
  ) {
    for id in shared {
      let traces = id.traces.filter(isJoined)
      for trace in traces.dropFirst() where trace != traces[0] {
        unions.join(traces[0], trace, by: id.kind)
      }
    }
  }

  var isEmpty: Bool { homes.isEmpty }
  func contains(_ trace: UInt64) -> Bool { homes[trace] != nil }

  /// Finds where the records of the sessions go.
  mutating func place(
    _ records: any RecordSource, _ unions: TraceUnions, _ batch: inout RecordBatch
  ) throws {
    guard !isEmpty else { return }
    let wanted = Set(homes.values.flatMap(\.values))
    var heads: [UInt64: TraceHead] = [:]
    var targets: [RecordPlace: (trace: UInt64, kind: JoinKey)] = [:]
    var asked: [Asked: [(start: Int64, trace: UInt64)]] = [:]
    var rest: [(place: RecordPlace, asked: Asked, start: Int64)] = []
    for partition in 0..<records.partitionCount {
      try records.load(partition, into: &batch)
      for index in 0..<batch.events.count {
        let event = batch.events[index]
        if wanted.contains(event.traceHash), heads[event.traceHash] == nil {
          heads[event.traceHash] = TraceHead(batch, index)
        }
        guard let homes = homes[event.traceHash] else { continue }
        let input = Asked(trace: event.traceHash, input: event.input)
        if let target = target(of: batch.links(of: index), homes) {
          targets[RecordPlace(event)] = target
          asked[input, default: []].append((event.start, target.trace))
        } else if event.input != 0 {
          rest.append((RecordPlace(event), input, event.start))
        }
      }
    }
    for key in asked.keys { asked[key]?.sort { ($0.start, $0.trace) < ($1.start, $1.trace) } }
    for record in rest {
      guard let asked = asked[record.asked] else { continue }
      targets[record.place] = (Self.trace(nearest: record.start, in: asked), .session)
    }
    for (place, target) in targets {
      guard let head = unions.destination(of: target.trace)?.head ?? heads[target.trace] else {
        continue
      }
      moves[place] = Move(head: head, kind: target.kind)
    }
  }

  /// - Parameter asked: in order of time, at least one.
  private static func trace(
    nearest time: Int64, in asked: [(start: Int64, trace: UInt64)]
  ) -> UInt64 {
    var (from, to) = (0, asked.count)
    while from < to {
      let middle = (from + to) / 2
      if asked[middle].start < time { from = middle + 1 } else { to = middle }
    }
    let after = asked[min(from, asked.count - 1)]
    guard from > 0 else { return after.trace }
    let before = asked[from - 1]
    let (left, right) = (time &- before.start, after.start &- time)
    return (right.magnitude, after.trace) < (left.magnitude, before.trace)
      ? after.trace : before.trace
  }

  private func target(
    of ids: [(key: UInt64, kind: JoinKey)], _ homes: [UInt64: UInt64]
  ) -> (trace: UInt64, kind: JoinKey)? {
    for (key, kind) in ids {
      if let home = homes[key] { return (home, kind) }
    }
    return nil
  }

  /// What was asked in a session.
  private struct Asked: Hashable {
    var trace: UInt64
    var input: UInt64
  }
}
