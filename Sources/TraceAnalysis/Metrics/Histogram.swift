/// Counts of durations in buckets that are at most 0.8 % wide, so that any two can be added.
package struct Histogram: Sendable, Equatable {
  /// Open addressing: a bucket and one, above its count in the lower 48 bits; 0 where free. Groups
  /// and paths may be many, and most have few buckets.
  private var slots: [UInt64] = []
  private var used = 0
  package private(set) var count = 0
  /// Exact, in nanoseconds.
  package private(set) var maximum: Int64 = 0

  package init() {}

  /// Nil where no values fall into such buckets.
  init?(_ counts: [UInt16: Int], maximum: Int64) {
    let largest = Self.bucket(of: .max)
    guard maximum >= 0, counts.allSatisfy({ $0 <= largest && $1 > 0 && $1 < 1 << 40 }) else {
      return nil
    }
    for (bucket, count) in counts { add(count, to: bucket) }
    self.maximum = maximum
  }

  package mutating func add(_ nanoseconds: Int64) {
    let value = max(0, nanoseconds)
    add(1, to: Self.bucket(of: value))
    maximum = max(maximum, value)
  }

  package mutating func merge(_ other: Histogram) {
    for slot in other.slots where slot != 0 {
      add(Self.count(in: slot), to: Self.bucket(in: slot))
    }
    maximum = max(maximum, other.maximum)
  }

  /// How many values fell into each bucket that has any.
  var buckets: [UInt16: Int] {
    var buckets: [UInt16: Int] = [:]
    for slot in slots where slot != 0 { buckets[Self.bucket(in: slot)] = Self.count(in: slot) }
    return buckets
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.maximum == right.maximum && left.buckets == right.buckets
  }

  /// The value at rank ⌈percent · n / 100⌉, within 1 %; nil where nothing was counted.
  package func percentile(_ percent: Int) -> Int64? {
    guard count > 0 else { return nil }
    let rank = max(1, (percent * count + 99) / 100)
    var seen = 0
    for slot in slots.sorted() where slot != 0 {
      seen += Self.count(in: slot)
      if seen >= rank { return min(Self.middle(of: Self.bucket(in: slot)), maximum) }
    }
    return maximum
  }

  /// How many of the values lie in lower buckets, from 0 to 1; nil where nothing was counted.
  package func share(below nanoseconds: Int64) -> Double? {
    guard count > 0 else { return nil }
    let own = Self.bucket(of: max(0, nanoseconds))
    var below = 0
    for slot in slots where slot != 0 && Self.bucket(in: slot) < own {
      below += Self.count(in: slot)
    }
    return Double(below) / Double(count)
  }

  /// How many values fell into buckets above that of a value.
  package func count(above value: Int64) -> Int {
    let bucket = Self.bucket(of: max(0, value))
    return slots.reduce(0) {
      $0 + ($1 != 0 && Self.bucket(in: $1) > bucket ? Self.count(in: $1) : 0)
    }
  }

  private mutating func add(_ more: Int, to bucket: UInt16) {
    if used * 4 >= slots.count * 3 { grow() }
    count += more
    let place = self.place(of: bucket)
    if slots[place] == 0 {
      used += 1
      slots[place] = (UInt64(bucket) + 1) << 48
    }
    slots[place] += UInt64(more)
  }

  private func place(of bucket: UInt16) -> Int {
    var place = (Int(bucket) &* 0x9E37) >> 3 & (slots.count - 1)
    while slots[place] != 0, Self.bucket(in: slots[place]) != bucket {
      place = (place + 1) & (slots.count - 1)
    }
    return place
  }

  private mutating func grow() {
    let before = slots
    slots = Array(repeating: 0, count: max(8, before.count * 2))
    for slot in before where slot != 0 { slots[place(of: Self.bucket(in: slot))] = slot }
  }

  private static func bucket(in slot: UInt64) -> UInt16 { UInt16(slot >> 48) &- 1 }
  private static func count(in slot: UInt64) -> Int { Int(slot & 0xFFFF_FFFF_FFFF) }

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
