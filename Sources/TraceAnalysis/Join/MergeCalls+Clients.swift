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
      gone.insert(merge(own, into: call, &records))
    }
    removeAbsorbed(gone)
    moveChildren(&records)
  }
}

extension RecordBatch {
  fileprivate func isOfClient(_ record: Int32) -> Bool {
    let link = events[Int(record)].link
    return link >= 0 && links[Int(link)].role == .client
  }
}
