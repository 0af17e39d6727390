import TraceModel

// MARK: - Clients

extension CallMerger {
  /// Makes the span that a client library logs of its call one with the span that an instrumentation
  /// makes of it, which is around it, or beside it where that does not pass its context on.
  mutating func mergeClientSpans(_ records: inout RecordBatch) {
    let own = kept.filter(records.isOfClient)
    guard !own.isEmpty, own.count < kept.count else { return }
    let spans = SpanTree(kept, records)
    var nameless: [[UInt8]: [Int32]] = [:]
    for record in kept where !records.isOfClient(record) && records.isNameless(record) {
      nameless[Array(records.parentID(of: Int(record))), default: []].append(record)
    }
    for key in nameless.keys { nameless[key]?.sort { records.startsBefore($0, $1) } }
    var calls: [Int32: [Int32]] = [:]
    for span in own where records.events[Int(span)].hasClock {
      let call =
        spans.modelCall(above: span, records) ?? records.call(beside: span, among: nameless)
      if let call, !records.isOfClient(call) { calls[call, default: []].append(span) }
    }
    var gone: Set<Int32> = []
    for (call, own) in calls.sorted(by: { $0.key < $1.key }) {
      // A span around several answers, as of a loop over a model and its tools, is none of them.
      guard own.count(where: { records.events[Int($0)].status == .ok }) < 2 else { continue }
      if let last = merge(own, into: call, &records) { gone.insert(last) }
    }
    removeAbsorbed(gone)
    moveChildren(&records)
  }
}

// MARK: - Two instrumentations

extension CallMerger {
  /// Of calls open at once none further back is looked at.
  private static let mostOpen = 16

  /// A framework's span that knows no id of its answer, and the one that the library below it logs beside
  /// it, are of one call: of one model, asked the same, one inside of the other's time, and of as many tokens.
  mutating func mergeCallsBeside(_ records: inout RecordBatch) {
    var calls = kept.filter {
      let event = records.events[Int($0)]
      return event.stage == .model && event.part > 0 && event.hasClock && event.parentLength > 0
        && records.role($0) == .event
    }
    guard calls.count > 1, calls.contains(where: records.isNameless) else { return }
    calls.sort {
      let (left, right) = (records.events[Int($0)], records.events[Int($1)])
      if left.start != right.start { return left.start < right.start }
      return left.end == right.end ? records.isBefore($0, $1) : left.end > right.end
    }
    var gone: Set<Int32> = []
    for calls in Dictionary(grouping: calls, by: { SameQuestion($0, records) }).values {
      for (place, outer) in calls.enumerated() where !gone.contains(outer) {
        let end = records.events[Int(outer)].end
        for inner in calls[(place + 1)...].prefix(Self.mostOpen) {
          guard records.events[Int(inner)].start < end else { break }
          guard !gone.contains(inner), records.isLogged(inner, beside: outer) else { continue }
          absorbInner(inner, into: outer, &records)
          gone.insert(inner)
          break
        }
      }
    }
    removeAbsorbed(gone)
  }

  /// What calls side by side that are one have in common.
  struct SameQuestion: Hashable {
    var parent: [UInt8]
    var input: UInt64
    var tokens: UInt64

    init(_ call: Int32, _ records: RecordBatch) {
      parent = Array(records.parentID(of: Int(call)))
      input = records.events[Int(call)].input
      tokens = records.tokens(of: call) ?? 0
    }
  }
}

extension RecordBatch {
  /// - Parameter inner: begins no earlier than `outer` does.
  fileprivate func isLogged(_ inner: Int32, beside outer: Int32) -> Bool {
    let (one, other) = (events[Int(outer)], events[Int(inner)])
    guard one.name != other.name, other.end <= one.end, one.end > one.start, isNameless(outer),
      link(inner).response != 0, one.input == other.input, one.input != 0, one.status == .ok,
      haveModelInCommon(outer, inner), haveOneEnd(outer, inner)
    else { return false }
    return parentID(of: Int(outer)) == parentID(of: Int(inner))
  }

  fileprivate func isOfClient(_ record: Int32) -> Bool {
    let link = events[Int(record)].link
    return link >= 0 && links[Int(link)].role == .client
  }
}
