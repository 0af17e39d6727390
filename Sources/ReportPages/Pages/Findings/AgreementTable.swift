import TraceModel

/// How two sayings about the same traces agree: a matrix with Cohen's kappa, and where they don't.
struct AgreementTable: TemplateData {
  var title: String
  var take: Phrase
  var firstHeading: String
  var secondHeading: String
  var columns: [HTML]
  var rows: [AgreementRow]
  var disagreements: [AgreementDisagreement]

  static let fields: [TemplateField<AgreementTable>] = [
    .text("title") { $0.title },
    .html("takeHTML") { $0.take.html },
    .text("firstHeading") { $0.firstHeading },
    .text("secondHeading") { $0.secondHeading },
    .list("columns") { $0.columns.map(Markup.init) },
    .list("rows") { $0.rows },
    .flag("hasDisagreements") { !$0.disagreements.isEmpty },
    .list("disagreements") { $0.disagreements },
  ]

  private static let listed = 12

  /// Nil where nothing was said twice.
  init?(
    _ agreement: Agreement, title: String, first: String, second: String, _ links: TraceLinks
  ) {
    guard !agreement.cells.isEmpty else { return nil }
    self.title = title
    firstHeading = first
    secondHeading = second
    let kept = agreement.cells
    var counts: [Name: Int] = [:]
    for cell in kept { counts[cell.second, default: 0] += cell.traces }
    let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.listed)
      .map(\.key)
    columns = words.map { .name($0, orIfEmpty: "none") }
    var firsts: [Name: Int] = [:]
    for cell in kept { firsts[cell.first, default: 0] += cell.traces }
    rows = firsts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.listed).map {
      first, total in
      let cells = words.map { second in
        kept.first { $0.first == first && $0.second == second }
      }
      return AgreementRow(
        name: .name(first, orIfEmpty: "none"), cells: cells.map(AgreementCellShown.init),
        total: Shown.count(total))
    }
    disagreements = kept.filter(\.isDisagreement).prefix(Self.listed).map {
      AgreementDisagreement($0, links)
    }
    take = Self.take(agreement)
  }

  private static func take(_ agreement: Agreement) -> Phrase {
    let apart = agreement.cells.filter(\.isDisagreement).reduce(0) { $0 + $1.traces }
    let pairs: Phrase =
      "\(apart) of \(agreement.pairs, "request", "requests") with both words of the sets disagree."
    guard let kappa = agreement.kappa else { return pairs }
    let interval: Phrase =
      agreement.low.flatMap { low in
        agreement.high.map { ", 95% interval \(decimal(low)) to \(decimal($0))" as Phrase }
      } ?? ""
    return "\(pairs) Cohen's kappa \(strong: decimal(kappa))\(interval)."
  }

  /// Two decimals, as `−0.07`.
  private static func decimal(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    let rest = hundredths % 100
    return
      "\(value < 0 && hundredths > 0 ? "−" : "")\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}

struct AgreementRow: TemplateData {
  var name: HTML
  var cells: [AgreementCellShown]
  var total: String

  static let fields: [TemplateField<AgreementRow>] = [
    .html("nameHTML") { $0.name },
    .list("cells") { $0.cells },
    .text("total") { $0.total },
  ]
}

struct AgreementCellShown: TemplateData {
  var count: String
  var isDisagreement: Bool

  init(_ cell: AgreementCell?) {
    count = cell.map { Shown.count($0.traces) } ?? "–"
    isDisagreement = cell?.isDisagreement == true
  }

  static let fields: [TemplateField<AgreementCellShown>] = [
    .text("count") { $0.count },
    .flag("isDisagreement") { $0.isDisagreement },
  ]
}

struct AgreementDisagreement: TemplateData {
  var words: Phrase
  var count: String
  var example: TraceLink?

  init(_ cell: AgreementCell, _ links: TraceLinks) {
    words = "\(name: cell.first), but \(name: cell.second)"
    count = Shown.count(cell.traces, "request", "requests")
    example = cell.example.map { TraceLink($0, links) }
  }

  static let fields: [TemplateField<AgreementDisagreement>] = [
    .html("wordsHTML") { $0.words.html },
    .text("count") { $0.count },
    .optionalObject("example") { $0.example },
  ]
}
