/// Counts of durations in buckets that are at most 0.8 % wide, so that any two can be added.
package struct Histogram: Sendable, Equatable {
  private var counts: [UInt16: Int] = [:]
  package private(set) var count = 0
  /// Exact, in nanoseconds.
  package private(set) var maximum: Int64 = 0

  package init() {}

  init(_ counts: [UInt16: Int], maximum: Int64) {
    self.counts = counts
    self.maximum = maximum
    count = counts.values.reduce(0, +)
  }

  /// How many values fell into each bucket that has any.
  var buckets: [UInt16: Int] { counts }

  package mutating func add(_ nanoseconds: Int64) {
    let value = max(0, nanoseconds)
    counts[Self.bucket(of: value), default: 0] += 1
    count += 1
    maximum = max(maximum, value)
  }

  package mutating func merge(_ other: Histogram) {
    counts.merge(other.counts, uniquingKeysWith: +)
    count += other.count
    maximum = max(maximum, other.maximum)
  }

  /// The value at rank ⌈percent · n / 100⌉, within 1 %; nil where nothing was counted.
  package func percentile(_ percent: Int) -> Int64? {
    guard count > 0 else { return nil }
    let rank = max(1, (percent * count + 99) / 100)
    var seen = 0
    for bucket in counts.keys.sorted() {
      seen += counts[bucket] ?? 0
      if seen >= rank { return min(Self.middle(of: bucket), maximum) }
    }
    return maximum
  }

  // Values below 256 have a bucket each; above, the seven bits after the leading one choose it.
  private static func bucket(of value: Int64) -> UInt16 {
    guard value >= 256 else { return UInt16(value) }
    let exponent = 63 - value.leadingZeroBitCount
    return UInt16(exponent << 7 | Int(value >> (exponent - 7) & 0x7F))
  }

  private static func middle(of bucket: UInt16) -> Int64 {
    // The smallest bucket above 255 is 8 << 7 = 1024, so the two kinds do not meet.
    guard bucket >= 1024 else { return Int64(bucket) }
    let exponent = Int(bucket >> 7)
    let low = (Int64(1) << exponent) | (Int64(bucket & 0x7F) << (exponent - 7))
    return low + (Int64(1) << (exponent - 7)) / 2
  }
}
