// A recorder that can't tell whether a body is text keeps it in base64, with or without saying so.
// What is inside tells: JSON, a stream, the frames of Amazon's event streams, or one of these compressed
// as it came over the wire.

extension JSONNode {
  /// The bytes of a body that is kept in base64; nil for any other body.
  var decodedBody: [UInt8]? {
    // Most bodies that are no JSON are streams, whose names of fields end with a colon.
    guard isString, rawBytes.count >= 8, !rawBytes.prefix(8).contains(UInt8(ascii: ":")) else {
      return nil
    }
    let bytes = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rawBytes.count) { memory in
      UnsafeBufferPointer(rebasing: memory[..<copyText(to: memory)]).decodedBase64
    }
    guard let bytes = bytes?.unpacked else { return nil }
    if let lines = EventFrames.lines(of: bytes) { return lines }
    let first = bytes.first { $0 > 0x20 }
    let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    return isJSON || bytes.withUnsafeBufferPointer { AnswerStream.recognises($0) } ? bytes : nil
  }
}

/// Amazon's event streams, in which Bedrock streams its answers:
///
///     length 4 · length of headers 4 · checksum 4 · headers · payload · checksum 4
///
/// What kind of piece a payload is stands in its headers; as a line it is a member of that name:
///
///     :event-type contentBlockDelta  {"delta":{"text":"Hi"}}   →   {"contentBlockDelta":{"delta":…}}
///     :event-type chunk              {"bytes":"eyJ0eXBl…"}     →   what the bytes say, of an agent its text
///     :exception-type throttlingException  {"message":"slow"}  →   {"error":{"type":…,"message":"slow"}}
enum EventFrames {
  /// The pieces as those of any stream, one a line, up to where it is cut; nil for what is none.
  static func lines(of bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 16, let first = Frame(bytes[...]), first.kind != nil else { return nil }
    var frames: [Frame] = []
    var rest = bytes[...]
    while let frame = Frame(rest) {
      frames.append(frame)
      rest = rest.dropFirst(frame.length)
    }
    let isAgent = frames.contains { $0.isOfAgent }
    // A stream of one piece is a stream too, and may be cut.
    return frames.flatMap { Array("data: ".utf8) + $0.line(isOfAgent: isAgent) + [0x0A] }
  }

  private struct Frame {
    let length: Int
    private let payload: ArraySlice<UInt8>
    private var event: String?
    private var exception: String?

    /// What the headers say that it is.
    var kind: String? { event ?? exception }

    init?(_ bytes: ArraySlice<UInt8>) {
      guard bytes.count >= 16 else { return nil }
      let start = bytes.startIndex
      length = bytes.number(at: start, of: 4)
      let headers = bytes.number(at: start + 4, of: 4)
      guard length >= 16, length <= bytes.count, headers <= length - 16 else { return nil }
      payload = bytes[(start + 12 + headers)..<(start + length - 4)]
      readHeaders(bytes[(start + 12)..<(start + 12 + headers)])
    }

    /// Names and values, each value behind a byte that says its type.
    private mutating func readHeaders(_ headers: ArraySlice<UInt8>) {
      var place = headers.startIndex
      while place < headers.endIndex {
        let nameEnd = place + 1 + Int(headers[place])
        guard nameEnd < headers.endIndex else { return }
        let name = headers[(place + 1)..<nameEnd]
        let type = headers[nameEnd]
        place = nameEnd + 1
        guard type == 6 || type == 7 else {
          let sizes = [0, 0, 1, 2, 4, 8, 0, 0, 8, 16]
          guard type < 10 else { return }
          place += sizes[Int(type)]
          continue
        }
        guard place + 2 <= headers.endIndex else { return }
        let end = place + 2 + headers.number(at: place, of: 2)
        guard end <= headers.endIndex else { return }
        let value = String(decoding: headers[(place + 2)..<end], as: UTF8.self)
        if name.elementsEqual(":event-type".utf8) { event = value }
        if name.elementsEqual(":exception-type".utf8) { exception = value }
        place = end
      }
    }

    /// Whether only an agent sends such a piece.
    var isOfAgent: Bool { event == "trace" || event == "returnControl" || event == "files" }

    func line(isOfAgent: Bool) -> [UInt8] {
      if let exception {
        let members = payload.dropFirst().drop { $0 <= 0x20 }
        let rest = members.first == UInt8(ascii: "\"") ? Array(",".utf8) + members : Array("}".utf8)
        return Array(#"{"error":{"type":"\#(exception)""#.utf8) + rest + Array("}".utf8)
      }
      if event == "chunk", !isOfAgent, let inside,
        inside.first(where: { $0 > 0x20 }) == UInt8(ascii: "{")
      {
        return inside
      }
      return Array(#"{"\#(event ?? "")":"#.utf8) + payload + Array("}".utf8)
    }

    /// What stands in base64 in `{"bytes":"…"}`.
    private var inside: [UInt8]? {
      let quote = UInt8(ascii: "\"")
      guard let name = payload.firstRange(of: Array(#""bytes""#.utf8)),
        let start = payload[name.upperBound...].firstIndex(of: quote)
      else { return nil }
      return payload[(start + 1)...].prefix { $0 != quote }.decodedBase64
    }
  }
}

extension ArraySlice<UInt8> {
  /// The number in so many bytes, the largest first.
  fileprivate func number(at place: Int, of count: Int) -> Int {
    self[place..<(place + count)].reduce(0) { $0 << 8 | Int($1) }
  }
}
