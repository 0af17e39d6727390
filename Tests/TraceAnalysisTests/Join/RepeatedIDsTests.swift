import TestSupport
import Testing
import TraceAnalysis
import TraceModel

/// Ids of answers that come again, as those of tests do which draw the same ones every time.
struct RepeatedIDsTests {
  @Test(
    arguments: [
      (1200, 11, 2, 21), (20 * 3600, 10, 1, 10), (300, 11, 1, 10),
    ])
  func `a long id is another call's where both the time and the tokens are others`(
    seconds: Double, tokens: Int, traces: Int, prompt: Int
  ) throws {
    func call(_ id: String, at seconds: Double, _ trace: String, _ tokens: Int) -> String {
      event(
        id, .model, at: seconds, .trace(trace), .took(500), .ids("chatcmpl-9fL2kQzXv7TnRb4YwE1a"),
        .tokens(tokens, 2))
    }
    let log = try count(files: [
      "app": ["[" + call("m", at: 1, "a", 10) + "]"],
      "wire": ["[" + call("x", at: seconds, "b", tokens) + "]"],
    ])
    #expect(log.summary.traces == traces)
    #expect(log.summary.tokens.prompt == prompt)
  }
}
