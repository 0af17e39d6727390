// A recorder may keep a stream as it read it, piece by piece, cut anywhere or at the ends of lines:
//
//   ["data: {\"id\":…}\n\ndata: {\"i","d\":…}\n\ndata: [DONE]\n\n"]
//   [{"t":0.01,"data":"data: {\"id\":…}"},{"t":0.02,"data":"data: [DONE]"}]
//   ["AAAAfwAAAFI…","AAAAkAAAAFI…"]

extension JSONNode {
  /// The bytes of a body that is kept as a list of texts; nil for any other body.
  var joinedPieces: [UInt8]? {
    guard isArray, let first = first?.keptPiece else { return nil }
    let pieces = elements.compactMap(\.keptPiece)
    if first.isString, first.decodedBody != nil {
      let bytes = pieces.flatMap { $0.base64Bytes ?? [] }
      return EventFrames.lines(of: bytes) ?? bytes
    }
    let texts = pieces.map { $0.isString ? $0.textBytes : Array($0.rawBytes) }
    // What is cut at the ends of lines may have lost them.
    let areLines = texts.allSatisfy { $0.beginsLine && !$0.contains(0x0A) }
    return areLines ? Array(texts.joined(separator: [0x0A])) : texts.flatMap { $0 }
  }

  /// A text of a list, or what stands beside the time it came at.
  private var keptPiece: JSONNode? {
    if isString { return self }
    guard isObject, let data = any("data", "chunk") else { return nil }
    return data.isString || data.isObject ? data : nil
  }

  private var textBytes: [UInt8] {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, rawBytes.count)) { memory in
      Array(memory[..<copyText(to: memory)])
    }
  }

  private var base64Bytes: [UInt8]? {
    isString ? textBytes.withUnsafeBufferPointer { $0.decodedBase64 } : nil
  }
}

extension [UInt8] {
  /// Whether it may stand at the start of a line of a stream.
  fileprivate var beginsLine: Bool {
    guard let first else { return true }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: ":")
      || ["data:", "event:", "id:", "retry:", "[DONE]"].contains { starts(with: $0.utf8) }
  }
}
