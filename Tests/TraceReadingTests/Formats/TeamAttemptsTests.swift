import Foundation
import TestSupport
import Testing
import TraceModel

/// Attempts, their reasons and what tools cost, under names of the team's own, in every format.
struct TeamAttemptsTests {
  private static var settings: LogSettings {
    var settings = LogSettings()
    settings.configuration.attributes.feature = ["app.feature"]
    settings.configuration.attributes.attempt = ["app.attempt"]
    settings.configuration.attributes.trigger = ["app.why"]
    settings.configuration.attributes.toolCost = ["app.cost"]
    return settings
  }

  private static func opik(_ place: Int, _ values: String, failed: Bool) -> String {
    #"{"id":"s\#(place)","trace_id":"t","type":"llm","name":"call","model":"m","#
      + #""start_time":"2026-11-16T09:00:0\#(place)Z","end_time":"2026-11-16T09:00:0\#(place).5Z","#
      + #""input":{"text":"Why?"},"metadata":{\#(values)}"#
      + (failed ? #","error_info":{"exception_type":"RateLimitError","message":"429"}}"# : "}")
  }

  private static func liteLLM(_ place: Int, _ values: String, failed: Bool) -> String {
    #"{"id":"c\#(place)","litellm_call_id":"call-\#(place)","trace_id":"t","model_group":"m","#
      + #""call_type":"completion","status":"\#(failed ? "failure" : "success")","model":"m","#
      + #""custom_llm_provider":"openai","startTime":179421618\#(place).0,"#
      + #""endTime":179421618\#(place).5,"response_cost":0,"messages":[],"#
      + #""metadata":{"spend_logs_metadata":{\#(values)}}}"#
  }

  private static func helicone(_ place: Int, _ values: String, failed: Bool) -> String {
    #"{"request_id":"r\#(place)","request_created_at":"2026-11-16T09:00:0\#(place)Z","#
      + #""response_created_at":"2026-11-16T09:00:0\#(place).5Z","#
      + #""response_status":\#(failed ? 429 : 200),"model":"m","provider":"OPENAI","#
      + #""request_body":{"messages":[{"role":"user","content":"Why?"}]},"#
      + #""request_properties":{"Helicone-Session-Id":"s",\#(values)}}"#
  }

  private static func mlflow(_ spans: [(String, failed: Bool)], tool: String = "{}") -> String {
    let list = spans.enumerated().map { place, span in
      #"{"span_id":"000000000000000\#(place)","parent_span_id":"aaaaaaaaaaaaaaaa","name":"call","#
        + #""start_time_unix_nano":179430000\#(place)000000000,"#
        + #""end_time_unix_nano":179430000\#(place)500000000,"#
        + #""status":{"code":"STATUS_CODE_\#(span.failed ? "ERROR" : "OK")"},"#
        + #""attributes":{"mlflow.spanType":"\"CHAT_MODEL\"","mlflow.spanInputs":"\"Why?\"","#
        + span.0 + "}}"
    }
    let others = [
      #"{"span_id":"aaaaaaaaaaaaaaaa","name":"ask","start_time_unix_nano":1794300000000000000,"#
        + #""end_time_unix_nano":1794300009000000000,"attributes":{}}"#,
      #"{"span_id":"bbbbbbbbbbbbbbbb","parent_span_id":"aaaaaaaaaaaaaaaa","name":"look","#
        + #""start_time_unix_nano":1794300008000000000,"end_time_unix_nano":1794300008500000000,"#
        + #""attributes":\#(tool)}"#,
    ]
    return #"{"info":{"trace_id":"t","trace_metadata":{}},"data":{"spans":["#
      + (list + others).joined(separator: ",") + "]}}"
  }

  private func triggers(_ records: String...) throws -> [String] {
    let read = try FormatSample(
      [Data(records.joined(separator: "\n").utf8)], with: Self.settings)
    let attempts = read.counted.summary.attempts
    #expect(read.counted.problems.isEmpty)
    return ["\(attempts.first) first, \(attempts.retry) retry"]
      + attempts.triggers.map { "\($0.key): \($0.value)" }
  }

  private static let first = #""app.attempt":1"#
  private static let second = #""app.attempt":2,"app.why":"rate_limit""#

  @Test func `the reason that the team logs is the one that counts`() throws {
    let expected = ["1 first, 1 retry", "rate_limit: 1"]
    let (first, second) = (Self.first, Self.second)
    #expect(
      try triggers(Self.opik(1, first, failed: true), Self.opik(2, second, failed: false))
        == expected)
    #expect(
      try triggers(Self.liteLLM(1, first, failed: true), Self.liteLLM(2, second, failed: false))
        == expected)
    #expect(
      try triggers(
        Self.helicone(1, #""app.attempt":"1""#, failed: true),
        Self.helicone(2, #""app.attempt":"2","app.why":"rate_limit""#, failed: false))
        == expected)
    #expect(
      try triggers(
        Self.mlflow([
          (#""app.attempt":"1""#, true),
          (#""app.attempt":"2","app.why":"\"rate_limit\"""#, false),
        ])) == expected)
  }

  @Test func `a gateway's own tries repeat the number that the caller gave its request`() throws {
    let (first, other) = (Self.first, ["1 first, 1 retry"])
    #expect(
      try triggers(Self.liteLLM(1, first, failed: true), Self.liteLLM(2, first, failed: false))
        .first == other[0])
    #expect(
      try triggers(
        Self.helicone(1, #""app.attempt":"1""#, failed: true),
        Self.helicone(2, #""app.attempt":"1""#, failed: false)
      ).first == other[0])
  }

  @Test(arguments: ["0.25", #"\"0.25\""#])
  func `a tool's cost and a span's feature stand among MLflow's attributes`(cost: String) throws {
    let trace = Self.mlflow(
      [(#""app.feature":"\"refund\"""#, false)],
      tool: #"{"mlflow.spanType":"\"TOOL\"","app.cost":"\#(cost)"}"#)
    let read = try FormatSample([Data(trace.utf8)], with: Self.settings).counted.summary
    #expect(read.cost.byTool.map { "\($0.key) \($0.value.digits)" } == ["look 0.25"])
    #expect(read.groups[.feature, default: []].map(\.name) == ["refund"])
  }

  @Test func `a tool of Opik's has its cost in the metadata`() throws {
    let span =
      #"{"id":"s","trace_id":"t","type":"tool","name":"look","metadata":{"app":{"cost":0.25}},"#
      + #""start_time":"2026-11-16T09:00:00Z"}"#
    let read = try FormatSample([Data(span.utf8)], with: Self.settings).counted.summary
    #expect(read.cost.byTool.map { "\($0.key) \($0.value.digits)" } == ["look 0.25"])
  }

  // mlflow 3.17.2: where a prompt of the registry is loaded, or its caller
  @Test(arguments: [0, 1])
  func `a prompt of MLflow's registry is that of the call that loads it, or is made there`(
    place: Int
  ) throws {
    let linked =
      #""mlflow.linkedPrompts":"\"[{\\\"name\\\": \\\"draft\\\", \\\"version\\\": \\\"3\\\"}]\"""#
    var trace = Self.mlflow([(place == 0 ? linked : #""x":"1""#, false)])
    if place == 1 {
      trace = trace.replacing(#""attributes":{}}"#, with: #""attributes":{\#(linked)}}"#)
    }
    let prompts = try FormatSample([Data(trace.utf8)]).counted.summary.prompts
    #expect(prompts.map { "\($0.name)@\($0.version)" } == ["draft@3"])
  }

  // opik 2.2.122
  @Test func `a prompt of Opik's library is that of its span`() throws {
    let prompts =
      #""opik_prompts":[{"name":"draft","version":{"commit":"9f86d081","template":"x"}}]"#
    let span = Self.opik(1, prompts, failed: false)
    let read = try FormatSample([Data(span.utf8)]).counted.summary.prompts
    #expect(read.map { "\($0.name)@\($0.version)" } == ["draft@9f86d081"])
  }

  @Test func `what several people say under one name of Opik's are as many verdicts`() throws {
    let trace =
      #"{"id":"t","name":"ask","start_time":"2026-11-16T09:00:00Z","feedback_scores":["#
      + #"{"name":"quality","value":0.5,"source":"ui","value_by_author":{"#
      + #""ann":{"value":1,"category_name":"correct","source":"ui"},"#
      + #""judge":{"value":0,"category_name":"wrong","reason":"no","source":"online_scoring"}}}]}"#
    let read = try FormatSample([Data(trace.utf8)])
    #expect(read.counted.summary.verdicts.labels == ["correct": 1])
    #expect(
      read.events("verdict").compactMap { $0["verdict"]?["by"]?["name"]?.string } == [
        "ann", "judge",
      ])
  }
}
