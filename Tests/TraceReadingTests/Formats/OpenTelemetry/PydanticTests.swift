import Foundation
import TestSupport
import Testing
import TraceModel

/// What Pydantic AI and Pydantic Evals say by names of their own.
struct PydanticTests {
  // pydantic-ai-slim 0.4.5 and 1.0.10
  @Test(arguments: [
    (#"[{"name":"order_lookup","parameters_json_schema":{}}]"#, "[]", ["order_lookup"]),
    ("[]", #"[{"name":"final_result","parameters_json_schema":{}}]"#, ["final_result"]),
    (
      #"[{"name":"order_lookup","parameters_json_schema":{}}]"#,
      #"[{"name":"final_result","parameters_json_schema":{}}]"#, ["order_lookup", "final_result"]
    ),
    ("[]", "[]", nil),
  ])
  func `the tools offered stand in the request`(
    functions: String, outputs: String, names: [String]?
  ) throws {
    var span = SpanText(id: "b1", name: "chat m")
    span.attributes = [
      "gen_ai.operation.name": "chat", "gen_ai.request.model": "m",
      "model_request_parameters": .string(
        #"{"function_tools":\#(functions),"builtin_tools":[],"output_mode":"text","#
          + #""output_tools":\#(outputs),"allow_text_output":true}"#),
    ]
    let read = try FormatSample([export(.root, span)])
    let call = try #require(read.events("model").first)
    #expect(call["prompt"]?["tools"]?.elements.compactMap(\.string) == names)
    span.attributes["gen_ai.tool.definitions"] = #"[{"type":"function","name":"newer"}]"#
    let newer = try FormatSample([export(.root, span)])
    #expect(newer.events("model").first?["prompt"]?["tools"]?.elements.map(\.string) == ["newer"])
  }

  // pydantic-evals 2.62.0 with logfire 5.2.0
  @Test func `what evaluators found of a case are verdicts on it`() throws {
    var span = SpanText(id: "b1", name: "case: {case_name}")
    span.attributes = [
      "case_name": "fr", "inputs": "France?", "output": "Paris", "expected_output": "Paris",
      "assertions":
        #"{"EqualsExpected":{"name":"EqualsExpected","value":true,"reason":null}}"#,
      "scores": #"{"closeness":{"name":"closeness","value":0.8,"reason":"near"}}"#,
      "labels": #"{"tone":{"name":"tone","value":"correct","reason":"fine"}}"#,
    ]
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    let verdicts = read.events("verdict")
    #expect(verdicts.allSatisfy { $0["parent_id"]?.string == SpanText.full("b1") })
    #expect(
      verdicts.map { $0["name"]?.string }.sorted { $0! < $1! } == [
        "EqualsExpected", "closeness", "tone",
      ])
    let scores = verdicts.compactMap { $0["verdict"]?["score"] }
    #expect(
      Dictionary(uniqueKeysWithValues: scores.map { ($0["name"]?.words, $0["value"]?.words) })
        == ["EqualsExpected": "1", "closeness": "0.8"])
    #expect(read.counted.summary.verdicts.labels == ["correct": 1])
    let step = try #require(read.events("infrastructure").first)
    #expect(step["input_summary"] == "France?")
    #expect(step["output_summary"] == "Paris")
    #expect(step["attributes"]?["assertions"] == nil)
  }
}
