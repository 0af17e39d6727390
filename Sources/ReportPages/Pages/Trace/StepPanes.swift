import TraceModel

/// A framed text inside a step: a prompt, an input, an output, an error.
struct StepPane: TemplateData {
  var title: String
  /// Prompt name, version and fingerprint.
  var head: HTML?
  /// The text, if it is short enough to stand open.
  var text: HTML?
  /// The pieces of a long text, their sizes first.
  var parts: [StepPanePart] = []
  var isError = false

  static let fields: [TemplateField<StepPane>] = [
    .text("title") { $0.title },
    .optionalHTML("headHTML") { $0.head },
    .optionalHTML("textHTML") { $0.text },
    .flag("hasParts") { !$0.parts.isEmpty },
    .list("parts") { $0.parts },
    .flag("isError") { $0.isError },
  ]
}

/// A piece of a long text, folded.
struct StepPanePart: TemplateData {
  var title: String
  var size: String
  var text: HTML

  static let fields: [TemplateField<StepPanePart>] = [
    .text("title") { $0.title },
    .text("size") { $0.size },
    .html("textHTML") { $0.text },
  ]
}

extension TraceFacts {
  func panes(of index: Int) -> [StepPane] {
    var panes: [StepPane] = []
    if steps[index].event.prompt != nil || steps[index].event.stage == .model {
      panes += [promptPane(of: index)].compactMap { $0 }
    } else if let input = steps[index].event.input {
      panes.append(pane("Input", of: input))
    } else if let summary = steps[index].event.inputSummary {
      panes.append(pane("Input, summary", of: .string(summary)))
    }
    if let output = steps[index].event.output {
      panes.append(pane(outputTitle(of: index), of: output))
    } else if let summary = steps[index].event.outputSummary, steps[index].event.error == nil {
      panes.append(pane("Output, summary", of: .string(summary)))
    }
    if let error = steps[index].event.error, error.type != nil || error.message != nil {
      let lines = [error.type.map { "error: \($0)" }, error.message].compactMap { $0 }
      var pane = pane("Error, as returned", of: .string(lines.joined(separator: "\n")))
      pane.isError = true
      panes.append(pane)
    }
    if let verdict = steps[index].event.verdict { panes += verdictPanes(verdict) }
    if !steps[index].event.otherFields.isEmpty {
      panes.append(pane("Other fields", of: .object(steps[index].event.otherFields)))
    }
    if !steps[index].event.context.tags.isEmpty {
      panes.append(pane("Tags", of: .object(steps[index].event.context.tags)))
    }
    return panes
  }

  private func outputTitle(of index: Int) -> String {
    if rejection(of: index) != nil { return "Output, not shown to the user" }
    if let attempt = steps[index].attempt, !attempt.isUsed, !steps[index].hasFailed {
      return "Output, not used"
    }
    return "Output"
  }

  private func promptPane(of index: Int) -> StepPane? {
    var messages: [Message] = []
    let turns = steps[index].event.input?.messages
    if let text = steps[index].event.prompt?.text,
      turns?.contains(where: { $0.text.utf8.elementsEqual(text.utf8) }) != true
    {
      messages.append(Message(role: "prompt", text: text))
    }
    if let instructions = steps[index].event.prompt?.toolInstructions {
      messages.append(Message(role: "tool instructions", text: instructions))
    }
    if let turns {
      messages += turns
    } else if let input = steps[index].event.input {
      messages.append(Message(role: "input", text: input.words))
    } else if let summary = steps[index].event.inputSummary {
      messages.append(Message(role: "input, summary", text: summary))
    }
    guard !messages.isEmpty || steps[index].event.prompt != nil else { return nil }
    var pane = messages.pane("Prompt, as sent")
    pane.head = steps[index].event.prompt.flatMap(promptHead)
    return pane
  }

  private func promptHead(_ prompt: Prompt) -> HTML? {
    var head: [Phrase] = []
    if let name = prompt.name { head.append("\(name: name)") }
    if let version = prompt.version { head.append("\(tag: version.text)") }
    if let print = prompt.fingerprint { head.append("\(fingerprint: print)") }
    return head.isEmpty ? nil : Phrase(sentences: head).html
  }

  private func verdictPanes(_ verdict: LoggedVerdict) -> [StepPane] {
    let lines: [(String, String?)] = [
      ("Reason", verdict.reason), ("What the user saw", verdict.shownToUser),
      ("Score", verdict.scoreValue.map { "\(verdict.scoreName ?? "score"): \($0)" }),
    ]
    return lines.compactMap { title, text in text.map { pane(title, of: .string($0)) } }
  }

  private func pane(_ title: String, of value: JSONValue) -> StepPane {
    if let messages = value.messages { return messages.pane(title) }
    return [Message(role: "", text: value.words)].pane(title)
  }
}

extension [Message] {
  private static let mostBytes = 6000

  /// Up to 6,000 bytes stand open; a longer text is folded by its turns, with their sizes.
  fileprivate func pane(_ title: String) -> StepPane {
    let bytes = reduce(0) { $0 + $1.text.utf8.count }
    guard bytes > Self.mostBytes else { return StepPane(title: title, text: html) }
    let parts = map { message in
      StepPanePart(
        title: message.role.isEmpty ? "Text" : oneLine(message.role, upTo: 40),
        size: message.size, text: [Message(role: "", text: message.text)].html)
    }
    let size = Shown.size(bytes)
    return StepPane(title: "\(title), \(size)", text: nil, parts: parts)
  }

  private var html: HTML {
    var builder = HTMLBuilder()
    for (index, message) in enumerated() {
      if index > 0 { builder.text("\n\n") }
      if !message.role.isEmpty {
        builder.markup("<span class=\"role\">")
        builder.text(oneLine(message.role, upTo: 40))
        builder.markup("</span>\n")
      }
      builder.markup("<bdi dir=\"auto\">")
      builder.text(message.text)
      builder.markup("</bdi>")
    }
    return builder.html
  }
}

extension Message {
  fileprivate var size: String {
    let lines = text.utf8.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
    return "\(Shown.count(lines, "line", "lines")), \(Shown.size(text.utf8.count))"
  }
}

extension Prompt {
  /// The first eight hex digits of the logged hash, or else of the text's SHA-256, in two groups.
  var fingerprint: String? {
    if let hash {
      let digits = hash.split(separator: ":").last ?? ""
      return grouped(String(clipped(String(digits), to: 8).filter { $0 != "…" }))
    }
    guard let text else { return nil }
    return grouped(
      sha256(Array((text + (toolInstructions ?? "")).utf8)).prefix(4).map(hex).joined())
  }

  private func grouped(_ digits: String) -> String? {
    guard !digits.isEmpty else { return nil }
    return digits.count > 4 ? "\(digits.prefix(4)) \(digits.dropFirst(4))" : digits
  }

  private func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}

extension Phrase.StringInterpolation {
  mutating func appendInterpolation(tag text: String) {
    var builder = HTMLBuilder()
    builder.markup("<span class=\"tag\"><bdi>")
    builder.text("v" + oneLine(text, upTo: 30))
    builder.markup("</bdi></span>")
    appendInterpolation(Phrase(html: builder.html))
  }

  mutating func appendInterpolation(fingerprint: String) {
    var builder = HTMLBuilder()
    builder.markup("<span class=\"faint mono\">")
    builder.text(fingerprint)
    builder.markup("</span>")
    appendInterpolation(Phrase(html: builder.html))
  }
}
