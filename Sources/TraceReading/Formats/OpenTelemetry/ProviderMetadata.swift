import TraceModel

// Vercel's SDK says of a call how many tokens went in and out. What the provider says beside that
// stands in a string of JSON, by the provider and in its own words:
//
//   {"anthropic":{"usage":{"input_tokens":10,"cache_read_input_tokens":200,…}}}      version 5 and later
//   {"anthropic":{"cacheCreationInputTokens":300,"cacheReadInputTokens":200}}        version 4
//   {"openai":{"cachedPromptTokens":200,"reasoningTokens":5}}
//   {"google":{"usageMetadata":{"candidatesTokenCount":12,"thoughtsTokenCount":395}}}
//   {"openrouter":{"usage":{"cost":0.0012}}}, {"gateway":{"cost":"0.0012"}}
//
// Until version 6 the SDK's own counts were the provider's: of Anthropic without the cache, of Google
// without the thoughts. Where they are, the provider's count is the same number.

extension TelemetryReader {
  /// Adds the parts of tokens that only the provider's own words tell.
  func addProviderMetadata(to usage: inout TokenWholes, _ translation: inout Translation) {
    for said in providers(translation) {
      let counts = Self.counts(in: said, &translation.events)
      let provider = counts.wholes()
      let read = provider.cached ?? said["cacheReadInputTokens"]?.integer
      let written = provider.cacheWrite ?? said["cacheCreationInputTokens"]?.integer
      let isBeside =
        counts[.input].map { $0 == usage.prompt } ?? (said["cacheCreationInputTokens"] != nil)
      if isBeside, usage.cacheWrite == nil, let prompt = usage.prompt {
        usage.prompt = prompt &+ (read ?? 0) &+ (written ?? 0)
      }
      if let candidates = counts[.candidates], candidates == usage.completion {
        usage.completion = provider.completion
      }
      usage.cached = usage.cached ?? read ?? said["cachedPromptTokens"]?.integer
      usage.cacheWrite = usage.cacheWrite ?? written
      usage.cacheWrite1h = usage.cacheWrite1h ?? provider.cacheWrite1h
      usage.reasoning = usage.reasoning ?? provider.reasoning ?? said["reasoningTokens"]?.integer
    }
  }

  /// What the provider, or the gateway on the way to it, says that the call cost.
  func costInProviderMetadata(_ translation: inout Translation) -> ExactDecimal? {
    var cost: ExactDecimal?
    for said in providers(translation) {
      cost =
        cost ?? Self.counts(in: said, &translation.events).cost
        ?? translation.events.money("ai.response.providerMetadata.cost", said["cost"])
    }
    return cost
  }

  /// How the provider worked on the call: as it says itself, or else as it was asked to.
  func serviceTier(
    _ settings: JSONNode?, _ translation: borrowing Translation
  ) -> ServiceTier {
    let tier = (attributes[.serviceTier] ?? attributes[.requestedTier])?.text
    return tier.map { ServiceTier($0) } ?? serviceTierInProviderMetadata(translation)
      ?? settings?["service_tier"].map { ServiceTier($0) } ?? .standard
  }

  private func serviceTierInProviderMetadata(
    _ translation: borrowing Translation
  ) -> ServiceTier? {
    for said in providers(translation) {
      let tier = said["serviceTier"] ?? said["usage", "service_tier"]
      if let tier = tier ?? said["usageMetadata", "trafficType"], tier.isText {
        return ServiceTier(tier)
      }
    }
    return nil
  }

  /// What each provider says.
  private func providers(_ translation: borrowing Translation) -> [JSONNode] {
    guard let value = attributes[.vercelProviderMetadata],
      let metadata = json(of: value, translation)
    else { return [] }
    var providers: [JSONNode] = []
    metadata.forEachRawMember { _, said in if said.isObject { providers.append(said) } }
    return providers
  }

  private static func counts(in said: JSONNode, _ events: inout EventWriter) -> UsageCounts {
    var counts = UsageCounts()
    if let usage = said["usage"] ?? said["usageMetadata"], usage.isObject {
      counts.read(usage, &events)
    }
    return counts
  }
}
