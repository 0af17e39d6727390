import Testing
import TraceModel

@testable import TraceReading

/// Batches of Mistral's and xAI's, which have their answers in a list.
struct ListedBatchTests {
  private func events(_ body: String, from url: String) -> [JSONValue] {
    ProviderFixture.translate(
      #"{"request":{"method":"get","uri":"\#(url)"},"response":{"status":200,"headers":{},"body":"#
        + String(decoding: JSONValue.string(body).canonicalBytes, as: UTF8.self) + "}}")
  }

  private static let mistral =
    #"{"id":"job-17","object":"batch","model":"mistral-small-latest","outputs":[{"custom_id":"0","response":{"status_code":200,"body":{"id":"b3c1a9d47e5f4f0aa1c2","object":"chat.completion","model":"mistral-small-latest","created":1794218397,"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"4"}}],"usage":{"prompt_tokens":31,"completion_tokens":2,"total_tokens":33}}},"error":null},{"custom_id":"1","response":{"status_code":422,"body":{"object":"error","message":"bad input","type":"invalid_request_error"}}}],"status":"SUCCESS"}"#

  @Test func `the answers in a batch of Mistral's are calls of Mistral's`() throws {
    let events = events(Self.mistral, from: "https://api.mistral.ai/v1/batch/jobs/job-17")
    let calls = events.filter { $0["stage"]?.string == "model" }
    try #require(events.count == 3)
    try #require(calls.map { $0["status"]?.string } == ["ok", "error"])
    #expect(calls.map { $0["model", "provider"]?.string } == ["mistral", "mistral"])
    #expect(calls[0]["usage", "prompt_tokens"]?.whole == 31)
    #expect(calls[0]["usage", "completion_tokens"]?.whole == 2)
    #expect(calls[0]["output", "text"]?.string == "4")
  }

  @Test func `the results of a batch of xAI's are calls at the cost that they say`() throws {
    let body =
      #"{"results":[{"batch_request_id":"0","batch_result":{"response":{"chat_get_completion":{"id":"9f0d3b52-77aa-4c1e-8e21","object":"chat.completion","created":1794218397,"model":"grok-4.3","choices":[{"index":0,"message":{"role":"assistant","content":"4"},"finish_reason":"stop"}],"usage":{"prompt_tokens":120,"completion_tokens":1,"total_tokens":161,"prompt_tokens_details":{"cached_tokens":96},"completion_tokens_details":{"reasoning_tokens":40},"cost_in_usd_ticks":1500000}}}}},{"batch_request_id":"1","batch_result":{"error":{"code":3,"message":"no such model"}}}],"pagination_token":null}"#
    let events = events(body, from: "https://api.x.ai/v1/batches/batch_17/results?limit=100")
    let calls = events.filter { $0["stage"]?.string == "model" }
    try #require(calls.map { $0["status"]?.string } == ["ok", "error"])
    #expect(calls.map { $0["model", "provider"]?.string } == ["xai", "xai"])
    #expect(calls[0]["usage", "prompt_tokens"]?.whole == 120)
    #expect(calls[0]["usage", "cached_tokens"]?.whole == 96)
    #expect(calls[0]["usage", "completion_tokens"]?.whole == 41)
    guard case .array(let charges)? = calls[0]["charges"] else {
      Issue.record("no charge")
      return
    }
    #expect(charges.map { $0["amount"] } == [.number("0.00015")])
  }

  @Test func `answers of a batch that say no time were there when they were fetched`() throws {
    let file =
      #"{"custom_id":"a","result":{"type":"succeeded","message":{"id":"msg_01AoKGqlZuZBXDakVochVdOG","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001","content":[],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":2}}}}"#
      + "\n"
      + #"{"custom_id":"b","result":{"type":"errored","error":{"type":"error","error":{"type":"invalid_request_error","message":"bad"}}}}"#
    let body = String(decoding: JSONValue.string(file).canonicalBytes, as: UTF8.self)
    let events = ProviderFixture.translate(
      #"{"time":"2026-11-12T10:00:00.5Z","duration_ms":500,"method":"GET","url":"https://api.anthropic.com/v1/messages/batches/msgbatch_1/results","status":200,"response":"#
        + body + "}")
    let calls = events.filter { $0["stage"]?.string == "model" }
    #expect(calls.map { $0["status"]?.string } == ["ok", "error"])
    #expect(
      calls.map { $0["timestamp"]?.string } == [
        "2026-11-12T10:00:00.500Z", "2026-11-12T10:00:00.500Z",
      ])
  }
}
