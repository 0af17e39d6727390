import ReportPublishing
import TraceAnalysis
import TraceModel
import TraceReading

/// Writes all events of the inputs as version-1 events; returns the lines that could not be read.
///
/// Trace by trace, each event once: the order depends on nothing but the events, so a second time
/// changes nothing.
func convertEvents(of options: WeekOptions, to output: String, _ progress: Progress) throws
  -> [InputProblem]
{
  let inputs = try Inputs(options.inputs)
  progress.leftOut(of: inputs)
  let rules = try readConfiguration(options, inputs).reading
  let files = inputs.files
  let mapped = try joinTraces(of: try map(files, MapOptions(threads: options.threads, rules)))
  guard mapped.inputs.contains(where: { $0.events > 0 }) else {
    throw NoDataError.nothingRead(mapped.inputs, mapped.problems)
  }
  let order = try eventsInOrder(of: mapped, lines: lineLookup(in: files, rules))
  try publish(toFile: output) { write in
    var block: [UInt8] = []
    try forEachEventLine(of: order, from: files, rules) { line in
      block += line
      guard block.count >= 1 << 20 else { return }
      try write(block)
      block.removeAll(keepingCapacity: true)
    }
    try write(block)
  }
  progress.valuesLeftOut(mapped.problems)
  let read = mapped.inputs.map(\.events).reduce(0, +)
  let merged = order.map(\.others.count).reduce(0, +)
  let repeated = read - order.count - merged
  progress.note(
    "wrote \(order.count) \(order.count == 1 ? "event" : "events")"
      + " to \(output == "-" ? "standard output" : output)"
      + (merged > 0 ? "; put \(merged) into events that other records began" : "")
      + (repeated > 0 ? "; left out \(repeated) that came twice" : ""))
  return mapped.problems.filter { !$0.isValueOnly }
}
