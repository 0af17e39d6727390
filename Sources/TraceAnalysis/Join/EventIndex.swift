import TraceModel

/// Finds an event of a trace by its id.
///
/// Most traces have a handful of events, where looking at each one's hash is faster than a table.
struct EventIndex {
  private var hashes: [UInt64] = []
  /// Open addressing, for many events only: places; -1 where free.
  private var slots: [Int32] = []
  private let seed = UInt64.random(in: .min ... .max)
  private static let few = 24

  /// Takes in the events of a trace; returns whether any two that count have the same id.
  mutating func build(_ trace: JoinedTrace) -> Bool {
    hashes.removeAll(keepingCapacity: true)
    slots.removeAll(keepingCapacity: true)
    for place in trace.events.indices {
      hashes.append(trace.records.eventID(of: trace.index(place)).hash(seed: seed))
    }
    guard hashes.count > Self.few else { return hasRepeats(trace) }
    var size = 64
    while size < hashes.count * 2 { size *= 2 }
    slots.append(contentsOf: repeatElement(-1, count: size))
    var hasRepeats = false
    for place in trace.events.indices where !trace.events[place].isSuperseded {
      var slot = Int(truncatingIfNeeded: hashes[place]) & (size - 1)
      while slots[slot] >= 0 {
        if isEqual(Int(slots[slot]), place, trace) {
          hasRepeats = true
          break
        }
        slot = (slot + 1) & (size - 1)
      }
      if slots[slot] < 0 { slots[slot] = Int32(place) }
    }
    return hasRepeats
  }

  /// The place of the event that counts among those with this id.
  func place(of id: IDBytes, in trace: JoinedTrace) -> Int? {
    guard !id.isEmpty else { return nil }
    let hash = id.hash(seed: seed)
    guard slots.isEmpty else {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 {
        let place = Int(slots[slot])
        if hashes[place] == hash, trace.records.eventID(of: trace.index(place)) == id {
          return place
        }
        slot = (slot + 1) & (slots.count - 1)
      }
      return nil
    }
    for place in hashes.indices where hashes[place] == hash {
      if !trace.events[place].isSuperseded, trace.records.eventID(of: trace.index(place)) == id {
        return place
      }
    }
    return nil
  }

  private func hasRepeats(_ trace: JoinedTrace) -> Bool {
    for place in hashes.indices where !trace.events[place].isSuperseded {
      for before in 0..<place where hashes[before] == hashes[place] {
        if !trace.events[before].isSuperseded, isEqual(before, place, trace) { return true }
      }
    }
    return false
  }

  private func isEqual(_ place: Int, _ other: Int, _ trace: JoinedTrace) -> Bool {
    hashes[place] == hashes[other]
      && trace.records.eventID(of: trace.index(place))
        == trace.records.eventID(of: trace.index(other))
  }
}
