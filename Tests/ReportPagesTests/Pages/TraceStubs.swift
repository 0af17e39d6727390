import TraceModel
import TraceRedaction

@testable import ReportPages

// Two requests of an invented shop. In the first a tool times out twice, a check rejects the first
// draft and a larger model takes over; in the second a tool answers with old data.

/// 19 February 2026, 14:32:07 UTC.
let stubStart: Int64 = 1_771_511_527_000_000_000
let stubPrompt = """
  You are the support assistant of Fennmark, an online shop for home goods.
  Answer in the customer's language. Two to five sentences. Do not greet at length.

  Facts
  - Use only the tool results and policy passages below.
  - State a refund status only if a tool result below contains it.

  Never share another customer's data. Never promise a date a tool did not return.
  """

extension Step {
  static func stub(
    _ stage: Stage, at offset: Double?, took: Double? = nil, _ status: Status = .ok,
    change: (inout Step) -> Void = { _ in }
  ) -> Step {
    var event = Event(
      traceID: "t-7f3ac41e", eventID: "e", stage: stage, stageWord: stage.word, status: status,
      statusWord: status.word, provenance: Provenance(file: "app.jsonl", offset: 4096, length: 512))
    event.start = offset.map { Instant(nanoseconds: stubStart + Int64($0 * 1e9)) }
    event.durationNanoseconds = took.map { Int64($0 * 1e9) }
    event.sources = ["app event log"]
    var step = Step(event: event)
    change(&step)
    return step
  }

  mutating func isAttempt(
    _ number: Int = 1, ofCall call: Int, _ kind: AttemptKind = .first, after previous: Int? = nil,
    because trigger: String? = nil, isUsed: Bool = true, isInferred: Bool = false
  ) {
    attempt = StepAttempt(
      call: call, number: number, kind: kind, previous: previous, trigger: trigger,
      isInferred: isInferred, isUsed: isUsed, result: event.statusWord)
  }

  mutating func isModel(_ name: Name, prompt version: Name, tokens: (Int, Int, Int)) {
    var model = ModelCall()
    model.provider = "Aster"
    model.name = name
    model.version = "2026-01-20"
    model.temperature = "0.2"
    model.topP = "1.0"
    model.maxTokens = "800"
    model.toolChoice = "none"
    model.chosenBy = "router, step 3"
    model.finishReason = "stop"
    event.model = model
    var prompt = Prompt()
    prompt.name = "support.answer"
    prompt.version = version
    prompt.text = stubPrompt
    event.prompt = prompt
    var usage = Usage()
    usage.prompt = tokens.0
    usage.cached = tokens.1
    usage.completion = tokens.2
    event.usage = usage
  }

  mutating func costs(
    _ source: CostSource, _ item: String?, _ quantity: String, _ unit: String, _ price: String
  ) {
    let quantity = ExactDecimal(quantity)!
    let price = ExactDecimal(price)!
    charges.append(
      Charge(
        source: source, basis: .recorded, item: item, quantity: quantity, unit: unit,
        unitPrice: price, amount: quantity.multiplied(by: price)!, currency: "USD"))
  }
}

extension JSONValue {
  static func text(_ text: String) -> JSONValue { .object([Member("text", .string(text))]) }
  static func user(_ text: String) -> JSONValue {
    .object([
      Member(
        "messages",
        .array([
          .object([Member("role", .string("user")), Member("content", .string(text))])
        ]))
    ])
  }
}

extension TraceCase {
  mutating func sumUp() {
    for step in steps {
      for charge in step.charges {
        cost.total += charge.amount
        cost.bySource[charge.source, default: .zero] += charge.amount
        if step.attempt?.isUsed == false { cost.retries += charge.amount }
      }
    }
    for charge in cost.traceCharges {
      cost.total += charge.amount
      cost.bySource[charge.source, default: .zero] += charge.amount
    }
    start = steps.compactMap(\.event.start).min()
  }

  static var timedOut: TraceCase {
    let question =
      "Hi, I was promised a refund on Monday for order 48213 and it’s still not on my card. Is the return shipping (€6.90) included? Please tell me when I’ll see it."
    let reply =
      "The return shipping of €6.90 is included, because your return note says the lamp arrived damaged.\n\nI could not check the state of your refund just now. A refund normally reaches the card 5 to 10 working days after approval. If it has not arrived by 2 March, reply here and a colleague will look into it."
    var trace = TraceCase(id: "t-7f3ac41e", slug: "t-7f3ac41e")
    trace.steps = [
      .stub(.request, at: 0, took: 0.02) {
        $0.event.input = .user(question)
        $0.event.inputSummary =
          "I was promised a refund on Monday for order 48213. Is the return shipping included?"
      },
      .stub(.guardrail, at: 0.02, took: 0.04) {
        $0.event.name = "pii.basic v5"
        $0.event.outputSummary = "masked 1 field before anything was logged"
      },
      .stub(.route, at: 0.06, took: 0.35) {
        var route = RouteChoice()
        route.candidates = ["aster-mini-4", "boreal-2.1"]
        route.chosen = "aster-mini-4"
        route.reason = "cheap first on this route"
        $0.event.route = route
        $0.costs(.infrastructure, "fern-8b on own machine", "0.35", "GPU second", "0.00062")
      },
      .stub(.model, at: 0.45, took: 1.86) {
        $0.isModel("aster-mini-4", prompt: "12", tokens: (6210, 4096, 96))
        $0.isAttempt(ofCall: 0)
        $0.event.name = "plan"
        $0.event.input = .user(question)
        let calls = ["refunds.status", "kb.search"].map { name -> JSONValue in
          .object([
            .init(
              "function",
              .object([.init("name", .string(name)), .init("arguments", .string("{}"))]))
          ])
        }
        $0.event.output = .object([.init("tool_calls", .array(calls))])
        $0.costs(.model, "input", "2114", "token", "0.0000004")
        $0.costs(.model, "cached input", "4096", "token", "0.0000001")
        $0.costs(.model, "output", "96", "token", "0.0000016")
      },
      .stub(.tool, at: 2.35, took: 0.72) {
        var tool = ToolCall()
        tool.name = "kb.search"
        tool.dataAsOf = Instant(nanoseconds: stubStart - 30_727_000_000_000)
        $0.event.tool = tool
        $0.isAttempt(ofCall: 2)
        $0.event.input = .object([
          .init("query", .string("return shipping refund damaged")), .init("top_k", .number("4")),
        ])
        $0.event.output = .array([
          .object([
            .init("id", .string("returns-07")), .init("title", .string("Return shipping")),
            .init(
              "text", .string("Return shipping is refunded when the item arrived damaged or wrong.")
            ),
            .init("updated", .string("2026-01-12")),
          ]),
          .object([
            .init("id", .string("refunds-02")), .init("title", .string("When the money arrives")),
            .init("text", .string("5 to 10 working days after approval.")),
          ]),
        ])
        $0.event.outputSummary = "Found 2 policy passages"
        $0.costs(.tool, nil, "1", "query", "0.008")
      },
    ]
    for number in 1...2 {
      trace.steps.append(
        .stub(.tool, at: number == 1 ? 2.35 : 10.85, took: 8, .timeout) {
          var tool = ToolCall()
          tool.name = "refunds.status"
          $0.event.tool = tool
          $0.isAttempt(
            number, ofCall: 1, number == 1 ? .first : .retry, after: number == 1 ? nil : 5,
            because: number == 1 ? nil : "timeout", isUsed: false)
          $0.event.input = .object([.init("order_id", .string("48213"))])
          var error = EventError()
          error.type = "timeout"
          error.message =
            "deadline exceeded after 8000 ms\nupstream: orders-replica-2\nbytes received: 0"
          $0.event.error = error
          $0.costs(.tool, nil, "1", "call", "0.015")
        })
    }
    trace.steps += [
      .stub(.model, at: 18.9, took: 3.5) {
        $0.isModel("aster-mini-4", prompt: "14", tokens: (9840, 4096, 402))
        $0.isAttempt(ofCall: 3, isUsed: false)
        $0.event.name = "draft"
        $0.event.input = .user(question)
        $0.event.output = .text(
          "Good news! Your refund was processed and should be on your card within 5 to 7 days. The return shipping of €6.90 is included."
        )
        $0.costs(.model, "input", "5744", "token", "0.0000004")
        $0.costs(.model, "cached input", "4096", "token", "0.0000001")
        $0.costs(.model, "output", "402", "token", "0.0000016")
      },
      .stub(.guardrail, at: 22.41, took: 0.14, .blocked) {
        $0.event.name = "status-needs-source"
        $0.event.outputSummary = "refund state without a source"
      },
      .stub(.model, at: 22.6, took: 8.38) {
        $0.isModel("aster-large-4", prompt: "15", tokens: (31904, 0, 655))
        $0.isAttempt(2, ofCall: 3, .fallback, after: 7, because: "output check failed")
        $0.event.name = "draft"
        $0.event.input = .user(question)
        $0.event.output = .text(reply)
        $0.costs(.model, "input", "31904", "token", "0.000004")
        $0.costs(.model, "output", "655", "token", "0.000016")
      },
      .stub(.guardrail, at: 30.98, took: 0.12) { $0.event.name = "status-needs-source" },
      .stub(.answer, at: 31.12, took: 0.08) { $0.event.output = .text(reply) },
    ]
    for index in trace.steps.indices { trace.steps[index].event.eventID = Name("e\(index + 1)") }
    trace.calls = [
      CallSummary(steps: [3], stage: .model), CallSummary(steps: [5, 6], stage: .tool),
      CallSummary(steps: [4], stage: .tool), CallSummary(steps: [7, 9], stage: .model),
    ]
    trace.path =
      "refunds.status timeout → refunds.status timeout · aster-mini-4 ok → aster-large-4 ok"
    trace.latencyNanoseconds = 31_200_000_000
    trace.feature = "refund-status"
    trace.environment = "chat on the web"
    trace.session = "s-20c1"
    trace.cost.traceCharges = [
      Charge(
        source: .infrastructure, basis: .estimated, item: "worker time",
        quantity: ExactDecimal("31.2"), unit: "second", unitPrice: ExactDecimal("0.00025"),
        amount: ExactDecimal("0.0078")!, currency: "USD"),
      Charge(
        source: .infrastructure, basis: .estimated, item: "each request",
        quantity: ExactDecimal(1), unit: "request", unitPrice: ExactDecimal("0.0011"),
        amount: ExactDecimal("0.0011")!, currency: "USD"),
    ]
    trace.usual = UsualFigures(
      traces: 269, averageCost: ExactDecimal("0.0503")!,
      averageBySource: [
        .model: ExactDecimal("0.0244")!, .tool: ExactDecimal("0.0229")!,
        .infrastructure: ExactDecimal("0.0030")!,
      ], medianLatencyNanoseconds: 5_800_000_000)
    trace.judge(
      outcome: "partial", class: .partial,
      "Shipping answered correctly. The refund state is missing because refunds.status timed out twice."
    )
    trace.cause = Cause(layer: "tool", step: 5, isSaid: true)
    var note = Note(
      markdown: """
        **Half an answer, and an honest one.** The second draft says what it could not check, which is what we asked for in v15.

        - The first draft *invented* a refund state. The check caught it, so the customer never saw it.
        - The same machine, `orders-replica-2`, was asked twice. A retry there cannot help during an outage.

        > upstream: orders-replica-2, bytes received: 0

        | Option | Cost here | What the customer gets |
        | --- | --- | --- |
        | As it ran | $0.19 | shipping answer after 31 s |
        | Ask the other replica | about $0.05 | full answer after 12 s |

        - [ ] Orders platform: let the retry pick another replica
        """)
    note.author = "M. Okafor"
    note.team = "Support lead"
    note.at = Instant(nanoseconds: stubStart + 70_000_000_000_000)
    trace.notes = [note]
    trace.findings = [
      TraceFinding(
        code: "prompt-changed", message: "Two prompt versions in one request", step: 7),
      TraceFinding(
        code: "verdict-conflict", message: "Reviewer: partial. Automatic check: acceptable.",
        step: nil),
    ]
    trace.sumUp()
    return trace
  }

  mutating func judge(outcome: Name, class verdictClass: VerdictClass, _ reason: String) {
    var given = GivenVerdict(
      at: Instant(nanoseconds: stubStart + 70_000_000_000_000),
      by: Judge(isHuman: true, name: "M. Okafor"))
    given.outcome = outcome
    given.reason = reason
    given.verdictClass = verdictClass
    var automatic = GivenVerdict(at: nil, by: Judge())
    automatic.label = "acceptable"
    automatic.verdictClass = .good
    verdict.outcome = RankedWord(word: outcome, isKnown: true)
    verdict.verdictClass = verdictClass
    verdict.judgement = outcome
    verdict.deciding = given
    verdict.all = [automatic, given]
  }

  static var stale: TraceCase {
    let reply =
      "I understand the wait is annoying. Your refund of €84.00 for order 47702 is still under review. Please allow another 5 to 7 days."
    var trace = TraceCase(id: "t-91c05b2d", slug: "t-91c05b2d")
    trace.steps = [
      .stub(.request, at: 0, took: 0.03) {
        $0.event.input = .user("Where is my refund? Support said it was approved three days ago.")
      },
      .stub(.route, at: 0.08, took: 0.33) {
        var route = RouteChoice()
        route.chosen = "boreal-2.1"
        route.reason = "split-50"
        $0.event.route = route
      },
      .stub(.model, at: 0.44, took: 1.08) {
        $0.isModel("aster-mini-4", prompt: "7", tokens: (1100, 0, 60))
        $0.isAttempt(ofCall: 0)
        $0.event.name = "rewrite"
        $0.event.outputSummary = "refund state order 47702, approved 17 Feb, latest note"
        $0.costs(.model, "input", "1100", "token", "0.0000004")
        $0.costs(.model, "output", "60", "token", "0.0000016")
      },
    ]
    for (name, took, age, said) in [
      ("orders.lookup", 0.42, 2.0, "Order 47702, €84.00, returned 12 Feb"),
      ("refunds.status", 0.66, 175_576.0, "pending"),
      ("crm.note", 0.5, 1.0, "“Refund approved, customer informed”, 17 Feb"),
    ] {
      trace.steps.append(
        .stub(.tool, at: 1.55, took: took) {
          var tool = ToolCall()
          tool.name = Name(name)
          tool.dataAsOf = Instant(nanoseconds: stubStart + 1_550_000_000 - Int64(age * 1e9))
          $0.event.tool = tool
          $0.isAttempt(ofCall: 1)
          $0.event.input = .object([.init("order_id", .string("47702"))])
          $0.event.output = .object([
            .init("order_id", .string("47702")), .init("status", .string("pending")),
            .init("amount", .string("84.00 EUR")), .init("approved_at", .string("2026-02-17")),
            .init("x-served-by", .string("orders-replica-2")),
          ])
          $0.event.outputSummary = said
          $0.costs(.tool, nil, "1", "call", "0.004")
        })
    }
    trace.steps += [
      .stub(.model, at: 2.25, took: 3.58) {
        $0.isModel("boreal-2.1", prompt: "15", tokens: (21990, 7680, 260))
        $0.isAttempt(ofCall: 2)
        $0.event.name = "draft"
        $0.event.output = .text(reply)
        $0.costs(.model, "input", "14310", "token", "0.00000075")
        $0.costs(.model, "cached input", "7680", "token", "0.00000019")
        $0.costs(.model, "output", "260", "token", "0.0000036")
      },
      .stub(.guardrail, at: 5.83, took: 0.12) { $0.event.name = "status-needs-source" },
      .stub(.answer, at: 6.02, took: 0.08) { $0.event.output = .text(reply) },
      .stub(.request, at: 67, took: 0.12) {
        $0.event.input = .user(
          "That is not true. My bank app and your own order page say “processed, 19 February”. Screenshot attached."
        )
        var attachment = Attachment()
        attachment.name = "screenshot.png"
        attachment.type = "image/png"
        attachment.bytes = 48_211
        $0.event.attachments = [attachment]
      },
    ]
    for index in trace.steps.indices { trace.steps[index].event.eventID = Name("e\(index + 1)") }
    trace.latencyNanoseconds = 6_100_000_000
    trace.feature = "refund-status"
    trace.environment = "chat in the app"
    trace.session = "s-31f7"
    trace.judge(
      outcome: "wrong", class: .bad,
      "The tool returned a refund state that was two days old. Both models trusted it.")
    trace.cause = Cause(layer: "tool", step: 4, isSaid: true)
    trace.sumUp()
    return trace
  }

  static func long(_ count: Int) -> TraceCase {
    var trace = TraceCase(id: "t-c9a10f4e", slug: "t-c9a10f4e")
    var offset = 0.0
    trace.steps = [
      .stub(.request, at: 0, took: 0.02) { $0.event.input = .user("Move all open orders") }
    ]
    for index in 1..<(count - 1) {
      let isModel = index % 40 < 8
      let hasFailed = index % 150 == 110
      let took = isModel ? 1.6 : hasFailed ? 8 : 0.5 + Double(index % 7) / 20
      trace.steps.append(
        .stub(isModel ? .model : .tool, at: offset, took: took, hasFailed ? .timeout : .ok) {
          $0.isAttempt(ofCall: index, isUsed: !hasFailed)
          if isModel {
            $0.isModel("aster-mini-4", prompt: "3", tokens: (1000, 0, 50))
            $0.costs(.model, "input", "1000", "token", "0.0000004")
          } else {
            var tool = ToolCall()
            tool.name = index % 80 < 40 ? "kb.search" : "orders.lookup"
            $0.event.tool = tool
            $0.costs(.tool, nil, "1", "call", "0.004")
          }
        })
      offset += took + 0.05
    }
    trace.steps.append(
      .stub(.answer, at: offset, took: 0.1) { $0.event.output = .text("Done: 71 orders moved.") })
    for index in trace.steps.indices { trace.steps[index].event.eventID = Name("e\(index + 1)") }
    trace.latencyNanoseconds = Int64(offset * 1e9)
    trace.sumUp()
    return trace
  }
}

extension Edition {
  static func stub(_ cases: [TraceCase]) -> Edition {
    let period = ReportPeriod(
      start: Instant(nanoseconds: stubStart - 300_000_000_000_000),
      end: Instant(nanoseconds: stubStart + 300_000_000_000_000), timeZone: "UTC", week: "2026-W08")
    var summary = WeekSummary(period: period)
    summary.review = cases.prefix(2).map {
      ReviewItem(traceID: $0.id, why: "drawn at random", isRandom: true)
    }
    let week = Week(
      summary: summary, cases: cases,
      allowedAge: ["refunds.status": 900_000_000_000, "*": 86_400_000_000_000])
    return redact(week, for: .review)
  }
}
