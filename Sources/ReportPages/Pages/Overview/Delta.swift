import TraceModel

/// How a figure moved since the previous report: an arrow, how much, and what may be said of it.
struct Delta: Sendable {
  /// Without a sign.
  let amount: String
  let isUp: Bool
  let isWorse: Bool
  let isNothing: Bool
  let reading: ChangeReading

  /// - Parameter isBetterUp: whether a rise is good news.
  init(
    _ amount: String, isUp: Bool, isNothing: Bool, isBetterUp: Bool = false,
    _ reading: ChangeReading
  ) {
    self.amount = amount
    self.isUp = isUp
    isWorse = isUp != isBetterUp
    self.isNothing = isNothing
    self.reading = reading
  }

  /// The arrow and how much; coloured only if the change is clear.
  var html: HTML {
    var builder = HTMLBuilder()
    if isNothing || !reading.isClear {
      builder.markup("<span class=\"delta flat\">")
    } else if isWorse {
      builder.markup("<span class=\"delta worse\">")
    } else {
      builder.markup("<span class=\"delta better\">")
    }
    builder.text(isNothing ? "unchanged" : "\(isUp ? "▲" : "▼") \(amount)")
    builder.markup("</span>")
    return builder.html
  }

  /// The same with its reading.
  var phrase: HTML {
    var builder = HTMLBuilder()
    builder.markup(html)
    builder.text(" · \(reading.rawValue)")
    return builder.html
  }
}

extension Delta {
  init(_ difference: RateDifference, isBetterUp: Bool = true, _ reading: ChangeReading) {
    self.init(points: difference.value, isBetterUp: isBetterUp, reading)
  }

  init(points: Double, isBetterUp: Bool = false, _ reading: ChangeReading) {
    self.init(
      Shown.points(points), isUp: points > 0, isNothing: abs(points) < 0.0005,
      isBetterUp: isBetterUp, reading)
  }

  init(_ change: Change<Int>) {
    self.init(
      Shown.count(abs(change.by)), isUp: change.by > 0, isNothing: change.by == 0, change.reading)
  }

  init(_ change: Change<ExactDecimal>, in money: MoneyFormat) {
    let size = change.by < .zero ? -change.by : change.by
    self.init(
      money.amount(size), isUp: change.by > .zero, isNothing: change.by == .zero, change.reading)
  }

  init(milliseconds change: Change<Double>) {
    self.init(
      Shown.duration(milliseconds: abs(change.by)), isUp: change.by > 0, isNothing: change.by == 0,
      change.reading)
  }
}
