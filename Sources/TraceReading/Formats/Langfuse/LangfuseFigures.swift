// Langfuse keeps tokens and costs in open maps. A key with an underscore is a share beside the
// others, one with a dot a part of the share before it:
//
//   {"input":179,"output":35,"output_reasoning":64,"total":278}   → completion 99, reasoning 64
//   {"input":85,"output":29,"prompt_details.cache_read":30}       → prompt 85, of which cached 30
//   {"input":5,"cache_read_input_tokens":900,"output":9}          → prompt 905, of which cached 900
//
// What OpenAI answered may be sent on as it is; its parts are inside of what they are parts of:
//
//   {"prompt_tokens":100,"prompt_tokens_details":{"cached_tokens":40}}  → prompt 100, cached 40
//
// So may what Gemini answered, whose cache is inside of the prompt unless its total says otherwise,
// and whose thoughts are beside the answer:
//
//   {"prompt_token_count":1000,"cached_content_token_count":400,"candidates_token_count":50,
//    "thoughts_token_count":300}                      → prompt 1000, cached 400, completion 350
//
// What was written to the cache is counted once where its sum stands beside its lifetimes:
//
//   {"input":10,"input_cache_creation":2000,"input_cache_creation_5m":500,
//    "input_cache_creation_1h":1500}                  → prompt 2010, cache write 2000, 1 h 1500
//
// Where the input of LangChain leaves out what was read from the cache and not what was written to it,
// the total tells; and its parts of priority are inside of what they are parts of, unless the total
// has them too:
//
//   {"input":3000,"input_cached_tokens":12000,"cache_creation_input_tokens":3000,"output":500,
//    "total":15500}                                   → prompt 15000, cached 12000, cache write 3000
//   {"input":13,"input_priority":13,"output":1,"output_priority":1,"total":14}
//                                                     → prompt 13, completion 1

import TraceModel

/// Tokens and costs of one observation.
struct LangfuseFigures {
  private(set) var tokens = TokenWholes()
  private var writes = CacheWrites()
  private var parts: [Part] = []

  var hasCharges: Bool { !parts.isEmpty }

  /// What is no figure is left out of the event that is being written.
  ///
  /// - Parameters:
  ///   - usage: the map of tokens.
  ///   - hasOnlyInput: what was called gives no tokens back.
  ///   - counted: the tokens where no map has them.
  ///   - costs: the map of costs.
  init(
    usage: JSONNode?, hasOnlyInput: Bool = false, counted: TokenWholes = TokenWholes(),
    costs: JSONNode?, _ events: inout EventWriter
  ) {
    events.expectObject("usage_details", usage)
    events.expectObject("cost_details", costs)
    tokens = counted
    if let usage, usage.isObject { read(usage, hasOnlyInput: hasOnlyInput, &events) }
    readCosts(costs, Sums(), &events)
  }

  init(_ record: LangfuseMembers, _ translation: inout Translation) {
    let kept = translation.json(record[.costDetails])
    let provided = translation.json(record[.providedCostDetails])
    // Where nothing was worked out, what the application sent stands by itself.
    let costs = kept.map { $0.rawBytes.count > 2 } == true ? kept : provided ?? kept
    let details = translation.json(record[.usageDetails])
    let usage = translation.json(record[.usage])
    translation.events.expectObject("costDetails", kept ?? record[.costDetails])
    translation.events.expectObject("usageDetails", details ?? record[.usageDetails])
    translation.events.expectObject("usage", usage ?? record[.usage])
    let unit = usage?["unit"] ?? record[.unit]
    let isEmbedding = LangfuseType(record[.type]) == .embedding
    if let unit, unit.isString, !unit.rawBytes.isEmpty, !unit.rawBytes.equalsFolded("tokens") {
      translation.events.leave("usage", "counted in \(unit.shown), not in tokens")
    } else if let details, details.isObject, details.rawBytes.count > 2 {
      read(details, hasOnlyInput: isEmbedding, &translation.events)
      if let usage, usage.isObject { complete(by: usage, &translation.events) }
    } else if let usage, usage.isObject {
      read(usage, hasOnlyInput: isEmbedding, &translation.events)
      // Rows have 0 where nothing was counted.
      if tokens.prompt ?? 0 == 0, tokens.completion ?? 0 == 0 { tokens = TokenWholes() }
    } else {
      tokens.prompt = translation.events.tokens(
        "promptTokens", record[.promptTokens] ?? record[.inputUsage])
      tokens.completion = translation.events.tokens(
        "completionTokens", record[.completionTokens] ?? record[.outputUsage])
      if tokens.prompt == 0 { tokens.prompt = nil }
      if tokens.completion == 0 { tokens.completion = nil }
    }
    let sums = Sums(
      total: record[.totalCost] ?? record[.calculatedTotalCost] ?? usage?["totalCost"],
      input: record[.inputCost] ?? record[.calculatedInputCost] ?? usage?["inputCost"],
      output: record[.outputCost] ?? record[.calculatedOutputCost] ?? usage?["outputCost"])
    readCosts(costs, sums, &translation.events)
  }

  /// What an observation says of its costs beside the map of them.
  private struct Sums {
    var total: JSONNode?
    var input: JSONNode?
    var output: JSONNode?
  }

  private mutating func read(
    _ details: JSONNode, hasOnlyInput: Bool = false, _ events: inout EventWriter
  ) {
    var sums = TokenSums()
    var ofPriority = TokenSums()
    var cachedContent: Int64?
    details.forEachRawMember { key, value in
      guard !value.isNull, !key.rawBytes.hasSuffix("Cost"), let meaning = TokenKey(key) else {
        return
      }
      if value.isObject {
        readParts(value, of: key, &events)
        return
      }
      guard let count = events.tokens("usage \(key.shown)", value) else { return }
      let isBeside = !key.rawBytes.contains(UInt8(ascii: "."))
      switch meaning {
      case .cachedContent: cachedContent = (cachedContent ?? 0).plus(count)
      case .cacheWrite: writes.all.add(count, isBeside: isBeside)
      case .cacheWrite5m: writes.short.add(count, isBeside: isBeside)
      case .cacheWrite1h: writes.long.add(count, isBeside: isBeside)
      case _ where key.rawBytes.contains("priority"):
        ofPriority.add(count, as: meaning, isBeside: isBeside)
      default: sums.add(count, as: meaning, isBeside: isBeside)
      }
    }
    let total = Self.total(of: details)?.integer
    sums.add(ofPriority, isInside: total == nil || total != sums.all?.plus(ofPriority.all ?? 0))
    if let written = writes.count {
      tokens.cacheWrite = written
      tokens.cacheWrite1h = writes.long.count ?? tokens.cacheWrite1h
      if let beside = writes.countBeside, !sums.hold(beside, by: total) {
        sums.input = (sums.input ?? 0).plus(beside)
      }
    }
    if let cachedContent {
      let isBeside = Self.isBeside(cachedContent, sums.input, sums.output, details)
      sums.add(cachedContent, as: .cached, isBeside: isBeside)
    }
    tokens.prompt = sums.input
    tokens.completion = sums.output
    tokens.cached = sums.cached ?? tokens.cached
    tokens.reasoning = sums.reasoning ?? tokens.reasoning
    tokens.audioPrompt = sums.audioInput ?? tokens.audioPrompt
    tokens.audioCompletion = sums.audioOutput ?? tokens.audioCompletion
    useTotal(details, hasOnlyInput, &events)
  }

  /// Whether Gemini's cache is left out of the input: the total tells, or else whose key the
  /// input has.
  private static func isBeside(
    _ cached: Int64, _ input: Int64?, _ output: Int64?, _ details: JSONNode
  ) -> Bool {
    let uncached = (input ?? 0).plus(output ?? 0)
    if let total = total(of: details)?.integer, let uncached {
      if total == uncached { return false }
      if total == uncached.plus(cached) { return true }
    }
    return details["prompt_token_count"] == nil && details["promptTokenCount"] == nil
  }

  private static func total(of details: JSONNode) -> JSONNode? {
    details["total"] ?? details["total_tokens"] ?? details["totalTokens"]
      ?? details["total_token_count"] ?? details["totalTokenCount"]
  }

  /// What the map says nothing of, and the older field does.
  private mutating func complete(by usage: JSONNode, _ events: inout EventWriter) {
    guard tokens.prompt == nil || tokens.completion == nil else { return }
    let known = (tokens, writes)
    (tokens, writes) = (TokenWholes(), CacheWrites())
    read(usage, &events)
    let older = tokens
    (tokens, writes) = known
    // Rows have 0 where nothing was counted.
    if tokens.prompt == nil, let prompt = older.prompt, prompt > 0 { tokens.prompt = prompt }
    if tokens.completion == nil, let completion = older.completion, completion > 0 {
      tokens.completion = completion
    }
  }

  /// Where a map says a total, what it says of input or output alone leaves the rest to the other.
  private mutating func useTotal(
    _ details: JSONNode, _ hasOnlyInput: Bool, _ events: inout EventWriter
  ) {
    guard tokens.prompt == nil || tokens.completion == nil,
      let logged = Self.total(of: details),
      let total = events.tokens("usage total", logged)
    else { return }
    if let completion = tokens.completion {
      if total >= completion { tokens.prompt = total - completion }
    } else if let prompt = tokens.prompt {
      if total >= prompt { tokens.completion = total - prompt }
    } else if hasOnlyInput {
      tokens.prompt = total
    }
  }

  /// The parts of a count, as vendors give them in an object of their own.
  private mutating func readParts(
    _ parts: JSONNode, of key: JSONNode, _ events: inout EventWriter
  ) {
    let keys: ByteTable<UsageCount>
    switch UsageKeys.top[key.rawBytes] {
    case .input: keys = UsageKeys.inputParts
    case .output: keys = UsageKeys.outputParts
    case .lifetimes: keys = UsageKeys.lifetimes
    default: return events.leave("usage \(key.shown)", "not a whole number of tokens")
    }
    parts.forEachRawMember { name, value in
      guard !value.isNull, let meaning = keys[name.rawBytes],
        let count = events.tokens("usage \(key.shown).\(name.shown)", value)
      else { return }
      switch meaning {
      case .cached: tokens.cached = count
      case .cacheWritten: tokens.cacheWrite = count
      case .written1h: tokens.cacheWrite1h = count
      case .audioPrompt: tokens.audioPrompt = count
      case .reasoning: tokens.reasoning = count
      case .audioCompletion: tokens.audioCompletion = count
      default: break
      }
    }
  }

  private struct Part {
    /// What the call cost in one.
    var isWhole = false
    var item: StaticString = ""
    /// Of an item that has no name of ours.
    var name = ""
    var amount: ExactDecimal
    var quantity: Int64?
  }

  /// - Parameter own: what the team's own attribute says that the tool cost.
  func writeCharges(isTool: Bool, _ own: JSONNode?, to events: inout EventWriter) {
    var parts = parts
    if isTool, let amount = events.money("tool cost", own) {
      parts = [Part(isWhole: true, amount: amount)]
    }
    guard !parts.isEmpty else { return }
    events.array("charges") { events in
      for part in parts {
        events.element { events in
          events.put("source", isTool ? "tool" : "model")
          if part.isWhole {
            events.put("item", isTool ? "call" : "model call")
          } else if part.name.isEmpty {
            if part.item.utf8CodeUnitCount > 0 { events.put("item", part.item) }
          } else {
            events.put("item", part.name)
          }
          if let quantity = part.quantity, quantity > 0 {
            events.put("quantity", quantity)
            events.put("unit", "token")
          }
          events.put("amount", number: part.amount)
          events.put("currency", "USD")
        }
      }
    }
  }

  /// The costs by what they were for, or in one where they are not split, or not into all of it.
  private mutating func readCosts(
    _ costs: JSONNode?, _ sums: Sums, _ events: inout EventWriter
  ) {
    var total = events.money("totalCost", sums.total)
    if let costs, costs.isObject, costs.rawBytes.count > 2 {
      let isSplit = Self.isSplit(costs)
      costs.forEachRawMember { key, value in
        guard !value.isNull, let amount = events.money("cost \(key.shown)", value) else { return }
        if key.isText("total") {
          total = amount
        } else if amount != .zero {
          let known = TokenKey(key)
          let name = known == nil ? key.string ?? "" : ""
          parts.append(part(known, amount, isSplit, named: name))
        }
      }
    } else {
      let input = events.money("inputCost", sums.input)
      let output = events.money("outputCost", sums.output)
      if let input, input != .zero { parts.append(part(.input, input, false)) }
      if let output, output != .zero { parts.append(part(.output, output, false)) }
    }
    // A cost of 0 is what a model without a price gets.
    guard let total, total != .zero || !parts.isEmpty else { return }
    let sum = parts.reduce(.zero) { $0 + $1.amount }
    let apart = (total - sum).units.magnitude
    if !parts.isEmpty, apart <= total.units.magnitude / 100_000 { return }
    parts = [Part(isWhole: true, amount: total)]
  }

  private func part(
    _ key: TokenKey?, _ amount: ExactDecimal, _ costsAreSplit: Bool, named name: String = ""
  ) -> Part {
    let inside = (tokens.cached ?? 0) + (tokens.cacheWrite ?? 0) + (tokens.audioPrompt ?? 0)
    let outside = (tokens.reasoning ?? 0) + (tokens.audioCompletion ?? 0)
    switch key {
    case .input:
      let quantity = tokens.prompt.map { costsAreSplit ? $0 - inside : $0 }
      return Part(item: "prompt tokens", amount: amount, quantity: quantity)
    case .cached, .cachedContent:
      return Part(item: "cached tokens", amount: amount, quantity: tokens.cached)
    case .cacheWrite:
      let quantity = writes.count == nil ? tokens.cacheWrite : writes.countOfNoLifetime
      return Part(item: "cache write tokens", amount: amount, quantity: quantity)
    case .cacheWrite5m:
      return Part(item: "cache write tokens", amount: amount, quantity: writes.short.count)
    case .cacheWrite1h:
      return Part(
        item: "cache write tokens (1 h)", amount: amount, quantity: tokens.cacheWrite1h)
    case .audioInput:
      return Part(item: "audio prompt tokens", amount: amount, quantity: tokens.audioPrompt)
    case .output:
      let quantity = tokens.completion.map { costsAreSplit ? $0 - outside : $0 }
      return Part(item: "completion tokens", amount: amount, quantity: quantity)
    case .reasoning:
      return Part(item: "reasoning tokens", amount: amount, quantity: tokens.reasoning)
    case .audioOutput:
      return Part(
        item: "audio completion tokens", amount: amount, quantity: tokens.audioCompletion)
    case nil: return Part(name: name, amount: amount)
    }
  }

  /// More than input and output have a cost of their own.
  private static func isSplit(_ costs: JSONNode) -> Bool {
    var isSplit = false
    costs.forEachRawMember { key, _ in
      if let meaning = TokenKey(key), meaning != .input, meaning != .output { isSplit = true }
    }
    return isSplit
  }
}

extension JSONNode {
  /// A key as a message says it.
  fileprivate var shown: String { visible((string ?? "").prefix(40)) }
}
