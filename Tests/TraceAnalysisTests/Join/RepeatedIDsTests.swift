import TestSupport
import Testing
import TraceAnalysis
import TraceModel

/// Ids of answers that come again, as those of tests do which draw the same ones every time.
struct RepeatedIDsTests {
  private func call(
    _ id: String, at seconds: Double, _ trace: String, _ tokens: Int = 10
  ) -> String {
    event(
      id, .model, at: seconds, .trace(trace), .took(500), .ids("chatcmpl-9fL2kQzXv7TnRb4YwE1a"),
      .tokens(tokens, 2))
  }

  @Test(
    arguments: [
      (1200, 11, 2, 21), (20 * 3600, 10, 1, 10), (300, 11, 1, 10),
    ])
  func `a long id is another call's where both the time and the tokens are others`(
    seconds: Double, tokens: Int, traces: Int, prompt: Int
  ) throws {
    let log = try count(files: [
      "app": ["[" + call("m", at: 1, "a", 10) + "]"],
      "wire": ["[" + call("x", at: seconds, "b", tokens) + "]"],
    ])
    #expect(log.summary.traces == traces)
    #expect(log.summary.tokens.prompt == prompt)
  }

  @Test(arguments: [(2.0, 2, 20), (1.2, 1, 10)])
  func `W3C's traces are apart, in one file or in two, where what has one id is not at one time`(
    seconds: Double, traces: Int, prompt: Int
  ) throws {
    let (one, other) = (
      call("m", at: 1, "4bf92f3577b34da6a3ce929d0e0e4736"),
      call("x", at: seconds, "0af7651916cd43dd8448eb211c80319c")
    )
    for files in [["a": ["[\(one)]"], "b": ["[\(other)]"]], ["a": ["[\(one),\(other)]"]]] {
      let log = try count(files: files)
      #expect(log.summary.traces == traces)
      #expect(log.summary.tokens.prompt == prompt)
    }
  }
}
