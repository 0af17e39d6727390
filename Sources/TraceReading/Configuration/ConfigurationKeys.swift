import TraceModel

extension ValueKind<Configuration> {
  /// Every key of `casebook.yml`, in the order of the template.
  static var configuration: ValueKind {
    .record(startingFrom: Configuration()) {
      Key("title", \.title, .text, "What the report is called.", example: "Support assistant")
      Key(
        "organisation", \.organisation, .text, "Whose report it is.", example: "Example Ltd")
      Key(
        "time_zone", \.timeZone, .timeZone, "The zone in which days and weeks are cut.",
        default: "UTC", example: "Europe/Berlin")
      Key("accent", \.accent, .color, "The colour of the pages.", example: "\"#0b6b5d\"")
      Key(
        "currency", \.currency, .currency, "The currency of all totals.", default: "USD",
        example: "USD")
      Key(
        "exchange_rates", \.exchangeRates, .list(of: .exchangeRate),
        "How other currencies are converted; a rate holds from its date on.", default: "[]",
        example: "[{from: EUR, to: USD, rate: \"1.08\", date: 2026-11-16, source: ECB}]")
      Key(
        "verdicts", \.verdicts, .verdicts, "The words of verdicts, and what they count as.",
        example: "{map: {\"needs human follow-up\": needs_human_follow_up}}")
      Key(
        "hand_off", \.handOff, .handOff,
        "What a hand-off to a person is taken to cost; shown beside the spend, never inside.",
        example: "{minutes: 6.5, rate_per_minute: \"0.58\"}")
      Key(
        "infrastructure", \.infrastructure, .infrastructure,
        "Rates for traces whose infrastructure nobody charged.",
        example: "{per_request: \"0.0004\", per_second: \"0.00002\"}")
      Key(
        "prices", \.prices, .prices, "Where unit prices come from.",
        example: "{file: prices.json, tolerance: 0.01}")
      Key(
        "freshness", \.freshness, .freshness,
        "How old a tool's data may be, by the tool's name; * is for all others.",
        default: "{}", example: "{order_lookup: 1h, \"*\": 24h}")
      Key(
        "attributes", \.attributes, .attributes,
        "Under which names your instrumentation logs what no convention names.",
        example: "{feature: [app.feature], trigger: [app.retry.reason]}")
      Key(
        "redaction", \.redaction, .redaction, "What the editions may show of what was logged.",
        example: "{words: {file: names.txt}, share: {detect: [all], fields: {input: drop}}}")
      Key(
        "gates", \.gates, .gates, "What makes casebook check fail.",
        example: "{unsafe_rate_rise: 0.01, unpriced_share: 0.02, fail_on: [prompt-changed]}")
      Key(
        "retention", \.retentionInDays, .days, "How long traces may be kept.", example: "90d")
      Key(
        "access", \.access, .text, "Who may read the report, in your own words.",
        example: "product, engineering, support leads")
      Key(
        "review", \.review, .review, "The traces to read together.",
        example: "{size: 8, least_sample: 20}")
      Key(
        "invoices", \.invoices, .list(of: .invoice),
        "What providers billed, to be held against the charges.", default: "[]",
        example: """
          [{provider: openai, from: 2026-11-16, to: 2026-11-23, amount: \"13.10\", \
          currency: USD, source: invoice 0219}]
          """)
      Key(
        "limits", \.limits, .limits, "What is too large to be read.",
        example: "{line: 64MB, depth: 256, note: 64kB}")
    }
  }
}

extension ValueKind<Freshness> {
  fileprivate static var freshness: ValueKind {
    ValueKind<[Name: Int64]>.byName(.durationInNanoseconds).then { durations, _, _ in
      var freshness = Freshness()
      freshness.nanosecondsByTool = durations
      freshness.nanosecondsOfOthers = freshness.nanosecondsByTool.removeValue(forKey: "*")
      return freshness
    }
  }
}

extension ValueKind<AttributeNames> {
  fileprivate static var attributes: ValueKind {
    .record(startingFrom: AttributeNames()) {
      Key(
        "feature", \.feature, .list(of: .name), "The feature a request serves.", default: "[]",
        example: "[app.feature]")
      Key(
        "route", \.route, .list(of: .name), "The route a request takes.", default: "[]",
        example: "[app.route]")
      Key(
        "request", \.request, .list(of: .name),
        "What the user asked, on the span of the whole request; only of OpenTelemetry.",
        default: "[]", example: "[app.question]")
      Key(
        "answer", \.answer, .list(of: .name),
        "What the user was answered, on the same span; only of OpenTelemetry.", default: "[]",
        example: "[app.answer]")
      Key(
        "attempt", \.attempt, .list(of: .name), "The number of an attempt.", default: "[]",
        example: "[app.retry.attempt]")
      Key(
        "trigger", \.trigger, .list(of: .name), "What made an attempt necessary.", default: "[]",
        example: "[app.retry.reason]")
      Key(
        "tool_cost", \.toolCost, .list(of: .name), "What a call of a tool cost.", default: "[]",
        example: "[app.cost.usd]")
    }
  }
}

extension ValueKind<Gates> {
  fileprivate static var gates: ValueKind {
    .record(startingFrom: Gates()) {
      Key(
        "unsafe_rate_rise", \.unsafeRateRise, .share,
        "By how much the share of unsafe verdicts may rise over the previous report.",
        example: "0.01")
      Key(
        "unpriced_share", \.unpricedShare, .share,
        "Which share of the calls may be without a price.", example: "0.02")
      Key(
        "fail_on", \.failOn, .list(of: .word(of: knownFindingCodes, kind: "finding")),
        "Findings that may not occur.", default: "[]", example: "[prompt-changed]")
    }
  }
}

extension ValueKind<ReviewSettings> {
  fileprivate static var review: ValueKind {
    .record(startingFrom: ReviewSettings()) {
      Key(
        "size", \.size, .number(in: 5...10), "How many traces are read together.",
        default: "8", example: "8")
      Key(
        "least_sample", \.leastSample, .number(in: 1...1_000_000),
        "The fewest judged traces a side for a comparison to name a winner.", default: "20",
        example: "20")
    }
  }
}

extension ValueKind<InputLimits> {
  fileprivate static var limits: ValueKind {
    .record(startingFrom: InputLimits()) {
      Key(
        "line", \.lineInBytes, .sizeInBytes, "The longest line of a log.", default: "64MB",
        example: "64MB")
      Key(
        "depth", \.depth, .number(in: 1...1000), "How deep JSON may be nested.",
        default: "256", example: "256")
      Key(
        "note", \.noteInBytes, .sizeInBytes, "The largest note.", default: "64kB",
        example: "64kB")
    }
  }
}
