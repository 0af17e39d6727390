import Foundation
import TraceModel

@testable import TraceReading

/// Recorded exchanges, and what they become.
struct ProviderFixture {
  static let names = [
    "anthropic", "azure-openai", "bedrock", "cerebras", "cohere", "deepseek", "gemini", "groq",
    "huggingface", "mistral", "ollama", "openai", "openrouter", "together", "vllm",
  ]

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/providers")

  static func lines(of name: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: "\(name).jsonl"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  /// The events of one record, or why it is none, and what was left out of them.
  static func translate(_ record: String, with translator: Translator) -> (
    events: [JSONValue], problem: String?, leftOut: [String]
  ) {
    var text = Array(record.utf8)
    return text.withUnsafeMutableBufferPointer { text in
      do throws(LineProblem) { _ = try translator.translate(UnsafeBufferPointer(text)) } catch {
        return ([], error.reason, [])
      }
      var events: [JSONValue] = []
      while let line = translator.nextLine() {
        if let event = try? readJSON(Array(line)) { events.append(event) }
      }
      return (events, nil, translator.leftOut)
    }
  }

  static func translate(_ record: String) -> [JSONValue] {
    translate(record, with: Translator(ReadingRules())).events
  }
}

/// What one line of `expected.json` says of one exchange.
struct ExpectedExchange: Decodable {
  struct Tokens: Decodable {
    let `in`: Int?
    let read: Int
    let write: Int
    let hour: Int
    let out: Int?
    let think: Int
  }

  let line: Int
  let stage: String
  let failed: Bool
  let tokens: Tokens?
  let cost: String?

  static func all() throws -> [String: [ExpectedExchange]] {
    let data = try Data(contentsOf: ProviderFixture.folder.appending(path: "expected.json"))
    return try JSONDecoder().decode([String: [ExpectedExchange]].self, from: data)
  }
}

extension JSONValue {
  subscript(path: String...) -> JSONValue? {
    var value: JSONValue? = self
    for key in path { value = value?[key] }
    return value
  }

  var whole: Int? {
    if case .number(let digits)? = self as JSONValue? { return Int(digits) }
    return nil
  }

  /// The same with its long texts cut, so that a stored one can be read.
  var shortened: JSONValue {
    switch self {
    case .string(let text):
      text.utf8.count > 120 ? .string("\(text.prefix(90)) … \(text.utf8.count) bytes") : self
    case .array(let elements): .array(elements.map(\.shortened))
    case .object(let members): .object(members.map { .init($0.key, $0.value.shortened) })
    default: self
    }
  }
}
