/// A value that a table keeps once.
public protocol TableValue: Equatable, Sendable, BitwiseCopyable {
  /// Equal for equal values.
  func hash(seed: UInt64) -> UInt64
}

/// Distinct values, each under a number from 1 on.
///
/// Public like `Column`, so that other modules get it made for their own types of value.
public struct ValueTable<Value: TableValue>: Sendable {
  @usableFromInline package internal(set) var values: [Value] = []
  /// Open addressing: numbers, 0 where free.
  @usableFromInline var slots = [UInt32](repeating: 0, count: 64)
  // Values come from strangers; with a seed of its own a table is hard to fill with collisions.
  @usableFromInline let seed: UInt64

  public init() { seed = UInt64.random(in: .min ... .max) }

  @inlinable public var count: Int { values.count }
  @inlinable public subscript(number: UInt32) -> Value { values[Int(number) - 1] }

  /// The number of a value; `isNew` if it had none before.
  @inlinable public mutating func number(of value: Value) -> (number: UInt32, isNew: Bool) {
    var slot = Int(truncatingIfNeeded: value.hash(seed: seed)) & (slots.count - 1)
    while slots[slot] != 0 {
      if values[Int(slots[slot]) - 1] == value { return (slots[slot], false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    values.append(value)
    slots[slot] = UInt32(values.count)
    if values.count * 2 > slots.count { grow() }
    return (UInt32(values.count), true)
  }

  @inlinable mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (index, value) in values.enumerated() {
      var slot = Int(truncatingIfNeeded: value.hash(seed: seed)) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }
}

extension UInt64 {
  /// Both halves of the product with an odd constant, folded into one.
  @inlinable @inline(__always)
  public func folded(with other: UInt64) -> UInt64 {
    let product = (self ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(
      by: other ^ 0xD1B5_4A32_D192_ED03)
    return product.high ^ product.low
  }
}
