/// Where the money went.
package enum CostSource: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case model, tool, infrastructure

  /// What files call it.
  package var key: String {
    switch self {
    case .model: "model"
    case .tool: "tool"
    case .infrastructure: "infrastructure"
    }
  }
}

/// Where an amount comes from.
package enum CostBasis: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case recorded, priced, estimated

  /// What files call it.
  package var key: String {
    switch self {
    case .recorded: "recorded"
    case .priced: "priced"
    case .estimated: "estimated"
    }
  }
}

/// Quantity × unit price = amount, with its source.
package struct Charge: Sendable {
  package var source: CostSource
  package var basis: CostBasis
  /// What was paid for, as `prompt tokens`.
  package var item: String?
  package var quantity: ExactDecimal?
  package var unit: String?
  package var unitPrice: ExactDecimal?
  package var amount: ExactDecimal
  /// Three letters, as logged; the report's where the log says none.
  package var currency: Name
  /// For a priced charge: the table, row and date it was priced by.
  package var pricedBy: String?

  package init(
    source: CostSource, basis: CostBasis, item: String? = nil, quantity: ExactDecimal? = nil,
    unit: String? = nil, unitPrice: ExactDecimal? = nil, amount: ExactDecimal, currency: Name,
    pricedBy: String? = nil
  ) {
    self.source = source
    self.basis = basis
    self.item = item
    self.quantity = quantity
    self.unit = unit
    self.unitPrice = unitPrice
    self.amount = amount
    self.currency = currency
    self.pricedBy = pricedBy
  }
}

/// What an attempt used, in tokens.
///
/// `prompt` counts all input; `cached` and `cacheWrite` are parts of it. `reasoning` is part of
/// `completion`. What the log did not say is nil, which is not zero.
package struct Usage: Sendable, Equatable {
  package var prompt: Int?
  package var completion: Int?
  package var cached: Int?
  package var cacheWrite: Int?
  package var cacheWrite1h: Int?
  package var reasoning: Int?
  package var audioPrompt: Int?
  package var audioCompletion: Int?

  package init() {}
}
