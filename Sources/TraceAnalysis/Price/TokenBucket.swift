import TraceModel

/// A kind of token that may have a price of its own.
package enum TokenBucket: Int, CaseIterable, Sendable {
  case prompt, cached, cacheWrite, cacheWrite1h, audioPrompt
  case completion, reasoning, audioCompletion

  /// What a charge for these tokens is called.
  package var item: String {
    switch self {
    case .prompt: "prompt tokens"
    case .cached: "cached tokens"
    case .cacheWrite: "cache write tokens"
    case .cacheWrite1h: "cache write tokens (1 h)"
    case .audioPrompt: "audio prompt tokens"
    case .completion: "completion tokens"
    case .reasoning: "reasoning tokens"
    case .audioCompletion: "audio completion tokens"
    }
  }

  /// The bucket whose price holds where a table has none for this one.
  var standIn: TokenBucket? {
    switch self {
    case .prompt, .completion: nil
    case .cached, .cacheWrite, .audioPrompt: .prompt
    case .cacheWrite1h: .cacheWrite
    case .reasoning, .audioCompletion: .completion
    }
  }
}

/// What in a usage contradicts itself, or is missing although the model's tokens are priced.
package enum UsageDoubt: String, CaseIterable, Sendable {
  /// More tokens cached and written to the cache than the whole prompt has.
  case cacheAbovePrompt = "cache-above-prompt"
  /// More tokens written for an hour than written at all.
  case hourAboveCacheWrite = "hour-above-cache-write"
  /// More audio tokens than the prompt or the completion they are part of.
  case audioAboveWhole = "audio-above-whole"
  /// More reasoning tokens than the completion they are part of.
  case reasoningAboveCompletion = "reasoning-above-completion"
  case negative
  case promptNotLogged = "prompt-not-logged"
  case completionNotLogged = "completion-not-logged"
}

// A usage names wholes and their parts; a price list wants buckets that do not overlap:
//
//   prompt 2,378  ├── cached 1,408 ──┼── written 500 ──┼── the rest 470 ──┤
//                                    (of it 1 h: 200)
//   buckets         cached 1,408       cacheWrite 300      prompt 470
//                                      cacheWrite1h 200
//
// Parts that exceed their whole are kept as logged and the rest is 0, never negative: such a log
// mostly left the parts out of its whole, and then its parts are the better witness.

/// The tokens of one attempt, each in one bucket only.
struct BucketCounts: Sendable, Equatable {
  private var counts = [Int](repeating: 0, count: TokenBucket.allCases.count)
  /// All input, as logged; the size by which context tiers are chosen.
  private(set) var wholePrompt = 0
  private(set) var doubts: [UsageDoubt] = []

  private(set) subscript(bucket: TokenBucket) -> Int {
    get { counts[bucket.rawValue] }
    set { counts[bucket.rawValue] = newValue }
  }

  /// `pricesApart` says which of the buckets that need a price of their own have one.
  ///
  /// Nil where a count is too large to be one.
  init?(_ usage: Usage, pricesApart: (TokenBucket) -> Bool) {
    var isNegative = false
    var isTooLarge = false
    func count(_ logged: Int?) -> Int {
      guard let logged else { return 0 }
      if logged < 0 { isNegative = true }
      if logged > Self.largest { isTooLarge = true }
      return max(logged, 0)
    }
    let prompt = count(usage.prompt)
    let cached = count(usage.cached)
    let hour = count(usage.cacheWrite1h)
    let written = usage.cacheWrite == nil ? hour : count(usage.cacheWrite)
    let completion = count(usage.completion)
    let reasoning = count(usage.reasoning)
    let audioPrompt = count(usage.audioPrompt)
    let audioCompletion = count(usage.audioCompletion)
    guard !isTooLarge else { return nil }
    if isNegative { doubts.append(.negative) }

    wholePrompt = prompt
    self[.cached] = cached
    self[.cacheWrite1h] = hour
    self[.cacheWrite] = rest(of: written, without: hour, else: .hourAboveCacheWrite)
    let writtenInAll = max(written, hour)

    var uncached = max(prompt - cached - writtenInAll, 0)
    if usage.prompt != nil, cached + writtenInAll > prompt { doubts.append(.cacheAbovePrompt) }
    if audioPrompt > prompt || audioCompletion > completion { doubts.append(.audioAboveWhole) }
    if pricesApart(.audioPrompt) {
      // Audio may be read from the cache too; then it is already counted there.
      self[.audioPrompt] = min(audioPrompt, uncached)
      uncached -= self[.audioPrompt]
    }
    self[.prompt] = uncached

    var visible = rest(of: completion, without: reasoning, else: .reasoningAboveCompletion)
    if pricesApart(.audioCompletion) {
      self[.audioCompletion] = min(audioCompletion, visible)
      visible -= self[.audioCompletion]
    }
    let isReasoningApart = pricesApart(.reasoning)
    self[.reasoning] = isReasoningApart ? reasoning : 0
    self[.completion] = isReasoningApart ? visible : visible + reasoning
  }

  /// A prompt of a thousand billion tokens is a slip of the log.
  private static let largest = 1_000_000_000_000

  private mutating func rest(of whole: Int, without part: Int, else doubt: UsageDoubt) -> Int {
    if part > whole { doubts.append(doubt) }
    return max(whole - part, 0)
  }
}
