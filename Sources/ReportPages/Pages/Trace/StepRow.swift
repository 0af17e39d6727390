import TraceModel

/// One line of the list of steps, with what opens under it.
struct StepRow: TemplateData {
  var index: Int
  var icon: String
  var actor: HTML
  /// `attempt 1 of 2`, `follow-up`.
  var role: String?
  var what: HTML
  var tags: [StepTag]
  var bar: HTML
  var took: String?
  var cost: String?
  var isUnpriced: Bool
  var isBad: Bool
  var isOpen: Bool
  var trigger: StepTrigger?
  var inside: StepInside

  static let fields: [TemplateField<StepRow>] = [
    .text("number") { String($0.index + 1) },
    .text("icon") { $0.icon },
    .html("actorHTML") { $0.actor },
    .optionalText("role") { $0.role },
    .html("whatHTML") { $0.what },
    .list("tags") { $0.tags },
    .html("barHTML") { $0.bar },
    .optionalText("took") { $0.took },
    .optionalText("cost") { $0.cost },
    .flag("isUnpriced") { $0.isUnpriced },
    .flag("isBad") { $0.isBad },
    .flag("isOpen") { $0.isOpen },
    .optionalObject("trigger") { $0.trigger },
    .object("inside") { $0.inside },
  ]
}

/// A word in a frame behind a step: `timed out`.
struct StepTag: TemplateData {
  /// `bad`, `warn` or nothing, as the stylesheet has them.
  var tone: String
  var icon: String?
  var word: String

  static let fields: [TemplateField<StepTag>] = [
    .text("tone") { $0.tone },
    .optionalText("icon") { $0.icon },
    .text("word") { $0.word },
  ]
}

/// The line above a retry or a fallback.
struct StepTrigger: TemplateData {
  var symbol: String
  var sentence: HTML

  static let fields: [TemplateField<StepTrigger>] = [
    .text("symbol") { $0.symbol },
    .html("sentenceHTML") { $0.sentence },
  ]
}

extension TraceFacts {
  func row(of index: Int, on scale: TimeScale) -> StepRow {
    return StepRow(
      index: index, icon: actors[index].icon, actor: actors[index].html, role: role(of: index),
      what: StepWords(facts: self).sentence(for: index).html, tags: tags(of: index),
      bar: miniBar(of: index...index, look: look(of: index), on: scale),
      took: steps[index].event.durationNanoseconds.map { Shown.duration(nanoseconds: $0) },
      cost: cost(of: index).map { money.text($0, decimals: ledgerDecimals) },
      isUnpriced: steps[index].isUnpriced, isBad: isBad(index), isOpen: index == firstBroken,
      trigger: trigger(of: index), inside: inside(of: index))
  }

  func look(of index: Int) -> TimelineBar.Look {
    if steps[index].hasFailed || rejection(of: index) != nil { return .bad }
    if isStale(index) { return .old }
    switch actors[index] {
    case .app:
      let isFollowUp =
        steps[index].event.stage == .request
        && steps.firstIndex { $0.event.stage == .request } != index
      return isFollowUp ? .user : .app
    case .router: return .router
    case .model: return .model
    case .tool: return .tool
    case .guardrail: return .guardrail
    case .infrastructure, .other, .reviewer, .automaticCheck: return .app
    }
  }

  /// What the step is for: its own name, or its place among the attempts.
  private func role(of index: Int) -> String? {
    let attempts = attempts(with: index)
    if let attempt = steps[index].attempt, attempts.count > 1 {
      return "attempt \(attempt.number) of \(attempts.count)"
    }
    guard let name = steps[index].event.name, case .model = actors[index] else { return nil }
    return oneLine(name, upTo: 24)
  }

  private func tags(of index: Int) -> [StepTag] {
    var tags: [StepTag] = []
    if steps[index].hasFailed {
      let icon = steps[index].event.status == .timeout ? "i-clock" : "i-x"
      tags.append(StepTag(tone: "bad", icon: icon, word: StepWords.failureWord(of: steps[index])))
    } else if rejection(of: index) != nil {
      tags.append(StepTag(tone: "bad", icon: "i-x", word: "rejected by check"))
    } else if let attempt = steps[index].attempt, !attempt.isUsed {
      tags.append(StepTag(tone: "warn", icon: nil, word: "not used"))
    }
    if steps[index].event.status == .unknown {
      tags.append(
        StepTag(
          tone: "warn", icon: "i-warn",
          word: "status \(oneLine(steps[index].event.statusWord, upTo: 24))"))
    }
    if isStale(index) { tags.append(StepTag(tone: "warn", icon: "i-stale", word: "old data")) }
    if steps[index].event.tool?.truncated == true {
      tags.append(StepTag(tone: "warn", icon: "i-warn", word: "cut off"))
    }
    if steps[index].isSuperseded {
      tags.append(StepTag(tone: "warn", icon: "i-warn", word: "superseded"))
    }
    if steps[index].isOrphan { tags.append(StepTag(tone: "", icon: nil, word: "parent missing")) }
    return tags
  }

  /// What led to a retry or fallback, as a sentence.
  private func trigger(of index: Int) -> StepTrigger? {
    guard let attempt = steps[index].attempt, attempt.kind != .first else { return nil }
    var sentence: Phrase = attempt.kind == .retry ? "Retry" : "Fallback"
    if let previous = attempt.previous, steps.indices.contains(previous) {
      let of = attempt.kind == .retry ? "of" : "from"
      let link = "step \(previous + 1)"
      sentence = "\(sentence) \(of) \(link: link, to: Self.address(of: previous))"
      sentence = "\(sentence)\(reason(of: attempt, after: previous))."
      if let wait = wait(from: previous, to: index) {
        sentence = "\(sentence) Waited \(wait) first."
      }
      if let same = sameInput(previous, index) { sentence = "\(sentence) \(same)" }
    } else {
      sentence = "\(sentence)\(attempt.trigger.map { ", because of \(quote: $0)" } ?? "")."
    }
    if attempt.isInferred { sentence = "\(sentence) Found by rule, not logged." }
    return StepTrigger(symbol: attempt.kind == .retry ? "↻" : "⤳", sentence: sentence.html)
  }

  private func reason(of attempt: StepAttempt, after previous: Int) -> Phrase {
    if let guardrail = rejection(of: previous) {
      return ", because the check in step \(guardrail + 1) rejected it"
    }
    switch steps[previous].event.status {
    case .timeout: return ", because it timed out"
    case .blocked: return ", because it was blocked"
    case .cancelled: return ", because it was cancelled"
    case .error: return attempt.trigger.map { ", because of \(quote: $0)" } ?? ", because it failed"
    case .ok, .unknown:
      return attempt.trigger.map { ", because of \(quote: $0)" } ?? "; why was not logged"
    }
  }

  /// Between the end of an attempt and the start of the next, if it was worth a word.
  private func wait(from previous: Int, to index: Int) -> String? {
    guard let end = span(of: previous)?.upperBound, let start = offset(of: index) else {
      return nil
    }
    let wait = start.subtractingClamped(end)
    return wait >= 50_000_000 ? Shown.duration(nanoseconds: wait) : nil
  }

  private func sameInput(_ previous: Int, _ index: Int) -> String? {
    guard let before = steps[previous].event.input, let after = steps[index].event.input else {
      return nil
    }
    return before == after ? "Same input." : "With another input."
  }

  /// Where the steps lie in the whole trace.
  func miniBar(
    of indices: ClosedRange<Int>, look: TimelineBar.Look, on scale: TimeScale
  ) -> HTML {
    let offsets = indices.filter { steps[$0].isOfTheRun }.compactMap { span(of: $0) }
    var svg = HTMLBuilder()
    svg.markup(
      "<svg aria-hidden=\"true\"><line class=\"grid-l\" x1=\"0\" x2=\"100%\" y1=\"8\" y2=\"8\"/>")
    if let start = offsets.map(\.lowerBound).min(), let end = offsets.map(\.upperBound).max() {
      let left = min(scale.position(start), 99.2)
      let width = max(0.8, min(scale.position(end), 100) - left)
      svg.markup("<rect class=\"lanebar ")
      svg.plain(look.rawValue)
      svg.markup("\" x=\"")
      svg.plain(shownPercentage(left))
      svg.markup("%\" width=\"")
      svg.plain(shownPercentage(width))
      svg.markup("%\" y=\"2\" height=\"12\" rx=\"2\"/>")
    }
    svg.markup("</svg>")
    return svg.html
  }

  /// Start and end since the trace's start.
  func span(of index: Int) -> ClosedRange<Int64>? {
    guard let offset = offset(of: index) else { return nil }
    let start = max(0, offset)
    return start...start.addingClamped(max(0, steps[index].event.durationNanoseconds ?? 0))
  }
}
