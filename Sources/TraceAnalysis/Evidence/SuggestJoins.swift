// What no id joins may still be one request that two sources saw: a gateway that knows the session
// and no trace, a raw log of exchanges without any id. Two traces are suggested to be one where
//
//   no input knows both
//   they share the session; or where one of them has none, user and feature, or the words
//   neither says another user or feature than the other
//   they start within five seconds, and one was running when the other began
//   each is the other's closest in time, and no second one is as close
//
//   app      ├── 8f3c ──────────┤        ├── 91d0 ────┤
//   gateway   ├─ gw-1 ─┤                  ├─ gw-2 ─┤          → 8f3c ~ gw-1, 91d0 ~ gw-2
//
// Files of one format are mostly parts of one log, whose requests run side by side. Between them only
// a request and a call without any are suggested; the same request twice is a `trace-split`. And
// chance alone makes a few pairs of any two logs of busy sessions: at least half of what one side has
// to offer must have found its other.

import TraceModel

extension Digest {
  /// What the inputs may know of the same requests; most pairs first.
  package func joinSuggestions(of inputs: [InputSummary], _ tables: RecordTables)
    -> [JoinSuggestion]
  {
    guard inputs.count > 1 else { return [] }
    let formats = Dictionary(inputs.map { (Name($0.name), $0.format) }) { first, _ in first }
    let sightings = evidence.sightings
    var found: [JoinSuggestion] = []
    var paired: Set<TraceReference> = []
    for likeness in Likeness.allCases {
      var group = SightingGroup(
        sightings.whole.filter { $0.likeness == likeness && !paired.contains($0.trace) },
        formats, tables)
      group.pair()
      for pair in group.pairs {
        paired.insert(group.sightings[pair.0].trace)
        paired.insert(group.sightings[pair.1].trace)
      }
      found += group.suggestions(by: likeness, isOfSample: sightings.isSample)
    }
    return found.sorted {
      if $0.pairs != $1.pairs { return $0.pairs > $1.pairs }
      if $0.likeness != $1.likeness { return $0.likeness.rawValue < $1.likeness.rawValue }
      return ($0.sources + $0.others).lexicographicallyPrecedes($1.sources + $1.others)
    }
  }
}

/// The sightings of one likeness, and which of them may be one.
private struct SightingGroup {
  static let mostApart: Int64 = 5000
  /// Some logs have whole seconds only.
  static let slack: Int64 = 1000
  /// Of more at once nothing is clear.
  static let mostAtOnce = 64
  static let examples = 5

  let sightings: [Sightings.Sighting]
  private(set) var pairs: [(Int, Int)] = []
  /// By sighting.
  private let sources: [Sources]

  /// The inputs that know a trace.
  private struct Sources: Hashable {
    var names: [Name]
    var formats: Set<String>
  }

  init(_ sightings: [Sightings.Sighting], _ formats: [Name: String], _ tables: RecordTables) {
    self.sightings = sightings.sorted {
      ($0.key, $0.start) != ($1.key, $1.start)
        ? ($0.key, $0.start) < ($1.key, $1.start) : $0.trace < $1.trace
    }
    var known: [Set<NameID>: Sources] = [:]
    sources = self.sightings.map { sighting in
      if let sources = known[sighting.sources] { return sources }
      let names = sighting.sources.map { tables.name($0) }.sorted()
      let sources = Sources(
        names: names,
        formats: Set(names.flatMap { (formats[$0] ?? "").split(separator: "+") }.map { String($0) })
      )
      known[sighting.sources] = sources
      return sources
    }
  }

  mutating func pair() {
    let closest = sightings.indices.map { self.closest(to: $0) }
    // A trace that has two texts has two sightings.
    var paired: Set<TraceReference> = []
    for place in sightings.indices {
      guard let other = closest[place], other > place, closest[other] == place else { continue }
      let traces = [sightings[place].trace, sightings[other].trace]
      guard paired.isDisjoint(with: traces) else { continue }
      paired.formUnion(traces)
      pairs.append(
        sources[place].names.lexicographicallyPrecedes(sources[other].names)
          ? (place, other) : (other, place))
    }
  }

  /// The only one that starts closest, of those that it may be one with.
  private func closest(to place: Int) -> Int? {
    var best: (place: Int, apart: Int64)?
    var isTie = false
    var looked = 0
    for step in [-1, 1] {
      var other = place + step
      while sightings.indices.contains(other), sightings[other].key == sightings[place].key {
        let apart = abs(sightings[other].start - sightings[place].start)
        guard apart <= Self.mostApart else { break }
        looked += 1
        guard looked <= Self.mostAtOnce else { return nil }
        if mayBeOne(place, other) {
          if apart == best?.apart { isTie = true }
          if apart < best?.apart ?? .max {
            best = (other, apart)
            isTie = false
          }
        }
        other += step
      }
    }
    return isTie ? nil : best?.place
  }

  private func mayBeOne(_ place: Int, _ other: Int) -> Bool {
    let (one, two) = (sightings[place], sightings[other])
    guard one.sources.isDisjoint(with: two.sources) else { return false }
    // Where both have a session, it tells.
    if one.likeness != .session, one.hasSession, two.hasSession { return false }
    guard one.user == two.user || one.user == 0 || two.user == 0,
      one.feature == two.feature || one.feature == 0 || two.feature == 0,
      one.start <= two.end + Self.slack, two.start <= one.end + Self.slack
    else { return false }
    return sources[place].formats.isDisjoint(with: sources[other].formats)
      || one.hasRequest != two.hasRequest
  }

  func suggestions(by likeness: Likeness, isOfSample: Bool) -> [JoinSuggestion] {
    struct Sides: Hashable {
      var one: Sources
      var other: Sources
    }
    var offered: [Sources: Set<TraceReference>] = [:]
    for (place, sources) in sources.enumerated() {
      offered[sources, default: []].insert(sightings[place].trace)
    }
    var found: [Sources: Int] = [:]
    var bySides: [Sides: [(Int, Int)]] = [:]
    for pair in pairs {
      let sides = Sides(one: sources[pair.0], other: sources[pair.1])
      found[sides.one, default: 0] += 1
      found[sides.other, default: 0] += 1
      bySides[sides, default: []].append(pair)
    }
    func isMostly(_ sources: Sources) -> Bool {
      2 * found[sources, default: 0] >= offered[sources, default: []].count
    }
    return bySides.filter { isMostly($0.key.one) || isMostly($0.key.other) }.map { sides, pairs in
      let first = pairs.sorted { sightings[$0.0].trace < sightings[$1.0].trace }
      return JoinSuggestion(
        sides.one.names, sides.other.names, by: likeness, pairs: pairs.count,
        isOfSample: isOfSample,
        examples: first.prefix(Self.examples).map {
          .init(trace: sightings[$0.0].trace.id, other: sightings[$0.1].trace.id)
        })
    }
  }
}
