import Testing
import TraceModel
import TraceReading

@testable import TraceAnalysis

struct BuiltInPricesTests {
  @Test func `every figure of the built-in table is a number`() {
    for listing in BuiltInPrices.listings {
      for scheduled in listing.schedule {
        #expect(scheduled.rates[.prompt] != nil, "\(listing.names)")
        #expect(scheduled.rates[.completion] != nil, "\(listing.names)")
      }
    }
  }

  @Test func `no model stands in the built-in table twice`() {
    let names = BuiltInPrices.listings.flatMap(\.names)
    #expect(names.count == Set(names).count)
  }

  @Test(.enabled(if: WholeTables.arePresent))
  func `the built-in table is the published one`() throws {
    let json = try readJSON(WholeTables.bytes("prices/litellm-model-prices.json"))
    let published = PriceBook([try PriceTable(reading: json, name: "published")])
    let builtIn = PriceBook()
    let providers: [Name?] = [nil, "gemini", "mistral", "xai"]
    for listing in BuiltInPrices.listings {
      for (prompt, hour) in [(1000, "02"), (100_001, "05"), (299_000, "12")] {
        let usage = usage(of: listing, prompt: prompt)
        let at = Instant("2026-11-18T\(hour):00:00Z")
        for name in listing.names.map({ Name($0) }) {
          let ours = builtIn.price(provider: nil, model: name, at: at, usage: usage).total
          // LiteLLM has Google's, Mistral's and xAI's own prices under their names.
          let theirs = providers.reversed().compactMap { provider in
            published.price(
              provider: nil, model: Name(provider.map { "\($0)/\(name)" } ?? name.text), at: at,
              usage: usage
            ).total
          }
          #expect(ours != nil && ours == theirs.first, "\(name)")
        }
      }
    }
  }

  @Test(.enabled(if: WholeTables.arePresent))
  func `batches and other service tiers cost what the published tables say`() throws {
    let published = try ["prices/litellm-model-prices.json", "prices/genai-prices.json"].map {
      PriceBook([try PriceTable(reading: try readJSON(WholeTables.bytes($0)), name: $0)])
    }
    let builtIn = PriceBook()
    let at = Instant("2026-11-18T12:00:00Z")
    let prefixes = ["gemini/", "mistral/", ""]
    let providers: [Name] = ["openai", "anthropic", "google", "mistral"]
    var compared = 0
    for listing in BuiltInPrices.listings {
      for (tier, prompt) in ServiceTier.allCases.flatMap({ [($0, 1000), ($0, 299_000)] }) {
        var usage = usage(of: listing, prompt: prompt)
        // LiteLLM has no price of these in a batch.
        usage.cacheWrite1h = 0
        let model = Name(listing.names[0])
        func hasOwn(_ result: PriceResult) -> Bool {
          result.charges?.first?.pricedBy?.contains(", \(tier.word)") ?? false
        }
        let ours = builtIn.price(provider: nil, model: model, at: at, usage: usage, tier: tier)
        let theirs =
          prefixes.map {
            published[0].price(
              provider: nil, model: Name($0 + model.text), at: at, usage: usage, tier: tier)
          }
          + providers.map {
            published[1].price(provider: $0, model: model, at: at, usage: usage, tier: tier)
          }
        let own = theirs.filter(hasOwn)
        guard hasOwn(ours) else { continue }
        compared += 1
        #expect(own.contains { $0.total == ours.total }, "\(model) \(tier) \(prompt)")
        if prompt == 1000 {
          #expect(own.allSatisfy { $0.total == ours.total }, "\(model) \(tier)")
        }
      }
    }
    #expect(compared > 150)
  }

  /// Tokens of every kind that the model is priced for.
  private func usage(of listing: BuiltInPrices.Listing, prompt: Int) -> Usage {
    let rates = listing.schedule[0].rates
    return Usage(
      prompt: prompt, cached: rates[.cached] == nil ? 0 : 400,
      written: rates[.cacheWrite] == nil ? 0 : 300,
      writtenForAnHour: rates[.cacheWrite1h] == nil ? 0 : 200,
      completion: rates[.completion] == .zero ? 0 : 90, reasoning: 0,
      audioPrompt: rates[.audioPrompt] == nil ? 0 : 20)
  }

  @Test func `an announced price holds from its day`() {
    let book = PriceBook()
    let prices = ["2026-11-30T23:59:59Z", "2026-12-01T00:00:00Z"].map {
      book.price(
        provider: nil, model: "gemini-4-argon", at: Instant($0), usage: Usage(prompt: 1)
      ).lines
    }
    #expect(prices == [["1 prompt tokens × 0.000002"], ["1 prompt tokens × 0.000004"]])
  }
}
