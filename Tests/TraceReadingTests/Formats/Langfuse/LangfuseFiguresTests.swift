import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct LangfuseFiguresTests {
  private func read(_ usage: String, type: String = "generation") throws -> FormatSample {
    try FormatSample([
      Data(
        (#"{"batch":[{"id":"e1","type":"\#(type)-create","timestamp":"2026-11-10T10:00:01Z","#
          + #""body":{"id":"g","traceId":"t","type":"GENERATION","model":"m","#
          + #""startTime":"2026-11-10T10:00:01Z","endTime":"2026-11-10T10:00:02Z",\#(usage)}}]}"#)
          .utf8)
    ])
  }

  @Test(arguments: [
    #""usage":{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"#
      + #""prompt_tokens_details":{"cached_tokens":40,"audio_tokens":0},"#
      + #""completion_tokens_details":{"reasoning_tokens":20}}"#,
    #""usageDetails":{"input_tokens":100,"output_tokens":50,"total_tokens":150,"#
      + #""input_tokens_details":{"cached_tokens":40},"#
      + #""output_tokens_details":{"reasoning_tokens":20}}"#,
  ])
  func `parts of what OpenAI counts are inside of it`(usage: String) throws {
    let log = try read(usage)
    #expect(log.counted.problems.isEmpty)
    let counts = try #require(log.events("model").first?["usage"])
    #expect(counts["prompt_tokens"]?.whole == 100)
    #expect(counts["cached_tokens"]?.whole == 40)
    #expect(counts["completion_tokens"]?.whole == 50)
    #expect(counts["reasoning_tokens"]?.whole == 20)
  }

  @Test(arguments: [
    // What was written to the cache is in the input of LangChain, what was read from it is not.
    (
      #"{"input":3000,"input_cached_tokens":12000,"cache_creation_input_tokens":3000,"#
        + #""output":500,"total":15500}"#, [15000, 12000, 3000, 500, nil]
    ),
    // Its parts of priority are in what they are parts of; those of other tiers are beside it.
    (
      #"{"input":13,"output":9,"total":22,"input_priority":9,"input_priority_cache_read":4,"#
        + #""output_priority":2,"output_priority_reasoning":7}"#, [13, 4, nil, 9, 7]
    ),
    (#"{"input":13,"output":1,"input_priority":13,"output_priority":1}"#, [13, nil, nil, 1, nil]),
    (#"{"input_priority":13,"output_priority":1,"total":14}"#, [13, nil, nil, 1, nil]),
    (
      #"{"input":3,"input_priority":10,"output":1,"output_priority":4,"total":18}"#,
      [13, nil, nil, 5, nil]
    ),
    (
      #"{"input":0,"input_flex":13,"output":0,"output_flex":1,"total":14}"#, [13, nil, nil, 1, nil]
    ),
    (#"{"input":1,"output":2,"reasoning":3}"#, [1, nil, nil, 5, 3]),
    (#"{"input":0,"input_priority":13,"output":0,"output_priority":1}"#, [13, nil, nil, 1, nil]),
  ])
  func `the total and the tier tell what is inside of the input`(
    map: String, expected: [Int?]
  ) throws {
    let counts = try #require(
      read(#""usageDetails":"# + map).events("model").first?["usage"])
    let keys = [
      "prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens",
      "reasoning_tokens",
    ]
    #expect(keys.map { counts[$0]?.whole } == expected)
  }

  @Test func `what the map of tokens says nothing of, the older field tells`() throws {
    let log = try read(
      #""usage":{"input":7,"output":2,"total":9},"usageDetails":{"input":5}"#)
    let counts = try #require(log.events("model").first?["usage"])
    #expect(counts["prompt_tokens"]?.whole == 5)
    #expect(counts["completion_tokens"]?.whole == 2)
  }

  @Test(arguments: [
    // The state of an agent that is a graph, and an answer beside the conversation.
    #"{"messages":[{"type":"human","content":"What is 2+2?"},{"type":"ai","content":"It is four."}]}"#,
    #"{"content":"It is four.","messages":[{"role":"user","content":"What is 2+2?"}]}"#,
  ])
  func `the last to speak in an answer is the model`(output: String) throws {
    let log = try FormatSample([
      Data(
        (#"{"batch":[{"id":"e1","type":"trace-create","timestamp":"2026-11-10T10:00:01Z","#
          + #""body":{"id":"t","timestamp":"2026-11-10T10:00:01Z","name":"n","output":\#(output)}}]}"#)
          .utf8)
    ])
    #expect(log.events("request").first?["output_summary"]?.string == "It is four.")
  }

  @Test func `the costs beside the tokens are charged`() throws {
    let log = try read(
      #""usage":{"input":100,"output":50,"unit":"TOKENS","inputCost":0.01,"outputCost":0.02,"#
        + #""totalCost":0.03}"#)
    #expect(log.counted.problems.isEmpty)
    #expect(log.counted.summary.cost.total.digits == "0.03")
    #expect(log.counted.summary.tokens.prompt == 100)
  }

  @Test(arguments: [
    (#""costDetails":{},"providedCostDetails":{"total":"0.03"}"#, "0.03"),
    (#""providedCostDetails":{"input":0.01,"output":0.02}"#, "0.03"),
    (#""costDetails":{"total":0.04},"providedCostDetails":{"total":0.03}"#, "0.04"),
  ])
  func `what the application sent as cost counts where nothing else does`(
    costs: String, total: String
  ) throws {
    let log = try read(#""usageDetails":{"input":100,"output":50},\#(costs)"#)
    #expect(log.counted.problems.isEmpty)
    #expect(log.counted.summary.cost.total.digits == total)
  }

  @Test func `characters are no tokens, and that is said`() throws {
    let log = try read(#""usage":{"input":400,"output":50,"unit":"CHARACTERS","totalCost":2}"#)
    #expect(log.events("model").first?["usage"] == nil)
    #expect(log.counted.summary.cost.total.digits == "2")
    #expect(log.counted.problems.contains { $0.reason.contains("CHARACTERS") })
  }

  @Test(arguments: [
    #"{"input":10,"input_cache_read":3000,"input_cache_creation":0,"#
      + #""input_ephemeral_5m_input_tokens":500,"input_ephemeral_1h_input_tokens":1500,"output":100}"#,
    #"{"input":10,"input_cache_read":3000,"input_cache_creation_5m":500,"#
      + #""input_cache_creation_1h":1500,"output":100}"#,
    #"{"input":10,"input_cache_read":3000,"input_cache_creation":2000,"#
      + #""input_cache_creation_5m":500,"input_cache_creation_1h":1500,"output":100}"#,
    #"{"input":10,"cache_read_input_tokens":3000,"cache_creation_input_tokens":2000,"#
      + #""ephemeral_5m_input_tokens":500,"ephemeral_1h_input_tokens":1500,"output":100}"#,
  ])
  func `what was written to the cache counts once, and by how long it stays`(map: String) throws {
    let log = try read(#""usageDetails":"# + map)
    #expect(log.counted.problems.isEmpty)
    let counts = try #require(log.events("model").first?["usage"])
    #expect(counts["prompt_tokens"]?.whole == 5010)
    #expect(counts["cached_tokens"]?.whole == 3000)
    #expect(counts["cache_write_tokens"]?.whole == 2000)
    #expect(counts["cache_write_1h_tokens"]?.whole == 1500)
    #expect(counts["completion_tokens"]?.whole == 100)
  }

  @Test func `a sum that is not of its lifetimes stands for itself`() throws {
    let log = try read(
      #""usageDetails":{"input":10,"input_cache_creation":300,"input_cache_creation_1h":1500}"#)
    let counts = try #require(log.events("model").first?["usage"])
    #expect(counts["prompt_tokens"]?.whole == 1810)
    #expect(counts["cache_write_tokens"]?.whole == 1800)
    #expect(counts["cache_write_1h_tokens"]?.whole == 1500)
  }

  @Test func `the cache's lifetimes are charged apart`() throws {
    let log = try read(
      #""usageDetails":{"input":10,"input_cache_creation_5m":500,"input_cache_creation_1h":1500,"#
        + #""output":100},"costDetails":{"input":0.00003,"input_cache_creation_5m":0.001875,"#
        + #""input_cache_creation_1h":0.009,"output":0.0015,"total":0.012405}"#)
    let charges = try #require(log.events("model").first?["charges"]?.elements)
    #expect(
      charges.compactMap { $0["item"]?.string } == [
        "prompt tokens", "cache write tokens", "cache write tokens (1 h)", "completion tokens",
      ])
    #expect(charges.compactMap { $0["quantity"]?.whole } == [10, 500, 1500, 100])
    #expect(log.counted.summary.cost.total.digits == "0.012405")
  }

  @Test(
    arguments: [
      (
        #""prompt_token_count":1000,"candidates_token_count":50,"thoughts_token_count":300,"#
          + #""cached_content_token_count":400,"total_token_count":1350"#, 1000
      ),
      (
        #""promptTokenCount":1000,"candidatesTokenCount":50,"thoughtsTokenCount":300,"#
          + #""cachedContentTokenCount":400"#, 1000
      ),
      (
        #""prompt_token_count":600,"candidates_token_count":50,"thoughts_token_count":300,"#
          + #""cached_content_token_count":400,"total_token_count":1350"#, 1000
      ),
      (
        #""input":600,"candidates_token_count":50,"thoughts_token_count":300,"#
          + #""cached_content_token_count":400"#, 1000
      ),
    ])
  func `Gemini's thoughts are beside its answer, and a total tells where its cache is`(
    map: String, prompt: Int
  ) throws {
    let log = try read(#""usageDetails":{"# + map + "}")
    #expect(log.counted.problems.isEmpty)
    let counts = try #require(log.events("model").first?["usage"])
    #expect(counts["prompt_tokens"]?.whole == prompt)
    #expect(counts["cached_tokens"]?.whole == 400)
    #expect(counts["completion_tokens"]?.whole == 350)
    #expect(counts["reasoning_tokens"]?.whole == 300)
  }

  @Test func `nothing but zeros is what nobody counted`() throws {
    let log = try read(
      #""usageDetails":{},"costDetails":{},"usage":{"input":0,"output":0,"total":0,"#
        + #""unit":"TOKENS"},"calculatedTotalCost":0"#)
    #expect(log.counted.problems.isEmpty)
    #expect(log.events("model").count == 1)
    #expect(log.events("model").first?["usage"] == nil)
    #expect(log.events("model").first?["charges"] == nil)
  }
}
