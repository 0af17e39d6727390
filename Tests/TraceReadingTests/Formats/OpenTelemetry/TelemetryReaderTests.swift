import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What single spans say that no sample has.
struct TelemetryReaderTests {
  private func model(_ attributes: [String: JSONValue], events: String = "[]") throws -> JSONValue {
    var span = SpanText(id: "b1", events: events)
    span.attributes = ["gen_ai.operation.name": "chat", "gen_ai.request.model": "m"]
    span.attributes.merge(attributes) { $1 }
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events.last)
  }

  @Test func `a span without a status went well, whatever was caught inside of it`() throws {
    let raised =
      #"[{"name":"exception","timeUnixNano":"1794300001500000000","#
      + #""attributes":[{"key":"exception.type","value":{"stringValue":"GeneratorExit"}}]}]"#
    #expect(try model([:], events: raised)["status"] == "ok")
    #expect(try model(["error.type": "timeout"], events: raised)["status"] == "timeout")
  }

  @Test(arguments: ["evaluate", "chat"])
  func `what a span says of an answer in its own attributes is a verdict`(operation: String) throws
  {
    let verdict = try model([
      "gen_ai.operation.name": .string(operation), "gen_ai.evaluation.name": "tone",
      "gen_ai.evaluation.score.label": "wrong",
    ])
    #expect(verdict["stage"] == "verdict")
    #expect(verdict["verdict"]?["label"] == "wrong")
    #expect(verdict["parent_id"]?.string == SpanText.full("b1"))
  }

  @Test func `Langfuse's costs stand beside the conventions' tokens`() throws {
    let call = try model([
      "gen_ai.usage.input_tokens": .number("100"), "gen_ai.usage.output_tokens": .number("20"),
      "langfuse.observation.cost_details": #"{"input":0.001,"output":0.002,"total":0.003}"#,
    ])
    #expect(call["usage"]?["prompt_tokens"]?.whole == 100)
    #expect(call["charges"]?.elements.compactMap { $0["quantity"]?.whole } == [100, 20])
  }

  @Test func `a tool costs what Langfuse says`() throws {
    let tool = try model([
      "langfuse.observation.type": "tool", "langfuse.observation.cost_details": #"{"total":0.05}"#,
    ])
    let charge = tool["charges"]?.elements.first?.members
    #expect(charge?["source"] == "tool")
    #expect(charge?["item"] == "call")
    #expect(charge?["amount"]?.words == "0.05")
  }

  @Test(arguments: [
    (#"{"id":"chatcmpl-1","choices":[]}"#, "chatcmpl-1"), (#"{"choices":[{"id":"x"}]}"#, nil),
    (#"{"id":7}"#, nil), (#"no "id": here"#, nil),
  ])
  func `the id of an answer that OpenInference keeps is the provider's`(
    output: String, id: String?
  ) throws {
    let call = try model([
      "openinference.span.kind": "LLM", "output.value": .string(output),
    ])
    #expect(call["ids"]?["response"]?.string == id)
    let chain = try model([
      "openinference.span.kind": "CHAIN", "output.value": .string(output),
    ])
    #expect(chain["ids"] == nil)
  }

  @Test(
    arguments: [
      ("chat", ["gen_ai.usage.total_tokens": 30, "gen_ai.usage.input_tokens": 20], 20, 10),
      ("chat", ["llm.token_count.total": 30, "llm.token_count.completion": 20], 10, 20),
      ("embeddings", ["gen_ai.usage.total_tokens": 30], 30, nil),
      ("chat", ["gen_ai.usage.total_tokens": 30], nil, nil),
    ] as [(String, [String: Int], Int?, Int?)])
  func `a total tells what is missing beside it`(
    operation: String, counts: [String: Int], prompt: Int?, completion: Int?
  ) throws {
    let call = try model(
      counts.mapValues { .number("\($0)") }.merging(["gen_ai.operation.name": .string(operation)]) {
        $1
      })
    #expect(call["usage"]?["prompt_tokens"]?.whole == prompt)
    #expect(call["usage"]?["completion_tokens"]?.whole == completion)
  }

  @Test func `newer SDKs' names for parts of tokens are known`() throws {
    let call = try model([
      "gen_ai.usage.input_tokens": .number("100"), "gen_ai.usage.output_tokens": .number("50"),
      "ai.usage.inputTokenDetails.cacheWriteTokens": .number("20"),
      "gen_ai.usage.details.cached_content_tokens": .number("40"),
      "gen_ai.usage.details.thoughts_tokens": .number("30"),
    ])
    #expect(call["usage"]?["cache_write_tokens"]?.whole == 20)
    #expect(call["usage"]?["cached_tokens"]?.whole == 40)
    #expect(call["usage"]?["reasoning_tokens"]?.whole == 30)
  }

  @Test(
    arguments: [
      ("gen_ai.usage.input_tokens.cache_read", "cached_tokens"),
      ("gen_ai.usage.cache_read_tokens", "cached_tokens"),
      ("llm.token_count.prompt_details.cache_input", "cached_tokens"),
      ("gen_ai.usage.input_tokens.cache_write", "cache_write_tokens"),
      ("gen_ai.usage.input_tokens.cache_creation", "cache_write_tokens"),
      ("gen_ai.usage.cache_creation_tokens", "cache_write_tokens"),
      ("gen_ai.usage.experimental.reasoning_tokens", "reasoning_tokens"),
    ])
  func `a part of the tokens has many names`(name: String, part: String) throws {
    let call = try model([
      "gen_ai.usage.input_tokens": .number("100"), "gen_ai.usage.output_tokens": .number("50"),
      name: .number("20"),
    ])
    #expect(
      call["usage"]?.members.mapValues { $0.whole } == [
        "prompt_tokens": 100, "completion_tokens": 50, part: 20,
      ])
  }

  @Test(arguments: [
    ["gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"],
    ["gen_ai.response.prompt_tokens", "gen_ai.response.completion_tokens"],
  ])
  func `libraries' own names for tokens and costs are known`(wholes: [String]) throws {
    let call = try model([
      wholes[0]: .number("1000"), wholes[1]: .number("20"),
      "gen_ai.usage.cached_input_tokens": .number("500"),
      "gen_ai.usage.cache_write_input_tokens": .number("300"),
      "gen_ai.cost.input_cost": .number("0.001"), "gen_ai.cost.output_cost": .number("0.002"),
      "gen_ai.cost.total_cost": .number("0.003"),
    ])
    #expect(
      call["usage"]?.members.mapValues { $0.whole } == [
        "prompt_tokens": 1000, "completion_tokens": 20, "cached_tokens": 500,
        "cache_write_tokens": 300,
      ])
    #expect(call["charges"]?.elements.map { $0["amount"]?.words } == ["0.003"])
  }

  @Test(arguments: [
    (120, 100, 20), (185, 165, 20), (125, 100, 25), (190, 165, 25), (500, 100, 20),
  ])
  func `a total tells whether parts of tokens are counted beside them`(
    total: Int, prompt: Int, completion: Int
  ) throws {
    let call = try model([
      "gen_ai.usage.input_tokens": .number("100"), "gen_ai.usage.output_tokens": .number("20"),
      "gen_ai.usage.cache_read.input_tokens": .number("60"),
      "gen_ai.usage.cache_write.input_tokens": .number("5"),
      "gen_ai.usage.reasoning.output_tokens": .number("5"),
      "gen_ai.usage.total_tokens": .number("\(total)"),
    ])
    #expect(call["usage"]?["prompt_tokens"]?.whole == prompt)
    #expect(call["usage"]?["completion_tokens"]?.whole == completion)
  }

  @Test(
    arguments: [
      (["gen_ai.request.model": "m", "gen_ai.usage.input_tokens": .number("7")], "model"),
      (["gen_ai.response.model": "m", "gen_ai.system": "openai"], "model"),
      (["llm.model_name": "m", "llm.token_count.completion": .number("7")], "model"),
      (
        [
          "traceloop.span.kind": "llm", "gen_ai.request.model": "m", "gen_ai.system": "openai",
        ], "model"
      ),
      (
        [
          "traceloop.span.kind": "task", "gen_ai.request.model": "m", "gen_ai.system": "openai",
        ], "infrastructure"
      ),
      (["gen_ai.request.model": "m"], "infrastructure"),
      (["gen_ai.usage.input_tokens": .number("7")], "infrastructure"),
    ] as [([String: JSONValue], String)])
  func `a span that names a model, and the vendor or tokens, is a call of it`(
    attributes: [String: JSONValue], stage: String
  ) throws {
    var span = SpanText(id: "b1")
    span.attributes = attributes
    #expect(try FormatSample([export(.root, span)]).events.last?["stage"]?.string == stage)
  }

  @Test func `an exchange is of the call whose request id it has`() throws {
    var call = SpanText(id: "b1", from: 1, to: 5)
    call.attributes = ["gen_ai.operation.name": "chat", "gen_ai.request.model": "m"]
    var http = SpanText(id: "c1", parent: "b1", name: "POST", from: 1, to: 4)
    http.attributes = ["http.request.method": "POST"]
    let exchange =
      #"{"provider":"openai","started_at":"2026-11-10T08:00:02Z","#
      + #""request":{"method":"POST","url":"https://api.openai.com/v1/chat/completions","#
      + #""body":"{\"model\":\"m\",\"messages\":[]}"},"response":{"status":200,"#
      + #""headers":{"x-request-id":"req_0a1b2c3d4e5f"},"body":"{\"id\":\"chatcmpl-0a1b2c3d\","#
      + #"\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[],"#
      + #"\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}"}}"#
    for isOfCall in [true, false] {
      var (call, http) = (call, http)
      let id = ["http.response.header.x-request-id": JSONValue.array(["req_0a1b2c3d4e5f"])]
      if isOfCall {
        call.attributes.merge(id) { $1 }
      } else {
        http.attributes.merge(id) { $1 }
      }
      let read = try FormatSample([export(.root, call, http), Data((exchange + "\n").utf8)])
      #expect(read.counted.summary.traces == 1)
      #expect(read.counted.summary.tokens.prompt == 7)
      #expect(read.counted.summary.attempts.first == 1)
    }
  }

  @Test func `a team's own names count on the resource too, and its costs on any step`() throws {
    var settings = LogSettings()
    settings.configuration.attributes.feature = ["app.feature"]
    settings.configuration.attributes.toolCost = ["app.cost"]
    var step = SpanText(id: "b1")
    step.attributes = ["app.cost": .number("0.5")]
    let read = try FormatSample(
      [
        export(
          .root, step, resource: #"[{"key":"app.feature","value":{"stringValue":"help"}}]"#)
      ], with: settings)
    #expect(read.events("request")[0]["context"]?["feature"] == "help")
    #expect(read.counted.summary.cost.bySource[.tool]?.digits == "0.5")
  }

  @Test
  func `tokens that only a step around calls tells of are a finding where nobody knows the cost`()
    throws
  {
    let used: [String: JSONValue] = [
      "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "m",
      "gen_ai.usage.input_tokens": .number("100"), "gen_ai.usage.output_tokens": .number("20"),
    ]
    func summary(_ spans: SpanText...) throws -> WeekSummary {
      try FormatSample(spans.map { export($0) }).counted.summary
    }
    func unpriced(_ summary: WeekSummary) -> Int? {
      summary.findings.first { $0.code == "cost-missing" }?.events
    }
    let agent = SpanText(id: "b1", name: "agent", attributes: used)
    let inner = SpanText(id: "b2", parent: "b1", name: "inner", attributes: used)
    let call = SpanText(
      id: "b3", parent: "b1", name: "chat",
      attributes: [
        "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
        "gen_ai.usage.input_tokens": .number("7"), "operation.cost": .number("0.1"),
      ])
    let alone = try summary(.root, agent)
    #expect(unpriced(alone) == 1)
    #expect(alone.tokens.prompt == 100)
    // The inner one is told of in the outer one.
    #expect(try unpriced(summary(.root, agent, inner)) == 1)
    let whole = try summary(.root, agent, call)
    #expect(unpriced(whole) == nil)
    #expect(whole.tokens.prompt == 7)
    // What says nothing of what it is may be a call's own.
    var other = agent
    other.attributes = ["gen_ai.usage.input_tokens": .number("100")]
    let unknown = try summary(.root, other)
    #expect(unpriced(unknown) == 1)
    #expect(unknown.tokens.prompt == 0)
  }

  @Test(arguments: [#"["content_filter"]"#, "content_filter"])
  func `why an answer ended may be a list in a string`(reasons: String) throws {
    let call = try model(["gen_ai.response.finish_reasons": .string(reasons)])
    #expect(call["model"]?["finish_reason"] == "content_filter")
  }

  @Test(arguments: [
    (#"{"inputs":{"input":"Where is it?"},"tags":["t"],"kwargs":{"name":"C"}}"#, "Where is it?"),
    (#"{"args":["Where is it?"],"kwargs":{}}"#, "Where is it?"),
    (#"{"args":[7],"kwargs":{"question":"Where is it?"}}"#, "Where is it?"),
  ])
  func `what OpenLLMetry says that a workflow was given and gave is asked and answered`(
    input: String, question: String
  ) throws {
    let flow = SpanText(
      id: "b1",
      attributes: [
        "traceloop.span.kind": "workflow", "traceloop.entity.input": .string(input),
        "traceloop.entity.output": #"{"outputs":"Here.","kwargs":{"tags":[]}}"#,
      ])
    let step = try #require(try FormatSample([export(.root, flow)]).events.last)
    #expect(step["input_summary"]?.string == question)
    #expect(step["output_summary"] == "Here.")
    #expect(step["output"]?["kwargs"] != nil)
  }
}
