import TraceModel

/// A bar of the timeline, with its words.
struct TimelineBar: Sendable {
  /// Where it came from; an arrow leads from there.
  enum Origin: Sendable, Equatable {
    case retry(ofStep: Int)
    case fallback(fromStep: Int, trigger: String?)
  }

  /// How the bar is filled.
  enum Look: String, Sendable {
    case app, router, model, tool
    case guardrail = "guard"
    case bad, old, user
  }

  var step: Int
  var actor: Actor
  var span: ClosedRange<Int64>
  var look: Look
  /// What it was, without its number: `timed out, 8.0 s`.
  var words: String
  var origin: Origin?
  /// Its words are written before those of others.
  var isImportant: Bool { look == .bad || look == .old || origin != nil }
}

/// One actor's part of the timeline; steps that ran at the same time stand in rows of their own.
struct TimelineLane: Sendable {
  let actor: Actor
  let bars: [TimelineBar]
  /// For each bar.
  let rows: [Int]
  let rowCount: Int

  static let mostRows = 4

  init(_ actor: Actor, _ bars: [TimelineBar]) {
    var ends: [Int64] = []
    var rows: [Int] = []
    for bar in bars {
      if let free = ends.firstIndex(where: { $0 <= bar.span.lowerBound }) {
        rows.append(free)
        ends[free] = bar.span.upperBound
      } else if ends.count < Self.mostRows {
        rows.append(ends.count)
        ends.append(bar.span.upperBound)
      } else {
        rows.append(rows.count % Self.mostRows)
      }
    }
    self.actor = actor
    self.bars = bars
    self.rows = rows
    rowCount = max(1, ends.count)
  }

  /// Lanes in the order of their actors, each with its bars in order of start.
  static func lanes(of bars: [TimelineBar]) -> [TimelineLane] {
    var places: [Actor: Int] = [:]
    var lanes: [(actor: Actor, bars: [TimelineBar])] = []
    for bar in bars {
      if let place = places[bar.actor] {
        lanes[place].bars.append(bar)
      } else {
        places[bar.actor] = lanes.count
        lanes.append((bar.actor, [bar]))
      }
    }
    return lanes.enumerated()
      .sorted { ($0.element.actor.rank, $0.offset) < ($1.element.actor.rank, $1.offset) }
      .map { TimelineLane($0.element.actor, $0.element.bars) }
  }

  var height: Int { 32 + 20 * (rowCount - 1) }
}
