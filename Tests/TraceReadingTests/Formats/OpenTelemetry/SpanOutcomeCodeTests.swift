import Testing

@testable import TraceReading

struct SpanOutcomeCodeTests {
  @Test(arguments: [
    ("Error code: 429 - {}", "429"), ("429 Too Many Requests", "429"),
    ("Error: 503 Service Unavailable", "503"), ("Error: 120 seconds elapsed", nil),
    ("Error: 250 tokens too many", nil), ("Error:429", nil), ("Error: 4291", nil), ("", nil),
  ])
  func `a message's status is taken from where clients write it`(message: String, code: String?) {
    var message = message
    let found = message.withUTF8 { bytes in
      SpanOutcome.code(in: bytes).map { String(decoding: $0, as: UTF8.self) }
    }
    #expect(found == code)
  }
}
