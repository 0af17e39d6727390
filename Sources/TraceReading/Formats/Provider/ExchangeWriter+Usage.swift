import TraceModel

extension ExchangeWriter {
  func writeUsage(_ events: inout EventWriter) {
    // The counts that a stream begins with are not what it used in the end.
    var counts = reader.isCut ? UsageCounts() : reader.answer.usage
    readHeaderCounts(&counts, &events)
    let isInputOnly = reader.answer.hasOnlyInput || endpoint.kind == .embeddings
    // What is given again repeats the tokens of the first answer, and nobody used them.
    if !isCacheHit { events.put(usage: counts.wholes(hasOnlyInput: isInputOnly)) }
    events.array("charges") { events in
      if isCacheHit {
        events.put(cost: ExactDecimal(0), item: "gateway cache hit")
        return
      }
      if counts.cost == nil, let cost = exchange.headers["x-litellm-response-cost"]?.decimal,
        cost.units > 0
      {
        events.put(cost: cost, item: "model call")
      }
      // With a key of one's own, the gateway's fee and the provider's bill are both paid.
      let other = counts.usesOwnKey ? counts.costElsewhere : nil
      if let cost = counts.cost, cost.units != 0 || isBiller && other == nil {
        events.put(cost: cost, item: other == nil ? "model call" : "gateway fee")
      }
      if let other { events.put(cost: other, item: "model call") }
    }
  }

  /// Whether a gateway gave an answer again that it had kept, under the id of the first.
  static func isCacheHit(_ exchange: Exchange) -> Bool {
    let headers = exchange.headers
    let said =
      headers["cf-aig-cache-status"] ?? headers["helicone-cache"]
      ?? headers["x-portkey-cache-status"] ?? headers["x-gateway-cache"]
    // LiteLLM names the key of what it had kept, and what that had cost.
    return said?.isText("HIT") == true || said?.isText("hit") == true
      || headers["x-litellm-cache-key"] != nil
  }

  /// Whether who answered is also who sends the bill, so that its 0 is a price.
  private var isBiller: Bool { endpoint.provider == "openrouter" }

  /// Bedrock counts in headers what the bodies of some vendors do not, or of which they have but a part.
  private func readHeaderCounts(_ counts: inout UsageCounts, _ events: inout EventWriter) {
    let headers = exchange.headers
    let input = headers["x-amzn-bedrock-input-token-count"]
    let output = headers["x-amzn-bedrock-output-token-count"]
    guard input != nil || output != nil else { return }
    let known = counts.wholes()
    if known.completion == nil, let output { counts.take(output, as: .completion, &events) }
    guard known.prompt == nil else { return }
    if let input { counts.take(input, as: .input, &events) }
    if let read = headers["x-amzn-bedrock-cache-read-input-token-count"] {
      counts.take(read, as: .cacheReadBeside, &events)
    }
    if let written = headers["x-amzn-bedrock-cache-write-input-token-count"] {
      counts.take(written, as: .cacheWrittenBeside, &events)
    }
  }
}
