import Foundation
import TestSupport
import Testing

@testable import TraceReading

/// Pieces of streamed answers that were kept as they came.
struct AnswerChunksTests {
  private static func chat(_ id: String, _ rest: String) -> String {
    #"{"id":"\#(id)","object":"chat.completion.chunk","created":1794218397,"model":"gpt-4o",\#(rest)}"#
  }

  /// An answer of OpenAI's, piece by piece.
  private static func chat(_ id: String, _ words: String...) -> [String] {
    words.map { chat(id, #""choices":[{"index":0,"delta":{"content":"\#($0)"}}]"#) } + [
      chat(id, #""choices":[{"index":0,"delta":{},"finish_reason":"stop"}]"#),
      chat(id, #""choices":[],"usage":{"prompt_tokens":8,"completion_tokens":2}"#),
    ]
  }

  private static func completion(_ id: String, _ rest: String) -> String {
    #"{"id": "\#(id)", "object": "text_completion", "created": 1794218397, "model": "m", \#(rest)}"#
  }

  private static func completion(_ id: String) -> [String] {
    [
      completion(
        id, #""choices": [{"text": "The", "index": 0, "finish_reason": null}], "usage": null"#),
      completion(
        id, #""choices": [{"text": " end", "index": 0, "finish_reason": "stop"}], "usage": null"#),
      completion(
        id, #""choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 2}"#),
    ]
  }

  private static func gemini(_ words: String, _ id: String, out: Int, _ rest: String = "") -> String
  {
    #"{"candidates":[{"content":{"parts":[{"text":"\#(words)"}]},"index":0\#(rest)}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":\#(out),"totalTokenCount":\#(8 + out)},"modelVersion":"g"\#(id)}"#
  }

  private static func gemini(_ id: String, _ words: String = "Hel") -> [String] {
    let id = id.isEmpty ? "" : #","responseId":"\#(id)""#
    return [
      gemini(words, id, out: 1), gemini("lo", id, out: 2, #","finishReason":"STOP""#),
    ]
  }

  private func read(_ text: String) throws -> FormatSample {
    let read = try FormatSample([Data(text.utf8)])
    #expect(read.counted.problems.map(\.reason) == [])
    return read
  }

  private func texts(_ read: FormatSample) -> Set<String?> {
    Set(read.events("model").map { $0["output"]?["text"]?.string })
  }

  // MARK: One a line

  @Test(arguments: [
    (chat("chatcmpl-C7yQx0pZ", "Hel", "lo"), "Hello"), (chat("c1", "Hel", "lo"), "Hello"),
    (completion("cmpl-C7yQx0pZ"), "The end"), (completion("t1"), "The end"),
    (gemini("r-Ab12Cd34Ef"), "Hello"),
  ])
  func `pieces one a line are one answer`(lines: [String], words: String) throws {
    for end in ["", "\n"] {
      let read = try read(lines.joined(separator: "\n") + end)
      #expect(read.counted.summary.traces == 1)
      #expect(read.counted.summary.events == 1)
      #expect(read.counted.summary.tokens.prompt == 8)
      #expect(read.counted.summary.tokens.completion == 2)
      #expect(texts(read) == [words])
      #expect(read.events("model").first?["status"]?.string == "ok")
    }
  }

  @Test func `answers follow each other, and other lines are what they are`() throws {
    let whole =
      #"{"id":"chatcmpl-C9zRk4mW","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"content":"Whole"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2}}"#
    let lines =
      Self.chat("chatcmpl-C7yQx0pZ", "Hel", "lo") + Self.chat("chatcmpl-C8aBt2nV", "Bye") + [whole]
    for end in ["", "\n"] {
      let read = try read(lines.joined(separator: "\n") + end)
      #expect(read.counted.summary.traces == 3)
      #expect(read.counted.summary.tokens.prompt == 19)
      #expect(texts(read) == ["Hello", "Bye", "Whole"])
    }
  }

  @Test(arguments: [["chatcmpl-C7yQx0pZ", "chatcmpl-C8aBt2nV"], ["c1", "c2"]])
  func `answers whose pieces are mixed count once each`(ids: [String]) throws {
    let lines = zip(Self.chat(ids[0], "Hel", "lo"), Self.chat(ids[1], "By", "e"))
      .flatMap { [$0, $1] }
    let read = try read(lines.joined(separator: "\n"))
    #expect(read.counted.summary.traces == 2)
    #expect(read.counted.summary.events == 2)
    #expect(read.counted.summary.tokens.prompt == 16)
    #expect(read.events("model").map { $0["status"]?.string } == ["ok", "ok"])
    #expect(read.events("model").allSatisfy { $0["error"] == nil })
  }

  @Test func `pieces behind lines of others count once`() throws {
    let other =
      #"{"method":"POST","url":"https://api.openai.com/v1/chat/completions","request":{"model":"gpt-4o"},"status":500,"response":{"error":{"message":"no","type":"server_error"}}}"#
    for lines in [Self.chat("c1", "Hel", "lo"), Self.completion("t1")] {
      let read = try read(([other] + lines).joined(separator: "\n"))
      #expect(read.counted.summary.traces == 2)
      #expect(read.counted.summary.tokens.prompt == 8)
      #expect(read.counted.summary.tokens.completion == 2)
    }
  }

  @Test func `an answer longer than what is read at once is one`() throws {
    let words = Array(repeating: String(repeating: "word ", count: 20), count: 3000)
    let pieces = words.map {
      Self.chat("chatcmpl-C7yQx0pZ", #""choices":[{"index":0,"delta":{"content":"\#($0)"}}]"#)
    }
    let lines =
      pieces + Self.chat("chatcmpl-C7yQx0pZ", "end") + Self.chat("chatcmpl-C8aBt2nV", "Bye")
    let read = try read(lines.joined(separator: "\n"))
    #expect(read.counted.summary.events == 2)
    #expect(read.counted.summary.tokens.prompt == 16)
    #expect(texts(read) == ["\(words.joined())end", "Bye"])
  }

  // MARK: In a list

  @Test(arguments: [
    (chat("c1", "Hel", "lo"), "Hello"), (completion("t1"), "The end"),
    (gemini("r-Ab12Cd34Ef"), "Hello"), (gemini(""), "Hello"),
  ])
  func `a list of pieces is one answer`(pieces: [String], words: String) throws {
    for separator in [",", "\n,\n", ",\n  "] {
      let read = try read("[\(pieces.joined(separator: separator))\n]")
      #expect(read.counted.summary.traces == 1)
      #expect(read.counted.summary.tokens.prompt == 8)
      #expect(read.counted.summary.tokens.completion == 2)
      #expect(texts(read) == [words])
    }
  }

  @Test(arguments: [["c1", "c2"], ["", ""], ["r-Ab12Cd34Ef", "r-Gh56Ij78Kl"]])
  func `a list of several answers' pieces holds each of them`(ids: [String]) throws {
    let pieces =
      ids[0].hasPrefix("c")
      ? zip(Self.chat(ids[0], "Hel", "lo"), Self.chat(ids[1], "Yel", "lo")).flatMap { [$0, $1] }
      : Self.gemini(ids[0]) + Self.gemini(ids[1], "Yel")
    let read = try read("[\(pieces.joined(separator: ","))]")
    #expect(read.counted.summary.tokens.prompt == 16)
    #expect(read.counted.summary.tokens.completion == 4)
    #expect(texts(read) == ["Hello", "Yello"])
  }

  @Test func `whole answers in a list are answers by themselves`() throws {
    let answers = ["r-Ab12", "r-Gh56"].map {
      Self.gemini($0, #","responseId":"\#($0)Cd34""#, out: 2, #","finishReason":"STOP""#)
    }
    let read = try read("[\(answers.joined(separator: ",\n"))]")
    #expect(read.counted.summary.traces == 2)
    #expect(read.counted.summary.tokens.prompt == 16)
  }

  @Test func `lines behind pieces that are too long together are read`() throws {
    var settings = LogSettings()
    settings.configuration.limits.lineInBytes = 40_000
    let pieces = Array(repeating: String(repeating: "a", count: 1_500), count: 40)
    let whole = (0..<200).map {
      #"{"id":"chatcmpl-Zx9Yp0aQ\#($0)","object":"chat.completion","created":1794218397,"model":"gpt-4o","#
        + #""choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}"#
    }
    let lines =
      pieces.map {
        Self.chat("chatcmpl-1", #""choices":[{"index":0,"delta":{"content":"\#($0)"}}]"#)
      }
      + whole
    let read = try FormatSample(
      [Data((lines.joined(separator: "\n") + "\n").utf8)], with: settings)
    // But for one at which they may be cut.
    #expect([199, 200].contains(read.counted.summary.tokens.prompt))
    #expect(read.counted.summary.inputs[0].rejected == 1)
  }
}
