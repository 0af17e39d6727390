// How the random part of the review list is drawn: by features in proportion to their traffic, and of
// each feature the traces with the smallest hashes of id and seed.
//
//   63 requests, 4 to draw: a step of 15.75 from a random start, say 6.2
//   orders 1–20   refunds 21–41   returns 42–63
//     6.2            21.95, 37.7      53.45        →  1 of orders, 2 of refunds, 1 of returns
//
// Every trace has the same chance, and no feature is off its share by a whole trace or more.

import TraceModel

extension Digest {
  /// Draws so many traces, or all where there are fewer; the same ones for the same seed.
  func draw(_ count: Int, seed: UInt64, _ tables: RecordTables) -> (
    traces: [TraceReference], strata: [ReviewDraw.Stratum]
  ) {
    let groups = features.map { id, group in (name: tables.name(id), group: group) }
      .sorted { $0.name < $1.name }
    let population = groups.reduce(0) { $0 + $1.group.traces }
    let count = min(count, population)
    guard count > 0 else { return ([], []) }
    let step = Double(population) / Double(count)
    // The upper bits of a hash of the seed, as a share of one step.
    let start = Double(seed.folded(with: 0x2545_F491_4F6C_DD1D) >> 11) / 9_007_199_254_740_992
    var traces: [TraceReference] = []
    var strata: [ReviewDraw.Stratum] = []
    var next = 0
    var end = 0
    for (name, group) in groups {
      end += group.traces
      var drawn = 0
      while next < count, (start + Double(next)) * step < Double(end) {
        next += 1
        drawn += 1
      }
      traces += group.drawn.prefix(drawn)
      strata.append(
        ReviewDraw.Stratum(
          feature: name, traces: group.traces, drawn: min(drawn, group.drawn.count)))
    }
    return (traces, strata)
  }
}
