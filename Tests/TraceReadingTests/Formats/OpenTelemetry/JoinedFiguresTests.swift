import Foundation
import TestSupport
import Testing
import TraceModel
import TraceReading

/// One run as the application and as the wire saw it.
struct JoinedFiguresTests {
  private let expected: ExpectedFigures
  private let read: FormatSample

  init() throws {
    expected = try ExpectedFigures("joined/joined-a")
    read = try FormatSample(
      [
        fixture("joined/joined-a.traces.jsonl"), fixture("joined/joined-a.logs.jsonl"),
        fixture("providers/joined-http.jsonl"),
      ], with: expected.settings())
  }

  @Test func `every exchange lands in the trace that it was sent for`() throws {
    let exchanges = try ExpectedFigures("joined/joined-a.provider-http")
    let summary = read.counted.summary
    #expect(read.counted.problems.isEmpty)
    #expect(summary.traces == expected.number("traces"))
    let joins = summary.inputs[2].joins
    #expect(joins[.traceparent]?.events == exchanges.number("http_exchanges"))
    #expect(joins[.traceparent]?.alone == 0)
    #expect(joins.count == 1)
    // 25 exchanges of 24 calls: one was tried again inside of the client library.
    let models = read.events("model")
    #expect(models.count == exchanges.number("http_exchanges"))
    let both = models.filter { ($0["sources"]?.elements.count ?? 0) > 1 }
    #expect(both.count == expected.number("model_calls"))
  }

  @Test func `sixteen exchanges have the id of their call's answer`() throws {
    let answers = try fixture("providers/joined-http.jsonl").split(separator: 0x0A).compactMap {
      let response = try readJSON(Array($0))["response"]
      guard let response, response["id"] != nil || response["body"] != nil else {
        return nil as String?
      }
      return response["id"]?.string ?? response["body", "id"]?.string
    }
    let spans = Set(read.events("model").compactMap { $0["ids", "response"]?.string })
    #expect(answers.count == 16)
    #expect(answers.filter { spans.contains($0) }.count == 16)
  }

  @Test func `cost and tokens count once, and verdicts stay`() {
    let summary = read.counted.summary
    #expect(summary.cost.bySource[.model] == expected.amount("model_cost_usd_total"))
    #expect(summary.cost.byModel.spelled == expected.amounts("model_cost_usd_by_model"))
    #expect(summary.cost.bySource[.tool] == expected.amount("tool_cost_usd_total"))
    #expect(modelCostByDay(summary) == expected.amounts("model_cost_usd_by_day_utc"))
    #expect(tokensByModel(read.events("model")) == expected.tokensByModel)
    #expect(verdicts(summary) == expected.numbers("verdicts"))
    #expect(summary.verdicts.unjudged == expected.number("traces_without_verdict"))
  }

  @Test func `the attempt that a client library hid is an attempt`() throws {
    let exchanges = try ExpectedFigures("joined/joined-a.provider-http").numbers("by_status")
    let models = read.events("model")
    let hidden = models.filter { ($0["sources"]?.elements.count ?? 0) < 2 }
    #expect(hidden.count == 1)
    #expect(hidden.first?["status"]?.string == "error")
    #expect(hidden.first?["attempt", "number"]?.whole == 1)
    let next = models.first { $0["attempt", "of"] == hidden.first?["event_id"] }
    #expect(next?["status"]?.string == "ok")
    #expect(next?["attempt", "kind"]?.string == "retry")
    #expect(next?["attempt", "trigger"]?.string == "server_error")
    // Of the calls, all failed that the wire says failed, but for the one that was tried again.
    let failedExchanges = exchanges.filter { $0.key != "200" }.values.reduce(0, +)
    #expect(models.filter(\.hasFailed).count == failedExchanges)
    #expect(failedExchanges == expected.number("model_calls_failed")! + 1)
  }
}
