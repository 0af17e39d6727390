import TraceModel

// A record with required keys starts from a blank that is thrown away, with the whole
// configuration, where one of them is missing.

extension ValueKind<ExchangeRate> {
  static var exchangeRate: ValueKind {
    .record(startingFrom: ExchangeRate(from: "", to: "", rate: .zero, date: Day(number: 0))) {
      Key(
        "from", \.from, .currency, "The currency converted.", example: "EUR", isRequired: true)
      Key(
        "to", \.to, .currency, "The currency it is converted to.", example: "USD",
        isRequired: true)
      Key(
        "rate", \.rate, .factor, "How much of the second one unit of the first is worth.",
        example: "\"1.08\"", isRequired: true)
      Key(
        "date", \.date, .day, "The first day the rate holds for.", example: "2026-11-16",
        isRequired: true)
      Key("source", \.source, .text, "Who says so.", example: "ECB")
    } check: { rate, line, reading in
      if rate.from == rate.to, !rate.to.isEmpty {
        reading.add(line: line, "from and to are both \(rate.to); leave this rate out")
      }
    }
  }
}

extension ValueKind<HandOffCost> {
  static var handOff: ValueKind {
    .record(startingFrom: HandOffCost(minutes: .zero, ratePerMinute: .zero)) {
      Key(
        "minutes", \.minutes, .rate, "How long a person takes for one.", example: "6.5",
        isRequired: true)
      Key(
        "rate_per_minute", \.ratePerMinute, .rate, "What a minute of a person costs.",
        example: "\"0.58\"", isRequired: true)
    }
  }
}

extension ValueKind<InfrastructureRates> {
  static var infrastructure: ValueKind {
    .record(startingFrom: InfrastructureRates()) {
      Key(
        "per_request", \.perRequest, .rate, "The cost of one request.", example: "\"0.0004\"")
      Key(
        "per_second", \.perSecond, .rate, "The cost of one second of a trace's latency.",
        example: "\"0.00002\"")
      Key(
        "models", \.models, .byName(.modelRate),
        "Models on machines of your own, by the model's name.", default: "{}",
        example: "{fern-8b: {per_second: \"0.00062\"}}")
    }
  }
}

extension ValueKind<InfrastructureRates.ModelRate> {
  fileprivate static var modelRate: ValueKind {
    .record(startingFrom: InfrastructureRates.ModelRate(perSecond: .zero)) {
      Key(
        "per_second", \.perSecond, .rate, "The cost of one second of the model's work.",
        example: "\"0.00062\"", isRequired: true)
    }
  }
}

extension ValueKind<PriceSettings> {
  static var prices: ValueKind {
    .record(startingFrom: PriceSettings()) {
      Key(
        "file", \.file, .text, "A price table in LiteLLM's format, beside this file.",
        example: "prices.json")
      Key(
        "tolerance", \.tolerance, .share,
        "By which share a recorded cost may be off before it is a finding.", default: "0.01",
        example: "0.01")
    }
  }
}

extension ValueKind<Invoice> {
  static var invoice: ValueKind {
    .record(
      startingFrom: Invoice(
        provider: "", from: Day(number: 0), to: Day(number: 1), amount: .zero, currency: "")
    ) {
      Key(
        "provider", \.provider, .name, "Who billed, as the logs name it.", example: "openai",
        isRequired: true)
      Key(
        "from", \.from, .day, "The first day billed.", example: "2026-11-16", isRequired: true)
      Key(
        "to", \.to, .day, "The day after the last one billed.", example: "2026-11-23",
        isRequired: true)
      Key(
        "amount", \.amount, .decimal, "What was billed.", example: "\"13.10\"",
        isRequired: true)
      Key(
        "currency", \.currency, .currency, "The currency it was billed in.", example: "USD",
        isRequired: true)
      Key("source", \.source, .text, "Where the figure stands.", example: "invoice 0219")
    } check: { invoice, line, reading in
      if invoice.from >= invoice.to {
        reading.add(
          line: line,
          "the invoice from \(invoice.from) to \(invoice.to) is for no day; "
            + "'to' is the day after the last one billed")
      }
    }
  }
}

extension ExactDecimal {
  fileprivate static var zero: ExactDecimal { ExactDecimal(units: 0) }
}
