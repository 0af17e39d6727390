import TraceModel

/// All charges of one key, added up: every figure of the costs is a sum over these.
package struct ChargeLedger: Sendable {
  private var numbers = ValueTable<Key>()
  private(set) var sums: [Sum] = []

  /// What the charges of a row are alike in.
  package struct Key: TableValue {
    /// Whose charge it is.
    package enum Owner: UInt8, CaseIterable, Sendable, BitwiseCopyable {
      case model, tool, other
    }

    /// The trace's day; `.min` without a clock.
    package var day = Int32.min
    package var kind = ChargeKindID(0)
    package var provider = NameID.none
    package var model = NameID.none
    package var tool = NameID.none
    package var feature = NameID.none
    package var route = NameID.none
    /// The first day of the rate that converted it; `.min` where none did.
    package var rateDay = Int32.min
    package var owner = Owner.other
    package var isUsed = true

    package init() {}

    package func hash(seed: UInt64) -> UInt64 {
      (UInt64(UInt32(bitPattern: day)) << 32 | UInt64(kind.number))
        .folded(with: seed ^ (UInt64(provider.number) << 32 | UInt64(model.number)))
        .folded(with: UInt64(tool.number) << 32 | UInt64(feature.number))
        .folded(with: UInt64(route.number) << 8 | UInt64(owner.rawValue) << 1 | (isUsed ? 1 : 0))
        .folded(with: UInt64(UInt32(bitPattern: rateDay)))
    }
  }

  package struct Sum: Sendable, BitwiseCopyable {
    package var quantity = ExactDecimal.zero
    package var amount = ExactDecimal.zero
    /// What of the amount has a rate, in the report's currency.
    package var converted = ExactDecimal.zero
    /// What of it has none.
    package var unconverted = ExactDecimal.zero
    /// False as soon as one charge does not say how much it was for.
    package var hasQuantity = true
    package var isConverted = false
    package var isUnconverted = false

    package init() {}

    mutating func add(_ other: Sum) {
      quantity += other.quantity
      hasQuantity = hasQuantity && other.hasQuantity
      amount += other.amount
      converted += other.converted
      isConverted = isConverted || other.isConverted
      unconverted += other.unconverted
      isUnconverted = isUnconverted || other.isUnconverted
    }
  }

  package init() {}

  /// As many as `sums`, in the same order, which is none of theirs.
  var keys: [Key] { numbers.values }

  /// Every key with its sum, in no order.
  package var rows: some RandomAccessCollection<(key: Key, sum: Sum)> {
    sums.indices.lazy.map { (keys[$0], sums[$0]) }
  }

  mutating func add(_ charge: CountedCharge, to key: Key) {
    let (number, isNew) = numbers.number(of: key)
    if isNew { sums.append(Sum()) }
    let index = Int(number) - 1
    if let quantity = charge.quantity {
      sums[index].quantity += quantity
    } else {
      sums[index].hasQuantity = false
    }
    sums[index].amount += charge.amount
    if let converted = charge.converted {
      sums[index].converted += converted
      sums[index].isConverted = true
    } else {
      sums[index].unconverted += charge.amount
      sums[index].isUnconverted = true
    }
  }

  package mutating func add(_ sum: Sum, to key: Key) {
    let (number, isNew) = numbers.number(of: key)
    if isNew { sums.append(sum) } else { sums[Int(number) - 1].add(sum) }
  }

  mutating func merge(_ other: ChargeLedger) {
    for index in other.sums.indices { add(other.sums[index], to: other.keys[index]) }
  }
}
