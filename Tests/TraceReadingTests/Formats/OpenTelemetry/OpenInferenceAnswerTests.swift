import Foundation
import TestSupport
import Testing
import TraceModel

/// What only the whole answer says that OpenInference keeps, as its instrumentations write it.
struct OpenInferenceAnswerTests {
  private func call(
    _ output: String, prompt: Int? = nil, completion: Int? = nil,
    _ more: [String: JSONValue] = [:]
  ) throws -> JSONValue {
    var span = SpanText(id: "b1")
    span.attributes = ["openinference.span.kind": "LLM", "output.value": .string(output)]
    span.attributes["llm.token_count.prompt"] = prompt.map { .number("\($0)") }
    span.attributes["llm.token_count.completion"] = completion.map { .number("\($0)") }
    span.attributes.merge(more) { $1 }
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events("model").first)
  }

  private func counts(_ call: JSONValue) -> [String: Int] {
    (call["usage"]?.members ?? [:]).compactMapValues { $0.whole }.filter { $0.value > 0 }
  }

  // openinference-instrumentation-openai 0.1.14
  @Test func `an older instrumentation's cached and reasoning tokens stand in the answer`() throws {
    let answered = try call(
      #"{"id":"chatcmpl-2","choices":[],"model":"gpt-4o-mini-2024-07-18","usage":{"#
        + #""completion_tokens":60,"prompt_tokens":1210,"total_tokens":1270,"#
        + #""completion_tokens_details":{"reasoning_tokens":33},"#
        + #""prompt_tokens_details":{"audio_tokens":0,"cached_tokens":1024}}}"#,
      prompt: 1210, completion: 60)
    #expect(
      counts(answered) == [
        "prompt_tokens": 1210, "completion_tokens": 60, "cached_tokens": 1024,
        "reasoning_tokens": 33,
      ])
    #expect(answered["ids"]?["response"] == "chatcmpl-2")
  }

  // -anthropic 0.1.6 counts the input without the cache, 3.1.0 with it.
  @Test(arguments: [510, 2100])
  func `Anthropic's input has the cache in it, and how long that stays`(prompt: Int) throws {
    let answered = try call(
      #"{"id":"msg_2","model":"claude","role":"assistant","type":"message","usage":{"#
        + #""input_tokens":510,"output_tokens":35,"cache_creation_input_tokens":90,"#
        + #""cache_read_input_tokens":1500,"#
        + #""cache_creation":{"ephemeral_5m_input_tokens":60,"ephemeral_1h_input_tokens":30}}}"#,
      prompt: prompt, completion: 35)
    #expect(
      counts(answered) == [
        "prompt_tokens": 2100, "completion_tokens": 35, "cached_tokens": 1500,
        "cache_write_tokens": 90, "cache_write_1h_tokens": 30,
      ])
  }

  // -langchain 0.1.28, and 0.1.80 with langchain-openai and -anthropic 1.7
  @Test(arguments: [
    (
      #"{"generations":[[{"message":{"kwargs":{"response_metadata":{"#
        + #""token_usage":{"prompt_tokens":300,"completion_tokens":30,"#
        + #""prompt_tokens_details":{"cached_tokens":128}},"model_name":"m-2024-07-18"},"#
        + #""usage_metadata":{"input_tokens":300,"output_tokens":30,"total_tokens":330}}}}]],"#
        + #""llm_output":{"token_usage":{"prompt_tokens":300,"completion_tokens":30,"#
        + #""prompt_tokens_details":{"cached_tokens":128}},"model_name":"m-2024-07-18"}}"#,
      nil, 0
    ),
    (
      #"{"generations":[[{"message":{"kwargs":{"id":"lc_run--1","#
        + #""response_metadata":{"id":"msg_1","model_name":"m-2024-07-18"},"#
        + #""usage_metadata":{"input_tokens":300,"output_tokens":30,"total_tokens":330,"#
        + #""input_token_details":{"cache_creation":100,"cache_read":128,"#
        + #""ephemeral_5m_input_tokens":60,"ephemeral_1h_input_tokens":40}}}}}]],"#
        + #""llm_output":null}"#,
      "msg_1", 40
    ),
  ])
  func `LangChain's answer says who answered, under which id, and what came from the cache`(
    output: String, id: String?, writtenForAnHour: Int
  ) throws {
    let answered = try call(
      output, prompt: 300, completion: 30,
      [
        "llm.model_name": "m", "llm.invocation_parameters": #"{"model":"m","temperature":0.1}"#,
      ])
    #expect(answered["model"]?["requested"] == "m")
    #expect(answered["model"]?["name"] == "m-2024-07-18")
    #expect(answered["ids"]?["response"]?.string == id)
    #expect(counts(answered)["prompt_tokens"] == 300)
    #expect(counts(answered)["cached_tokens"] == 128)
    #expect(counts(answered)["cache_write_1h_tokens"] ?? 0 == writtenForAnHour)
  }

  // -haystack 0.1.46
  @Test func `the tokens of Haystack's embeddings stand behind what it gives back`() throws {
    let embedded = try call(
      #"{"embedding":"<3-dimensional vector>","#
        + #""meta":{"model":"e","usage":{"prompt_tokens":101,"total_tokens":101}}}"#,
      prompt: nil, completion: nil,
      ["openinference.span.kind": "EMBEDDING", "embedding.model_name": "e"])
    #expect(counts(embedded) == ["prompt_tokens": 101])
  }

  @Test func `a refusal is what the model said`() throws {
    let refused = try call(
      #"{"id":"chatcmpl-1","choices":[{"finish_reason":"stop","message":{"content":null,"#
        + #""refusal":"I cannot help","role":"assistant"}}]}"#,
      prompt: 120, completion: 40, ["llm.output_messages.0.message.role": "assistant"])
    #expect(refused["output_summary"] == "I cannot help")
    #expect(refused["output"]?["text"] == "I cannot help")
  }

  @Test func `an answer that says less or is hidden changes nothing`() throws {
    for output in ["__REDACTED__", #"{"usage":null}"#, #"{"usage":7}"#, #"{"generations":[]}"#] {
      let answered = try call(output, prompt: 12, completion: 3)
      #expect(counts(answered) == ["prompt_tokens": 12, "completion_tokens": 3])
    }
  }

  // -smolagents 0.1.43
  @Test func `a tool's input is what it was given, not what it takes`() throws {
    var span = SpanText(id: "b1", name: "SimpleTool")
    span.attributes = [
      "openinference.span.kind": "TOOL", "tool.name": "order_lookup",
      "tool.parameters": #"{"id":{"type":"string"}}"#, "input.value": #"{"kwargs":{"id":"2"}}"#,
    ]
    let read = try FormatSample([export(.root, span)])
    #expect(read.events("tool").first?["input"]?["kwargs"]?["id"] == "2")
  }

  // -llama-index 3.0.2 to 4.6.1, -dspy 0.1.48
  @Test(arguments: [
    ("VectorIndexRetriever.retrieve", "RETRIEVER", "tool", "VectorIndexRetriever.retrieve"),
    ("VectorIndexRetriever._retrieve", "RETRIEVER", "infrastructure", nil),
    ("OpenAI._prepare_chat_with_tools", "LLM", "infrastructure", nil),
    ("OpenAIEmbedding._get_query_embedding", "EMBEDDING", "model", nil),
    ("look.__call__", "TOOL", "tool", "look"),
  ])
  func `a method that is only a step of a call is none`(
    name: String, kind: String, stage: String, tool: String?
  ) throws {
    var span = SpanText(id: "b1", name: name)
    span.attributes = ["openinference.span.kind": .string(kind), "llm.model_name": "m"]
    let read = try FormatSample([export(.root, span)])
    let event = try #require(read.events.last)
    #expect(event["stage"]?.string == stage)
    #expect(event["tool"]?["name"]?.string == tool)
  }

  // -llama-index 4.6.1 and -openai 0.1.66 of one program
  @Test func `a streamed answer that two libraries log side by side is one`() throws {
    func tokens(
      of prompt: Int = 630, at start: Int = 2, id: String? = nil, question: String? = "Where?",
      second: String? = "Where?"
    ) throws -> Int {
      var outer = SpanText(id: "b1", name: "OpenAI.astream_chat", from: 1, to: 2)
      outer.attributes = [
        "openinference.span.kind": "LLM", "llm.model_name": "m",
        "llm.token_count.prompt": .number("\(prompt)"), "llm.token_count.completion": .number("63"),
      ]
      outer.attributes["output.value"] = id.map { .string(#"{"id":"\#($0)"}"#) }
      var inner = SpanText(id: "b2", name: "ChatCompletion", from: start, to: 5)
      outer.attributes["llm.input_messages.0.message.role"] = question == nil ? nil : "user"
      outer.attributes["llm.input_messages.0.message.content"] = question.map { .string($0) }
      inner.attributes = outer.attributes.merging([
        "llm.token_count.prompt": .number("630"),
        "llm.model_name": "m-2024-07-18", "llm.invocation_parameters": #"{"model":"m"}"#,
        "output.value": #"{"id":"chatcmpl-1"}"#,
      ]) { $1 }
      inner.attributes["llm.input_messages.0.message.content"] = second.map { .string($0) }
      return try FormatSample([export(.root, inner, outer)]).counted.summary.tokens.prompt
    }
    #expect(try tokens() == 630)
    // Other tokens, another time, another answer.
    #expect(try tokens(of: 631) == 1261)
    #expect(try tokens(at: 3) == 1260)
    #expect(try tokens(id: "chatcmpl-2") == 1260)
    // Another question, or none that anybody knows.
    #expect(try tokens(second: "Why?") == 1260)
    #expect(try tokens(question: nil, second: nil) == 1260)
  }

  // -langchain 0.1.80
  @Test func `an error's message is without the way to it`() throws {
    let events =
      #"[{"name":"exception","timeUnixNano":"1794300001500000000","attributes":["#
      + #"{"key":"exception.type","value":{"stringValue":"ValueError"}},"#
      + #"{"key":"exception.message","value":{"stringValue":"no such order"}}]}]"#
    var span = SpanText(
      id: "b1",
      failure: "ValueError('no such order')Traceback (most recent call last):  File x, line 1",
      events: events)
    span.attributes = ["openinference.span.kind": "TOOL", "tool.name": "order_lookup"]
    let read = try FormatSample([export(.root, span)])
    #expect(read.events("tool").first?["error"]?["message"] == "no such order")
  }

  // -openai-agents 2.6.0
  @Test func `an error's code may stand inside of a message`() throws {
    var span = SpanText(
      id: "b1", failure: "Error getting response: {'error': 'Error code: 429 - rate limit'}")
    span.attributes = ["openinference.span.kind": "LLM"]
    let read = try FormatSample([export(.root, span)])
    #expect(read.events("model").first?["error"]?["type"] == "429")
  }
}
