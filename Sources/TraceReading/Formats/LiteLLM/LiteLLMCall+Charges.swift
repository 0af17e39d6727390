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
  var tokens: TokenWholes {
    var tokens = TokenWholes()
    let usage = metadata?["usage_object"] ?? record["response", "usage"]
    let input = usage?["prompt_tokens_details"]
    let output = usage?["completion_tokens_details"]
    tokens.prompt = usage?["prompt_tokens"]?.integer ?? record["prompt_tokens"]?.integer
    tokens.completion =
      usage?["completion_tokens"]?.integer ?? record["completion_tokens"]?.integer
    // A call that failed is logged with no tokens, which nobody counted.
    if hasFailed, (tokens.prompt ?? 0) + (tokens.completion ?? 0) == 0 { return TokenWholes() }
    tokens.cached =
      input?["cached_tokens"]?.integer ?? usage?["cache_read_input_tokens"]?.integer
    tokens.cacheWrite =
      input?["cache_write_tokens"]?.integer ?? input?["cache_creation_tokens"]?.integer
      ?? usage?["cache_creation_input_tokens"]?.integer
    tokens.cacheWrite1h =
      input?["cache_creation_token_details"]?["ephemeral_1h_input_tokens"]?.integer
    tokens.reasoning = output?["reasoning_tokens"]?.integer
    tokens.audioPrompt = input?["audio_tokens"]?.integer
    tokens.audioCompletion = output?["audio_tokens"]?.integer
    return tokens
  }

  func writeCharges(to events: inout EventWriter) {
    guard let logged = record["response_cost"] else { return }
    guard let total = logged.amount else {
      events.leave("response_cost", "not a number")
      return
    }
    if isCacheHit {
      write([Part(item: "gateway cache hit", amount: total)], to: &events)
    } else if total == .zero {
      // A model without a price is logged with 0, and so is a failure.
      return
    } else {
      write(parts(of: total), to: &events)
    }
  }

  private struct Part {
    var item: String
    var amount: ExactDecimal
    var quantity: Int64?
    var unitPrice: JSONNode?
  }

  private func parts(of total: ExactDecimal) -> [Part] {
    let whole = [Part(item: isTool ? "call" : "model call", amount: total)]
    let costs = record["cost_breakdown"]
    guard !isTool, let input = costs?["input_cost"]?.amount,
      let output = costs?["output_cost"]?.amount
    else { return whole }
    let read = costs?["cache_read_cost"]?.amount ?? .zero
    let written = costs?["cache_creation_cost"]?.amount ?? .zero
    let tools = costs?["tool_usage_cost"]?.amount ?? .zero
    let isInside = isNear(input + output + tools, total)
    guard isInside || isNear(input + output + read + written + tools, total) else { return whole }
    let tokens = tokens
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
