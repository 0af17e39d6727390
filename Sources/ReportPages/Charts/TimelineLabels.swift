/// Finds room for the words of the timeline, so that none lie on a bar or on each other.
///
/// Widths are those of the narrowest drawing, 568 px, so words that fit there fit everywhere.
struct TimelineLabels: Sendable {
  struct Place: Sendable, Equatable {
    enum Side: Sendable { case inside, right, left }
    var side: Side
    var text: String
  }

  private var taken: [Row: [ClosedRange<Double>]] = [:]

  struct Row: Hashable, Sendable {
    var lane: Int
    var row: Int
  }

  mutating func take(_ range: ClosedRange<Double>, in row: Row) {
    taken[row, default: []].append(range)
  }

  /// The first of the texts that fits in, after or before a bar.
  mutating func place(_ texts: [String], at bar: ClosedRange<Double>, in row: Row) -> Place? {
    for text in texts {
      let width = Self.width(of: text)
      if bar.upperBound - bar.lowerBound > width + Self.gap {
        return Place(side: .inside, text: text)
      }
      let right = bar.upperBound...(bar.upperBound + width + Self.gap)
      if right.upperBound <= 100, isFree(right, in: row) {
        take(right, in: row)
        return Place(side: .right, text: text)
      }
      let left = (bar.lowerBound - width - Self.gap)...bar.lowerBound
      if left.lowerBound >= 0, isFree(left, in: row) {
        take(left, in: row)
        return Place(side: .left, text: text)
      }
    }
    return nil
  }

  /// Whether the text fits beside an upright line.
  mutating func place(_ text: String, at line: Double, in row: Row) -> Place? {
    place([text], at: line...line, in: row)
  }

  private func isFree(_ range: ClosedRange<Double>, in row: Row) -> Bool {
    !(taken[row] ?? []).contains {
      $0.lowerBound < range.upperBound - 0.01 && range.lowerBound + 0.01 < $0.upperBound
    }
  }

  /// In percent of the narrowest drawing; letters of 12.5 px are about 6.7 px wide.
  static func width(of text: String) -> Double {
    text.unicodeScalars.reduce(0.0) { $0 + ($1.value > 0x2E7F ? 13 : 6.7) } / narrowest * 100
  }

  private static let narrowest = 568.0
  private static let gap = 14.0 / narrowest * 100
}
