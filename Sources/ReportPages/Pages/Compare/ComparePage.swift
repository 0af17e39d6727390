import TraceModel
import TraceRedaction

/// Two traces side by side, and with a script any two of those the page holds.
struct ComparePage: ReportPage {
  static let path = "compare.html"
  static let tab = "Compare"
  static let template = "pages/compare"
  static let sections: Set<StyleSection> = [.charts, .trace, .costs, .compare]
  static let script: String? = "compare.js"

  var pair: ComparedPair?
  var records: HTML?
  var held: String
  var command: String

  static let fields: [TemplateField<ComparePage>] = [
    .flag("hasChoice") { $0.records != nil },
    .optionalObject("pair") { $0.pair },
    .text("held") { $0.held },
    .text("command") { $0.command },
    .optionalHTML("recordsHTML") { $0.records },
  ]

  init(_ edition: Edition) {
    let week = edition.week
    let links = TraceLinks(week.cases)
    let kept = CompareRecordList(week) { links[$0] }
    let records = kept.records
    let money = MoneyFormat(currency: week.summary.cost.currency)
    pair = Self.tellingPair(records, of: week).map { ComparedPair($0, $1, money) }
    self.records = records.count > 1 ? kept.island(money) : nil
    let all = Shown.count(week.summary.traces, "request", "requests")
    held =
      records.isEmpty
      ? "This report holds no text of its requests. Where the logs are, this writes the page of any two:"
      : "This page holds \(Shown.count(records.count)) of \(all). For other pairs, where the logs are:"
    command = "casebook compare ID ID LOGS -o compare-two.html"
  }

  /// A page of two traces alone.
  init(_ a: TraceCase, _ b: TraceCase, in edition: Edition) {
    let week = edition.week
    pair = ComparedPair(
      CompareRecord(a, in: week, address: nil), CompareRecord(b, in: week, address: nil),
      MoneyFormat(currency: week.summary.cost.currency))
    held = "Written by:"
    command = "casebook compare \(a.id) \(b.id) LOGS"
  }

  /// Of the traces on the review list, or else of all, two of one feature that ended differently.
  private static func tellingPair(_ records: [CompareRecord], of week: Week)
    -> (CompareRecord, CompareRecord)?
  {
    let listed = Set(week.summary.review.map(\.traceID))
    let onList = records.filter { listed.contains($0.id) }
    let some = Array((onList.count > 1 ? onList : records).prefix(10))
    var best: (rank: Int, a: CompareRecord, b: CompareRecord)?
    for (index, a) in some.enumerated() {
      for b in some[(index + 1)...] {
        let rank =
          (a.feature == b.feature ? 4 : 0) + (a.verdictClass != b.verdictClass ? 3 : 0)
          + (a.promptText != nil && b.promptText != nil ? 1 : 0)
        if rank > best?.rank ?? -1 { best = (rank, a, b) }
      }
    }
    return best.map { ($0.a, $0.b) }
  }
}

/// A page of two traces that stands without a report.
package func comparePageAlone(
  _ a: TraceCase, _ b: TraceCase, of edition: Edition, _ templates: TemplateSources
) throws(TemplateError) -> [UInt8] {
  let frame = ReportFrame(edition)
  let layout = try PageLayout(
    sections: ComparePage.sections, printTitle: frame.title, from: templates)
  let template = try Template<ComparePage>(ComparePage.template, from: templates)
  var shell = frame.shell(titled: "Compare two requests", current: "")
  shell.tabs = []
  return layout.page(template.render(ComparePage(a, b, in: edition)), in: shell)
}
