import TraceModel

/// Why two did not run alike, in a sentence or two; the same of several features at once.
struct UnfairWords {
  /// The largest first.
  static func all(_ pairs: [UnfairPair]) -> [Phrase] {
    var order: [Key] = []
    var byKey: [Key: [UnfairPair]] = [:]
    for pair in pairs {
      let key = Key(pair)
      if byKey[key] == nil { order.append(key) }
      byKey[key, default: []].append(pair)
    }
    return order.map { words(byKey[$0] ?? []) }
  }

  private struct Key: Hashable {
    var names: [Name]
    var differs: [Condition]
    var later: [Name]
    var tools: [Name]

    init(_ pair: UnfairPair) {
      names = [Name(pair.of.rawValue), pair.a, pair.b]
      differs = pair.differs
      later = pair.onlyLater
      tools = pair.toolsOnlyOfA + [""] + pair.toolsOnlyOfB
    }
  }

  private static func words(_ pairs: [UnfairPair]) -> Phrase {
    guard let pair = pairs.first else { return "" }
    let features = pairs.compactMap(\.feature)
    let more: Phrase =
      features.count > 2
      ? " on \(name: features[0]) and \(features.count - 1) other features"
      : features.isEmpty ? "" : " on \(Phrase(list: features.map { "\(name: $0)" }))"
    var sentences: [Phrase] = ["\(name: pair.a) with \(name: pair.b)\(more)."]
    sentences += later(pair)
    sentences += tools(pair, "\(name: pair.a)", pair.toolsOnlyOfB)
    sentences += tools(pair, "\(name: pair.b)", pair.toolsOnlyOfA)
    var said: Set<Condition> = []
    if !pair.onlyLater.isEmpty { said.insert(.attempts) }
    if !pair.toolsOnlyOfA.isEmpty || !pair.toolsOnlyOfB.isEmpty { said.insert(.tools) }
    let rest = pair.differs.filter { !said.contains($0) }
    if !rest.isEmpty {
      let also: Phrase = said.isEmpty ? "What differs" : "Also different"
      sentences.append("\(also): \(Phrase(list: rest.map { "\($0.words)" })).")
    }
    let matched = pairs.compactMap(\.matched)
    if !matched.isEmpty {
      let (a, b) = (matched.reduce(0) { $0 + $1.a }, matched.reduce(0) { $0 + $1.b })
      sentences.append(
        "\(a) and \(b) of their requests did run alike; only those are compared above.")
    }
    return Phrase(sentences: sentences)
  }

  private static func later(_ pair: UnfairPair) -> [Phrase] {
    guard !pair.onlyLater.isEmpty else { return [] }
    let names = Phrase(list: pair.onlyLater.map { "\(name: $0)" })
    return ["\(names) answered only where an earlier attempt had failed."]
  }

  private static func tools(_ pair: UnfairPair, _ side: Phrase, _ missing: [Name]) -> [Phrase] {
    guard !missing.isEmpty else { return [] }
    let list = Phrase(list: missing.prefix(4).map { "\(name: $0)" })
    let more: Phrase = missing.count > 4 ? " and \(missing.count - 4) more" : ""
    return ["\(side) was not offered \(list)\(more)."]
  }
}

extension Condition {
  /// As a sentence says it.
  var words: String {
    switch self {
    case .attempts: "whether a first attempt answered"
    case .route: "the route"
    case .environment: "the environment"
    case .prompt: "the prompt"
    case .promptVersion: "the prompt's version"
    case .promptText: "the prompt's text under one version"
    case .model: "the model"
    case .tools: "the tools offered"
    case .toolSchema: "the tools' schema version"
    case .settings: "the settings"
    case .otherCalls: "the other model calls"
    }
  }
}
