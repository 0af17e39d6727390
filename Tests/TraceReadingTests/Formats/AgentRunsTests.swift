import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What runs of agents say of their tokens and costs.
struct AgentRunsTests {
  private func mini(cost: String, extra: [String]) throws -> FormatSample {
    let calls = extra.map { #"{"role":"assistant","content":"THOUGHT","extra":\#($0)}"# }
    let run =
      #"{"info":{"exit_status":"Submitted","model_stats":{"instance_cost":\#(cost),"#
      + #""api_calls":\#(extra.count)}},"messages":[{"role":"user","content":"Fix it"},"#
      + calls.joined(separator: ",") + #"],"trajectory_format":"mini-swe-agent-1.1"}"#
    let read = try FormatSample([Data(run.utf8)])
    #expect(read.counted.problems.isEmpty)
    return read
  }

  private static let response =
    #""response":{"model":"gpt-4.1-mini-2025-04-14","#
    + #""usage":{"prompt_tokens":1000,"completion_tokens":100}}"#

  @Test func `a run says what was sent and received, and its steps do not`() throws {
    let run =
      #"{"environment":"swe_main","trajectory":[{"action":"ls","observation":"a","#
      + #""thought":"let me look","execution_time":0.5}],"history":[],"info":{"#
      + #""exit_status":"submitted","model_stats":{"instance_cost":0.5,"tokens_sent":1000,"#
      + #""tokens_received":100,"api_calls":2}}}"#
    let read = try FormatSample([Data(run.utf8)])
    #expect(read.counted.problems.isEmpty)
    #expect(read.counted.summary.tokens.prompt == 1000)
    #expect(read.counted.summary.tokens.completion == 100)
    #expect(read.counted.summary.cost.total.digits == "0.5")
    let uncounted = run.replacing("1000", with: "0").replacing(":100,", with: ":0,")
    #expect(try FormatSample([Data(uncounted.utf8)]).events("request").first?["usage"] == nil)
  }

  @Test func `calls that say what they used and cost are paid once`() throws {
    let call = "{" + Self.response + #","cost":0.25}"#
    let read = try mini(cost: "0.6", extra: [call, call])
    let model = try #require(read.events("model").first)
    #expect(model["model"]?["name"] == "gpt-4.1-mini-2025-04-14")
    #expect(model["usage"]?["prompt_tokens"]?.whole == 1000)
    #expect(read.counted.summary.cost.total.digits == "0.6")
    #expect(read.counted.summary.tokens.prompt == 2000)
    let rest = read.events("request").first?["charges"]?.elements.first
    #expect(rest?["item"] == "other model calls of the run")
    #expect(rest?["amount"]?.words == "0.1")
    #expect(try mini(cost: "0.5", extra: [call, call]).events("request").first?["charges"] == nil)
  }

  @Test func `tokens that the run's cost pays for stand beside it`() throws {
    let read = try mini(cost: "0.5", extra: Array(repeating: "{\(Self.response)}", count: 2))
    let run = try #require(read.events("request").first)
    #expect(run["usage"]?["prompt_tokens"]?.whole == 2000)
    #expect(run["charges"]?.elements.count == 1)
    #expect(read.events("model").allSatisfy { $0["usage"] == nil })
    #expect(read.counted.summary.cost.total.digits == "0.5")
  }

  @Test func `a run without a cost leaves its calls to be priced`() throws {
    let read = try mini(cost: "0.0", extra: ["{\(Self.response)}"])
    #expect(read.events("request").first?["usage"] == nil)
    #expect(read.events("model").first?["usage"]?["completion_tokens"]?.whole == 100)
  }
}
