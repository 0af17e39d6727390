import ReportPages
import TestSupport
import Testing
import TraceModel
import TraceRedaction

@testable import ReportPublishing

struct ChargesWorkbookTests {
  /// A week with these charges of one model each, all on Monday.
  static func edition(_ charges: [(model: Name, amount: ExactDecimal)]) -> Edition {
    var summary = WeekSummary(
      period: ReportPeriod(
        start: Instant("2026-11-16T00:00:00Z")!, end: Instant("2026-11-23T00:00:00Z")!,
        timeZone: "UTC", week: "2026-W47"))
    summary.title = "Care & co"
    summary.traces = 1
    for (model, amount) in charges {
      var row = ChargeRow(
        date: "2026-11-16", source: .model, basis: .recorded, amount: amount, currency: "USD",
        isUsed: true)
      row.model = model
      row.provider = "acme"
      row.item = "prompt tokens"
      row.quantity = ExactDecimal(1_234_567)
      row.unit = "token"
      row.unitPrice = "0.0000001"
      summary.cost.charges.append(row)
      summary.cost.total += amount
      summary.cost.byModel[model, default: .zero] += amount
    }
    summary.cost.bySource[.model] = summary.cost.total
    summary.cost.byBasis[.recorded] = summary.cost.total
    summary.cost.byProvider["acme"] = summary.cost.total
    summary.cost.byFeature[""] = summary.cost.total
    summary.cost.byRoute[""] = summary.cost.total
    summary.cost.byDay["2026-11-16"] = summary.cost.total
    return redact(Week(summary: summary, cases: []), for: .review)
  }

  private let plain = edition([("a", "0.1"), ("b", "0.200000000000000001"), ("c", "12.5")])

  @Test func `the same charges give the same bytes`() throws {
    #expect(try ChargesWorkbook.bytes(of: plain) == ChargesWorkbook.bytes(of: plain))
  }

  @Test func `every view has a sheet, and the notes on method come last`() throws {
    let workbook = try #require(
      unzip(ChargesWorkbook.bytes(of: plain))["xl/workbook.xml"])
    let names = workbook.matches(of: /<sheet name="([^"]+)"/).map { String($0.1) }
    #expect(
      names == [
        "Charges", "By source", "By basis", "By provider", "By model", "By tool", "By feature",
        "By route", "By day", "Method",
      ])
  }

  @Test func `figures are numbers, days are dates, and totals are formulas with their result`()
    throws
  {
    let sheet = try #require(
      unzip(ChargesWorkbook.bytes(of: plain))["xl/worksheets/sheet1.xml"])
    #expect(sheet.contains(/<c r="A2" s="\d+"><v>46342<\/v>/))
    #expect(sheet.contains(/<c r="J2" s="\d+"><v>1234567<\/v>/))
    #expect(sheet.contains(/<c r="M2" s="\d+"><v>0.1<\/v>/))
    #expect(sheet.contains(/<c r="M6" s="\d+"><f>SUM\(M2:M4\)<\/f><v>12.8<\/v>/))
    #expect(sheet.contains("<pane ySplit=\"1\""))
    #expect(sheet.contains("<autoFilter ref=\"A1:R4\"/>"))
    #expect(sheet.contains("paperSize=\"9\""))
    #expect(sheet.contains("Care &amp;&amp; co, 2026-W47, review edition"))
  }

  @Test func `the digits that a double can't hold stand beside it`() throws {
    let sheet = try #require(
      unzip(ChargesWorkbook.bytes(of: plain))["xl/worksheets/sheet1.xml"])
    #expect(sheet.contains("<is><t>0.200000000000000001</t></is>"))
    #expect(sheet.contains("<is><t>12.800000000000000001</t></is>"))
  }

  @Test func `no text that was logged is a formula, a link or more than a text`() throws {
    let names: [Name] =
      CSVTextTests.formulas.map { Name($0) } + [
        "http://x.example/", "=HYPERLINK(\"http://x.example\")", "{=1+1}", "_x0041_",
        "</t></si>", Name(String(repeating: "long ", count: 20_000)),
      ]
    let parts = unzip(
      try ChargesWorkbook.bytes(of: Self.edition(names.map { ($0, ExactDecimal(1)) })))
    let formulas = parts.filter { $0.key.hasPrefix("xl/worksheets/") }.values.flatMap {
      $0.matches(of: /<f>([^<]*)<\/f>/).map { String($0.1) }
    }
    #expect(!formulas.isEmpty)
    for formula in formulas {
      #expect(
        formula.wholeMatch(
          of: /SUM\([A-Z]+2:[A-Z]+\d+\)|'Charges'!M\d+|ROUND\('[A-Za-z ]+'!B\d+-'Charges'!M\d+,9\)/)
          != nil, "\(formula)")
    }
    #expect(!parts.keys.contains { $0.contains("_rels/sheet") })
    let texts = texts(in: parts)
    for text in ["<t>=HYPERLINK(", "<t>http://x.example/</t>", "<t>_x005F_x0041_</t>"] {
      #expect(texts.contains(text))
    }
    #expect(!texts.contains("</t></si>"))
  }

  @Test func `rows beyond what a sheet holds are added up in one, and it says so`() throws {
    let many = (0..<50).map { (model: Name("m\($0)"), amount: ExactDecimal("0.01")) }
    let parts = unzip(try ChargesWorkbook.bytes(of: Self.edition(many), rows: 20))
    let sheet = try #require(parts["xl/worksheets/sheet1.xml"])
    let rows = sheet.matches(of: /<row r="(\d+)"/).compactMap { Int($0.1) }
    #expect(rows.max() ?? 0 <= 20)
    #expect(sheet.contains(/<f>SUM\(M2:M15\)<\/f><v>0.5<\/v>/))
    #expect(sheet.contains(/<c r="M15" s="\d+"><v>0.37<\/v>/))
    let texts = texts(in: parts)
    #expect(texts.contains("37 more rows, see charges.csv"))
    #expect(texts.contains("Charges has room for fewer rows than there are: 37 rows are added up"))
  }

  @Test func `a workbook of which a part is cut short is none`() throws {
    let bytes = try ChargesWorkbook.bytes(of: plain)
    #expect(areWholeXML(partsOfZip: bytes))
    #expect(!areWholeXML(partsOfZip: Array(bytes.dropLast())))
    #expect(!areWholeXML(partsOfZip: []))
  }
}

extension ChargesWorkbook {
  fileprivate static func bytes(of edition: Edition, rows limit: Int? = nil) throws -> [UInt8] {
    try bytes(of: edition, in: "/tmp", rows: limit ?? XLSXFile.largestRowCount)
  }
}

/// The parts of a workbook's sheets that hold texts, as they are written.
private func texts(in parts: [String: String]) -> String {
  parts.filter { $0.key.hasPrefix("xl/worksheets/") }.values.flatMap {
    $0.matches(of: /<is>(.*?)<\/is>/).map { String($0.1) }
  }.joined(separator: "\n")
}
