import TraceModel

/// Which fields the sources lack, what that blocks first.
struct CoverageTable: TemplateData {
  var take: Phrase
  var rows: [CoverageTableRow]
  var more: String?

  static let fields: [TemplateField<CoverageTable>] = [
    .html("takeHTML") { $0.take.html },
    .flag("hasRows") { !$0.rows.isEmpty },
    .list("rows") { $0.rows },
    .optionalText("more") { $0.more },
  ]

  private static let listed = 40

  init?(_ summary: WeekSummary) {
    let all = summary.coverage
    guard !all.isEmpty else { return nil }
    let lacking = all.filter { $0.present < $0.events }
    rows = lacking.prefix(Self.listed).map(CoverageTableRow.init)
    let sources = Set(lacking.map(\.source)).count
    take =
      lacking.isEmpty
      ? "Every event has every field that a conclusion needs."
      : "\(lacking.count, "field is", "fields are") missing from some events of \(sources, "source", "sources"); what blocks most stands first."
    let rest = lacking.count - rows.count
    more = rest > 0 ? "\(Shown.count(rest, "more row", "more rows")) in summary.json." : nil
  }
}

struct CoverageTableRow: TemplateData {
  var source: HTML
  var field: HTML
  var share: String
  var events: String
  var blocks: String

  init(_ row: CoverageRow) {
    source = .name(Name(row.source))
    field = .name(Name(row.field.name))
    // Never “100%” where one is missing, nor “0%” where one is there.
    share =
      row.present == 0
      ? "none" : "\(Shown.count(row.present)) of \(Shown.count(row.events))"
    events = Shown.count(row.events)
    blocks = row.field.blocks.joined(separator: ", ")
  }

  static let fields: [TemplateField<CoverageTableRow>] = [
    .html("sourceHTML") { $0.source },
    .html("fieldHTML") { $0.field },
    .text("share") { $0.share },
    .text("events") { $0.events },
    .text("blocks") { $0.blocks },
  ]
}
