import ReportPages
import TraceAnalysis
import TraceModel
import TraceReading

// What a folder's logs hold, before anything is set up: read whole, joined, and looked through for
// the fields that a report can't do without.
//
//   app.jsonl: version-1 events, 2,400 events in 2,400 lines
//     joined by trace_id: 2,400, of which 12 stand alone in their trace
//   of 840 model calls
//     no prompt version in 840: prompts can't be compared, and changes of a prompt don't show

/// The lines that `casebook init` says of a folder.
func survey(_ inputs: Inputs) throws -> [String] {
  let rules = ReadingRules()
  var mapped = try joinTraces(of: try map(inputs.files, MapOptions(threads: 2, rules)))
  let joins = try joinCounts(of: mapped, inputs.files, rules)
  for place in mapped.inputs.indices { mapped.inputs[place].joins = joins[place] }
  var lines: [String] = []
  for (place, input) in mapped.inputs.enumerated() {
    lines.append(sentence(for: input, mapped.problems.filter { $0.input == place }))
    if mapped.inputs.count > 1 { lines += joinSentences(for: input) }
  }
  return lines + (try FieldTally(mapped).sentences)
}

private func sentence(for input: InputSummary, _ problems: [InputProblem]) -> String {
  let looked = input.lines - input.blank
  guard looked > 0 else { return "\(input.name): \(problems.first?.reason ?? "empty")" }
  let counted = "\(looked) \(looked == 1 ? "line" : "lines")"
  guard input.events > 0 else {
    return "\(input.name): not recognised by \(counted): \(problems.first?.reason ?? "no events")"
  }
  let first = problems.first { $0.part != .value } ?? problems.first
  let unread = input.rejected > 0 ? "\(input.rejected) can't be read: " : ""
  let rest = first.map { "; \(unread)\($0.reason)" } ?? ""
  let events = "\(input.events) \(input.events == 1 ? "event" : "events")"
  return "\(input.name): \(formatWords(input.format)), \(events) in \(counted)\(rest)"
}

/// `casebook` is our own format's name, the others' are their tools'.
private func formatWords(_ format: String) -> String {
  format.split(separator: "+").map { $0 == "casebook" ? "version-1 events" : String($0) }
    .joined(separator: " and ")
}

private func joinSentences(for input: InputSummary) -> [String] {
  JoinKey.allCases.compactMap { key in
    guard let count = input.joins[key] else { return nil }
    let alone =
      count.alone == 0
      ? "all in traces that other files have too"
      : "\(count.alone) of them in traces that no other file has"
    return "  joined by \(key.word): \(count.events), \(alone)"
  }
}

/// How the events of each input were joined, whenever they are from.
private func joinCounts(of mapped: MappedInputs, _ files: [SourceFile], _ rules: ReadingRules)
  throws
  -> [[JoinKey: JoinCount]]
{
  let configuration = Configuration()
  guard let calendar = ReportCalendar(timeZone: configuration.timeZone) else {
    return mapped.inputs.map { _ in [:] }
  }
  let period = try Period(from: "1970-01-01", to: "2200-12-31", in: calendar)
  var counting = CountOptions(period: period, countsClockless: true)
  counting.threads = 2
  let counted = try count(
    mapped, counting, CountingRules(configuration, calendar: calendar, prices: PriceBook()),
    lines: lineLookup(in: files, rules))
  return counted.joins
}

// MARK: - Fields

/// Which events have the fields that the report's parts need.
private struct FieldTally {
  private var modelCalls = 0
  private var lacking: [Field: Int] = [:]
  private var verdicts = 0
  private var clockless = 0
  private var events = 0
  private var traces: Set<UInt64> = []
  private var tracesWithFeature: Set<UInt64> = []

  private enum Field: CaseIterable {
    case provider, modelVersion, promptVersion, cost, tools, input

    /// What is missing, and what that blocks.
    var sentence: (String, String) {
      switch self {
      case .provider:
        ("provider", "they count under no provider, and may find no price")
      case .modelVersion:
        ("model version", "models are compared by their bare names")
      case .promptVersion:
        ("prompt version", "prompts can't be compared, and a changed prompt has no number")
      case .cost:
        ("tokens and cost", "what these calls cost is unknown")
      case .tools:
        ("list of the tools offered", "models with other tools can't be told apart")
      case .input:
        ("input", "retries are not found, and their pages don't say what was asked")
      }
    }
  }

  /// What was said of one event, in all of its parts.
  private struct Said {
    var isModel = false
    var fields: Set<Field> = []
  }

  init(_ mapped: MappedInputs) throws {
    var batch = RecordBatch()
    defer { batch.free() }
    for partition in 0..<mapped.records.partitionCount {
      try mapped.records.load(partition, into: &batch)
      var said: [UInt64: Said] = [:]
      for index in 0..<batch.events.count { take(index, of: batch, mapped.tables, &said) }
      for call in said.values where call.isModel {
        modelCalls += 1
        for field in Field.allCases where !call.fields.contains(field) {
          lacking[field, default: 0] += 1
        }
      }
    }
  }

  private mutating func take(
    _ index: Int, of batch: RecordBatch, _ tables: RecordTables, _ said: inout [UInt64: Said]
  ) {
    let event = batch.events[index]
    events += 1
    traces.insert(event.traceHash)
    if !event.traits.contains(.clock) { clockless += 1 }
    if event.verdict >= 0 { verdicts += 1 }
    if event.context >= 0, batch.contexts[Int(event.context)].feature != .none {
      tracesWithFeature.insert(event.traceHash)
    }
    guard event.stage == .model else { return }
    var call = said[batch.idHash(of: index)] ?? Said()
    call.isModel = true
    if event.provider != .none { call.fields.insert(.provider) }
    if event.traits.contains(.modelVersion) { call.fields.insert(.modelVersion) }
    let prompt = tables[event.prompt]
    if prompt.version != .none { call.fields.insert(.promptVersion) }
    if prompt.tools != .none { call.fields.insert(.tools) }
    if event.usage >= 0 || event.chargeCount > 0 || event.status != .ok {
      call.fields.insert(.cost)
    }
    if event.input != 0 { call.fields.insert(.input) }
    said[batch.idHash(of: index)] = call
  }

  var sentences: [String] {
    guard events > 0 else { return [] }
    var lines: [String] = []
    let missing = Field.allCases.filter { lacking[$0] != nil }
    if modelCalls > 0, !missing.isEmpty {
      lines.append("missing in \(modelCalls) model \(modelCalls == 1 ? "call" : "calls"):")
      for field in missing {
        let (what, blocked) = field.sentence
        lines.append("  \(what), in \(lacking[field] ?? 0): \(blocked)")
      }
    }
    if verdicts == 0 { lines.append("no verdicts: nothing says whether answers were good") }
    if tracesWithFeature.isEmpty {
      lines.append("no feature: costs can't be told by what they were for ('attributes: feature')")
    }
    if clockless == events {
      lines.append("no clock: name the period with --week; nothing is said of times and days")
    }
    return lines
  }
}

extension RecordBatch {
  fileprivate func idHash(of record: Int) -> UInt64 {
    let event = events[record]
    let start = Int(event.firstID) + Int(event.traceLength)
    var hasher = Hasher()
    hasher.combine(event.traceHash)
    for place in start..<(start + Int(event.eventLength)) { hasher.combine(ids[place]) }
    return UInt64(truncatingIfNeeded: hasher.finalize())
  }
}
