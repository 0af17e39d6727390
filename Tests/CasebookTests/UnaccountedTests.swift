import Testing
import TraceModel

@testable import casebook

struct UnaccountedTests {
  private func cost(_ lines: String...) throws -> CostSummary {
    try LogFolder(["log.jsonl": lines.joined()]).week().summary.cost
  }

  private let charge =
    #""charges":[{"source":"model","amount":"0.02","currency":"USD"}],"input_summary":"q""#
  private let failed = #""status":"error","input_summary":"q","model":{"name":"m"}"#

  @Test func `a failure that a provider answered without usage may be on its bill`() throws {
    let cost = try cost(
      eventLine("t", "e1", "model", #"\#(failed),"ids":{"response":"r1"}"#),
      eventLine("t", "e2", "model", at: 1, #""model":{"name":"m"},\#(charge)"#))
    #expect(cost.unaccountedEvents == 1)
    #expect(cost.unaccountedAtMost == ExactDecimal("0.02"))
    #expect(cost.total == ExactDecimal("0.02"))
  }

  @Test(arguments: [
    "", #","ids":{"request":"q1"}"#, #","ids":{"response":""}"#,
    #","ids":{"response":"r1"},"usage":{"prompt_tokens":12}"#,
    #","ids":{"response":"r1"},"charges":[{"source":"model","amount":0}]"#,
  ])
  func `a failure that nobody answered, or that is accounted for, is not counted`(more: String)
    throws
  {
    #expect(try cost(eventLine("t", "e1", "model", failed + more)).unaccountedEvents == 0)
  }

  @Test func `usage without a figure is no usage`() throws {
    let more = #","ids":{"response":"r1"},"usage":{"prompt_tokens":null}"#
    #expect(try cost(eventLine("t", "e1", "model", failed + more)).unaccountedEvents == 1)
  }
}
