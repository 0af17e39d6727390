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
      if starts(line, with: "event:"), line.elementsEqual("event: message_start".utf8) {
        end(at: place)
      }
      if !line.isEmpty { hasContent = true }
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
    // The data of one event may stand on several lines.
    var data: [UInt8] = []
    func give(_ bytes: [UInt8]) {
      if bytes.elementsEqual("[DONE]".utf8) {
        isDone = true
      } else if !bytes.isEmpty {
        bytes.withUnsafeBufferPointer(body)
      }
    }
    while let line = nextLine(&rest) {
      if line.isEmpty {
        give(data)
        data.removeAll(keepingCapacity: true)
      } else if starts(line, with: "data:") {
        // A next event may follow without a blank line between, as some servers write them.
        if isWhole(data) {
          give(data)
          data.removeAll(keepingCapacity: true)
        }
        let piece = line.dropFirst(5).drop { $0 == UInt8(ascii: " ") }
        data.append(contentsOf: UnsafeBufferPointer(rebasing: piece))
      } else if !isField(line) {
        give(data)
        data.removeAll(keepingCapacity: true)
        give(Array(line))
      }
    }
    give(data)
    return isDone
  }

  private static func isWhole(_ data: [UInt8]) -> Bool {
    data.last == UInt8(ascii: "}") || data.last == UInt8(ascii: "]")
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
