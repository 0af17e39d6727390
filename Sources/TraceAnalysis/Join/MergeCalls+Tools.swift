// A tool may be logged by the agent that calls it and once more by the client or the server that it is
// called through. The spans lie inside of each other:
//
//   agent         ├─ order_lookup ───────┤      the call
//   MCP client      ├─ order_lookup ───┤        a step of it
//   MCP server         ├ order_lookup ┤         another
//
// A tool that calls itself says another input, and so is called twice.

import TraceModel

extension CallMerger {
  /// Of tool calls that are the same the outermost counts, as it has its place in the trace.
  mutating func dropInnerTools(_ records: inout RecordBatch) {
    let tools = kept.filter {
      records.events[Int($0)].stage == .tool && records.events[Int($0)].part > 0
    }
    guard tools.count > 1 else { return }
    let spans = SpanTree(kept, records)
    var inside: [Int32: [Int32]] = [:]
    for tool in tools {
      guard let around = spans.toolCall(above: tool, records),
        records.isSameTool(around, tool)
      else { continue }
      inside[around, default: []].append(tool)
    }
    // From the inside to the outside, so that what a step cost comes to the call. Of several inside of
    // one nobody knows which is the call.
    let inOrder = tools.sorted { records.startsBefore($1, $0) }
    for tool in inOrder {
      guard let steps = inside[tool], steps.count == 1 else { continue }
      let (call, step) = (Int(tool), Int(steps[0]))
      if records.events[call].chargeCount == 0 {
        records.events[call].firstCharge = records.events[step].firstCharge
        records.events[call].chargeCount = records.events[step].chargeCount
      }
      if records.events[call].dataAsOf == .min {
        records.events[call].dataAsOf = records.events[step].dataAsOf
      }
      records.events[step].chargeCount = 0
      records.events[step].stage = .infrastructure
      changed.formUnion([tool, steps[0]])
    }
  }
}

extension RecordBatch {
  /// Whether a tool call inside of another one is that one, as it has its id, or its name and input.
  fileprivate func isSameTool(_ outer: Int32, _ inner: Int32) -> Bool {
    let (one, other) = (events[Int(outer)], events[Int(inner)])
    let (call, innerCall) = (link(outer).call, link(inner).call)
    // A log record of the call may be written when its span has ended.
    if call != 0, call == innerCall, LinkRecord.isTelling(call) { return true }
    let isOfOneInput = one.tool == other.tool && one.input == other.input && one.input != 0
    // A server's clock may differ from its client's.
    guard
      isOfOneInput
        || one.hasClock && other.hasClock && one.start <= other.start && other.end <= one.end
    else { return false }
    if call != 0, innerCall != 0 { return call == innerCall }
    return one.tool != .none && one.tool == other.tool
      && (one.input == 0 || other.input == 0 || one.input == other.input)
  }
}
