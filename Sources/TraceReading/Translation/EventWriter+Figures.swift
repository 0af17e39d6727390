import TraceModel

// Tokens and sums of money as loggers write them: a number, or a text of one. Whatever else stands
// in their place is left out and said to be, so that no figure becomes less in silence.

extension EventWriter {
  /// A count of tokens; nil for none and for what is no count.
  mutating func tokens(_ field: @autoclosure () -> String, _ value: JSONNode?) -> Int64? {
    guard let value, !value.isEmptyText else { return nil }
    if let count = value.integer, count >= 0, count <= UsageRecord.largest { return count }
    leave(field(), "not a whole number of tokens")
    return nil
  }

  /// A sum of money; nil for none and for what is no sum.
  mutating func money(_ field: @autoclosure () -> String, _ value: JSONNode?) -> ExactDecimal? {
    guard let value, !value.isEmptyText else { return nil }
    if let amount = value.amount { return amount }
    leave(field(), "not a number of at most 18 decimals")
    return nil
  }

  /// The cost of a model call that its log gives as one sum, in US dollars. A cost of 0 is what a
  /// model without a price gets.
  mutating func putCharge(_ field: String, _ cost: JSONNode?) {
    guard let amount = money(field, cost), amount != .zero else { return }
    array("charges") { $0.put(cost: amount, item: "model call") }
  }

  /// How the provider worked on a call, among what is said of its model; nothing of the standard.
  mutating func put(_ tier: ServiceTier) {
    if tier != .standard { put("service_tier", tier.word) }
  }

  /// Says that a value that holds figures is no object.
  mutating func expectObject(_ field: String, _ value: JSONNode?) {
    guard let value, !value.isObject, !value.saysNothing else { return }
    leave(field, "not an object")
  }
}

extension ServiceTier {
  /// By a vendor's word; what is no word is the standard.
  init(_ said: JSONNode) {
    self = said.isString ? ServiceTier(word: said.rawBytes) : .standard
  }
}

extension JSONNode {
  fileprivate var isEmptyText: Bool { isString && rawBytes.isEmpty }
}
