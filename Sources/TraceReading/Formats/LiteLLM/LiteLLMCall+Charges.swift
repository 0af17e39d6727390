import TraceModel

// LiteLLM's breakdown overlaps: what the cache took and gave is inside of the input's cost.
//
//   input_cost 0.0060405, of which cache_creation_cost 0.0056625, output_cost 0.000915
//   → prompt tokens 0.000378, cache write tokens 0.0056625, completion tokens 0.000915
//
// The gateway's own total is what counts. Where the parts don't make it up, as with a discount, it
// is charged in one.

extension LiteLLMCall {
  /// The tokens of the call; unknown ones stay so.
  func tokens(_ events: inout EventWriter) -> TokenWholes {
    var tokens = TokenWholes()
    let usage = metadata?["usage_object"] ?? response?["usage"]
    let input = usage?["prompt_tokens_details"] ?? usage?["input_tokens_details"]
    let output = usage?["completion_tokens_details"] ?? usage?["output_tokens_details"]
    events.expectObject("metadata", metadata)
    events.expectObject("usage_object", usage)
    events.expectObject("prompt_tokens_details", input)
    events.expectObject("completion_tokens_details", output)
    func count(_ field: StaticString, _ values: JSONNode?...) -> Int64? {
      for value in values {
        if let count = events.tokens("\(field)", value) { return count }
      }
      return nil
    }
    tokens.prompt = count(
      "prompt_tokens", usage?["prompt_tokens"], record["prompt_tokens"], usage?["input_tokens"])
    tokens.completion = count(
      "completion_tokens", usage?["completion_tokens"], record["completion_tokens"],
      usage?["output_tokens"])
    // A call that failed is logged with no tokens, which nobody counted.
    if hasFailed, (tokens.prompt ?? 0) + (tokens.completion ?? 0) == 0 { return TokenWholes() }
    tokens.cached = count(
      "cached_tokens", input?["cached_tokens"], usage?["cache_read_input_tokens"])
    tokens.cacheWrite = count(
      "cache_write_tokens", input?["cache_write_tokens"], input?["cache_creation_tokens"],
      usage?["cache_creation_input_tokens"])
    tokens.cacheWrite1h = count(
      "ephemeral_1h_input_tokens",
      input?["cache_creation_token_details"]?["ephemeral_1h_input_tokens"])
    tokens.reasoning = count("reasoning_tokens", output?["reasoning_tokens"])
    tokens.audioPrompt = count("audio_tokens", input?["audio_tokens"])
    tokens.audioCompletion = count("audio_tokens", output?["audio_tokens"])
    return tokens
  }

  func writeCharges(_ tokens: TokenWholes, to events: inout EventWriter) {
    guard let total = events.money("response_cost", record["response_cost"] ?? record["spend"])
    else { return }
    if isCacheHit {
      write([Part(item: "gateway cache hit", amount: total)], to: &events)
    } else if total == .zero {
      // A model without a price is logged with 0, and so is a failure.
      return
    } else {
      write(parts(of: total, tokens, &events), to: &events)
    }
  }

  private struct Part {
    var item: StaticString
    var amount: ExactDecimal
    var quantity: Int64?
    var unitPrice: JSONNode?
  }

  private func parts(
    of total: ExactDecimal, _ tokens: TokenWholes, _ events: inout EventWriter
  ) -> [Part] {
    let whole = [Part(item: isTool ? "call" : "model call", amount: total)]
    let costs = record["cost_breakdown"] ?? metadata?["cost_breakdown"]
    events.expectObject("cost_breakdown", costs)
    guard !isTool, let input = events.money("input_cost", costs?["input_cost"]),
      let output = events.money("output_cost", costs?["output_cost"])
    else { return whole }
    let read = events.money("cache_read_cost", costs?["cache_read_cost"]) ?? .zero
    let written = events.money("cache_creation_cost", costs?["cache_creation_cost"]) ?? .zero
    let tools = events.money("tool_usage_cost", costs?["tool_usage_cost"]) ?? .zero
    let isInside = isNear(input + output + tools, total)
    guard isInside || isNear(input + output + read + written + tools, total) else { return whole }
    let prices = record["model_map_information", "model_map_value"]
    let cached = tokens.cached ?? 0
    let cacheWrite = tokens.cacheWrite ?? 0
    var parts = [
      Part(
        // All that the others leave, so that the parts are the gateway's total to its last digit.
        item: "prompt tokens", amount: total - output - read - written - tools,
        quantity: tokens.prompt.map { $0 - cached - cacheWrite },
        unitPrice: prices?["input_cost_per_token"])
    ]
    guard parts[0].amount >= .zero else { return whole }
    if read != .zero {
      parts.append(
        Part(
          item: "cached tokens", amount: read, quantity: tokens.cached,
          unitPrice: prices?["cache_read_input_token_cost"]))
    }
    if written != .zero {
      parts.append(
        Part(
          item: "cache write tokens", amount: written, quantity: tokens.cacheWrite,
          unitPrice: prices?["cache_creation_input_token_cost"]))
    }
    parts.append(
      Part(
        item: "completion tokens", amount: output, quantity: tokens.completion,
        unitPrice: prices?["output_cost_per_token"]))
    if tools != .zero { parts.append(Part(item: "built-in tools", amount: tools)) }
    return parts.filter { $0.amount != .zero }
  }

  /// Equal but for what binary floats add.
  private func isNear(_ one: ExactDecimal, _ other: ExactDecimal) -> Bool {
    let apart = (one - other).units.magnitude
    return apart <= max(other.units.magnitude / 1_000_000, 10)
  }

  private func write(_ parts: [Part], to events: inout EventWriter) {
    events.array("charges") { events in
      for part in parts {
        events.element { events in
          events.put("source", isTool ? "tool" : "model")
          events.put("item", part.item)
          if let quantity = part.quantity, quantity > 0 {
            events.put("quantity", quantity)
            events.put("unit", "token")
            // Above a limit, or at another tier, the price of the table is not what was paid.
            if let price = part.unitPrice?.decimal,
              let product = ExactDecimal(Int(quantity)).multiplied(by: price),
              isNear(product, part.amount)
            {
              events.put("unit_price", number: price)
            }
          }
          events.put("amount", number: part.amount)
          events.put("currency", "USD")
        }
      }
    }
  }
}
