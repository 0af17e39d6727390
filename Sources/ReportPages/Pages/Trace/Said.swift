import TraceModel

/// What was asked or answered, from the step that says it best.
struct Said: Sendable, Equatable {
  var text: String
  var step: Int
  /// The value has no text in it that is known to be words for the user.
  var isData = false
  /// A model call says it, since no step of the user's own does: it is what the model got or gave,
  /// and maybe not to the letter what the user wrote or saw.
  var isFromModelCall = false

  fileprivate init?(_ text: String?, step: Int, isFromModelCall: Bool = false) {
    guard let text, !withOneLine(text, upTo: 20, { $0.isEmpty }) else { return nil }
    self.text = text
    self.step = step
    self.isFromModelCall = isFromModelCall
  }
}

extension Said {
  /// As a line or two.
  var asTitle: String { oneLine(text, upTo: 120) }
}

extension TraceCase {
  /// What was asked: by the first request, or else by the first model call that was sent
  /// words of the user.
  var asked: Said? {
    let counted = steps.indices.filter { !steps[$0].isSuperseded }
    let request = counted.first { steps[$0].event.stage == .request }
    if let place = request ?? steps.indices.first {
      let said =
        Said(steps[place].event.inputSummary, step: place)
        ?? Said(steps[place].event.question, step: place)
      if var said {
        said.isFromModelCall = steps[place].event.stage == .model
        return said
      }
    }
    for call in counted where steps[call].event.stage == .model {
      let said =
        Said(steps[call].event.input?.userText, step: call, isFromModelCall: true)
        ?? Said(steps[call].event.inputSummary, step: call, isFromModelCall: true)
      if let said { return said }
    }
    return nil
  }

  /// What the request as a whole gave back, where no step of its own shows the reply.
  var givenBack: Said? {
    let requests = steps.indices.reversed().filter {
      steps[$0].event.stage == .request && !steps[$0].isSuperseded
    }
    let texts = requests.lazy.compactMap { place in
      let event = self.steps[place].event
      return Said(event.output?.spokenText ?? event.outputSummary, step: place)
    }
    if let said = texts.first { return said }
    for place in requests {
      guard let output = steps[place].event.output, !output.isEmptyData,
        var said = Said(output.lineText, step: place)
      else { continue }
      said.isData = true
      return said
    }
    return nil
  }

  /// What was answered, where neither an answer, nor a verdict, nor the request's own output says
  /// what the user saw: the text of the last model call, if it was one and no check rejected it.
  var lastModelText: Said? {
    guard
      let call = steps.lastIndex(where: { $0.event.stage == .model && !$0.isSuperseded }),
      steps[call].event.status == .ok,
      !steps[call...].contains(where: {
        $0.event.stage == .guardrail && $0.event.status == .blocked
      })
    else { return nil }
    let event = steps[call].event
    guard event.output?.calledTools.isEmpty ?? true else { return nil }
    return Said(event.output?.spokenText, step: call, isFromModelCall: true)
      ?? Said(event.outputSummary, step: call, isFromModelCall: true)
  }
}

extension JSONValue {
  fileprivate var isEmptyData: Bool {
    switch self {
    case .null: true
    case .array(let values): values.isEmpty
    case .object(let members): members.isEmpty
    case .string, .number, .bool: false
    }
  }

  /// The last words of the user in a conversation, or a text that is no conversation.
  fileprivate var userText: String? {
    messages.map { $0.last { $0.role == "user" }?.text } ?? plainText
  }
}
