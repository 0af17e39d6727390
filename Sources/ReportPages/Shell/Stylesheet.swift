/// The numbered parts of `assets/casebook.css`.
package enum StyleSection: Int, CaseIterable, Sendable {
  case tokens = 1
  case base, frame, blocks, tables, badges, charts, overview, trace, compare, costs, findings
  case traces, archive, edges, widths, print

  /// What every page needs.
  static let common: Set<StyleSection> = [
    .tokens, .base, .frame, .blocks, .tables, .badges, .edges, .widths, .print,
  ]
}

/// The common and the chosen parts of the stylesheet, without comments and spare blanks.
///
/// `REPORT TITLE` in it becomes the title at the foot of printed sheets.
func stylesheet(_ css: String, sections: Set<StyleSection>, printTitle: String) -> [UInt8] {
  let wanted = sections.union(StyleSection.common)
  var isWanted = true
  var kept: [Substring] = []
  for line in css.split(separator: "\n") {
    if let section = section(startedBy: line) { isWanted = wanted.contains(section) }
    if isWanted { kept.append(line) }
  }
  let text = kept.joined(separator: "\n").replacing("REPORT TITLE", with: cssEscaped(printTitle))
  return compact(Array(text.utf8))
}

/// The section whose heading a line is, such as `/* 7 Charts ====`.
private func section(startedBy line: Substring) -> StyleSection? {
  guard line.hasPrefix("/* "), line.contains("==") else { return nil }
  return line.dropFirst(3).split(separator: " ").first.flatMap { Int($0) }
    .flatMap(StyleSection.init(rawValue:))
}

/// Everything but letters, digits and blanks as a hexadecimal escape, so that a title cannot end
/// the string it stands in, nor the style element.
private func cssEscaped(_ text: String) -> String {
  text.unicodeScalars.map { scalar in
    let isPlain =
      scalar == " " || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
      || ("0"..."9").contains(scalar)
    return isPlain ? String(scalar) : "\\\(String(scalar.value, radix: 16)) "
  }.joined()
}

/// Drops comments and folds blanks into one, outside strings.
private func compact(_ css: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(css.count)
  var quote: UInt8?
  var index = 0
  while index < css.count {
    let byte = css[index]
    if let open = quote {
      if byte == open { quote = nil }
      result.append(byte)
    } else if byte == UInt8(ascii: "/"), css.dropFirst(index + 1).first == UInt8(ascii: "*") {
      index += 2
      while index + 1 < css.count, css[index...(index + 1)] != [0x2A, 0x2F] { index += 1 }
      index += 1
    } else if byte <= 0x20 {
      let isSpare = result.last.map { $0 == 0x20 || "{};,".utf8.contains($0) } ?? true
      if !isSpare { result.append(0x20) }
    } else {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
      if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "{"), result.last == 0x20 {
        result.removeLast()
      }
      result.append(byte)
    }
    index += 1
  }
  return result
}
