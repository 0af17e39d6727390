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
  var kept: [UInt8] = []
  for line in css.utf8.split(separator: UInt8(ascii: "\n")) {
    if let section = section(startedBy: Substring(line)) { isWanted = wanted.contains(section) }
    guard isWanted else { continue }
    if !kept.isEmpty { kept.append(UInt8(ascii: "\n")) }
    kept += line
  }
  return compact(titled(kept, Array(cssEscaped(printTitle).utf8)))
}

/// The stylesheet with the title in its places.
private func titled(_ css: [UInt8], _ title: [UInt8]) -> [UInt8] {
  let mark = Array("REPORT TITLE".utf8)
  var result: [UInt8] = []
  result.reserveCapacity(css.count + title.count)
  var index = 0
  while index < css.count {
    if css[index] == mark[0], css[index...].starts(with: mark) {
      result += title
      index += mark.count
    } else {
      result.append(css[index])
      index += 1
    }
  }
  return result
}

/// The section whose heading a line is, such as `/* 7 Charts ====`.
private func section(startedBy line: Substring) -> StyleSection? {
  guard line.utf8.starts(with: "/* ".utf8), line.contains("==") else { return nil }
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
  let star = UInt8(ascii: "*")
  var quote: UInt8?
  var index = 0
  while index < css.count {
    let byte = css[index]
    if let open = quote {
      if byte == open { quote = nil }
      result.append(byte)
    } else if byte == UInt8(ascii: "/"), index + 1 < css.count, css[index + 1] == star {
      index += 2
      while index + 1 < css.count, css[index] != star || css[index + 1] != UInt8(ascii: "/") {
        index += 1
      }
      index += 1
    } else if byte <= 0x20 {
      switch result.last {
      case nil, 0x20, UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: ","):
        break
      default: result.append(0x20)
      }
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
