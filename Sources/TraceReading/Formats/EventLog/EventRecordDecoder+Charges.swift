import TraceModel

extension EventRecordDecoder {
  mutating func readCharges(
    _ list: LineValue, _ record: inout EventRecord, _ batch: inout RecordBatch,
    _ tables: inout LocalTables
  ) {
    guard list.isArray else {
      leave(.charges, "not a list")
      return
    }
    record.firstCharge = UInt32(batch.charges.count)
    var index = 0
    for element in list.inside {
      if let charge = charge(element, index, &batch, &tables) {
        batch.charges.append(charge)
      } else {
        record.traits.insert(.refusedCharge)
      }
      index += 1
    }
    record.chargeCount = UInt32(batch.charges.count) - record.firstCharge
  }

  private mutating func charge(
    _ object: LineValue, _ index: Int, _ batch: inout RecordBatch, _ tables: inout LocalTables
  ) -> ChargeRecord? {
    guard object.isObject else {
      leaveCharge(index, "", "not an object")
      return nil
    }
    var source: CostSource?
    var kind = ChargeKind(source: .model)
    var quantity: Figure?
    var amount: Figure?
    var unitPrice: Figure?
    var isRefused = false
    for value in object.inside where !value.isNull {
      switch value.eventPath {
      case .chargeSource:
        source = value.isString ? words.costSources[value.textBytes] : nil
        if source == nil {
          isRefused = true
          leaveCharge(index, ".source", "none of model, tool and infrastructure")
        }
      case .chargeItem: kind.item = chargeName(value, index, ".item", &tables)
      case .unit: kind.unit = chargeName(value, index, ".unit", &tables)
      case .currency: kind.currency = chargeName(value, index, ".currency", &tables)
      case .quantity: quantity = figure(value, index, ".quantity", &isRefused)
      case .unitPrice: unitPrice = figure(value, index, ".unit_price", &isRefused)
      case .amount: amount = figure(value, index, ".amount", &isRefused)
      default: break
      }
    }
    guard let source else {
      if !isRefused { leaveCharge(index, ".source", "missing") }
      return nil
    }
    kind.source = source
    kind.unitPrice = unitPrice?.exact
    if amount == nil {
      guard !isRefused else { return nil }
      amount = product(quantity, unitPrice, index)
    } else if let amount, !amount.exact.isChargeable {
      leaveCharge(index, ".amount", "more than a charge can be (10¹²)")
      return nil
    }
    guard let amount else { return nil }
    return ChargeRecord(
      tables.number(of: kind), quantity: quantity?.packed(&batch.wide) ?? .none,
      amount: amount.packed(&batch.wide))
  }

  /// A number of a charge, mostly of few digits.
  private enum Figure {
    case short(ShortDecimal)
    case long(ExactDecimal)

    var exact: ExactDecimal {
      switch self {
      case .short(let short): ExactDecimal(short)
      case .long(let exact): exact
      }
    }

    @inline(__always)
    func packed(_ wide: inout Column<ExactDecimal>) -> PackedDecimal {
      if case .short(let short) = self, let packed = PackedDecimal(short) { return packed }
      return PackedDecimal(exact, wide: &wide)
    }
  }

  @inline(__always)
  private mutating func figure(
    _ value: LineValue, _ index: Int, _ field: StaticString, _ isRefused: inout Bool
  ) -> Figure? {
    if let short = value.shortDecimal { return .short(short) }
    if let exact = value.exactDecimal { return .long(exact) }
    isRefused = true
    leaveCharge(index, field, "no number of at most 18 decimals in range")
    return nil
  }

  private mutating func product(
    _ quantity: Figure?, _ unitPrice: Figure?, _ index: Int
  ) -> Figure? {
    guard let quantity, let unitPrice else {
      leaveCharge(index, "", "neither an amount nor quantity and unit price")
      return nil
    }
    guard let product = quantity.exact.multiplied(by: unitPrice.exact), product.isChargeable else {
      leaveCharge(
        index, "", "quantity × unit price has more than 18 decimals or is out of range")
      return nil
    }
    return .long(product)
  }

  @inline(__always)
  private mutating func chargeName(
    _ value: LineValue, _ index: Int, _ field: StaticString, _ tables: inout LocalTables
  ) -> NameID {
    guard value.isString || value.isNumber else {
      leaveCharge(index, field, "not a string")
      return .none
    }
    return tables.number(of: value.textBytes)
  }

  @inline(never)
  private mutating func leaveCharge(_ index: Int, _ field: StaticString, _ reason: StaticString) {
    leave("charges[\(index)]\(field)", reason)
  }
}
