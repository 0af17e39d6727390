// What vendors call tokens → what version 1 does.
//
// Every vendor counts the same buckets and adds them up differently:
//
//               OpenAI and most      Anthropic, Bedrock      Gemini
//   input       whole                without the cache       whole, but without tool use
//   cache       a part of it         beside it               a part of it
//   output      whole                whole                   without thoughts
//   reasoning   a part of it         a part of it            beside it
//
// Version 1 has wholes and their parts: `prompt_tokens` is all input, `completion_tokens` all
// output. Which way an object counts is told by its keys, never by who is said to have sent it:
//
//   {"input_tokens":21,"cache_read_input_tokens":1733,"output_tokens":568}
//   → prompt 1754, of which cached 1733, completion 568
//   {"promptTokenCount":125,"candidatesTokenCount":12,"thoughtsTokenCount":395}
//   → prompt 125, completion 407, of which reasoning 395
//
// A count that is missing stays missing. Only what a total leaves no doubt about is worked out.

import TraceModel

/// The token counts of one call as its vendor gives them, in one object or in several of a stream.
struct UsageCounts {
  /// Nothing as long as none is known.
  private var counts: [Int64] = []
  private static let unknown = Int64.min
  /// What the vendor says that the call cost, in US dollars.
  private(set) var cost: ExactDecimal?
  /// What another one charges for the call, which is paid beside `cost` under a key of one's own.
  private(set) var costElsewhere: ExactDecimal?
  private(set) var usesOwnKey = false
  /// How the vendor says it worked on the call; nil where it says nothing.
  private(set) var tier: ServiceTier?

  subscript(count: UsageCount) -> Int64? {
    get {
      counts.isEmpty || counts[count.rawValue] == Self.unknown ? nil : counts[count.rawValue]
    }
    set {
      if counts.isEmpty {
        counts = [Int64](repeating: Self.unknown, count: UsageCount.allCases.count)
      }
      counts[count.rawValue] = newValue ?? Self.unknown
    }
  }

  var isEmpty: Bool { counts.allSatisfy { $0 == Self.unknown } }

  /// Takes the counts of an object of any vendor; of what was read before, a later count wins.
  mutating func read(_ object: JSONNode?, _ events: inout EventWriter) {
    guard let object else { return }
    guard object.isObject else {
      events.leave("usage", "not an object")
      return
    }
    let meanings = UsageKeys.top
    object.forEachRawMember { key, value in
      guard !value.isNull, let meaning = meanings[key.rawBytes] else { return }
      switch meaning {
      case .count(let count): take(value, as: count, &events)
      case .input where value.isArray: readModalities(value, .audioPrompt, &events)
      case .input: readInputParts(value, &events)
      case .output: readParts(value, UsageKeys.outputParts, &events)
      case .lifetimes: readParts(value, UsageKeys.lifetimes, &events)
      case .billed: readParts(value, UsageKeys.billed, &events)
      case .processed: readParts(value, UsageKeys.processed, &events)
      case .paidTools: readParts(value, UsageKeys.paidTools, &events)
      case .promptModalities: readModalities(value, .audioPrompt, &events)
      case .answerModalities: readModalities(value, .audioCompletion, &events)
      case .cacheDetails: readCacheDetails(value, &events)
      case .cost:
        cost = amount(value.isObject ? value["total_cost"] : value, "usage.cost", &events)
      case .costInTicks:
        cost = amount(value, "usage.cost_in_usd_ticks", &events)?.multiplied(
          by: Self.dollarsPerTick)
      case .costDetails:
        costElsewhere = amount(
          value["upstream_inference_cost"], "usage.cost_details.upstream_inference_cost", &events)
      case .ownKey: usesOwnKey = value.bool == true
      case .tier: take(tier: value)
      }
    }
  }

  /// Takes how a call was worked on from beside its counts; of two words one that costs something else
  /// counts, as `standard` of Anthropic's tier beside the `fast` of its speed.
  mutating func take(tier value: JSONNode?) {
    guard let value, value.isText else { return }
    let said = ServiceTier(value)
    if tier == nil || said != .standard { tier = said }
  }

  /// Forgets what was counted in tokens, before an object that has all counts.
  mutating func forgetTokens() {
    let paid: [UsageCount] = [.webSearches, .searchUnits]
    for count in UsageCount.allCases where !paid.contains(count) { self[count] = nil }
  }

  /// Adds the counts of another call.
  mutating func addTokens(of other: UsageCounts) {
    for count in UsageCount.allCases {
      if let more = other[count] { self[count] = (self[count] ?? 0).plus(more) ?? more }
    }
  }

  /// Takes those counts that the other one knows.
  mutating func takeTokens(of other: UsageCounts) {
    for count in UsageCount.allCases { self[count] = other[count] ?? self[count] }
  }

  private func amount(
    _ value: JSONNode?, _ field: String, _ events: inout EventWriter
  ) -> ExactDecimal? {
    guard let value else { return nil }
    let amount = value.amount
    if amount == nil { events.leave(field, "not a number of at most 18 decimals") }
    return amount
  }

  /// What xAI counts costs in.
  private static let dollarsPerTick = ExactDecimal(units: ExactDecimal.unitsPerOne / 10_000_000_000)

  private func readable(_ value: JSONNode) -> Int64? {
    guard let count = value.integer, count >= 0, count <= UsageRecord.largest else { return nil }
    return count
  }

  mutating func take(_ value: JSONNode, as count: UsageCount, _ events: inout EventWriter) {
    if value.isContainer, count == .cached || count == .cacheWritten { return }
    guard let number = readable(value) else {
      events.leave("usage.\(count)", "not a whole number of tokens")
      return
    }
    self[count] = number
  }

  /// Takes a count by where it stood in its vendor's object: `prompt_tokens`, or
  /// `prompt_tokens_details.cached_tokens`.
  mutating func take(
    _ value: JSONNode, at path: UnsafeBufferPointer<UInt8>, _ events: inout EventWriter
  ) {
    let top = UnsafeBufferPointer(rebasing: path.prefix { $0 != UInt8(ascii: ".") })
    let rest = UnsafeBufferPointer(rebasing: path.dropFirst(top.count + 1))
    let count: UsageCount? =
      switch UsageKeys.top[top] {
      case .count(let count): rest.isEmpty ? count : nil
      case .input: UsageKeys.inputParts[rest]
      case .output: UsageKeys.outputParts[rest]
      case .lifetimes: UsageKeys.lifetimes[rest]
      default: nil
      }
    if let count { take(value, as: count, &events) }
  }

  /// Some tell how long what was written to the cache stays in an object inside of the parts.
  private mutating func readInputParts(_ object: JSONNode, _ events: inout EventWriter) {
    readParts(object, UsageKeys.inputParts, &events)
    if let lifetimes = object.any("cache_creation", "cache_creation_token_details") {
      readParts(lifetimes, UsageKeys.lifetimes, &events)
    }
  }

  private mutating func readParts(
    _ object: JSONNode, _ keys: ByteTable<UsageCount>, _ events: inout EventWriter
  ) {
    object.forEachRawMember { key, value in
      guard !value.isNull, let count = keys[key.rawBytes] else { return }
      take(value, as: count, &events)
    }
  }

  /// `[{"modality":"AUDIO","tokenCount":12}]`; some write the modality as its number.
  private mutating func readModalities(
    _ list: JSONNode, _ count: UsageCount, _ events: inout EventWriter
  ) {
    for part in list.elements {
      guard let modality = part["modality"],
        let tokens = part.any("tokenCount", "token_count", "tokens")
      else { continue }
      if modality.isText("AUDIO") || modality.isText("audio") || modality.integer == 4 {
        take(tokens, as: count, &events)
      }
    }
  }

  /// `[{"ttl":"1h","inputTokens":2048}]`
  private mutating func readCacheDetails(_ list: JSONNode, _ events: inout EventWriter) {
    for part in list.elements {
      guard let ttl = part["ttl"], let tokens = part["inputTokens"] else { continue }
      take(tokens, as: ttl.isText("1h") ? .written1h : .written5m, &events)
    }
  }
}

/// What a count of a vendor's means.
enum UsageCount: Int, CaseIterable, Sendable {
  /// All input.
  case prompt
  /// All input, or all but the cache, as other keys tell.
  case input
  /// Input from tools of the vendor's own, beside the prompt.
  case toolInput
  /// All output.
  case completion
  /// Output without thoughts.
  case candidates
  case thoughts
  case total
  /// Parts of the input.
  case cached, cacheWritten
  /// Input that is not from the cache.
  case cacheMissed
  /// Beside the input.
  case cacheReadBeside, cacheWrittenBeside
  /// Parts of what was written to the cache.
  case written5m, written1h
  case reasoning
  case audioPrompt, audioCompletion
  /// What is on the bill where that differs from what was read and written.
  case billedInput, billedOutput
  /// What was read and written where something else is billed.
  case processedInput, processedOutput
  /// Paid by the piece.
  case webSearches, searchUnits
}
