import TraceModel

// For whom a call was made: OpenAI's APIs take values of the caller's own beside the question, and who
// records exchanges may put some beside them.
//
//   {"model":"gpt-5","input":"Hi","metadata":{"feature":"refunds"},"conversation":"conv_1"}

extension ExchangeWriter {
  func writeContext(_ translation: inout Translation) {
    let user = sent.user.flatMap { $0.isText ? $0 : nil }
    let names = translation.attributes
    let own = [sent.metadata, exchange.envelope?["metadata"], exchange.envelope]
    let feature = translation.named(names.feature, or: "feature", in: own)
    let route =
      names.route.isEmpty ? nil : translation.named(names.route, or: "", in: own)
    translation.events.open("context")
    if let session = reader.answer.session {
      translation.events.put("session_id", session)
    } else {
      translation.events.put("session_id", text: sent.conversation)
    }
    translation.events.put("user_id", text: user)
    translation.events.put("feature", text: feature)
    translation.events.put("route", text: route)
    translation.events.close()
  }
}
