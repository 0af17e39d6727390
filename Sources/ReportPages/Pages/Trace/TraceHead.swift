import TraceModel

/// The top of a trace's page: what was asked, the verdict and the three figures.
struct TraceHead: TemplateData {
  var id: String
  /// Day and time, feature, environment, session, number of steps.
  var eyebrow: [HTML]
  var question: String?
  var verdict: VerdictMark
  var reason: HTML
  /// Who judged, what others had said, what went wrong first.
  var by: HTML
  var figures: [TraceFigure]
  var reviewReason: String?

  init(_ facts: TraceFacts) {
    let trace = facts.trace
    let judgement = trace.verdict
    id = trace.id.text
    question = facts.asked?.asTitle
    eyebrow = facts.eyebrow
    verdict = VerdictMark(judgement.judgement, class: judgement.verdictClass)
    let reasonText = judgement.deciding?.reason ?? judgement.all.compactMap(\.reason).last
    reason =
      reasonText.map { .logged($0, upTo: 220) }
      ?? .text(judgement.deciding == nil ? "Nobody judged this request." : "No reason was given.")
    by = facts.judgedBy.html
    figures = [facts.costFigure, facts.waitFigure, facts.thrownAwayFigure]
    reviewReason = trace.reviewReason.map { oneLine($0, upTo: 120) }
  }

  static let fields: [TemplateField<TraceHead>] = [
    .text("id") { $0.id },
    .list("eyebrow") { $0.eyebrow.map(Markup.init) },
    .optionalText("question") { $0.question },
    .object("verdict") { $0.verdict },
    .html("reasonHTML") { $0.reason },
    .html("byHTML") { $0.by },
    .list("figures") { $0.figures },
    .optionalText("reviewReason") { $0.reviewReason },
  ]
}

/// One piece of ready markup in a list.
struct Markup: TemplateData {
  var html: HTML
  static let fields: [TemplateField<Markup>] = [.html("partHTML") { $0.html }]
}

/// A figure of the banner with what it is measured against.
struct TraceFigure: TemplateData {
  var name: String
  var figure: String
  var versus: String?

  static let fields: [TemplateField<TraceFigure>] = [
    .text("name") { $0.name },
    .text("figure") { $0.figure },
    .optionalText("versus") { $0.versus },
  ]
}

extension TraceFacts {
  fileprivate var eyebrow: [HTML] {
    var parts: [Phrase] = []
    if let origin {
      parts.append("\(Shown.moment(nanoseconds: origin.nanoseconds, in: zone))")
    } else {
      parts.append("No time was logged")
    }
    for name in [trace.feature, trace.environment].compactMap({ $0 }) {
      parts.append("\(logged: name.text, upTo: 40)")
    }
    if let session = trace.session { parts.append("session \(logged: session.text, upTo: 40)") }
    parts.append("\(steps.count, "step", "steps")")
    return parts.map(\.html)
  }

  fileprivate var judgedBy: Phrase {
    var sentences: [Phrase] = []
    if let deciding = trace.verdict.deciding {
      let score: Phrase = deciding.labelScore.map { ", from the score \(logged: $0)" } ?? ""
      sentences.append("Judged by \(judge: deciding.by)\(on(deciding.at))\(score).")
      sentences += otherJudges(than: deciding)
    }
    if let cause = trace.cause {
      let found = cause.isSaid ? "" : " (found by rule)"
      if let step = cause.step {
        let what: Phrase =
          "\(link: "step \(step + 1), \(cause.layer)", to: Self.address(of: step))"
        sentences.append("First step that went wrong: \(what)\(found).")
      } else if cause.layer == "unknown" {
        sentences.append("Which step went wrong first is not known.")
      } else {
        sentences.append("First to go wrong: \(logged: cause.layer)\(found).")
      }
    }
    return Phrase(sentences: sentences)
  }

  private func on(_ moment: Instant?) -> Phrase {
    moment.map { " on \(Shown.shortDay(nanoseconds: $0.nanoseconds, in: zone))" } ?? ""
  }

  /// The last one of each kind of judge that said something else.
  private func otherJudges(than deciding: GivenVerdict) -> [Phrase] {
    let others = trace.verdict.all.filter {
      ($0.label ?? $0.outcome) != (deciding.label ?? deciding.outcome)
    }
    let automatic = others.last { !$0.by.isHuman && deciding.by.isHuman }
    let people = others.filter { $0.by.isHuman && $0.by != deciding.by }.suffix(2)
    var sentences: [Phrase] = people.map {
      "\(judge: $0.by) had said \(mark: VerdictMark($0.label ?? $0.outcome, class: $0.verdictClass))."
    }
    if let automatic {
      let word = automatic.label ?? automatic.outcome
      sentences.append(
        "The automatic check had said \(mark: VerdictMark(word, class: automatic.verdictClass)).")
    }
    return sentences
  }

  fileprivate var costFigure: TraceFigure {
    let total = trace.cost.total
    let hasAny = !trace.cost.bySource.isEmpty
    let versus = trace.usual.flatMap { usual -> String? in
      let shown = money.amount(usual.averageCost)
      return ratio(total, to: usual.averageCost).map { "\($0)× the usual \(shown)" }
        ?? "usual \(shown)"
    }
    guard hasAny || total != .zero else {
      return TraceFigure(name: "Cost", figure: "–", versus: "no cost logged")
    }
    let gaps = trace.cost.unpricedEvents
    let unpriced = gaps > 0 ? "and \(Shown.count(gaps, "step", "steps")) without a price" : nil
    return TraceFigure(name: "Cost", figure: money.amount(total), versus: unpriced ?? versus)
  }

  /// `4.7`, if the amount is more than a quarter off.
  private func ratio(_ amount: ExactDecimal, to usual: ExactDecimal) -> String? {
    guard usual.units > 0, amount.units > 0, amount.units < .max / 20 else { return nil }
    let tenths = (amount.units * 20 / usual.units + 1) / 2
    guard tenths > 12 || tenths < 8 else { return nil }
    return tenths >= 100
      ? Shown.count(Int(clamping: (tenths + 5) / 10)) : "\(tenths / 10).\(tenths % 10)"
  }

  fileprivate var waitFigure: TraceFigure {
    let usual = trace.usual?.medianLatencyNanoseconds
    return TraceFigure(
      name: "Waited",
      figure: trace.latencyNanoseconds.map { Shown.duration(nanoseconds: $0) } ?? "–",
      versus: trace.latencyNanoseconds == nil
        ? "no times logged" : usual.map { "usual \(Shown.duration(nanoseconds: $0))" })
  }

  fileprivate var thrownAwayFigure: TraceFigure {
    let paid = steps.filter { $0.attempt != nil && !$0.isSuperseded && !$0.charges.isEmpty }
    let lost = paid.count { $0.attempt?.isUsed == false }
    return TraceFigure(
      name: "Thrown away", figure: Shown.count(lost),
      versus: "of \(Shown.count(paid.count, "paid attempt", "paid attempts"))")
  }
}

extension Phrase.StringInterpolation {
  /// A name, or what kind of judge it was.
  mutating func appendInterpolation(judge: Judge) {
    guard let name = judge.name, !name.isEmpty else {
      appendInterpolation(judge.isHuman ? "a reviewer" : "the automatic check")
      return
    }
    if !judge.isHuman { appendInterpolation("the automatic check ") }
    appendInterpolation(logged: name.text, upTo: 40)
    if let team = judge.team { appendInterpolation(" (\(logged: team.text, upTo: 40))" as Phrase) }
  }

  /// Shape, word and hue of a judgement.
  mutating func appendInterpolation(mark: VerdictMark) {
    var builder = HTMLBuilder()
    builder.markup("<span class=\"v v-")
    builder.plain(mark.style)
    builder.markup("\"><svg aria-hidden=\"true\"><use href=\"#v-")
    builder.plain(mark.style)
    builder.markup("\"/></svg>")
    builder.markup(HTML.logged(mark.word))
    builder.markup("</span>")
    appendInterpolation(Phrase(html: builder.html))
  }
}
