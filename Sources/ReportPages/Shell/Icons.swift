import Glibc

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
    let reference = Array("<use href=\"".utf8)
    body.bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      var next = 0
      while next < bytes.count,
        let sign = memchr(start + next, Int32(UInt8(ascii: "#")), bytes.count - next)
      {
        let place = UnsafeRawPointer(sign) - start
        next = place + 1
        guard place >= reference.count,
          memcmp(start + place - reference.count, reference, reference.count) == 0
        else { continue }
        used.insert(Array(bytes[next...].prefix { $0 != UInt8(ascii: "\"") }))
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
