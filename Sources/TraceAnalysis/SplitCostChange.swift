import TraceModel

// Two weeks differ by how many requests there were, by which models answered them, and by what a
// request cost that the same model answered. With N requests and cost C, n and c of one model, and
// the previous week's in capitals and letters with a stroke:
//
//   volume = C' × (N − N') ÷ N'            more requests, each as dear as last week's
//   price  = Σ (c − c' × n ÷ n')           models that answered in both weeks
//   mix    = C − C' − volume − price       the rest: other models answering
//
//   last week   100 requests of a at $0.01, 100 of b at $0.03: $4
//   this week   100 requests of a at $0.01, 200 of b at $0.04: $9
//   volume +$2, price +$2 (200 × $0.01), mix +$1 (b has two thirds in place of a half)
//
// Quotients have 12 decimals, half to even; mix is a difference, so the three always add up.

extension CostMoves {
  /// Nil where a week has no requests, or the previous one does not say what its models cost.
  init?(
    from previous: PreviousReport, toTraces traces: Int, cost: ExactDecimal,
    _ groups: [GroupSummary]
  ) {
    guard let previousTraces = previous.figures.traces, previousTraces > 0, traces > 0,
      let models = Self.models(
        previous, previousTraces, groups, restTraces: traces - groups.map(\.traces).reduce(0, +),
        restCost: cost - groups.map(\.cost).reduce(.zero, +)),
      let volume = previous.figures.cost.times(traces - previousTraces, over: previousTraces)
    else { return nil }
    var moves = models
    var price = ExactDecimal.zero
    for index in moves.indices {
      let move = moves[index]
      if move.traces > 0, move.previousTraces > 0 {
        guard let asBefore = move.previousCost.times(move.traces, over: move.previousTraces) else {
          return nil
        }
        moves[index].price = move.cost - asBefore
      }
      guard
        let share = move.previousCost.times(traces - previousTraces, over: previousTraces)
      else { return nil }
      moves[index].mix = move.cost - move.previousCost - share - moves[index].price
      price += moves[index].price
    }
    moves.sort {
      let left = ($0.mix + $0.price).units.magnitude
      let right = ($1.mix + $1.price).units.magnitude
      return left != right ? left > right : ($0.name ?? "") < ($1.name ?? "")
    }
    let mix = cost - previous.figures.cost - volume - price
    // Each model's part is rounded by itself; the largest takes what that leaves.
    if !moves.isEmpty { moves[0].mix += mix - moves.map(\.mix).reduce(.zero, +) }
    self.init(volume: volume, mix: mix, price: price, models: moves)
  }

  /// Each model of either week once, and the rest that the lists leave out.
  private static func models(
    _ previous: PreviousReport, _ previousTraces: Int, _ groups: [GroupSummary], restTraces: Int,
    restCost: ExactDecimal
  ) -> [ModelMove]? {
    guard let before = previous.groups[.model], before.allSatisfy({ $0.cost != nil }) else {
      return nil
    }
    let now = Dictionary(groups.map { ($0.name, $0) }) { first, _ in first }
    var known: Set<Name> = []
    var moves: [ModelMove] = []
    for group in before where known.insert(group.name).inserted {
      guard let groupTraces = group.traces, let groupCost = group.cost else { return nil }
      moves.append(
        ModelMove(
          name: group.name, traces: now[group.name]?.traces ?? 0, previousTraces: groupTraces,
          cost: now[group.name]?.cost ?? .zero, previousCost: groupCost))
    }
    let listedTraces = moves.map(\.previousTraces).reduce(0, +)
    let listedCost = moves.map(\.previousCost).reduce(.zero, +)
    guard listedTraces <= previousTraces else { return nil }
    // A short summary has only its first fifty models. Those it leaves out are one group with
    // everything that is new.
    let isCut = listedTraces < previousTraces || listedCost != previous.figures.cost
    var rest = ModelMove(
      name: nil, traces: restTraces, previousTraces: previousTraces - listedTraces, cost: restCost,
      previousCost: previous.figures.cost - listedCost)
    for group in groups where !known.contains(group.name) {
      if isCut {
        rest.traces += group.traces
        rest.cost += group.cost
      } else {
        moves.append(
          ModelMove(
            name: group.name, traces: group.traces, previousTraces: 0, cost: group.cost,
            previousCost: .zero))
      }
    }
    if rest.traces != 0 || rest.previousTraces != 0 || rest.cost != .zero
      || rest.previousCost != .zero
    {
      moves.append(rest)
    }
    return moves
  }
}

extension ExactDecimal {
  /// The value × count ÷ divisor at 12 decimals, half to even; nil beyond the range.
  fileprivate func times(_ count: Int, over divisor: Int) -> ExactDecimal? {
    multiplied(by: ExactDecimal(count))?.divided(by: divisor)
  }
}
