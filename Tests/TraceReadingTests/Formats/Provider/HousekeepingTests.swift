import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What goes over the wire beside the calls of models.
struct HousekeepingTests {
  private func event(
    _ method: String, _ url: String, asked: String = "{}", answered: String
  ) throws -> JSONValue {
    try #require(
      ProviderFixture.translate(
        #"{"method":"\#(method)","url":"https://\#(url)","request":\#(asked),"status":200,"response":\#(answered)}"#
      ).first)
  }

  @Test(arguments: [
    (
      "POST", "api.openai.com/v1/batches",
      #"{"id":"batch_17","object":"batch","status":"validating","model":"gpt-x","usage":{"input_tokens":0,"output_tokens":0}}"#
    ),
    (
      "GET", "api.openai.com/v1/batches/batch_17",
      #"{"id":"batch_17","object":"batch","status":"completed","model":"gpt-x","usage":{"input_tokens":900,"output_tokens":70}}"#
    ),
    (
      "POST", "api.mistral.ai/v1/batch/jobs",
      #"{"id":"j17","object":"batch","status":"QUEUED","model":"small"}"#
    ),
    (
      "POST", "api.openai.com/v1/conversations/conv_17/items",
      #"{"id":"item_17","object":"conversation.item","type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}"#
    ),
    (
      "POST", "api.openai.com/v1/realtime/sessions",
      #"{"id":"sess_17","object":"realtime.session","model":"gpt-realtime"}"#
    ),
    (
      "PATCH", "generativelanguage.googleapis.com/v1beta/cachedContents/c17",
      #"{"name":"cachedContents/c17","model":"models/gemini-x","createTime":"2026-11-09T10:00:00Z","expireTime":"2026-11-09T11:00:00Z","usageMetadata":{"totalTokenCount":2048}}"#
    ),
  ])
  func `what prepares calls, or tells of them, is none`(
    method: String, url: String, answer: String
  ) throws {
    let event = try event(method, url, asked: #"{"model":"m"}"#, answered: answer)
    #expect(event["stage"]?.string == "infrastructure")
    #expect(event["usage"] == nil)
  }

  @Test func `a turn that a user wrote is no answer`() throws {
    let turn = #"{"type":"message","role":"user","content":[{"type":"text","text":"Hi"}]}"#
    #expect(ProviderFixture.translate(turn).isEmpty)
    let shortened = try event(
      "POST", "api.openai.com/v1/responses/compact", asked: #"{"model":"m"}"#,
      answered:
        #"{"id":"resp_017","object":"response.compaction","output":[\#(turn),{"type":"compaction","encrypted_content":"x"}],"usage":{"input_tokens":9,"output_tokens":8}}"#
    )
    #expect(shortened["output", "text"] == nil)
    #expect(shortened["usage", "completion_tokens"]?.whole == 8)
  }

  // MARK: Batches

  private static let results = [
    #"{"id":"batch_req_1","custom_id":"r1","response":{"status_code":200,"body":{"id":"chatcmpl-CVx0Yp3cQ9ab","object":"chat.completion","model":"gpt-x","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}},"error":null}"#,
    #"{"id":"batch_req_2","custom_id":"r2","response":{"status_code":200,"body":{"id":"chatcmpl-CVx0Yp3cQ9ac","object":"chat.completion","model":"gpt-x","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":1}}},"error":null}"#,
    #"{"custom_id":"a3","result":{"type":"expired"}}"#,
  ]

  @Test(arguments: [1, 3]) func `the answers of a batch are calls where their file is fetched`(
    count: Int
  ) throws {
    let file = Self.results.prefix(count).joined(separator: "\n") + "\n"
    let body = String(decoding: JSONValue.string(file).canonicalBytes, as: UTF8.self)
    let events = ProviderFixture.translate(
      #"{"method":"GET","url":"https://api.openai.com/v1/files/file-17/content","status":200,"response":{"status":200,"headers":{},"body":\#(body)}}"#
    )
    #expect(events.count == count + 1)
    #expect(events.first?["stage"]?.string == "infrastructure")
    #expect(events.first?["status"]?.string == "ok")
    let calls = events.dropFirst()
    #expect(calls.allSatisfy { $0["stage"]?.string == "model" })
    #expect(
      calls.compactMap { $0["usage", "prompt_tokens"]?.whole }
        == [3, 5].prefix(min(count, 2)).map { $0 })
    if count == 3 { #expect(calls.last?["status"]?.string == "timeout") }
  }

  @Test func `a batch whose file was logged too counts once`() throws {
    let file = Self.results.prefix(2).joined(separator: "\n") + "\n"
    let body = String(decoding: JSONValue.string(file).canonicalBytes, as: UTF8.self)
    let fetched =
      #"{"method":"GET","url":"https://api.openai.com/v1/files/file-17/content","status":200,"response":{"status":200,"headers":{},"body":\#(body)}}"#
    let folder = try TemporaryFolder()
    try folder.write(file, to: "results.jsonl")
    try folder.write(fetched + "\n", to: "http.jsonl")
    let log = try count([folder.path])
    #expect(log.problems.map(\.reason) == [])
    #expect(log.summary.tokens.prompt == 8)
    #expect(log.summary.tokens.completion == 3)
  }

  @Test func `a step of a run used what the run says`() throws {
    let steps =
      #"{"method":"GET","url":"https://api.openai.com/v1/threads/t1/runs/run_0172/steps/step_1","status":200,"response":{"id":"step_1","object":"thread.run.step","created_at":1794218397,"run_id":"run_0172","status":"completed","usage":{"prompt_tokens":20,"completion_tokens":11}}}"#
    let event = try #require(ProviderFixture.translate(steps).first)
    #expect(event["stage"]?.string == "infrastructure")
    #expect(event["usage"] == nil)
    #expect(event["trace_id"]?.string == "exchange:run_0172")
  }

  @Test func `a file that is fetched is no stream that stops early`() throws {
    let lines = #"{\"prompt\":\"Hi\",\"completion\":\" yes\"}\n"#
    let fetched =
      #"{"method":"GET","url":"https://api.openai.com/v1/files/file-17/content","status":200,"response":"\#(lines)\#(lines)"}"#
    let event = try #require(ProviderFixture.translate(fetched).first)
    #expect(event["stage"]?.string == "infrastructure")
    #expect(event["status"]?.string == "ok")
  }

  @Test func `what is fetched and says what it cost is a call, however often it is fetched`() throws
  {
    let fetched = ["get", "GET"].enumerated().map { place, method in
      #"{"time":"2026-11-09T10:00:0\#(place)Z","method":"\#(method)","url":"https://api.x.ai/v1/videos/v17","status":200,"response":{"status":"done","model":"grok-imagine-video","usage":{"cost_in_usd_ticks":500000000}}}"#
    }
    let read = try FormatSample([Data(fetched.joined(separator: "\n").utf8)])
    #expect(read.counted.summary.events == 1)
    #expect(read.counted.summary.cost.total.digits == "0.05")
  }
}
