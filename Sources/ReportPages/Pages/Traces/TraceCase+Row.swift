import TraceModel

// What a list says of a trace.

extension TraceCase {
  /// What was asked: the first request's summary or text, cut to a line or two.
  var question: String? {
    let request = steps.first { $0.event.stage == .request }?.event
    let text = request?.inputSummary ?? request?.input?.firstText ?? request?.outputSummary
    guard let text, !text.allSatisfy(\.isWhitespace) else { return nil }
    return clipped(text, to: 160)
  }

  /// The models of the attempts that were used, in order, each once.
  var models: [Name] {
    var models: [Name] = []
    for step in steps where step.event.stage == .model && !step.isSuperseded {
      guard let name = step.event.model?.name, step.attempt?.isUsed ?? true else { continue }
      if !models.contains(name) { models.append(name) }
    }
    return models
  }

  var isDirect: Bool { path.utf8.elementsEqual("direct".utf8) }

  /// `direct`, `retry`, `fallback` or `gaveup`, as the filter of the list says it.
  var pathKind: PathKind {
    let attempts = steps.compactMap(\.attempt)
    if attempts.contains(where: { $0.kind == .fallback }) { return .fallback }
    if attempts.contains(where: { $0.kind == .retry }) { return .retry }
    return isDirect ? .direct : .retry
  }

  var ending: Ending { Ending(verdict.verdictClass) }
}

enum PathKind: String, CaseIterable, Sendable {
  case direct = "first"
  case retry
  case fallback = "fall"

  var word: String {
    switch self {
    case .direct: "direct"
    case .retry: "retry"
    case .fallback: "fallback"
    }
  }
}

extension JSONValue {
  /// The first text in it that reads as content: `text`, `content` or the value itself.
  fileprivate var firstText: String? {
    switch self {
    case .string(let text): text
    case .array(let values): values.lazy.compactMap(\.firstText).first
    case .object(let members):
      ["text", "content", "question", "query", "message", "messages"].lazy
        .compactMap { self[$0]?.firstText }.first
        ?? (members.count == 1 ? members[0].value.firstText : nil)
    case .null, .bool, .number: nil
    }
  }
}

/// The mark and word of how a trace ended.
func verdictMark(_ verdict: TraceVerdict, isPill: Bool) -> HTML {
  let isAcceptable = verdict.judgement == "acceptable"
  let ending = Ending(verdict.verdictClass)
  let style = isAcceptable && ending == .good ? "acceptable" : ending.style
  var mark = HTMLBuilder()
  mark.open("span", ["class": "v v-\(style)\(isPill ? " pill" : "")"])
  mark.open("svg", ["aria-hidden": "true"])
  mark.element("use", ["href": "#v-\(style)"])
  mark.close("svg")
  if let judgement = verdict.judgement, ending != .none {
    mark.markup("<bdi>")
    mark.text(clipped(sentenceCase(judgement.text), to: 40))
    mark.markup("</bdi>")
  } else {
    mark.text("No verdict")
  }
  mark.close("span")
  return mark.html
}

/// `needs_human_follow_up` as `Needs human follow-up`; a word of another set as it stands.
private func sentenceCase(_ word: String) -> String {
  if word == "needs_human_follow_up" { return "Needs human follow-up" }
  guard word.utf8.allSatisfy({ $0 == 0x5F || (0x61...0x7A).contains($0) }) else { return word }
  return word.prefix(1).uppercased() + word.dropFirst().replacing("_", with: " ")
}
