import TraceModel

/// Counts by what key events joined their traces, input by input.
struct JoinReceipts {
  private var counts: [JoinCount]
  private let inputs: Int

  init(inputs: Int) {
    self.inputs = inputs
    counts = Array(repeating: JoinCount(), count: inputs * JoinKey.allCases.count)
  }

  mutating func add(_ trace: JoinedTrace) {
    guard let first = trace.events.first else { return }
    let file = trace.records.events[Int(first.record)].file
    var isAlone = true
    for event in trace.events where trace.records.events[Int(event.record)].file != file {
      isAlone = false
      break
    }
    if isAlone {
      isAlone = trace.absorbed.allSatisfy { trace.records.events[Int($0.record)].file == file }
    }
    for event in trace.events { add(Int(event.record), of: trace.records, isAlone: isAlone) }
    for pair in trace.absorbed { add(Int(pair.record), of: trace.records, isAlone: isAlone) }
  }

  @inline(__always)
  private mutating func add(_ index: Int, of records: RecordBatch, isAlone: Bool) {
    let link = records.events[index].link
    let key = link < 0 ? JoinKey.traceID : records.links[Int(link)].key
    let place = Int(records.events[index].file) * JoinKey.allCases.count + Int(key.rawValue)
    counts[place].events += 1
    if isAlone { counts[place].alone += 1 }
  }

  var byInput: [[JoinKey: JoinCount]] {
    (0..<inputs).map { input in
      var byKey: [JoinKey: JoinCount] = [:]
      for key in JoinKey.allCases {
        let count = counts[input * JoinKey.allCases.count + Int(key.rawValue)]
        if count.events > 0 { byKey[key] = count }
      }
      return byKey
    }
  }
}
