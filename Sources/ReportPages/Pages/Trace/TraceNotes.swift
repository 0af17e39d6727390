import TraceModel

/// What reviewers wrote, and what our rules noticed.
struct TraceNotes: TemplateData {
  var notes: [NoteBox]
  var findings: [FindingLine]

  init(_ facts: TraceFacts) {
    notes = facts.trace.notes.map { NoteBox($0, facts) }
    findings = facts.trace.findings.map { FindingLine($0) }
  }

  static let fields: [TemplateField<TraceNotes>] = [
    .flag("hasAny") { !$0.notes.isEmpty || !$0.findings.isEmpty },
    .flag("hasNotes") { !$0.notes.isEmpty },
    .list("notes") { $0.notes },
    .flag("hasFindings") { !$0.findings.isEmpty },
    .list("findings") { $0.findings },
  ]
}

struct NoteBox: TemplateData {
  var author: String
  var details: [HTML]
  var body: HTML

  init(_ note: Note, _ facts: TraceFacts) {
    author = note.author.map { oneLine($0.text, upTo: 60) } ?? "Without a name"
    var details: [Phrase] = []
    if let team = note.team { details.append("\(logged: team.text, upTo: 40)") }
    if let at = note.at {
      details.append("\(Shown.moment(nanoseconds: at.nanoseconds, in: facts.zone))")
    }
    if let label = note.label { details.append("label \(name: label)") }
    if let reason = note.reason { details.append("\(quote: reason, upTo: 120)") }
    if let file = note.file { details.append("\(name: Name(file))") }
    self.details = details.map(\.html)
    body = renderMarkdown(note.markdown)
  }

  static let fields: [TemplateField<NoteBox>] = [
    .text("author") { $0.author },
    .list("details") { $0.details.map(Markup.init) },
    .html("bodyHTML") { $0.body },
  ]
}

struct FindingLine: TemplateData {
  var code: String
  var message: String
  var step: Int?

  init(_ finding: TraceFinding) {
    code = finding.code
    message = finding.message
    step = finding.step
  }

  static let fields: [TemplateField<FindingLine>] = [
    .text("code") { $0.code },
    .text("message") { $0.message },
    .optionalText("step") { $0.step.map { String($0 + 1) } },
  ]
}
