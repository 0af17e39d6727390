import Dispatch
import Glibc
import ReportPages
import TraceAnalysis
import TraceModel
import TraceReading

/// Says on standard error what a run does, one line a step.
struct Progress {
  let isQuiet: Bool
  var isVerbose = false

  func note(_ message: String) {
    if !isQuiet { Console.write(message) }
  }

  /// What in the folders is not read as a log, and why; a README is expected there.
  func leftOut(of inputs: Inputs) {
    for path in inputs.skipped {
      let name = (path.split(separator: "/").last ?? "").uppercased()
      guard !name.hasPrefix("README"), !name.hasPrefix("LICENSE") else { continue }
      note("\(path): left out, its ending says that it is no log; name it to read it all the same")
    }
    for entry in inputs.unusable { note("\(entry.path): \(entry.reason)") }
  }

  /// Rows of a price table that can't be used as they are.
  func rowsLeftOut(of table: PriceTable) {
    guard let first = table.problems.first else { return }
    note("\(first)")
    if table.problems.count > 1 {
      note("\(table.name): \(table.problems.count - 1) more rows are not used for the same reason")
    }
  }

  func read(_ inputs: MappedInputs, _ noteProblems: [InputProblem]) {
    let lines = inputs.inputs.map(\.lines).reduce(0, +)
    let bytes = inputs.inputs.map(\.bytes).reduce(0, +)
    let files = inputs.inputs.count
    note(
      "read \(count(files, "file", "files")), \(size(bytes)), \(count(lines, "line", "lines"))")
    for problem in inputs.problems + noteProblems where problem.part == .file {
      note("\(problem.file):\(problem.line): \(problem.reason)")
    }
    list(inputs.problems, .line, "line", "lines", "could not be read")
    valuesLeftOut(inputs.problems)
  }

  func valuesLeftOut(_ problems: [InputProblem]) {
    list(problems, .value, "value", "values", "left out")
  }

  private func list(
    _ problems: [InputProblem], _ part: InputProblem.Part, _ one: String, _ many: String,
    _ fate: String
  ) {
    guard let first = problems.first(where: { $0.part == part }) else { return }
    note(
      "\(count(problems.count { $0.part == part }, one, many)) \(fate);"
        + " the first is \(first.file):\(first.line): \(first.reason)")
  }

  private func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  func wrote(_ files: [PlannedFile], to folder: String) {
    let listed = files.contains { $0.path == "rejected.jsonl" }
    note(
      "wrote \(files.count) files; open \(folder)/index.html"
        + (listed ? "; what could not be read is in \(folder)/rejected.jsonl" : ""))
  }

  func period(_ period: Period, timeZone: String) {
    note("period \(period.week?.description ?? "\(period.start) to \(period.end)"), \(timeZone)")
  }

  func counted(_ summary: WeekSummary) {
    var line =
      "counted \(count(summary.traces, "trace", "traces")), \(count(summary.events, "event", "events"))"
    if summary.tracesOutsidePeriod > 0 {
      line += "; \(summary.tracesOutsidePeriod) more start outside the period"
    }
    note(line)
  }
}

// MARK: - Phases

extension Progress {
  /// Does a part of the work; says how far it is on a terminal, and with `--verbose` how long it
  /// took.
  func phase<Result>(
    _ name: String, _ meter: Meter? = nil, inBytes: Bool = false, _ work: () throws -> Result
  ) rethrows -> Result {
    let start = ContinuousClock.now
    let live = meter.flatMap { showsLive ? LiveLine(name, $0, inBytes: inBytes) : nil }
    defer {
      live?.end()
      if isVerbose {
        let took = ContinuousClock.now - start
        note("\(name): \(seconds(took))\(meter.map { rate($0, took, inBytes) } ?? "")")
      }
    }
    return try work()
  }

  private var showsLive: Bool { !isQuiet && isatty(STDERR_FILENO) == 1 }

  private func seconds(_ duration: Duration) -> String {
    let hundredths = Int((duration / .milliseconds(10)).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
  }

  private func rate(_ meter: Meter, _ took: Duration, _ inBytes: Bool) -> String {
    guard inBytes, took > .zero else { return "" }
    return ", \(size(Int(Double(meter.done) / (took / .seconds(1))))) a second"
  }
}

/// A line on a terminal that is written over until the work is done.
private final class LiveLine {
  private let timer: any DispatchSourceTimer

  init(_ name: String, _ meter: Meter, inBytes: Bool) {
    let start = ContinuousClock.now
    timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInteractive))
    // What is done in a moment needs no line.
    timer.schedule(deadline: .now() + .milliseconds(400), repeating: .milliseconds(200))
    timer.setEventHandler {
      let took = (ContinuousClock.now - start) / .seconds(1)
      let share = meter.total > 0 ? Double(meter.done) / Double(meter.total) : 0
      var text = "\(name): \(Int(share * 100)) %"
      if inBytes {
        text += " of \(size(meter.total)), \(size(Int(Double(meter.done) / took))) a second"
      }
      if share > 0.02 { text += ", \(Int((took / share - took).rounded(.up))) s left" }
      Console.writeOver(text)
    }
    timer.resume()
  }

  func end() {
    timer.cancel()
    Console.writeOver("")
  }
}

private func size(_ bytes: Int) -> String {
  if bytes < 1000 { return "\(bytes) bytes" }
  let units = ["kB", "MB", "GB", "TB"]
  var value = Double(bytes) / 1000
  var unit = 0
  while value >= 1000, unit < units.count - 1 {
    value /= 1000
    unit += 1
  }
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10) \(units[unit])"
}
