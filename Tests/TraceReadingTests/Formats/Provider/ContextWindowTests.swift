import Testing
import TraceModel

@testable import TraceReading

/// Errors of a prompt that is longer than the model's context.
struct ContextWindowTests {
  private func type(_ status: Int, _ body: String) throws -> String? {
    try #require(
      ProviderFixture.translate(
        #"{"method":"POST","url":"https://api.example.net/v1/chat/completions","request":{"model":"m"},"status":\#(status),"response":\#(body)}"#
      ).first)["error", "type"]?.string
  }

  @Test(arguments: [
    #"{"error":{"message":"Too much.","type":"invalid_request_error","code":"context_length_exceeded"}}"#,
    #"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 3000 tokens > 2000 maximum"}}"#,
    #"{"message":"Input Tokens Exceeded: Number of input tokens exceeds maximum length."}"#,
    #"{"error_type":"TOO_MANY_TOKENS","message":"too many tokens: size limit exceeded by 9 tokens."}"#,
    #"{"error":{"message":"This model's maximum context length is 500 tokens.","code":400}}"#,
    #"{"error":{"message":"prompt too long; exceeded max context length by 9 tokens","code":null}}"#,
    #"{"error":{"message":"The total length of all messages is too long.","type":"too_many_prompt_tokens"}}"#,
    #"{"error":{"code":400,"message":"The input token count (900) exceeds the maximum number of tokens allowed (800).","status":"INVALID_ARGUMENT"}}"#,
  ])
  func `are known by their code or their words`(body: String) throws {
    #expect(try type(400, body) == "context_window")
  }

  @Test func `are told from other errors`() throws {
    let limit = #"{"error":{"message":"max_tokens is too large: 9 (see the context window table)","#
    #expect(try type(400, limit + #""type":"invalid_request_error"}}"#) == "invalid_request_error")
    #expect(
      try type(429, #"{"error":{"message":"Too many tokens, slow down","type":"tokens_limit"}}"#)
        == "tokens_limit")
    #expect(
      try type(400, #"{"error":{"message":"no such tool","type":"invalid_request_error"}}"#)
        == "invalid_request_error")
  }
}
