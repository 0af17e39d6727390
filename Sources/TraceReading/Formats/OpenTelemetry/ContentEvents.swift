extension TelemetryReader {
  /// Older releases wrote what was said as events of the span; its attributes join the span's.
  func addContentEvents(of span: Span) {
    for event in span.events.elements {
      guard let name = event["name"]?.rawBytes else { continue }
      if name.equals("gen_ai.content.prompt") || name.equals("gen_ai.content.completion")
        || name.equals("gen_ai.client.inference.operation.details")
      {
        attributes.add(event["attributes"])
      }
    }
  }
}
