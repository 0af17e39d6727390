import TraceModel

/// What moved the cost since the previous report: volume, mix and price.
struct MoveTable: TemplateData {
  var take: Phrase
  var rows: [MoveRow]
  var total: String
  var models: [ModelMoveRow]
  var previousWeek: String
  var week: String
  var movedNote: String?

  static let fields: [TemplateField<MoveTable>] = [
    .html("takeHTML") { $0.take.html },
    .list("rows") { $0.rows },
    .text("total") { $0.total },
    .list("models") { $0.models },
    .text("previousWeek") { $0.previousWeek },
    .text("week") { $0.week },
    .optionalText("movedNote") { $0.movedNote },
  ]
}

struct MoveRow: TemplateData {
  var what: String
  var how: Phrase
  var amount: String

  static let fields: [TemplateField<MoveRow>] = [
    .text("what") { $0.what },
    .html("howHTML") { $0.how.html },
    .text("amount") { $0.amount },
  ]
}

struct ModelMoveRow: TemplateData {
  var name: HTML
  var previousTraces: String
  var traces: String
  var previousEach: String
  var each: String
  var mix: String
  var price: String

  static let fields: [TemplateField<ModelMoveRow>] = [
    .html("nameHTML") { $0.name },
    .text("previousTraces") { $0.previousTraces },
    .text("traces") { $0.traces },
    .text("previousEach") { $0.previousEach },
    .text("each") { $0.each },
    .text("mix") { $0.mix },
    .text("price") { $0.price },
  ]
}

extension MoveTable {
  /// Nil without a previous report that says what its models cost.
  init?(_ figures: OverviewFigures, decimals: Int) {
    guard let change = figures.summary.change, let moves = change.costMoves,
      let previousWeek = figures.previousWeek, let before = change.previous.traces
    else { return nil }
    let money = figures.money
    let parts = ShownParts([moves.volume, moves.mix, moves.price], decimals: decimals)
    func signed(_ part: Int128) -> String {
      (part > 0 ? "+" : "") + money.text(part, decimals: decimals)
    }
    let each = change.previous.cost.divided(by: before).map(money.amount) ?? "–"
    let more = figures.summary.traces - before
    rows = [
      MoveRow(
        what: "Volume",
        how:
          "\(abs(more), "request", "requests") \(more < 0 ? "fewer" : "more"), at \(previousWeek)’s \(each) a request",
        amount: signed(parts.parts[0])),
      MoveRow(
        what: "Mix", how: "other models answering, each at what it cost in \(previousWeek)",
        amount: signed(parts.parts[1])),
      MoveRow(
        what: "Price", how: "the same model answering, at another cost of a request",
        amount: signed(parts.parts[2])),
    ]
    total = signed(parts.total)
    self.previousWeek = previousWeek
    week = figures.calendar.week ?? "this period"
    let largest = zip(["volume", "mix", "price"], parts.parts).max {
      $0.1.magnitude < $1.1.magnitude
    }
    let size = money.text(Int128(parts.total.magnitude), decimals: decimals)
    if parts.total == 0 {
      take = "The cost is that of \(previousWeek)."
    } else {
      let direction = parts.total < 0 ? "less" : "more"
      take =
        "\(size) \(direction) than in \(previousWeek), most of it by \(largest?.0 ?? "volume")."
    }
    let shown = moves.models.prefix(20)
    models = shown.map { move in
      ModelMoveRow(
        name: move.name.map { HTML.name($0, orIfEmpty: "no model") } ?? .soft("all others"),
        previousTraces: Shown.count(move.previousTraces), traces: Shown.count(move.traces),
        previousEach: move.previousCost.divided(by: move.previousTraces).map(money.amount) ?? "–",
        each: move.cost.divided(by: move.traces).map(money.amount) ?? "–",
        mix: signed(move.mix.scaled(decimals: decimals)),
        price: signed(move.price.scaled(decimals: decimals)))
    }
    movedNote =
      parts.isAnyMoved
      ? "\(Shown.count(parts.moved.count, "amount was", "amounts were")) rounded the other way, so that the three add up to \(total)."
      : nil
  }
}
