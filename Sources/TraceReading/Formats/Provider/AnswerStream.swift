import Glibc

/// The pieces of a streamed answer: the `data` of server-sent events, or JSON values one a line.
///
///     event: message_start
///     data: {"type":"message_start","message":{…}}
///
///     : a comment
///     data: [DONE]
enum AnswerStream {
  /// Whether a text is a stream of pieces rather than a body, by its first line that says something.
  static func recognises(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = text[...]
    while let line = nextLine(&rest) {
      if line.isEmpty { continue }
      return isField(line)
    }
    return false
  }

  /// Whether a text is the pieces of answers as JSON values, one a line, by its first line. Pieces that
  /// say nothing but text are records by themselves.
  ///
  ///     {"type":"message_start","message":{…}}
  ///     {"type":"content_block_delta",…}
  static func recognises(lines text: some Collection<UInt8>) -> Bool {
    let line = Array(text.prefix { $0 != 0x0A })
    guard line.count < text.count else { return false }
    if beginsWithChunk(line) { return true }
    guard isFirst(line[...]) || isOllamaPiece(line) else { return false }
    let parser = JSONParser()
    return withExtendedLifetime(parser) {
      line.withUnsafeBufferPointer { line in
        (try? parser.parse(line)).map { isFirst($0) || isOllamaPiece($0) } ?? false
      }
    }
  }

  /// Whether an array holds the pieces of one answer.
  static func recognises(list: JSONNode) -> Bool {
    list.isArray
      && list.first.map {
        isFirst($0) || Answer.isAgentPiece($0) || isOllamaPiece($0) || isChunk($0)
      } ?? false
  }

  private static func isFirst(_ piece: JSONNode) -> Bool {
    piece["messageStart"] != nil || firstTypes.contains { piece["type"]?.isText($0) == true }
  }

  /// The types of the first pieces of Anthropic, of OpenAI's Responses, and of Cohere.
  private static let firstTypes: [StaticString] = [
    "message_start", "response.created", "message-start",
  ]

  /// Whether a text may begin with the first piece of an answer.
  static func isFirst(_ line: some Collection<UInt8>) -> Bool {
    guard line.first == UInt8(ascii: "{") else { return false }
    let start = Array(line.prefix(200))
    return start.firstRange(of: Array("\"messageStart\"".utf8)) != nil
      || firstTypes.contains { start.firstRange(of: Array("\"\($0)\"".utf8)) != nil }
  }

  /// Whether a line is a piece of an answer of Ollama's that goes on behind it. Its words can't say
  /// so, as a quote in them is escaped.
  static func isOllamaPiece(_ line: some Sequence<UInt8>) -> Bool {
    func has(_ text: StaticString) -> Bool {
      line.withContiguousStorageIfAvailable { $0.has(text) } ?? false
    }
    return (has("\"done\":false") || has("\"done\": false")) && has("\"created_at\"")
      && has("\"model\"")
  }

  static func isOllamaPiece(_ piece: JSONNode) -> Bool {
    piece["done"]?.bool == false && piece["created_at"] != nil && piece["model"]?.isString == true
  }

  private static func isField(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    line.first == UInt8(ascii: ":") || fields.contains { starts(line, with: $0) }
  }

  private static let fields: [StaticString] = ["data:", "event:", "id:", "retry:"]

  private static func starts(
    _ line: Slice<UnsafeBufferPointer<UInt8>>, with field: StaticString
  ) -> Bool {
    UnsafeBufferPointer(rebasing: line.prefix(field.utf8CodeUnitCount)).equals(field)
  }

  /// A text of several streams, one behind another, as the stream of each answer: behind what says
  /// that it ended, and before what begins another.
  static func answers(in text: UnsafeBufferPointer<UInt8>) -> [UnsafeBufferPointer<UInt8>] {
    var answers: [UnsafeBufferPointer<UInt8>] = []
    var start = text.startIndex
    var hasContent = false
    func end(at place: Int) {
      if hasContent { answers.append(UnsafeBufferPointer(rebasing: text[start..<place])) }
      start = place
      hasContent = false
    }
    var rest = text[...]
    while true {
      let place = rest.startIndex
      guard let line = nextLine(&rest) else { break }
      let isName = starts(line, with: "event:")
      if isFirst(line.dropFirst(starts(line, with: "data:") ? 5 : 0).drop { $0 == 0x20 }) {
        end(at: place)
      }
      // The name of a piece stands before it.
      if !line.isEmpty, !isName { hasContent = true }
      if line.elementsEqual("data: [DONE]".utf8) { end(at: rest.startIndex) }
    }
    end(at: text.endIndex)
    return answers
  }

  /// Gives each piece to `body`; returns whether the stream says that it ended.
  static func forEachPiece(
    of text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) -> Bool {
    var rest = text[...]
    var isDone = false
    // The data of one event mostly stands on one line, and may stand on several.
    var data = rest[..<rest.startIndex]
    var joined: [UInt8] = []
    func give(_ bytes: UnsafeBufferPointer<UInt8>) {
      if bytes.equals("[DONE]") {
        isDone = true
      } else if !bytes.isEmpty {
        body(bytes)
      }
    }
    func giveData() {
      if joined.isEmpty {
        give(UnsafeBufferPointer(rebasing: data))
      } else {
        joined.withUnsafeBufferPointer { give($0) }
        joined.removeAll(keepingCapacity: true)
      }
      data = data[data.endIndex...]
    }
    while let line = nextLine(&rest) {
      if line.isEmpty {
        giveData()
      } else if starts(line, with: "data:") {
        // A next event may follow without a blank line between, as some servers write them.
        if isWhole(joined.last ?? data.last) { giveData() }
        let piece = line.dropFirst(5).drop { $0 == UInt8(ascii: " ") }
        if data.isEmpty, joined.isEmpty {
          data = piece
        } else {
          if joined.isEmpty { joined.append(contentsOf: data) }
          joined.append(contentsOf: piece)
        }
      } else if starts(line, with: "error:") {
        // As llama.cpp says what went wrong on the way.
        giveData()
        give(UnsafeBufferPointer(rebasing: line.dropFirst(6).drop { $0 == UInt8(ascii: " ") }))
      } else if !isField(line) {
        giveData()
        give(UnsafeBufferPointer(rebasing: line))
      }
    }
    giveData()
    return isDone
  }

  private static func isWhole(_ last: UInt8?) -> Bool {
    last == UInt8(ascii: "}") || last == UInt8(ascii: "]")
  }

  /// The line without its end and the white space around it.
  private static func nextLine(
    _ rest: inout Slice<UnsafeBufferPointer<UInt8>>
  ) -> Slice<UnsafeBufferPointer<UInt8>>? {
    guard !rest.isEmpty else { return nil }
    var line: Slice<UnsafeBufferPointer<UInt8>>
    if let start = rest.base.baseAddress.map({ $0 + rest.startIndex }),
      let found = memchr(start, 0x0A, rest.count)
    {
      let end = rest.startIndex + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
      line = rest[..<end]
      rest = rest[(end + 1)...]
    } else {
      line = rest
      rest = rest[rest.endIndex...]
    }
    while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 { line.removeLast() }
    while let first = line.first, first == 0x20 || first == 0x09 || first == 0x1E {
      line.removeFirst()
    }
    return line
  }
}
