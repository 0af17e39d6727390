// An evaluation that runs by itself, hours later, has a trace of its own and names the answer that it is
// about. A hundred of them in one run would make one trace of a hundred requests, so the traces stay
// apart and only the verdict goes to where its answer is:
//
//   an app       trace 8f3c…  answer chatcmpl-1
//   a judge run  trace e0e0…  verdict about chatcmpl-1    →  the verdict moves to 8f3c…
//                trace e0e0…  the judge's own calls           stay
//
// Where no other trace has the answer, or several have, it stays too.

import TraceModel

/// The trace that each verdict goes to which is about another one's answer.
func placeVerdicts(
  _ inputs: MappedInputs, _ unions: TraceUnions, _ batch: inout RecordBatch
) throws -> [RecordPlace: TraceHead] {
  var verdicts: [(place: RecordPlace, answer: UInt64, trace: UInt64)] = []
  for partition in 0..<inputs.records.partitionCount {
    try inputs.records.load(partition, into: &batch)
    for index in 0..<batch.events.count where batch.isVerdictOnAnswer(index) {
      let event = batch.events[index]
      verdicts.append(
        (
          RecordPlace(event), batch.links[Int(event.link)].response,
          unions.root(of: event.traceHash)
        ))
    }
  }
  guard !verdicts.isEmpty else { return [:] }
  var holders = Dictionary(verdicts.map { ($0.answer, Set<UInt64>()) }) { first, _ in first }
  for partition in 0..<inputs.records.partitionCount {
    try inputs.records.load(partition, into: &batch)
    for index in 0..<batch.events.count where batch.events[index].link >= 0 {
      let event = batch.events[index]
      let answer = batch.links[Int(event.link)].response
      guard answer != 0, event.stage != .verdict else { continue }
      holders[answer]?.insert(unions.root(of: event.traceHash))
    }
  }
  var targets: [RecordPlace: UInt64] = [:]
  for verdict in verdicts {
    guard let traces = holders[verdict.answer], traces.count == 1, let trace = traces.first,
      trace != verdict.trace
    else { continue }
    targets[verdict.place] = trace
  }
  guard !targets.isEmpty else { return [:] }
  var heads: [UInt64: TraceHead] = [:]
  let wanted = Set(targets.values)
  for partition in 0..<inputs.records.partitionCount {
    try inputs.records.load(partition, into: &batch)
    for index in 0..<batch.events.count {
      let root = unions.root(of: batch.events[index].traceHash)
      guard wanted.contains(root) else { continue }
      let head = TraceHead(batch, index)
      if heads[root].map({ head.isBetter(than: $0) }) ?? true { heads[root] = head }
    }
  }
  return targets.compactMapValues { heads[$0] }
}

extension RecordBatch {
  /// Whether it is a verdict of another format than ours, with a trace of its own, that names an answer.
  func isVerdictOnAnswer(_ index: Int) -> Bool {
    let event = events[index]
    guard event.stage == .verdict, event.part > 0, event.link >= 0 else { return false }
    let link = links[Int(event.link)]
    return link.response != 0 && link.key != .alone
  }
}
