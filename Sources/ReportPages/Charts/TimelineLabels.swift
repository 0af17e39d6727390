/// Finds room for the words of the timeline, so that none lie on a bar or on each other.
///
/// Widths are those of the narrowest drawing, 568 px, so words that fit there fit everywhere.
struct TimelineLabels: Sendable {
  struct Place: Sendable, Equatable {
    enum Side: Sendable { case inside, right, left }
    var side: Side
    var text: String
  }

  /// By the place of the row.
  private var taken: [TakenRanges] = []

  struct Row: Sendable {
    var lane: Int
    /// Below `TimelineLane.mostRows`.
    var row: Int

    fileprivate var place: Int { lane * TimelineLane.mostRows + row }
  }

  mutating func take(_ range: ClosedRange<Double>, in row: Row) {
    while taken.count <= row.place { taken.append(TakenRanges()) }
    taken[row.place].insert(range)
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
    place([text], at: max(0, line - 0.2)...(line + 0.2), in: row)
  }

  private func isFree(_ range: ClosedRange<Double>, in row: Row) -> Bool {
    row.place >= taken.count || taken[row.place].isFree(range)
  }

  /// In percent of the narrowest drawing; letters of 12.5 px are about 6.7 px wide.
  static func width(of text: String) -> Double {
    text.unicodeScalars.reduce(0.0) { $0 + ($1.value > 0x2E7F ? 13 : 6.7) } / narrowest * 100
  }

  private static let narrowest = 568.0
  private static let gap = 14.0 / narrowest * 100
}

/// What is taken of a row: ranges in order, none of which touches another.
private struct TakenRanges: Sendable {
  private var ranges: [ClosedRange<Double>] = []

  mutating func insert(_ range: ClosedRange<Double>) {
    let first = firstRange { $0.upperBound >= range.lowerBound }
    var last = first
    var merged = range
    while last < ranges.count, ranges[last].lowerBound <= range.upperBound {
      merged =
        min(
          merged.lowerBound, ranges[last].lowerBound)...max(
          merged.upperBound, ranges[last].upperBound)
      last += 1
    }
    ranges.replaceSubrange(first..<last, with: CollectionOfOne(merged))
  }

  /// Whether nothing taken reaches more than a hair into the range.
  func isFree(_ range: ClosedRange<Double>) -> Bool {
    let next = firstRange { $0.upperBound > range.lowerBound + 0.01 }
    return next == ranges.count || ranges[next].lowerBound >= range.upperBound - 0.01
  }

  /// The first range that lies far enough on; those after it do too.
  private func firstRange(where isFarEnough: (ClosedRange<Double>) -> Bool) -> Int {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if isFarEnough(ranges[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
