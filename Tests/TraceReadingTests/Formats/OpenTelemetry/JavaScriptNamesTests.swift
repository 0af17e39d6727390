import Foundation
import TestSupport
import Testing
import TraceModel

/// What frameworks of JavaScript's call by names of their own: Vercel's AI SDK, Mastra.
struct JavaScriptNamesTests {
  private func event(_ attributes: [String: JSONValue], failure: String? = nil) throws -> JSONValue
  {
    var span = SpanText(id: "b1", failure: failure)
    span.attributes = attributes
    let read = try FormatSample([export(.root, span)])
    #expect(read.counted.problems.isEmpty)
    return try #require(read.events.first { $0["event_id"]?.string == SpanText.full("b1") })
  }

  // MARK: - Vercel's AI SDK

  // ai 6.0.174
  @Test func `the prompt of Langfuse's that a call says it used is its prompt`() throws {
    let prompt = #"{"name":"rewrite","version":3,"type":"text","prompt":"You help {{who}}."}"#
    let call = try event([
      "ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "gpt-4o",
      "ai.telemetry.metadata.langfusePrompt": .string(prompt),
      "ai.telemetry.metadata.tags": .array(["care", "eu"]),
    ])
    #expect(call["prompt"]?["name"] == "rewrite")
    #expect(call["prompt"]?["version"]?.words == "3")
    #expect(call["prompt"]?["text"] == "You help {{who}}.")
    #expect(call["context"]?["tags"]?["tags"] == .array(["care", "eu"]))
    #expect(call["attributes"]?["ai.telemetry.metadata.langfusePrompt"] == nil)
  }

  // @ai-sdk/otel of ai 7.0.40
  @Test func `what a run is about is read from its context`() throws {
    let call = try event([
      "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o",
      "ai.settings.context.userId": "u-7", "ai.settings.context.sessionId": "s-19",
      "ai.settings.context.feature": "refunds", "ai.settings.context.shop": "north",
    ])
    #expect(call["context"]?["user_id"] == "u-7")
    #expect(call["context"]?["session_id"] == "s-19")
    #expect(call["context"]?["feature"] == "refunds")
    #expect(call["attributes"]?["ai.settings.context.shop"] == "north")
  }

  // ai 5.0.41
  @Test func `texts that are embedded are shown out of their quotes`() throws {
    let names: [String: JSONValue] = [
      "ai.operationId": "ai.embedMany.doEmbed", "ai.model.id": "text-embedding-3-small",
      "ai.usage.tokens": .number("6"),
    ]
    let several = try event(
      names.merging(["ai.values": .array([#""refund policy""#, #""say \"hi\"""#])]) { $1 })
    #expect(several["input"] == .array(["refund policy", #""say \"hi\"""#]))
    #expect(several["usage"]?["prompt_tokens"]?.whole == 6)
    let one = try event(names.merging(["ai.value": #""refund policy""#]) { $1 })
    #expect(one["input"]?["text"] == "refund policy")
  }

  // ai 6.0.174; openai's client says APIUserAbortError
  @Test(
    arguments: [
      ("AbortError", "cancelled"), ("APIUserAbortError", "cancelled"),
      ("google.api_core.exceptions.Aborted", "error"),
    ])
  func `a call that its caller aborted was cancelled`(type: String, status: String) throws {
    let call = try event(
      [
        "ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "gpt-4o",
        "error.type": .string(type),
      ], failure: "This operation was aborted")
    #expect(call["status"]?.string == status)
    #expect(call["error"]?["type"]?.string == type)
  }

  // MARK: - Mastra

  // @mastra/otel-exporter
  @Test func `an agent of Mastra's tells what it was asked and what it said`() throws {
    let agent = try event([
      "gen_ai.operation.name": "invoke_agent", "mastra.span.type": "agent_run",
      "mastra.agent_run.input": "Where is my refund?",
      "mastra.agent_run.output": #"{"text":"Paid back."}"#, "mastra.metadata.userId": "u-7",
      "gen_ai.conversation.id": "thread-1", "mastra.tags": #"["care"]"#,
    ])
    #expect(agent["input_summary"] == "Where is my refund?")
    #expect(agent["output_summary"] == "Paid back.")
    #expect(agent["context"]?["user_id"] == "u-7")
    #expect(agent["context"]?["session_id"] == "thread-1")
    #expect(agent["context"]?["tags"]?["tags"] == .array(["care"]))
  }

  @Test func `Mastra's audio is counted`() throws {
    let call = try event([
      "gen_ai.operation.name": "chat", "mastra.span.type": "model_generation",
      "gen_ai.request.model": "gpt-4o-audio-preview",
      "gen_ai.usage.input_tokens": .number("100"), "gen_ai.usage.output_tokens": .number("50"),
      "gen_ai.usage.audio_input_tokens": .number("80"),
      "gen_ai.usage.audio_output_tokens": .number("40"),
    ])
    let names = [
      "prompt_tokens", "audio_prompt_tokens", "completion_tokens", "audio_completion_tokens",
    ]
    #expect(names.map { call["usage"]?[$0]?.whole } == [100, 80, 50, 40])
  }

  // Its exporter of 2025
  @Test func `Mastra's first spans tell what agents and tools were given and gave`() throws {
    let agent = try event([
      "gen_ai.operation.name": "agent.run", "mastra.span.type": "agent_run", "input": "Hello",
      "output": #"{"text":"Hi"}"#, "userId": "u-7", "sessionId": "s-19",
    ])
    #expect(agent["input_summary"] == "Hello")
    #expect(agent["output_summary"] == "Hi")
    #expect(agent["context"]?["user_id"] == "u-7")
    #expect(agent["context"]?["session_id"] == "s-19")
    let tool = try event([
      "gen_ai.operation.name": "tool.execute", "mastra.span.type": "tool_call",
      "gen_ai.tool.name": "lookup", "gen_ai.tool.input": #"{"order":"1"}"#,
      "gen_ai.tool.output": #"{"status":"paid"}"#,
    ])
    #expect(tool["stage"] == "tool")
    #expect(tool["input"]?["order"] == "1")
    #expect(tool["output"]?["status"] == "paid")
  }

  // MARK: - Langfuse

  // As its documentation of OpenTelemetry has it, for programs without its SDK
  @Test func `Langfuse's shorter names of prompts, tags, users and sessions are read`() throws {
    let call = try event([
      "langfuse.observation.type": "generation", "langfuse.observation.model.name": "m",
      "langfuse.prompt.name": "rewrite", "langfuse.prompt.version": .number("3"),
      "langfuse.tags": .array(["care"]), "langfuse.trace.metadata.langfuse_user_id": "u-7",
      "langfuse.observation.metadata.langfuse_session_id": "s-19",
    ])
    #expect(call["prompt"]?["name"] == "rewrite")
    #expect(call["prompt"]?["version"]?.words == "3")
    #expect(call["context"]?["tags"]?["tags"] == .array(["care"]))
    #expect(call["context"]?["user_id"] == "u-7")
    #expect(call["context"]?["session_id"] == "s-19")
  }
}
