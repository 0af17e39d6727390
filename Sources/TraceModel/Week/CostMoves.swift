/// What moved the cost since the previous week; the three parts add up to the whole exactly.
package struct CostMoves: Sendable, Equatable {
  /// As many requests as this week, at the previous week's cost of a request.
  package var volume: ExactDecimal
  /// Other models answering, each at its previous cost of a request.
  package var mix: ExactDecimal
  /// Requests that the same model answered, at another cost.
  package var price: ExactDecimal
  /// By the model that answered, the largest move first.
  package var models: [ModelMove]

  package var total: ExactDecimal { volume + mix + price }

  package init(
    volume: ExactDecimal, mix: ExactDecimal, price: ExactDecimal, models: [ModelMove]
  ) {
    self.volume = volume
    self.mix = mix
    self.price = price
    self.models = models
  }
}

/// The requests that one model answered, in both weeks.
package struct ModelMove: Sendable, Equatable {
  /// Empty for requests that no model answered; nil for all that the previous report left out.
  package var name: Name?
  package var traces: Int
  package var previousTraces: Int
  package var cost: ExactDecimal
  package var previousCost: ExactDecimal
  /// Its part of `mix` and of `price`.
  package var mix: ExactDecimal
  package var price: ExactDecimal

  package init(
    name: Name?, traces: Int, previousTraces: Int, cost: ExactDecimal, previousCost: ExactDecimal
  ) {
    self.name = name
    self.traces = traces
    self.previousTraces = previousTraces
    self.cost = cost
    self.previousCost = previousCost
    mix = .zero
    price = .zero
  }
}
