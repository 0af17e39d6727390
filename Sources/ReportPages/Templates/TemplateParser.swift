/// A piece of a template, and the line it starts on.
struct TemplateNode: Sendable {
  indirect enum Kind: Sendable {
    case literal([UInt8])
    case value(String, isRaw: Bool)
    case section(String, isInverted: Bool, [TemplateNode])
    case partial(String, indentation: [UInt8])
    /// `{{<layout}}`: another template with some of its blocks replaced.
    case parent(String, indentation: [UInt8], blocks: [String: TemplateBlock])
    case block(String, [TemplateNode])
  }

  var kind: Kind
  var file: String
  var line: Int
}

/// What a block shows.
struct TemplateBlock: Sendable {
  var nodes: [TemplateNode]
}

/// Reads Mustache: variables, sections, comments, partials, blocks and changed delimiters.
///
/// A tag alone on its line, other than a variable, takes the line with it.
struct TemplateParser {
  private let source: [UInt8]
  private let file: String
  private var index = 0
  private var line = 1
  private var lineStart = 0
  private var delimiters = (open: Array("{{".utf8), close: Array("}}".utf8))
  /// The end of a `{{<parent}}` tag that has nothing before it on its line.
  private var parentEnd = 0
  private var open: [OpenTag] = []

  private struct OpenTag {
    var sigil: UInt8
    var name: String
    var line: Int
    var indentation: [UInt8]?
    var nodes: [TemplateNode] = []
  }

  static func parse(_ source: [UInt8], file: String) throws(TemplateError) -> [TemplateNode] {
    var parser = TemplateParser(source: source, file: file)
    return try parser.parse()
  }

  private init(source: [UInt8], file: String) {
    self.source = source
    self.file = file
  }

  private mutating func parse() throws(TemplateError) -> [TemplateNode] {
    open = [OpenTag(sigil: 0, name: "", line: 1)]
    while index < source.count {
      let start = find(delimiters.open, from: index) ?? source.count
      appendLiteral(source[index..<start])
      advance(to: start)
      if start < source.count { try readTag() }
    }
    if open.count > 1, let last = open.last {
      throw error(.unclosed("{{\(Character(Unicode.Scalar(last.sigil)))\(last.name)}}"), last.line)
    }
    return open[0].nodes
  }

  // MARK: - Tags

  private mutating func readTag() throws(TemplateError) {
    let start = index
    let startLine = line
    let bodyStart = start + delimiters.open.count
    let isTriple = bodyStart < source.count && source[bodyStart] == UInt8(ascii: "{")
    let isDelimiterChange = bodyStart < source.count && source[bodyStart] == UInt8(ascii: "=")
    let closing =
      (isTriple ? Array("}".utf8) : isDelimiterChange ? Array("=".utf8) : []) + delimiters.close
    guard let bodyEnd = find(closing, from: bodyStart + (isDelimiterChange ? 1 : 0)) else {
      throw error(.unclosed(text(source[start..<min(source.count, start + 20)])), startLine)
    }
    let tag = text(source[start..<(bodyEnd + closing.count)])
    let sigils = Set("#^/>!&<$={".utf8)
    var body = source[bodyStart..<bodyEnd]
    var sigil: UInt8 = 0
    if let first = body.first, sigils.contains(first) {
      sigil = first
      body = body.dropFirst()
    }
    let name = text(trimmed(body))
    let end = bodyEnd + closing.count
    if sigil == UInt8(ascii: "!") {
      skip(to: end, standalone: isAlone(start, end))
      return
    }
    guard isName(name) || isDelimiterChange else { throw error(.badTag(tag), startLine) }
    switch sigil {
    case 0: append(.value(name, isRaw: false), end, startLine)
    case UInt8(ascii: "{"), UInt8(ascii: "&"): append(.value(name, isRaw: true), end, startLine)
    case UInt8(ascii: "="): try changeDelimiters(to: name, tag: tag, end)
    case UInt8(ascii: ">"):
      let alone = isAlone(start, end)
      let indentation = alone ? Array(source[lineStart..<start]) : []
      skip(to: end, standalone: alone)
      add(.partial(name, indentation: indentation), startLine)
    case UInt8(ascii: "<"):
      let isFirst = isBlank(lineStart, start)
      open.append(
        OpenTag(
          sigil: sigil, name: name, line: startLine,
          indentation: isFirst ? Array(source[lineStart..<start]) : nil))
      if isFirst { parentEnd = end }
      advance(to: end)
    case UInt8(ascii: "/"): try close(name, tag: tag, start, end)
    default:
      skip(to: end, standalone: isAlone(start, end))
      open.append(OpenTag(sigil: sigil, name: name, line: startLine))
    }
  }

  private mutating func close(
    _ name: String, tag: String, _ start: Int, _ end: Int
  ) throws(TemplateError) {
    guard open.count > 1, let top = open.last, top.name == name else {
      throw error(.unopened(tag), line)
    }
    let isAlone = isAlone(start, end)
    if top.sigil == UInt8(ascii: "<") {
      let takesLine = top.indentation != nil && endOfBlankLine(from: end) != nil
      skip(to: end, standalone: isAlone)
      open.removeLast()
      if takesLine {
        dropLast(top.indentation?.count ?? 0)
        if !isAlone, let next = endOfBlankLine(from: end) { advance(to: next) }
      }
      var blocks: [String: TemplateBlock] = [:]
      for node in top.nodes {
        if case .block(let name, let nodes) = node.kind {
          blocks[name] = TemplateBlock(nodes: nodes)
        }
      }
      let indentation = takesLine ? top.indentation ?? [] : []
      add(.parent(name, indentation: indentation, blocks: blocks), top.line)
      return
    }
    skip(to: end, standalone: isAlone)
    let nodes = open.removeLast().nodes
    if top.sigil == UInt8(ascii: "$") {
      add(.block(name, nodes), top.line)
    } else {
      add(.section(name, isInverted: top.sigil == UInt8(ascii: "^"), nodes), top.line)
    }
  }

  private mutating func changeDelimiters(
    to body: String, tag: String, _ end: Int
  ) throws(TemplateError) {
    let parts = body.split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, !body.contains("=") else { throw error(.badTag(tag), line) }
    skip(to: end, standalone: isAlone(index, end))
    delimiters = (Array(parts[0].utf8), Array(parts[1].utf8))
  }

  // MARK: - Nodes

  private mutating func append(_ kind: TemplateNode.Kind, _ end: Int, _ line: Int) {
    add(kind, line)
    advance(to: end)
  }

  private mutating func add(_ kind: TemplateNode.Kind, _ line: Int) {
    open[open.count - 1].nodes.append(TemplateNode(kind: kind, file: file, line: line))
  }

  private mutating func appendLiteral(_ bytes: ArraySlice<UInt8>) {
    if !bytes.isEmpty { add(.literal(Array(bytes)), line) }
  }

  private mutating func dropLast(_ count: Int) {
    let last = open.count - 1
    guard count > 0, let node = open[last].nodes.last, case .literal(let bytes) = node.kind else {
      return
    }
    open[last].nodes[open[last].nodes.count - 1].kind = .literal(bytes.dropLast(count))
  }

  // MARK: - Lines

  /// Goes past a tag, and past the rest of its line if it stands alone.
  private mutating func skip(to end: Int, standalone: Bool) {
    guard standalone, let next = endOfBlankLine(from: end) else { return advance(to: end) }
    dropLast(index - max(lineStart, parentEnd))
    advance(to: next)
  }

  private func isAlone(_ start: Int, _ end: Int) -> Bool {
    isBlank(max(lineStart, parentEnd), start) && endOfBlankLine(from: end) != nil
  }

  private func isBlank(_ start: Int, _ end: Int) -> Bool {
    source[start..<end].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// The start of the next line, if only blanks come before it.
  private func endOfBlankLine(from start: Int) -> Int? {
    var end = start
    while end < source.count {
      switch source[end] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): end += 1
      case UInt8(ascii: "\n"): return end + 1
      default: return nil
      }
    }
    return end
  }

  private mutating func advance(to end: Int) {
    while index < end {
      if source[index] == UInt8(ascii: "\n") {
        line += 1
        lineStart = index + 1
      }
      index += 1
    }
  }

  private func find(_ pattern: [UInt8], from start: Int) -> Int? {
    guard let first = pattern.first, start <= source.count - pattern.count else { return nil }
    return (start...(source.count - pattern.count)).first {
      source[$0] == first && source[$0..<($0 + pattern.count)].elementsEqual(pattern)
    }
  }

  private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace = { (byte: UInt8) in byte <= 0x20 }
    return bytes.drop(while: isSpace).reversed().drop(while: isSpace).reversed()[...]
  }

  private func isName(_ name: String) -> Bool {
    let allowed = { (byte: UInt8) in
      byte > 0x20 && !"{}<>#^&*\"'=!$`".utf8.contains(byte)
    }
    return !name.isEmpty && name.utf8.allSatisfy(allowed)
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private func error(_ reason: TemplateError.Reason, _ line: Int) -> TemplateError {
    TemplateError(file: file, line: line, reason: reason)
  }
}
