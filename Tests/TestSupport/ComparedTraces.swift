import TraceModel

/// One request that a model answered, under conditions that may be set one by one.
package struct ComparedTrace: Sendable {
  package var feature = "orders"
  package var route = "cheap-first"
  package var environment = "production"
  package var model = "aster"
  package var prompt = "answer"
  package var version = "14"
  package var text = "You help."
  package var tools = ["lookup", "search"]
  package var schema = "4"
  package var temperature = "0.2"
  /// The model that answered at last, where the first attempt failed.
  package var fallback: String?
  /// A call of another prompt before, and its model.
  package var rewrittenBy: String?
  package var isGood = true
  package var isJudged = true
  package var isHandedOff = false
  package var cost = "0.01"
  package var milliseconds = 1000.0

  package init() {}

  package init(_ change: (inout ComparedTrace) -> Void) { change(&self) }

  /// Its lines, so many seconds after Monday morning.
  package func lines(_ id: String, at seconds: Double = 0) -> [String] {
    let trace = EventPart.trace(id)
    var lines = [
      event(
        "\(id)-q", .request, at: seconds, trace,
        .field(
          "context",
          .object([
            .init("feature", .string(feature)), .init("route", .string(route)),
            .init("environment", .string(environment)),
          ])))
    ]
    if let rewrittenBy {
      lines.append(
        event(
          "\(id)-w", .model, at: seconds, trace, .model(rewrittenBy), .input("\(id) rewrite"),
          .field(
            "prompt", .object([.init("name", .string("rewrite")), .init("version", .string("1"))]))
        ))
    }
    let first = [trace, .took(milliseconds), .costs(cost), promptPart, .input(id)]
    if let fallback {
      lines.append(
        event("\(id)-m", .model, at: seconds + 1, first + [modelPart(model), .failed("timeout")]))
      lines.append(
        event(
          "\(id)-f", .model, at: seconds + 3,
          first + [
            modelPart(fallback),
            .attempt(of: "\(id)-m", number: 2, kind: "fallback", trigger: "timeout"),
          ]))
    } else {
      lines.append(event("\(id)-m", .model, at: seconds + 1, first + [modelPart(model)]))
    }
    if isJudged {
      let label = isHandedOff ? "needs_human_follow_up" : isGood ? "correct" : "wrong"
      lines.append(
        event("\(id)-v", .verdict, at: seconds + 5, trace, .verdict("success", label: label)))
    }
    return lines
  }

  private var promptPart: EventPart {
    .field(
      "prompt",
      .object([
        .init("name", .string(prompt)), .init("version", .string(version)),
        .init("text", .string(text)), .init("tool_schema_version", .string(schema)),
        .init("tools", .array(tools.map { .string($0) })),
      ]))
  }

  private func modelPart(_ name: String) -> EventPart {
    .field(
      "model",
      .object([
        .init("provider", .string("acme")), .init("name", .string(name)),
        .init("temperature", .number(temperature)),
      ]))
  }
}

/// As many requests of a kind, of which the first ones are good.
package func compared(
  _ prefix: String, _ count: Int, good: Int, _ change: (inout ComparedTrace) -> Void = { _ in }
) -> [String] {
  (0..<count).flatMap { number in
    var trace = ComparedTrace(change)
    trace.isGood = number < good
    return trace.lines("\(prefix)-\(number)", at: Double(number))
  }
}
