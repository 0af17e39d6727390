import TraceModel

/// What reviewers wrote, and what our rules noticed.
struct TraceNotes: TemplateData {
  var notes: [NoteBox]
  var findings: [FindingLine]

  init(_ facts: TraceFacts) {
    notes = facts.trace.notes.map { NoteBox($0, facts) }
    findings = FindingLine.all(facts.trace.findings)
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

/// What a rule says of one or of several steps.
struct FindingLine: TemplateData {
  var code: String
  var message: String
  var steps: [Int]

  private static let linked = 12

  /// What is said again of another step stands in one line with it.
  static func all(_ findings: [TraceFinding]) -> [FindingLine] {
    var lines: [FindingLine] = []
    var places: [[Name]: Int] = [:]
    for finding in findings {
      let key = [Name(finding.code), Name(finding.message)]
      if let place = places[key] {
        lines[place].steps += [finding.step].compactMap(\.self)
      } else {
        places[key] = lines.count
        lines.append(
          FindingLine(
            code: finding.code, message: finding.message,
            steps: [finding.step].compactMap(\.self)))
      }
    }
    return lines
  }

  /// "At step 5, step 7 and 3 more."
  private var places: Phrase? {
    guard !steps.isEmpty else { return nil }
    var links = steps.prefix(Self.linked).map { step -> Phrase in
      "\(link: "step \(step + 1)", to: TraceFacts.address(of: step))"
    }
    if steps.count > Self.linked { links.append("\(steps.count - Self.linked) more") }
    return "At \(Phrase(list: links))."
  }

  static let fields: [TemplateField<FindingLine>] = [
    .text("code") { $0.code },
    .text("message") { $0.message },
    .optionalHTML("placesHTML") { $0.places?.html },
  ]
}
