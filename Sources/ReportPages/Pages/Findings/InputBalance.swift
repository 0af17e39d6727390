import TraceModel

/// Every input with what became of its lines: lines = events + duplicates + rejected + blank.
struct InputBalance: TemplateData {
  var rows: [InputRow]
  var total: InputRow
  var more: String?
  /// The sum, or where it does not hold.
  var equation: Phrase
  var holds: Bool

  static let fields: [TemplateField<InputBalance>] = [
    .list("rows") { $0.rows },
    .object("total") { $0.total },
    .optionalText("more") { $0.more },
    .html("equationHTML") { $0.equation.html },
    .flag("holds") { $0.holds },
  ]

  /// Nil without inputs.
  init?(_ summary: WeekSummary) {
    guard !summary.inputs.isEmpty else { return nil }
    let sum = summary.inputs.reduce(into: InputSummary(name: "", format: "")) { sum, input in
      sum.bytes += input.bytes
      sum.lines += input.lines
      sum.blank += input.blank
      sum.events += input.events
      sum.rejected += input.rejected
      sum.duplicates += input.duplicates
    }
    rows = summary.inputs.prefix(FindingsPage.listed).map(InputRow.init)
    total = InputRow(sum)
    total.name = .text("All inputs")
    let rest = summary.inputs.count - rows.count
    more =
      rest > 0
      ? "\(Shown.count(rest, "more input", "more inputs")) in summary.json; the total counts them."
      : nil
    holds = summary.inputs.allSatisfy { $0.isBalanced && $0.hasEventALine }
    let others = summary.inputs.filter { !$0.hasEventALine }
    equation =
      holds || summary.inputs.allSatisfy(\.isBalanced) && !others.isEmpty
      ? others.isEmpty
        ? "Lines \(sum.lines) = events \(sum.events) + duplicates \(sum.duplicates) + rejected \(sum.rejected) + blank \(sum.blank)."
        : "\(sum.lines, "line", "lines") held \(sum.events, "event", "events") and \(sum.duplicates, "duplicate", "duplicates"); \(sum.rejected) could not be read. A record of another format may hold several events, or go over several lines."
      : "The lines of \(summary.inputs.count { !$0.isBalanced }, "input", "inputs") do not add up to events, duplicates, rejected and blank lines."
  }
}

struct InputRow: TemplateData {
  var name: HTML
  var format: String
  var bytes: String
  var lines: String
  var events: String
  var duplicates: String
  var rejected: String
  var blank: String

  init(_ input: InputSummary) {
    name = .name(Name(input.name))
    format = clipped(input.format, to: 40)
    bytes = Shown.count(input.bytes)
    lines = Shown.count(input.lines)
    events = Shown.count(input.events)
    duplicates = Shown.count(input.duplicates)
    rejected = Shown.count(input.rejected)
    blank = Shown.count(input.blank)
  }

  static let fields: [TemplateField<InputRow>] = [
    .html("nameHTML") { $0.name },
    .text("format") { $0.format },
    .text("bytes") { $0.bytes },
    .text("lines") { $0.lines },
    .text("events") { $0.events },
    .text("duplicates") { $0.duplicates },
    .text("rejected") { $0.rejected },
    .text("blank") { $0.blank },
  ]
}

extension InputSummary {
  var isBalanced: Bool {
    !hasEventALine || lines == events + duplicates + rejected + blank
  }

  /// Version 1 has one; a record of another format may hold any number.
  var hasEventALine: Bool { format == "casebook" && lines >= events }
}

/// What could not be read: files first, because most is missing with them, then lines.
struct RejectedList: TemplateData {
  var take: Phrase
  var rows: [RejectedLine]

  static let fields: [TemplateField<RejectedList>] = [
    .html("takeHTML") { $0.take.html },
    .list("rows") { $0.rows },
  ]

  init?(_ summary: WeekSummary) {
    let files = summary.rejected.filter { $0.part == .file }
    let others = summary.rejected.filter { $0.part != .file }
    let lines = max(summary.inputs.reduce(0) { $0 + $1.rejected }, others.count)
    guard files.count + lines > 0 else { return nil }
    rows = (files + others).prefix(FindingsPage.listed).map(RejectedLine.init)
    let what: Phrase =
      files.isEmpty
      ? "\(lines, "line", "lines") could not be read"
      : lines == 0
        ? "\(files.count, "file", "files") could not be read whole"
        : "\(files.count, "file", "files") could not be read whole, and \(lines, "line", "lines") not at all"
    take =
      rows.count < files.count + lines
      ? "\(what); the first \(rows.count) are listed, all of them stand in rejected.jsonl."
      : "\(what)."
  }
}

struct RejectedLine: TemplateData {
  var file: HTML
  var line: String
  var offset: String
  var bytes: String
  var reason: String

  init(_ problem: InputProblem) {
    file = .name(Name(problem.file))
    line = Shown.count(problem.line)
    offset = Shown.count(problem.offset)
    bytes = Shown.count(problem.bytes)
    reason = clipped(problem.reason, to: 240)
  }

  static let fields: [TemplateField<RejectedLine>] = [
    .html("fileHTML") { $0.file },
    .text("line") { $0.line },
    .text("offset") { $0.offset },
    .text("bytes") { $0.bytes },
    .text("reason") { $0.reason },
  ]
}

/// Notes whose trace is not in the input.
struct OrphanNotes: TemplateData {
  var take: Phrase
  var ids: [String]

  static let fields: [TemplateField<OrphanNotes>] = [
    .html("takeHTML") { $0.take.html },
    .texts("ids") { $0.ids },
  ]

  init?(_ notes: [Name]) {
    guard !notes.isEmpty else { return nil }
    ids = notes.prefix(FindingsPage.listed).map { clipped($0.text) }
    take =
      ids.count < notes.count
      ? "\(notes.count) notes are about requests that are not in the input; the first \(ids.count) are listed."
      : "\(notes.count, "note is about a request that is", "notes are about requests that are") not in the input."
  }
}
