/// The symbols, patterns and markers of `assets/icons.svg`, one a line.
struct Icons: Sendable {
  private let symbols: [[UInt8]: [UInt8]]
  private let patterns: [UInt8]

  /// Patterns are reached through classes of the stylesheet, so they come all or not at all.
  init(from svg: String, withPatterns: Bool) {
    var symbols: [[UInt8]: [UInt8]] = [:]
    var patterns: [UInt8] = []
    for line in svg.split(separator: "\n") {
      guard let id = line.firstMatch(of: /^<(?:symbol|pattern|marker) id="([^"]+)"/)?.1 else {
        continue
      }
      if line.hasPrefix("<symbol") {
        symbols[Array(id.utf8)] = Array(line.utf8)
      } else {
        patterns += Array(line.utf8)
      }
    }
    self.symbols = symbols
    self.patterns = withPatterns ? patterns : []
  }

  /// A hidden drawing with the symbols that `body` refers to, and the fixed ones, in order of id.
  func sprite(usedIn body: HTML, and fixed: [String]) -> HTML {
    var used = Set(fixed.map { Array($0.utf8) })
    let reference = Array("<use href=\"#".utf8)
    body.bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index + reference.count < bytes.count {
        guard bytes[index] == reference[0], bytes[index + 1] == reference[1],
          bytes[index..<(index + reference.count)].elementsEqual(reference)
        else {
          index += 1
          continue
        }
        let id = bytes[(index + reference.count)...].prefix { $0 != UInt8(ascii: "\"") }
        used.insert(Array(id))
        index += reference.count
      }
    }
    var sprite = Array(
      "<svg class=\"sprite\" aria-hidden=\"true\" focusable=\"false\"><defs>".utf8)
    sprite += patterns
    for id in used.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      sprite += symbols[id] ?? []
    }
    sprite += "</defs></svg>".utf8
    return HTML(safe: sprite)
  }
}
