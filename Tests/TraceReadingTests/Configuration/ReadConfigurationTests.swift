import Testing
import TraceModel
import TraceReading

struct ReadConfigurationTests {
  @Test(arguments: [
    "", "\n\n", "# nothing but words\n", "---\n", "null", "\u{FEFF}", "verdicts:\n",
  ])
  func `a file that sets nothing leaves every default`(text: String) throws {
    #expect(try configuration(text) == Configuration())
  }

  @Test func `every key is read`() throws {
    let read = try configuration(everyKey)

    #expect(read.title == "Support assistant")
    #expect(read.organisation == "Example Ltd")
    #expect(read.timeZone == "Europe/Berlin")
    #expect(read.accent?.hexadecimal == "#0b6b5d")
    #expect(read.currency == "EUR")
    #expect(
      read.exchangeRates == [
        ExchangeRate(
          from: "EUR", to: "USD", rate: try decimal("1.08"), date: try day("2026-11-16"),
          source: "ECB")
      ])
    #expect(read.handOff?.minutes == (try decimal("6.5")))
    #expect(read.handOff?.ratePerMinute == (try decimal("0.58")))
    #expect(read.infrastructure.perRequest == (try decimal("0.0004")))
    #expect(read.infrastructure.perSecond == (try decimal("0.00002")))
    #expect(read.infrastructure.models["fern-8b"]?.perSecond == (try decimal("0.00062")))
    #expect(read.prices.file == "prices.json")
    #expect(read.prices.tolerance == (try decimal("0.02")))
    #expect(read.freshness.nanoseconds(of: "order_lookup") == 3_600_000_000_000)
    #expect(read.freshness.nanoseconds(of: "another") == 86_400_000_000_000)
    #expect(read.attributes.feature == ["app.feature"])
    #expect(read.attributes.route == ["app.route", "route"])
    #expect(read.attributes.request == ["app.question"])
    #expect(read.attributes.answer == ["app.answer"])
    #expect(read.attributes.attempt == ["app.retry.attempt"])
    #expect(read.attributes.trigger == ["app.retry.reason"])
    #expect(read.attributes.toolCost == ["app.cost.usd"])
    #expect(read.redaction.keyFile == "casebook.key")
    #expect(read.redaction.wordsFile == "names.txt")
    #expect(read.redaction.review.detect == [.secret, .email])
    #expect(read.redaction.review.fields == ["context.user_id": .keep])
    #expect(read.redaction.share.detect == Set(PrivateDataKind.allCases))
    #expect(
      read.redaction.share.fields == [
        "context.user_id": .pseudonym, "input": .drop, "output.customer.email": .mask,
      ])
    #expect(read.gates.unsafeRateRise == (try decimal("0.01")))
    #expect(read.gates.unpricedShare == (try decimal("0.02")))
    #expect(read.gates.failOn == ["prompt-changed"])
    #expect(read.retentionInDays == 90)
    #expect(read.access == "product, engineering, support leads")
    #expect(read.review.size == 6)
    #expect(read.review.leastSample == 30)
    #expect(
      read.invoices == [
        Invoice(
          provider: "openai", from: try day("2026-11-16"), to: try day("2026-11-23"),
          amount: try decimal("13.10"), currency: "USD", source: "invoice 0219")
      ])
    #expect(read.limits.lineInBytes == 32_000_000)
    #expect(read.limits.depth == 128)
    #expect(read.limits.noteInBytes == 1 << 20)
  }

  @Test(arguments: ["0.0004", "\"0.0004\"", "'0.0004'", "4e-4", "0.00040"])
  func `a figure is read from its own digits, with quotes or without`(text: String) throws {
    let read = try configuration("infrastructure: {per_request: \(text)}")
    #expect(read.infrastructure.perRequest?.units == 400_000_000_000_000)
  }

  @Test(arguments: [
    // keys
    ("titel: x", 1, "'titel' is no known key; did you mean 'title'?"),
    ("title: x\nTime-Zone: UTC", 2, "'Time-Zone' is no known key; did you mean 'time_zone'?"),
    (
      "review:\n  size: 8\n  sample: 3", 3,
      "review: 'sample' is no known key; use one of size, least_sample"
    ),
    (
      "redaction: {share: {detekt: [all]}}", 1,
      "redaction.share: 'detekt' is no known key; did you mean 'detect'?"
    ),
    ("title: a\n\ntitle: b", 3, "'title' is already in line 1; keep one of them"),
    ("? [a]\n: b", 1, "a key is a word; give this one a name"),
    ("- title", 1, "a list is no map; write it as keys and values, such as title: …"),
    (
      "exchange_rates:\n- {from: EUR, to: USD, rate: 1.08}", 2,
      "exchange_rates: 'date' is missing; add it, such as date: 2026-11-16"
    ),
    (
      "hand_off: {minutes: 6.5}", 1,
      "hand_off: 'rate_per_minute' is missing; add it, such as rate_per_minute: \"0.58\""
    ),
    // values
    (
      "title: [a]", 1,
      "title: a list is no text; write some words, in quotes if they look like something else"
    ),
    (
      "time_zone: Mars/Base", 1,
      "time_zone: 'Mars/Base' is no time zone; write a name such as Europe/Berlin or UTC"
    ),
    ("accent: \"#12345\"", 1, "accent: '#12345' is no colour; write it in quotes as \"#0b6b5d\""),
    ("accent: teal", 1, "accent: 'teal' is no colour; write it in quotes as \"#0b6b5d\""),
    ("currency: usd", 1, "currency: 'usd' is no currency; write three capitals, such as USD"),
    (
      "exchange_rates:\n- from: EUR\n  to: USD\n  rate: 1.08\n  date: 2026-02-29", 5,
      "exchange_rates.date: '2026-02-29' is no date; write it as 2026-11-16"
    ),
    (
      "exchange_rates: [{from: EUR, to: EUR, rate: 1, date: 2026-02-28}]", 1,
      "exchange_rates: from and to are both EUR; leave this rate out"
    ),
    (
      "exchange_rates: [{from: EUR, to: USD, rate: 0, date: 2026-02-28}]", 1,
      "exchange_rates.rate: '0' is no exchange rate; write a figure above zero"
    ),
    (
      "infrastructure:\n  per_second: 0,2", 2,
      "infrastructure.per_second: '0,2' is no decimal figure; write it as 0.0004, with at most 18 decimals"
    ),
    (
      "infrastructure: {models: {m: {per_second: -1}}}", 1,
      "infrastructure.models.m.per_second: '-1' is no rate; write a figure that isn't below zero"
    ),
    (
      "prices: {tolerance: 2}", 1,
      "prices.tolerance: '2' is no share; write a figure from 0 to 1, such as 0.02 for 2 %"
    ),
    (
      "freshness:\n  a: 1h\n  b: 1 fortnight", 3,
      "freshness.b: '1 fortnight' is no duration; write it as 15s, 30m, 1h, 90d or 2w"
    ),
    ("retention: 36h", 1, "retention: '36h' is no number of whole days; write it as 90d or 12w"),
    (
      "redaction: {review: {detect: [secrets]}}", 1,
      "redaction.review.detect: 'secrets' is no known kind of private data; did you mean 'secret'?"
    ),
    (
      "redaction: {share: {fields: {input: hide}}}", 1,
      "redaction.share.fields.input: 'hide' is no known action; use one of keep, pseudonym, drop, mask"
    ),
    (
      "redaction: {words: {}}", 1,
      "redaction.words: 'file' is missing; add it, or leave 'words' out"
    ),
    (
      "gates: {fail_on: [prompts-changed]}", 1,
      "gates.fail_on: 'prompts-changed' is no known finding; did you mean 'prompt-changed'?"
    ),
    ("review: {size: 11}", 1, "review.size: '11' is no number from 5 to 10; write it in digits"),
    (
      "invoices: [{provider: a, from: 2026-11-23, to: 2026-11-23, amount: 1, currency: USD}]", 1,
      "invoices: the invoice from 2026-11-23 to 2026-11-23 is for no day; 'to' is the day after the last one billed"
    ),
    ("limits: {line: 64Mb}", 1, "limits.line: '64Mb' is no size; write it as 64kB, 64MB or 1GiB"),
    // text
    (
      "a: *b", 1,
      "this is not YAML: found undefined alias; check the indentation, and quote special characters"
    ),
    (
      "title: &a x\naccess: *a", 1,
      "anchors and aliases are not read; write the value out where it is used"
    ),
    ("title: !secret x", 1, "tags such as !secret are not read; leave it out"),
    (
      "title: x\n---\ntitle: y", 2,
      "this is not YAML: but found another document; check the indentation, and quote special characters"
    ),
    (
      "title: x\naccess: \"y", 2,
      "this is not YAML: found unexpected end of stream; check the indentation, and quote special characters"
    ),
    ("title: x\naccess: \u{1B}[2J", 2, "this line has a control character; take it out"),
  ])
  func `a mistake is named with its line and what to do`(
    text: String, line: Int, message: String
  ) throws {
    let error = try #require(mistakes(in: text))
    #expect(error.problems.first?.line == line)
    #expect(error.problems.first?.message == message)
  }

  @Test func `several mistakes are reported together, in order of line`() throws {
    let text = """
      title: [x]
      retention: soon
      curency: USD
      title: y
      review: {size: 3, least_sample: 0}
      """
    let error = try #require(mistakes(in: text))
    #expect(error.problems.map(\.line) == [2, 3, 4, 5, 5])
    #expect(
      error.description.hasPrefix(
        """
        casebook.yml:2: retention: 'soon' is no duration; write it as 15s, 30m, 1h, 90d or 2w
        casebook.yml:3: 'curency' is no known key; did you mean 'currency'?
        casebook.yml:4: 'title' is already in line 1; keep one of them

        """))
  }

  @Test func `at most twenty mistakes are reported`() throws {
    let text = (1...50).map { "unknown\($0): x" }.joined(separator: "\n")
    #expect(try #require(mistakes(in: text)).problems.map(\.line) == Array(1...20))
  }

  @Test func `a mistake can't write to the terminal`() throws {
    let error = try #require(mistakes(in: "\"\\e[2J\\nforged: line\\u202e\": x"))
    #expect(
      error.description.hasPrefix(
        "casebook.yml:1: '\\u{1B}[2J\\u{A}forged: line\\u{202E}' is no known key; use one of"))
  }
}

private let everyKey = """
  title: Support assistant
  organisation: Example Ltd
  time_zone: Europe/Berlin            # default UTC; days and weeks are cut in it
  accent: "#0b6b5d"
  currency: EUR
  exchange_rates: [{from: EUR, to: USD, rate: "1.08", date: 2026-11-16, source: ECB}]
  verdicts:
    map: {"needs human follow-up": needs_human_follow_up}
  hand_off: {minutes: 6.5, rate_per_minute: "0.58"}
  infrastructure: {per_request: "0.0004", per_second: "0.00002", models: {fern-8b: {per_second: "0.00062"}}}
  prices: {file: prices.json, tolerance: 0.02}
  freshness: {order_lookup: 1h, "*": 24h}
  attributes:
    feature: [app.feature]
    route:
    - app.route
    - route
    request: [app.question]
    answer: [app.answer]
    attempt: [app.retry.attempt]
    trigger: [app.retry.reason]
    tool_cost: [app.cost.usd]
  redaction:
    key_file: casebook.key
    words: {file: names.txt}
    review: {detect: [secret, email], fields: {"context.user_id": keep}}
    share:  {detect: [all], fields: {"context.user_id": pseudonym, "input": drop, "output.customer.email": mask}}
  gates: {unsafe_rate_rise: 0.01, unpriced_share: 0.02, fail_on: [prompt-changed]}
  retention: 90d
  access: product, engineering, support leads
  review: {size: 6, least_sample: 30}
  invoices: [{provider: openai, from: 2026-11-16, to: 2026-11-23, amount: "13.10", currency: USD, source: invoice 0219}]
  limits: {line: 32MB, depth: 128, note: 1MiB}
  """

func configuration(_ text: String) throws(ConfigurationError) -> Configuration {
  try readConfiguration(Array(text.utf8), file: "casebook.yml")
}

/// What is wrong with a configuration; absent where it is read.
func mistakes(in text: String) -> ConfigurationError? {
  do throws(ConfigurationError) {
    _ = try configuration(text)
    return nil
  } catch {
    return error
  }
}

private func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }
private func day(_ text: String) throws -> Day { try #require(Day(text)) }
