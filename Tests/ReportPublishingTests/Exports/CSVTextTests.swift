import Foundation
import ReportPages
import TestSupport
import Testing
import TraceModel

@testable import ReportPublishing

struct CSVTextTests {
  private func csv(_ cells: [Table.Cell]) -> String {
    let columns = cells.indices.map { Table.Column("c\($0)", "", .text) }
    let parts = parts(of: Table("t", columns, count: 1) { _ in cells })
    return String(decoding: parts.joined(), as: UTF8.self)
  }

  private func parts(of table: Table) -> [[UInt8]] {
    var parts: [[UInt8]] = []
    #expect(throws: Never.self) { try CSVText.write(table) { parts.append($0) } }
    return parts
  }

  @Test func `a long table is handed over part by part, each of whole lines`() {
    let table = Table("t", [Table.Column("c", "", .text)], count: 100_000) {
      [.text("row \($0)")]
    }
    let parts = parts(of: table)
    #expect(parts.count > 10)
    #expect(parts.allSatisfy { $0.count < 70_000 && $0.suffix(2) == [0x0D, 0x0A] })
    let lines = (0..<100_000).map { "row \($0)\r\n" }
    #expect(String(decoding: parts.joined(), as: UTF8.self) == "c\r\n" + lines.joined())
  }

  private func cell(_ text: String) -> String {
    String(csv([.text(text)]).dropFirst("c0\r\n".count).dropLast())
  }

  @Test func `cells follow RFC 4180, and figures are written with all their digits`() throws {
    let cells: [Table.Cell] = [
      .text("a,b"), .text("say \"hi\""), .text("two\nlines"), .empty,
      .number(ExactDecimal("-0.000000000000000001")), .day(Day("2026-11-16")!), .text("plain"),
    ]
    #expect(
      csv(cells)
        == "c0,c1,c2,c3,c4,c5,c6\r\n\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",,-0.000000000000000001,2026-11-16,plain\r\n"
    )
  }

  static let formulas = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1+1", "\n=1+1", " =1", "\u{3000}=1+1",
    "\u{FF1D}1+1", "\u{FF0B}1", "\u{FF0D}1", "\u{FF20}SUM(A1)", "=1+1\u{0}", "\u{FEFF}=1",
    "\u{200B}=1", "-", "=", "|=1+1", "%0A=1",
  ]

  @Test(arguments: formulas)
  func `a text that a spreadsheet may take for a formula gets an apostrophe`(text: String) {
    let written = cell(text).trimmingCharacters(in: ["\""])
    #expect(written.first == "'")
    #expect(
      written.dropFirst().unicodeScalars.elementsEqual(
        text.replacing("\u{0}", with: "␀").unicodeScalars))
  }

  @Test(arguments: ["5-3", "x@y.example", "(=1)", "1/2", "a=b", "", "é", "00123"])
  func `other texts stay as they are`(text: String) {
    #expect(cell(text) == text)
  }

  @Test func `taking one apostrophe away gives back a text that began with one`() {
    #expect(cell("'=1") == "''=1")
    #expect(cell("=1") == "'=1")
  }

  /// The corpus of the tests lies beside the repository on some machines.
  @Test func `no cell of the corpus is a formula or breaks out of its cell`() throws {
    let corpus = CasebookProgram.packageFolder.appending(
      path: "../shared/data/hostile/csv/cells.jsonl")
    guard let text = try? String(contentsOf: corpus, encoding: .utf8) else { return }
    for line in text.split(separator: "\n") {
      let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
      guard let cell = entry?["s"] else { continue }
      let rows = parsed(csv([.text("a"), .text(cell), .text("b")]))
      #expect(rows.count == 2)
      #expect(rows.last?.count == 3)
      let read = rows.last?[1] ?? ""
      let first = read.unicodeScalars.first { !$0.properties.isWhitespace }
      #expect(!["=", "+", "-", "@"].contains(first), "\(cell)")
      let back = read.hasPrefix("'") ? String(read.unicodeScalars.dropFirst()) : read
      #expect(
        back.unicodeScalars.elementsEqual(cell.replacing("\u{0}", with: "␀").unicodeScalars))
    }
  }

  /// What a reader of RFC 4180 sees.
  private func parsed(_ text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var field = String.UnicodeScalarView()
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var index = 0
    func end() {
      rows[rows.count - 1].append(String(field))
      field = String.UnicodeScalarView()
    }
    while index < scalars.count {
      let scalar = scalars[index]
      if isQuoted {
        if scalar == "\"", index + 1 < scalars.count, scalars[index + 1] == "\"" {
          field.append("\"")
          index += 1
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          field.append(scalar)
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," {
        end()
      } else if scalar == "\r", index + 1 < scalars.count, scalars[index + 1] == "\n" {
        end()
        rows.append([])
        index += 1
      } else {
        field.append(scalar)
      }
      index += 1
    }
    rows.removeLast()
    return rows
  }
}
