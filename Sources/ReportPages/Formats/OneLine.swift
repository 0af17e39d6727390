// Cuts are counted in code points and made on bytes: one letter may carry thousands of accents, and
// walking a `String` by its code points takes ten times as long as its bytes do.

/// The text, or its start and an ellipsis.
func clipped(_ text: String, to limit: Int = 80) -> String {
  guard text.utf8.count > limit else { return text }
  var text = text
  let cut = text.withUTF8 { bytes in
    bytes.end(ofLetters: limit).map { String(decoding: bytes[..<$0], as: UTF8.self) + "…" }
  }
  return cut ?? text
}

/// The text with its line ends and tabs as blanks, cut after so many letters.
func oneLine(_ text: String, upTo limit: Int) -> String {
  var line = text
  let folded = line.withUTF8 { bytes in
    withFolded(bytes, upTo: limit) { String(decoding: $0, as: UTF8.self) }
  }
  return folded ?? text
}

/// Hands over the bytes of the same line, which last as long as the call.
func withOneLine<Result>(
  _ text: String, upTo limit: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
) -> Result {
  var text = text
  return text.withUTF8 { withFolded($0, upTo: limit, body) ?? body($0) }
}

/// Nil for a text that is such a line already.
private func withFolded<Result>(
  _ text: UnsafeBufferPointer<UInt8>, upTo limit: Int,
  _ body: (UnsafeBufferPointer<UInt8>) -> Result
) -> Result? {
  if text.count <= limit, text.isOneLine { return nil }
  // Blanks fold, so twice the letters are looked at; what lies beyond shows as an ellipsis.
  let end = text.end(ofLetters: limit * 2)
  let read = UnsafeBufferPointer(rebasing: text[..<(end ?? text.count)])
  return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: read.count + 6) { line in
    var count = line.fold(read)
    if end != nil { count = line.appendEllipsis(at: count) }
    if count > 0, line[count - 1] == UInt8(ascii: " ") { count -= 1 }
    if let cut = UnsafeBufferPointer(rebasing: line[..<count]).end(ofLetters: limit) {
      count = line.appendEllipsis(at: cut)
    }
    return body(UnsafeBufferPointer(rebasing: line[..<count]))
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where valid UTF-8 is cut after so many code points: at the end of a word, where one ends near.
  /// Nil if it has no more than them.
  fileprivate func end(ofLetters limit: Int) -> Int? {
    guard count > limit else { return nil }
    var end = 0
    for _ in 0..<limit {
      guard end < count else { return nil }
      end += 1
      while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
    }
    guard end < count else { return nil }
    var start = end
    var near = 20
    while start > 0, near > 0 {
      start -= 1
      if self[start] == UInt8(ascii: " ") { return start }
      if self[start] & 0xC0 != 0x80 { near -= 1 }
    }
    return end
  }

  /// Whether it is ASCII with single blanks inside, as nearly all short texts are.
  fileprivate var isOneLine: Bool {
    var before = UInt8(ascii: " ")
    for byte in self {
      if byte >= 0x7F || byte < 0x20 || byte == 0x20 && before == 0x20 { return false }
      before = byte
    }
    return before != 0x20 || isEmpty
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Copies a text with each run of blanks, tabs and line ends as one blank, and none before the
  /// first letter. Returns how many bytes that took.
  fileprivate func fold(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var isBlank = true
    for byte in text {
      let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
      if !isSpace || !isBlank {
        self[count] = isSpace ? UInt8(ascii: " ") : byte
        count += 1
      }
      isBlank = isSpace
    }
    return count
  }

  /// Writes an ellipsis and returns where it ends.
  fileprivate func appendEllipsis(at place: Int) -> Int {
    var end = place
    for byte in "…".utf8 {
      self[end] = byte
      end += 1
    }
    return end
  }
}
