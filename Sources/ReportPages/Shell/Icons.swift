import Glibc

/// The symbols, patterns and markers of `assets/icons.svg`, one a line.
struct Icons: Sendable {
  private struct Symbol: Sendable {
    var id: [UInt8]
    var svg: [UInt8]
  }

  /// In order of id.
  private let symbols: [Symbol]
  private let patterns: [UInt8]

  /// Patterns are reached through classes of the stylesheet, so they come all or not at all.
  init(from svg: String, withPatterns: Bool) {
    var symbols: [[UInt8]: [UInt8]] = [:]
    var patterns: [UInt8] = []
    for line in svg.utf8.split(separator: UInt8(ascii: "\n")) {
      guard let (element, id) = Self.elementAndID(of: line) else { continue }
      if element == "symbol" { symbols[id] = Array(line) } else { patterns += line }
    }
    self.symbols = symbols.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { Symbol(id: $0.key, svg: $0.value) }
    self.patterns = withPatterns ? patterns : []
  }

  /// Of a line such as `<symbol id="i-eye" viewBox="0 0 16 16">…`.
  private static func elementAndID(of line: Substring.UTF8View) -> (String, [UInt8])? {
    for element in ["symbol", "pattern", "marker"] {
      let start = "<\(element) id=\"".utf8
      guard line.starts(with: start) else { continue }
      let rest = line.dropFirst(start.count)
      guard let end = rest.firstIndex(of: UInt8(ascii: "\"")), end > rest.startIndex else {
        return nil
      }
      return (element, Array(rest[..<end]))
    }
    return nil
  }

  /// A hidden drawing with the symbols that `body` refers to, and the fixed ones, in order of id.
  func sprite(usedIn body: HTML, and fixed: [String]) -> HTML {
    var isUsed = symbols.map { symbol in fixed.contains { $0.utf8.elementsEqual(symbol.id) } }
    body.bytes.withUnsafeBufferPointer { bytes in
      forEachReference(in: bytes) { id in
        if let place = symbols.firstIndex(where: { $0.id.starts(id) }) { isUsed[place] = true }
      }
    }
    var sprite: [UInt8] = []
    sprite.reserveCapacity(8192)
    sprite += "<svg class=\"sprite\" aria-hidden=\"true\" focusable=\"false\"><defs>".utf8
    sprite += patterns
    for (symbol, isUsed) in zip(symbols, isUsed) where isUsed { sprite += symbol.svg }
    sprite += "</defs></svg>".utf8
    return HTML(safe: sprite)
  }

  /// Calls the body with what follows each `<use href="#`, to the end of the page.
  private func forEachReference(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    guard let start = UnsafeRawPointer(bytes.baseAddress) else { return }
    let reference: StaticString = "<use href=\""
    let length = reference.utf8CodeUnitCount
    var next = 0
    while next < bytes.count, let sign = memchr(start + next, 0x23, bytes.count - next) {
      let place = UnsafeRawPointer(sign) - start
      next = place + 1
      guard place >= length, memcmp(start + place - length, reference.utf8Start, length) == 0 else {
        continue
      }
      body(UnsafeBufferPointer(rebasing: bytes[next...]))
    }
  }
}

extension [UInt8] {
  /// Whether the text begins with these bytes and a quote.
  fileprivate func starts(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count > count, text[count] == UInt8(ascii: "\"") else { return false }
    return elementsEqual(UnsafeBufferPointer(rebasing: text[..<count]))
  }
}
