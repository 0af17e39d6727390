import TraceModel

/// What a key of a map of tokens or costs is about.
enum TokenKey {
  case input, cached, cachedContent, cacheWrite, cacheWrite5m, cacheWrite1h, audioInput
  case output, reasoning, audioOutput

  /// Nil for a total, and for a unit that is no token.
  init?(_ key: JSONNode) {
    let name = key.rawBytes
    let isWritten =
      name.contains("creation") || name.contains("write") || name.contains("ephemeral")
    let isInput =
      name.hasFoldedPrefix("input") || name.hasFoldedPrefix("prompt")
      || name.hasFoldedPrefix("cache") || name.hasFoldedPrefix("ephemeral")
      || name.hasFoldedPrefix("tool_use_prompt") || name.hasFoldedPrefix("tooluseprompt")
    let isThought = name.hasFoldedPrefix("thoughts")
    let isOutput =
      name.hasFoldedPrefix("output") || name.hasFoldedPrefix("completion")
      || name.hasFoldedPrefix("candidates")
    let isInside = name.contains(UInt8(ascii: "."))
    let isReasoning =
      isThought || name.equalsFolded("reasoning") || name.equalsFolded("reasoning_tokens")
      || isOutput && name.contains("reasoning")
    if isReasoning {
      self = .reasoning
    } else if isOutput, name.contains("audio") {
      self = .audioOutput
    } else if isInput, isWritten {
      self = name.contains("1h") ? .cacheWrite1h : name.contains("5m") ? .cacheWrite5m : .cacheWrite
    } else if name.hasFoldedPrefix("cached_content") || name.hasFoldedPrefix("cachedcontent") {
      self = .cachedContent
    } else if isInput, name.contains("cache") {
      self = .cached
    } else if isInput, name.contains("audio") {
      self = .audioInput
    } else if isInput, !isInside {
      self = .input
    } else if isOutput, !isInside {
      self = .output
    } else {
      return nil
    }
  }
}

/// Tokens of a map, added up: of input and output with all that stands beside them.
struct TokenSums {
  var input: Int64?
  private(set) var output: Int64?
  private(set) var cached: Int64?
  private(set) var reasoning: Int64?
  private(set) var audioInput: Int64?
  private(set) var audioOutput: Int64?
  /// What is said of the input alone, without its shares.
  private var plainInput: Int64 = 0

  var all: Int64? { (input ?? 0).plus(output ?? 0) }

  /// - Parameter isBeside: the tokens are a share beside input or output, not inside of it.
  mutating func add(_ count: Int64, as meaning: TokenKey, isBeside: Bool) {
    switch meaning {
    case .input: plainInput = plainInput.plus(count) ?? plainInput
    case .cached, .cachedContent: Self.add(count, to: &cached)
    case .audioInput: Self.add(count, to: &audioInput)
    case .reasoning: Self.add(count, to: &reasoning)
    case .audioOutput: Self.add(count, to: &audioOutput)
    case .cacheWrite, .cacheWrite5m, .cacheWrite1h, .output: break
    }
    switch meaning {
    case .input: Self.add(count, to: &input)
    case .output: Self.add(count, to: &output)
    case .reasoning, .audioOutput: if isBeside { Self.add(count, to: &output) }
    default: if isBeside { Self.add(count, to: &input) }
    }
  }

  /// - Parameter isInside: the others are parts of what is there, if that is as much.
  mutating func add(_ others: TokenSums, isInside: Bool) {
    if !isInside || (input ?? 0) < (others.input ?? 0) { Self.add(others.input, to: &input) }
    if !isInside || (output ?? 0) < (others.output ?? 0) { Self.add(others.output, to: &output) }
    Self.add(others.cached, to: &cached)
    Self.add(others.audioInput, to: &audioInput)
    Self.add(others.reasoning, to: &reasoning)
    Self.add(others.audioOutput, to: &audioOutput)
  }

  /// Whether what was written to the cache is in the input already: the total has the shares that are
  /// beside it, and not these tokens once more.
  func hold(_ written: Int64, by total: Int64?) -> Bool {
    guard let total, let all, total == all, let cached, cached > 0, let input else { return false }
    return plainInput >= written && input > plainInput
  }

  private static func add(_ count: Int64?, to sum: inout Int64?) {
    if let count { sum = (sum ?? 0).plus(count) }
  }
}
