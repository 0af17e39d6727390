import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

struct CompareFairlyTests {
  private func week(_ lines: [String]..., with settings: LogSettings = LogSettings()) throws
    -> WeekSummary
  {
    try count(files: ["log.jsonl": lines.flatMap { $0 }], with: settings).summary
  }

  @Test func `two models under equal conditions are compared with all their figures`() throws {
    var settings = LogSettings()
    settings.configuration.handOff = HandOffCost(minutes: "5", ratePerMinute: "1")
    let week = try week(
      compared("a", 60, good: 30),
      compared("b", 50, good: 45) {
        $0.model = "boreal"
        $0.cost = "0.02"
        $0.milliseconds = 3000
      },
      compared("h", 10, good: 0) { $0.isHandedOff = true },
      compared("f", 30, good: 20) { $0.fallback = "cedar" }, with: settings)
    let comparison = try #require(week.comparisons.first { $0.of == .model })
    #expect(week.comparisons.count == 1)
    #expect(comparison.a.name == "aster" && comparison.b.name == "boreal")
    #expect(comparison.reading == .higher("boreal"))
    #expect(comparison.cohort.tools == ["lookup", "search"])
    #expect(comparison.cohort.settings == "temperature 0.2")
    let a = comparison.a
    #expect(a.traces == 70 && a.judged == 70 && a.good == 30 && a.handedOff == 10)
    #expect(a.retried == 30 && a.retryShare == 0.3)
    #expect(a.cost == ExactDecimal("0.7") && comparison.b.cost == ExactDecimal("1"))
    #expect(a.costPerGoodWithHandOffs == ExactDecimal("50.7").divided(by: 30))
    #expect(comparison.b.costPerGoodWithHandOffs == ExactDecimal("1").divided(by: 45))
    #expect(abs((comparison.b.p95Milliseconds ?? 0) - 4000) < 40)
    #expect(comparison.difference == RateDifference(30, of: 70, from: 45, of: 50))
  }

  @Test(arguments: [
    ("route", \ComparedTrace.route), ("environment", \.environment), ("prompt", \.prompt),
    ("prompt version", \.version), ("prompt text", \.text), ("tool schema", \.schema),
  ])
  func `what differs is named, and nobody wins`(
    word: String, field: WritableKeyPath<ComparedTrace, String> & Sendable
  ) throws {
    let week = try week(
      compared("a", 60, good: 10),
      compared("b", 50, good: 50) {
        $0.model = "boreal"
        $0[keyPath: field] = "another"
      })
    #expect(!week.comparisons.contains { $0.of == .model })
    let pair = try #require(week.unfair.first { $0.of == .model })
    #expect(pair.differs.map(\.rawValue) == [word])
    #expect(pair.a == "aster" && pair.b == "boreal" && pair.feature == "orders")
    #expect(pair.matched == nil)
  }

  @Test func `settings and tools that differ are named, with the tools`() throws {
    let week = try week(
      compared("a", 30, good: 10),
      compared("b", 30, good: 30) {
        $0.model = "boreal"
        $0.tools = ["search", "tickets"]
        $0.temperature = "0.7"
      })
    let pair = try #require(week.unfair.first)
    #expect(pair.differs == [.tools, .settings])
    #expect(pair.toolsOnlyOfA == ["lookup"] && pair.toolsOnlyOfB == ["tickets"])
  }

  @Test func `a setting is the same however its number is written`() throws {
    let week = try week(
      compared("a", 30, good: 10),
      compared("b", 30, good: 30) {
        $0.model = "boreal"
        $0.temperature = "2.0e-1"
      })
    #expect(week.unfair.isEmpty)
    #expect(week.comparisons.first?.reading == .higher("boreal"))
  }

  @Test func `a model that answers only where another has failed is not compared`() throws {
    let week = try week(
      compared("a", 60, good: 50), compared("f", 30, good: 3) { $0.fallback = "cedar" })
    #expect(week.comparisons.isEmpty)
    let pair = try #require(week.unfair.first)
    #expect(pair.differs == [.attempts] && pair.onlyLater == ["cedar"])
    #expect(pair.traces == (60, 30))
  }

  @Test func `where a part of the traffic ran alike, that part is compared and offered`() throws {
    let week = try week(
      compared("a", 25, good: 10), compared("b", 24, good: 12) { $0.model = "boreal" },
      compared("c", 80, good: 80) {
        $0.model = "boreal"
        $0.tools = ["search"]
      })
    let comparison = try #require(week.comparisons.first)
    #expect(comparison.a.judged == 25 && comparison.b.judged == 24)
    #expect(comparison.reading == .noClearDifference)
    let pair = try #require(week.unfair.first)
    #expect(pair.differs == [.tools])
    #expect(pair.matched?.a == 25 && pair.matched?.b == 24)
    #expect(pair.traces == (25, 104))
  }

  @Test func `below the least sample there is no winner, whatever the difference`() throws {
    let lines = compared("a", 19, good: 0) + compared("b", 200, good: 200) { $0.model = "boreal" }
    #expect(try week(lines).comparisons.map(\.reading) == [.tooFew])
    var settings = LogSettings()
    settings.configuration.review.leastSample = 19
    #expect(try week(lines, with: settings).comparisons.map(\.reading) == [.higher("boreal")])
  }

  @Test func `models keep their company: a third one's, or their own`() throws {
    // Both after a rewrite by cedar; and each after its own.
    for company in [("cedar", "cedar"), ("aster", "boreal"), ("aster", "aster")] {
      let week = try week(
        compared("a", 30, good: 5) { $0.rewrittenBy = company.0 },
        compared("b", 30, good: 25) {
          $0.model = "boreal"
          $0.rewrittenBy = company.1
        })
      #expect(week.comparisons.map(\.reading) == [.higher("boreal")], "\(company)")
      #expect(week.unfair.isEmpty)
    }
    let week = try week(
      compared("a", 30, good: 5) { $0.rewrittenBy = "cedar" },
      compared("b", 30, good: 25) { $0.model = "boreal" })
    #expect(week.comparisons.isEmpty)
    #expect(week.unfair.map(\.differs) == [[.otherCalls]])
  }

  @Test func `versions and texts of a prompt are compared, and routes by what they chose`() throws {
    let week = try week(
      compared("a", 40, good: 20), compared("b", 40, good: 38) { $0.version = "15" },
      compared("c", 40, good: 36) {
        $0.version = "15"
        $0.text = "You help well."
      },
      compared("d", 40, good: 12) {
        $0.route = "best-first"
        $0.model = "boreal"
      })
    let prompts = week.comparisons.filter { $0.of == .prompt }
    #expect(prompts.count == 3)
    #expect(prompts.contains { $0.a.name == "answer@14" && $0.reading == .higher($0.b.name) })
    let texts = try #require(prompts.first { $0.a.name.text.hasPrefix("answer@15 (") })
    #expect(texts.b.name.text.hasPrefix("answer@15 (") && texts.a.name != texts.b.name)
    let route = try #require(week.comparisons.first { $0.of == .route })
    #expect(route.a.name == "best-first" && route.b.name == "cheap-first")
    #expect(!week.comparisons.contains { $0.of == .model })
    #expect(week.unfair.first { $0.of == .model }?.differs == [.route])
  }

  @Test func `what was not logged is no name to win by`() throws {
    let week = try week(
      compared("a", 30, good: 0) { $0.route = "" }, compared("b", 30, good: 30))
    #expect(!week.comparisons.contains { $0.of == .route })
  }
}
