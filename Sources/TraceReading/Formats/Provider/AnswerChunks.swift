// The pieces of an answer that were kept as they came, each with the answer's id or as an element of one
// list:
//
//   {"id":"chatcmpl-7","object":"chat.completion.chunk","choices":[{"delta":{"content":"Hel"}}]}
//   {"id":"chatcmpl-7","object":"chat.completion.chunk","choices":[{"delta":{"content":"lo"}}]}
//
//   [{"candidates":[{"content":{"parts":[{"text":"Hel"}]}}],"usageMetadata":{…},"responseId":"r7"},
//    {"candidates":[{"content":{"parts":[{"text":"lo"}]},"finishReason":"STOP"}],…}]

extension AnswerStream {
  /// Whether an object is a piece of an answer of OpenAI's or Gemini's, and not its last.
  static func isChunk(_ piece: JSONNode) -> Bool {
    if let object = piece["object"] {
      if object.isText("chat.completion.chunk") { return true }
      return object.isText("text_completion") && piece.isPieceOfCompletion
    }
    guard let candidate = piece["candidates"]?.first, candidate.isObject else { return false }
    return candidate.any("finishReason", "finish_reason") == nil
      && (piece.any("usageMetadata", "modelVersion", "responseId") != nil
        || piece["usage_metadata"] != nil)
  }

  /// The answer that a piece is of; empty where it does not say.
  static func answerID(of piece: JSONNode) -> String {
    let id = piece["object"] == nil ? piece.any("responseId", "response_id") : piece["id"]
    return id?.asText ?? ""
  }

  /// Whether a text begins with a line that is such a piece and says of which answer.
  static func beginsWithChunk(_ text: some Collection<UInt8>) -> Bool {
    let line = Array(text.prefix { $0 != 0x0A })
    guard line.withUnsafeBufferPointer({ ChunkMark(of: $0) }) != nil else { return false }
    let parser = JSONParser()
    return withExtendedLifetime(parser) {
      line.withUnsafeBufferPointer { line in
        (try? parser.parse(line)).map { isChunk($0) && !answerID(of: $0).isEmpty } ?? false
      }
    }
  }

  /// Whether a list's first element, as far as it is there, is such a piece.
  static func isChunk(text: [UInt8]) -> Bool {
    let parser = JSONParser()
    return withExtendedLifetime(parser) {
      text.withUnsafeBufferPointer { text in
        guard text.mayBeChunk else { return false }
        return (try? parser.parse(text)).map { isChunk($0) } ?? false
      }
    }
  }
}

/// What the lines of one answer's pieces have in common, as they are spelled.
struct ChunkMark {
  /// `"id":"chatcmpl-7"`
  private let id: [UInt8]
  /// The same server names the members in the same order.
  private let start: [UInt8]

  /// Nil for a line that is no piece of an answer.
  init?(of line: UnsafeBufferPointer<UInt8>) {
    guard line.first == UInt8(ascii: "{"), line.mayBeChunk else { return nil }
    let isGemini = line.has("\"candidates\"")
    guard let id = line.member(isGemini ? "\"responseId\"" : "\"id\"") else { return nil }
    self.id = Array(id)
    start = Array(line.prefix(6))
  }

  /// Whether a line is another piece of the same answer.
  func isOf(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    line.starts(with: start) && line.firstRange(of: id) != nil
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether there is in it what pieces of answers have; an answer that is whole may have it too.
  fileprivate var mayBeChunk: Bool {
    has("\"chat.completion.chunk\"") || has("\"text_completion\"") || has("\"candidates\"")
  }

  /// A member whose value is a string, from the quote before its name to the one behind its value.
  fileprivate func member(_ name: StaticString) -> Slice<Self>? {
    let name = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    guard let found = firstRange(of: name),
      let start = self[found.upperBound...].firstIndex(of: UInt8(ascii: "\"")),
      self[found.upperBound..<start].allSatisfy({ $0 == UInt8(ascii: ":") || $0 == 0x20 }),
      let end = self[(start + 1)...].firstIndex(of: UInt8(ascii: "\"")), end > start + 1
    else { return nil }
    return self[found.lowerBound...end]
  }
}

extension JSONNode {
  /// Whether a text completion says itself that others belong to it, as its end or its counts.
  var isPieceOfCompletion: Bool {
    guard let choice = self["choices"]?.first else { return self["choices"]?.isArray == true }
    return choice["finish_reason"] == nil && choice["text"] != nil && self["usage"] == nil
      || member("usage")?.isNull == true
  }
}
