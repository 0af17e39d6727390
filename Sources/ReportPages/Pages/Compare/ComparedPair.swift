import TraceModel

/// Two traces side by side; conditions first, then what came of them.
struct ComparedPair: TemplateData {
  var headline: [String]
  var a: ComparedSide
  var b: ComparedSide
  var verdictOnFairness: String
  var advice: String
  var isAlike: Bool
  var conditions: [ComparedEntry]
  var hasTimes: Bool
  var figures: [ComparedEntry]
  var settings: [ComparedEntry]
  var tools: [ComparedEntry]
  var promptLead: String
  var promptLines: [ComparedLine]

  static let fields: [TemplateField<ComparedPair>] = [
    .texts("headline") { $0.headline },
    .object("a") { $0.a },
    .object("b") { $0.b },
    .text("fairness") { $0.verdictOnFairness },
    .text("advice") { $0.advice },
    .flag("isAlike") { $0.isAlike },
    .list("conditions") { $0.conditions },
    .flag("hasTimes") { $0.hasTimes },
    .list("figures") { $0.figures },
    .flag("hasSettings") { !$0.settings.isEmpty },
    .list("settings") { $0.settings },
    .flag("hasTools") { !$0.tools.isEmpty },
    .list("tools") { $0.tools },
    .text("promptLead") { $0.promptLead },
    .flag("hasPrompt") { !$0.promptLines.isEmpty },
    .list("promptLines") { $0.promptLines },
  ]

  init(_ a: CompareRecord, _ b: CompareRecord, _ money: MoneyFormat) {
    let end = max(a.end, b.end)
    self.a = ComparedSide("A", a, upTo: end)
    self.b = ComparedSide("B", b, upTo: end)
    hasTimes = end > 0
    conditions = ComparedEntry.rows(a.conditions, b.conditions, money)
    let differing = conditions.count(where: \.differs)
    isAlike = differing == 0
    verdictOnFairness =
      isAlike
      ? "Like for like: all \(conditions.count) conditions are the same"
      : "Not like for like: \(differing) of \(conditions.count) conditions differ"
    advice =
      isAlike
      ? "Two requests are an example, not a rate. The overview says how often each is good."
      : "Use this pair to see what happened. Do not use it to say which model is better."
    figures = ComparedEntry.rows(a.figures, b.figures, money)
    if let verdict = figures.firstIndex(where: { $0.name == "Verdict" }) {
      figures[verdict].difference = Self.verdictDifference(a.verdictClass, b.verdictClass)
    }
    settings = ComparedEntry.rows(a.settings, b.settings, money)
    tools = ComparedEntry.rows(a.tools, b.tools, money)
    (promptLead, promptLines) = Self.prompts(a, b)
    headline = Self.headline(a, b, isAlike: isAlike)
  }

  private static func headline(_ a: CompareRecord, _ b: CompareRecord, isAlike: Bool) -> [String] {
    func cost(_ record: CompareRecord) -> ExactDecimal {
      for entry in record.figures where entry.name == "Cost" {
        if case .money(let amount)? = entry.amount { return amount }
      }
      return .zero
    }
    let ends = "A ended as \(a.verdict.word), B as \(b.verdict.word)."
    let (one, two) = (cost(a), cost(b))
    var costs: String?
    if one > .zero, two > .zero {
      let (most, least, first, second) = one >= two ? (one, two, "A", "B") : (two, one, "B", "A")
      let ratio = most.share(of: least)
      costs =
        ratio < 1.05
        ? "Both cost about the same."
        : "\(first) cost \(Shown.times(ratio).dropLast()) times as much as \(second)."
    }
    let last = isAlike ? "They ran alike." : "They did not run alike."
    return [costs, ends, last].compactMap { $0 }
  }

  private static func verdictDifference(_ a: VerdictClass?, _ b: VerdictClass?) -> String {
    guard let a, let b, a != b else { return "" }
    let order: [VerdictClass] = [.unsafe, .bad, .handedOff, .partial, .good]
    guard let one = order.firstIndex(of: a), let two = order.firstIndex(of: b) else { return "" }
    return one < two ? "A lower" : "B lower"
  }

  private static func prompts(_ a: CompareRecord, _ b: CompareRecord) -> (String, [ComparedLine]) {
    let names =
      a.promptName == b.promptName
      ? "Both used \(a.promptName)" : "A used \(a.promptName), B used \(b.promptName)"
    guard let one = a.promptText, let two = b.promptText else {
      return ("\(names). The text is not logged on \(a.promptText == nil ? "A" : "B").", [])
    }
    let difference = LineDifference(one, two)
    if difference.onlyInA == 0, difference.onlyInB == 0 {
      return ("\(names), with the same text.", difference.lines.map { ComparedLine($0) })
    }
    let counts =
      "\(Shown.count(difference.onlyInA, "line is", "lines are")) only in A,"
      + " \(Shown.count(difference.onlyInB)) only in B."
    return ("\(names). \(counts)", difference.lines.map { ComparedLine($0) })
  }
}

/// One of the two.
struct ComparedSide: TemplateData {
  var letter: String
  var record: CompareRecord
  var lanes: [LaneName]
  var drawing: HTML?

  init(_ letter: String, _ record: CompareRecord, upTo end: Int64) {
    self.letter = letter
    self.record = record
    guard !record.bars.isEmpty, end > 0 else {
      lanes = []
      return
    }
    let timeline = Timeline(
      record.bars, shaded: nil, title: "Timeline of \(letter), \(record.waited)", upTo: end)
    lanes = timeline.lanes.map(LaneName.init)
    drawing = timeline.html
  }

  static let fields: [TemplateField<ComparedSide>] = [
    .text("letter") { $0.letter },
    .text("id") { clipped($0.record.id.text) },
    .optionalText("address") { $0.record.address },
    .text("when") { $0.record.when },
    .text("question") { $0.record.question },
    .object("verdict") { $0.record.verdict },
    .text("judgedBy") { $0.record.judgedBy },
    .text("cost") { $0.record.cost },
    .text("thrownAway") { $0.record.thrownAway },
    .text("waited") { $0.record.waited },
    .text("steps") { $0.record.steps },
    .list("lanes") { $0.lanes },
    .optionalHTML("drawingHTML") { $0.drawing },
    .texts("reply") {
      ($0.record.reply ?? "What the user saw was not logged.").split(separator: "\n")
        .map(String.init)
    },
    .text("prompt") { clipped($0.record.promptName) },
    .flag("hasNotes") { !$0.record.notes.isEmpty },
    .list("notes") { $0.record.notes },
  ]
}

/// A row of two values.
struct ComparedEntry: TemplateData {
  var name: String
  var a: String
  var b: String
  var difference = ""
  /// No figure but text, which may take several lines.
  var isWords = false
  var differs: Bool { !a.utf8.elementsEqual(b.utf8) }

  /// Rows by name: those of A in their order, then those that only B has.
  static func rows(
    _ a: [CompareRecord.Entry], _ b: [CompareRecord.Entry], _ money: MoneyFormat
  ) -> [ComparedEntry] {
    var names: [String] = []
    for entry in a + b where !names.contains(entry.name) { names.append(entry.name) }
    return names.map { name in
      let (one, two) = (a.first { $0.name == name }, b.first { $0.name == name })
      var row = ComparedEntry(name: name, a: one?.value ?? "–", b: two?.value ?? "–")
      row.isWords = one?.amount == nil && two?.amount == nil
      if let one = one?.amount, let two = two?.amount {
        row.difference = difference(one, two, money)
      }
      return row
    }
  }

  private static func difference(
    _ a: CompareRecord.Amount, _ b: CompareRecord.Amount, _ money: MoneyFormat
  ) -> String {
    switch (a, b) {
    case (.money(let a), .money(let b)):
      let decimals = MoneyFormat.ledgerDecimals(of: max(a, b))
      let text = money.text(a - b, decimals: decimals)
      return a > b ? "+\(text)" : a == b ? "" : text
    case (.count(let a), .count(let b)):
      return a == b ? "" : a > b ? "+\(Shown.count(a - b))" : Shown.count(a - b)
    case (.nanoseconds(let a), .nanoseconds(let b)):
      let text = Shown.duration(nanoseconds: a.subtractingClamped(b))
      return a == b ? "" : a > b ? "+\(text)" : text
    default: return ""
    }
  }

  static let fields: [TemplateField<ComparedEntry>] = [
    .text("name") { $0.name.trimmingPrefix("  ").description },
    .flag("isWords") { $0.isWords },
    .flag("isPart") { $0.name.hasPrefix("  ") },
    .text("a") { $0.a },
    .text("b") { $0.b },
    .text("difference") { $0.difference },
    .flag("differs") { $0.differs },
  ]
}

/// A line of both prompts.
struct ComparedLine: TemplateData {
  var line: LineDifference.Line

  init(_ line: LineDifference.Line) { self.line = line }

  static let fields: [TemplateField<ComparedLine>] = [
    .flag("isSame") { $0.line.isSame },
    .flag("hasA") { $0.line.a != nil },
    .flag("hasB") { $0.line.b != nil },
    .text("numberA") { $0.line.a.map { String($0.number) } ?? "" },
    .text("numberB") { $0.line.b.map { String($0.number) } ?? "" },
    .text("textA") { $0.line.a?.text ?? "" },
    .text("textB") { $0.line.b?.text ?? "" },
  ]
}
