import TraceModel

// List prices as LiteLLM 1.106.2 (MIT) and, for the dates, genai-prices 0.2.3 (MIT) had them in
// November 2026, who name these pages:
//
//   OpenAI     https://developers.openai.com/api/docs/pricing
//   Anthropic  https://platform.claude.com/docs/en/about-claude/pricing
//   Google     https://ai.google.dev/gemini-api/docs/pricing
//   Mistral    https://mistral.ai/pricing/api
//   DeepSeek   https://api-docs.deepseek.com/quick_start/pricing
//   xAI        https://api.x.ai/v1/language-models
//   Cohere     https://cohere.com/pricing
//
// A model that the two disagree about is left out, but for DeepSeek's, where LiteLLM alone says
// that weekends are off-peak. The figures are US dollars for a million tokens: prompt, cached,
// cache-write, cache-write for an hour, completion, and audio in the prompt; `-` is no price.
//
//   "0.4 0.1 - - 1.6"    gpt-4.1-mini
//   "0.3 0.03 - - 2.5 1" gemini-2.5-flash
//
// Calls in a batch, of flex and of priority processing, and of a fast mode cost so many times as much,
// cached tokens a share of their own behind a stroke; or they have figures of their own.
//
//   "0.5/1 - 1.75"       half in a batch, but for cached tokens; 1.75 times with priority

extension PriceTable {
  /// The prices to fall back on where a team gives none of its own.
  package static let builtIn = PriceTable(
    name: "built-in table of 2026-11", rows: NamedRows(BuiltInPrices.listings))
}

enum BuiltInPrices {
  struct Listing: Sendable {
    /// The model's name and those of its snapshots with the same price.
    var names: [String]
    /// In rising precedence.
    var schedule: [ScheduledRates]
  }

  static let listings: [Listing] = openAI + anthropic + google + others

  private static let openAI: [Listing] = [
    list("gpt-6-astra", "10 1 12.5 - 50", above: 272_000, "20 2 25 - 75").working("0.5 0.5 2"),
    list("gpt-6.1-sol", "2 0.1 2.5 - 10", above: 272_000, "4 0.2 5 - 15").working("0.5 0.5 2"),
    list("gpt-6-sol", "2 0.2 2.5 - 10", above: 272_000, "4 0.4 5 - 15").working("0.5 0.5 2"),
    list("gpt-6-luna", "0.1 0.01 0.125 - 0.5", above: 272_000, "0.2 0.02 0.25 - 0.75").working(
      "0.5 0.5 2"),
    list("gpt-5.6-sol", "4 0.4 5 - 20", above: 272_000, "8 0.8 10 - 30").working("0.5 0.5 2"),
    list("gpt-5.6-terra", "2 0.2 2.5 - 12", above: 272_000, "4 0.4 5 - 18").working("0.5 0.5 2"),
    list("gpt-5.6-luna", "0.2 0.02 0.25 - 1.2", above: 272_000, "0.4 0.04 0.5 - 1.8").working(
      "0.5 0.5 2"),
    list("gpt-5.5", "5 0.5 - - 30", above: 272_000, "10 1 - - 45", also: "gpt-5.5-2026-04-23")
      .working("0.5 0.5").working(.priority, "12.5 1.25 - - 75"),
    list(
      "gpt-5.4", "2.5 0.25 - - 15", above: 272_000, "5 0.5 - - 22.5", also: "gpt-5.4-2026-03-05"
    )
    .working("0.5/0.52 0.5/0.52").working(.priority, "5 0.5 - - 30"),
    list("gpt-5.4-mini", "0.75 0.075 - - 4.5", also: "gpt-5.4-mini-2026-03-17").working(
      "0.5 0.5 2"),
    list("gpt-5.4-nano", "0.2 0.02 - - 1.25", also: "gpt-5.4-nano-2026-03-17").working("0.5 0.5"),
    list("gpt-5.2", "1.75 0.175 - - 14", also: "gpt-5.2-2025-12-11").working("0.5 0.5 2"),
    list("gpt-5.1", "1.25 0.125 - - 10", also: "gpt-5.1-2025-11-13").working("0.5 0.5 2"),
    list("gpt-5", "1.25 0.125 - - 10", also: "gpt-5-2025-08-07").working("0.5 0.5 2"),
    list("gpt-5-mini", "0.25 0.025 - - 2", also: "gpt-5-mini-2025-08-07").working("0.5 0.5 1.8"),
    list("gpt-5-nano", "0.05 0.005 - - 0.4", also: "gpt-5-nano-2025-08-07").working("0.5 0.5"),
    list("gpt-4.1", "2 0.5 - - 8", also: "gpt-4.1-2025-04-14").working("0.5/1 - 1.75"),
    list("gpt-4.1-mini", "0.4 0.1 - - 1.6", also: "gpt-4.1-mini-2025-04-14").working(
      "0.5/1 - 1.75"),
    list("gpt-4.1-nano", "0.1 0.025 - - 0.4", also: "gpt-4.1-nano-2025-04-14").working("0.5/1 - 2"),
    list("gpt-4o", "2.5 1.25 - - 10", also: "gpt-4o-2024-08-06", "gpt-4o-2024-11-20")
      .working("0.5/1 - 1.7"),
    list("gpt-4o-mini", "0.15 0.075 - - 0.6", also: "gpt-4o-mini-2024-07-18").working("0.5/1")
      .working(.priority, "0.25 0.125 - - 1"),
    list("o3", "2 0.5 - - 8", also: "o3-2025-04-16").working("0.5/1 0.5 1.75"),
    list("o4-mini", "1.1 0.275 - - 4.4", also: "o4-mini-2025-04-16").working("0.5/1")
      .working(.flex, "0.55 0.138 - - 2.2").working(.priority, "2 0.5 - - 8"),
    list("text-embedding-3-small", "0.02 - - - 0").working("0.5"),
    list("text-embedding-3-large", "0.13 - - - 0").working("0.5"),
  ]

  private static let anthropic: [Listing] = [
    list("claude-fable-5", "10 1 12.5 20 50").working("0.5"),
    list("claude-opus-5-5", "4 0.2 5 8 20").working("0.5 - - 2"),
    list("claude-opus-5", "5 0.5 6.25 10 25").working("0.5 - - 2"),
    list("claude-opus-4-8", "5 0.5 6.25 10 25").working("0.5 - - 2"),
    list("claude-opus-4-7", "5 0.5 6.25 10 25", also: "claude-opus-4-7-20260416").working("0.5"),
    list("claude-opus-4-6", "5 0.5 6.25 10 25", also: "claude-opus-4-6-20260205").working("0.5"),
    list("claude-opus-4-5", "5 0.5 6.25 10 25", also: "claude-opus-4-5-20251101").working("0.5"),
    list("claude-sonnet-5-5", "2 0.1 2.5 4 10").working("0.5"),
    list("claude-sonnet-5", "2 0.2 2.5 4 10").working("0.5"),
    list("claude-sonnet-4-6", "3 0.3 3.75 6 15").working("0.5"),
    list("claude-sonnet-4-5", "3 0.3 3.75 6 15", also: "claude-sonnet-4-5-20250929").working("0.5"),
    list("claude-haiku-5-5", "0.1 0.01 0.125 0.2 0.5", above: 100_000, "0.5 0.05 0.625 1 2.5")
      .working("0.5"),
    list("claude-haiku-4-5", "1 0.1 1.25 2 5", also: "claude-haiku-4-5-20251001").working("0.5"),
  ]

  private static let google: [Listing] = [
    list("gemini-4-argon", "2 0.1 - - 10", from: "2026-12-01", "4 0.2 - - 20").working(
      "0.5 0.5 1.8"),
    list("gemini-3.8-flash", "0.75 0.075 - - 3.75", from: "2027-01-01", "1.5 0.15 - - 7.5").working(
      "0.5 0.5 1.8"),
    list("gemini-3.7-flash", "0.75 0.075 - - 3.75", from: "2027-01-01", "1.5 0.15 - - 7.5").working(
      "0.5 0.5 1.8"),
    list("gemini-3.6-flash", "0.75 0.075 - - 3.75", from: "2027-01-01", "1.5 0.15 - - 7.5").working(
      "0.5 0.5 1.8"),
    list("gemini-3.5-flash", "1.5 0.15 - - 9").working("0.5 - 1.8"),
    list("gemini-3.5-flash-lite", "0.3 0.03 - - 2.5"),
    list("gemini-3.1-pro-preview", "2 0.2 - - 12", above: 200_000, "4 0.4 - - 18")
      .working("- - 1.8"),
    list("gemini-3.1-flash-lite", "0.25 0.025 - - 1.5 0.5").working("0.5 - 1.8"),
    list("gemini-3-flash-preview", "0.5 0.05 - - 3 1").working("0.5/1 - 1.8"),
    list("gemini-2.5-pro", "1.25 0.125 - - 10", above: 200_000, "2.5 0.25 - - 15")
      .working("- - 1.8"),
    list("gemini-2.5-flash", "0.3 0.03 - - 2.5 1").working("0.5/1 - 1.8"),
    list("gemini-2.5-flash-lite", "0.1 0.01 - - 0.4 0.3").working("- - 1.8"),
    list("gemini-embedding-001", "0.15 - - - 0"),
  ]

  private static let others: [Listing] = [
    list("mistral-large-2512", "0.5 0.05 - - 1.5").working("0.5"),
    list("mistral-medium-2604", "1.5 0.15 - - 7.5", also: "mistral-medium-3-5"),
    list("mistral-small-2603", "0.15 0.015 - - 0.6").working("0.5"),
    list("ministral-8b-2512", "0.15 0.015 - - 0.15").working("0.5"),
    list("codestral-2508", "0.3 0.03 - - 0.9").working("0.5"),
    list("mistral-embed", "0.1 - - - 0").working("0.5"),
    list("deepseek-flash", "0.3 0.006 0 - 1.2", offPeak: "0.15 0.003 0 - 0.6"),
    list("deepseek-v4-flash", "0.3 0.006 0 - 1.2", offPeak: "0.15 0.003 0 - 0.6"),
    list("deepseek-v4-pro", "1.32 0.044 0 - 3.96", offPeak: "0.66 0.022 0 - 1.98"),
    list("grok-4.7", "2 0.5 - - 6", from: 200_000, "4 1 - - 12"),
    list("grok-4.6", "2 0.5 - - 6", from: 200_000, "4 1 - - 12"),
    list("command-a-03-2025", "2.5 - - - 10"),
  ]
}

extension BuiltInPrices.Listing {
  /// With the prices of calls in a batch, of flex and priority processing and of a fast mode, as shares
  /// of the others.
  fileprivate func working(_ shares: String) -> Self {
    var listing = self
    let services: [ServiceTier] = [.batch, .flex, .priority, .fast]
    for (service, text) in zip(services, shares.split(separator: " ")) where text != "-" {
      let parts = text.split(separator: "/").compactMap { ExactDecimal(String($0)) }
      let (share, ofCached) = (parts[0], parts[parts.count - 1])
      for index in schedule.indices {
        let ordinary = schedule[index]
        listing.schedule[index].add(
          SpecialRates(
            service: service, rates: ordinary.rates.times(share, ofCached),
            tiers: ordinary.tiers.map { tier in
              ContextTier(
                name: tier.name, limits: tier.limits, rates: tier.rates.times(share, share))
            }))
      }
    }
    return listing
  }

  /// The same by figures; longer prompts cost what they do otherwise.
  fileprivate func working(_ service: ServiceTier, _ figures: String) -> Self {
    var listing = self
    for index in schedule.indices {
      listing.schedule[index].add(
        SpecialRates(service: service, rates: rates(figures), tiers: schedule[index].tiers))
    }
    return listing
  }
}

extension TokenRates {
  fileprivate func times(_ share: ExactDecimal, _ ofCached: ExactDecimal) -> TokenRates {
    var rates = TokenRates()
    for bucket in TokenBucket.allCases {
      rates[bucket] = self[bucket]?.multiplied(by: bucket == .cached ? ofCached : share)
    }
    return rates
  }
}

extension NamedRows {
  init(_ listings: [BuiltInPrices.Listing]) {
    for listing in listings {
      for name in listing.names {
        self[Name(name)] = PriceRow(name: name, prices: .byTokens(listing.schedule))
      }
    }
  }
}

// MARK: - Reading the lists

private func list(_ name: String, _ figures: String, also names: String...)
  -> BuiltInPrices.Listing
{
  BuiltInPrices.Listing(names: [name] + names, schedule: [ScheduledRates(rates: rates(figures))])
}

/// All tokens of a call have the later figures once its prompt is longer.
private func list(
  _ name: String, _ figures: String, above tokens: Int, _ later: String, also names: String...
) -> BuiltInPrices.Listing {
  let tier = ContextTier(
    name: "over \(tokens) prompt tokens", limits: [TokenLimit(tokens: tokens)],
    rates: rates(later))
  return BuiltInPrices.Listing(
    names: [name] + names, schedule: [ScheduledRates(rates: rates(figures), tiers: [tier])])
}

/// As above, also for a prompt of exactly that length.
private func list(_ name: String, _ figures: String, from tokens: Int, _ later: String)
  -> BuiltInPrices.Listing
{
  let tier = ContextTier(
    name: "from \(tokens) prompt tokens",
    limits: [TokenLimit(comparison: .atLeast, tokens: tokens)], rates: rates(later))
  return BuiltInPrices.Listing(
    names: [name], schedule: [ScheduledRates(rates: rates(figures), tiers: [tier])])
}

private func list(_ name: String, _ figures: String, from day: String, _ later: String)
  -> BuiltInPrices.Listing
{
  let now = ScheduledRates(rates: rates(figures))
  let then = ScheduledRates(from: Day(day), rates: rates(later))
  return BuiltInPrices.Listing(names: [name], schedule: [now, then])
}

private func list(_ name: String, _ figures: String, offPeak: String) -> BuiltInPrices.Listing {
  let hour = 3600
  let workdays: Set<Weekday> = [.monday, .tuesday, .wednesday, .thursday, .friday]
  let hours = [
    DailyHours(start: 0, end: 1 * hour, weekdays: workdays),
    DailyHours(start: 4 * hour, end: 6 * hour, weekdays: workdays),
    DailyHours(start: 10 * hour, end: 24 * hour, weekdays: workdays),
    DailyHours(start: 0, end: 24 * hour, weekdays: [.saturday, .sunday]),
  ]
  return BuiltInPrices.Listing(
    names: [name],
    schedule: [
      ScheduledRates(rates: rates(figures)),
      ScheduledRates(hours: hours, hoursName: "off-peak", rates: rates(offPeak)),
    ])
}

private func rates(_ figures: String) -> TokenRates {
  let buckets: [TokenBucket] = [
    .prompt, .cached, .cacheWrite, .cacheWrite1h, .completion, .audioPrompt,
  ]
  var rates = TokenRates()
  for (bucket, figure) in zip(buckets, figures.split(separator: " ")) {
    rates[bucket] = ExactDecimal("\(figure)e-6")
  }
  return rates
}
