// An id of an answer or of a tool call is mostly one call's alone, and whoever logs it means that call.
// But a gateway that answers from its cache repeats the id of the first answer, and some servers draw
// ids of three digits. There the time tells which record of one log belongs to which of another:
//
//   app        ├─ chatcmpl-X ─┤                     ├─ chatcmpl-X ─┤
//   gateway     ├ chatcmpl-X ┤                       ├ chatcmpl-X ┤  (from its cache)
//                   one call                             another

import TraceModel

/// Where an id was seen.
struct IDSighting {
  /// What knows itself to be one, whatever the times say: a trace.
  var group: UInt64
  var file: UInt32
  /// In nanoseconds since 1970; nil without a clock.
  var time: ClosedRange<Int64>?
  /// Tokens in and out; nil where the log does not say both.
  var tokens: (UInt32, UInt32)?

  init(_ index: Int, of records: RecordBatch, group: UInt64) {
    let record = records.events[index]
    self.group = group
    file = record.file
    if record.hasClock { time = record.start...max(record.start, record.end) }
    guard record.usage >= 0 else { return }
    let usage = records.usages[Int(record.usage)]
    if usage.prompt != UsageRecord.unknown, usage.completion != UsageRecord.unknown {
      tokens = (usage.prompt, usage.completion)
    }
  }

  /// Whether both say how many tokens there were, and say the same; nil where one says nothing.
  func hasTokens(of other: IDSighting) -> Bool? {
    guard let tokens, let others = other.tokens else { return nil }
    return tokens == others
  }

  /// Takes in another record of the same.
  mutating func add(_ other: IDSighting) {
    // Of several calls, none tells.
    tokens = nil
    guard let own = time, let more = other.time else {
      time = time ?? other.time
      return
    }
    time = min(own.lowerBound, more.lowerBound)...max(own.upperBound, more.upperBound)
  }
}

/// The sightings of one id that are of one call, by their places; those that stay alone are left out.
///
/// A call has at most one sighting in a file, or two where they lie side by side in one that holds the
/// logs of several sources.
///
/// - Parameters:
///   - isTelling: whether the id is too long to come twice by chance.
///   - mayBeOne: asked for two of them before the times are.
func pairUp(
  _ sightings: [IDSighting], isTelling: Bool, mayBeOne: (Int, Int) -> Bool = { _, _ in true }
) -> [[Int]] {
  /// Clocks differ, and so does what a log takes for the beginning of a call.
  let slack: Int64 = 5_000_000_000
  /// Further off, even a long id is another call's where that used other tokens: the servers of tests
  /// draw the same ids every time.
  let mostOff: Int64 = 600_000_000_000
  /// An id that comes more often at once tells nothing.
  let mostNear = 16
  /// More sightings than that are not of one call.
  let mostOfOne = 64
  guard sightings.count > 1 else { return [] }
  let isUnique = Set(sightings.map(\.file)).count == sightings.count

  /// How far apart two of them are; nil where they are not of one call.
  func distance(_ one: Int, _ other: Int) -> Int64? {
    let (left, right) = (sightings[one], sightings[other])
    if left.group == right.group { return -1 }
    guard mayBeOne(one, other) else { return nil }
    guard let first = left.time, let second = right.time else {
      return isTelling && isUnique ? .max : nil
    }
    let gap = max(first.lowerBound, second.lowerBound)
      .subtractingReportingOverflow(min(first.upperBound, second.upperBound))
    if left.file == right.file {
      // An answer by itself has one time, inside of its call's.
      let isPoint = [first, second].contains { $0.lowerBound == $0.upperBound }
      guard isTelling, gap.partialValue < (isPoint ? 1 : 0) else { return nil }
    } else if !isTelling || !isUnique {
      let hasTokens = left.hasTokens(of: right)
      let isNear = !gap.overflow && gap.partialValue <= slack
      // A clock may be hours off; so short an id and the same tokens by chance are few.
      guard hasTokens ?? true, isNear || isUnique && hasTokens == true else { return nil }
    } else if left.hasTokens(of: right) == false, gap.overflow || gap.partialValue > mostOff {
      return nil
    }
    let apart = first.lowerBound.subtractingReportingOverflow(second.lowerBound)
    return apart.overflow ? .max : Int64(clamping: apart.partialValue.magnitude)
  }

  let inOrder = sightings.indices.sorted {
    let (left, right) = (sightings[$0], sightings[$1])
    return (left.time?.lowerBound ?? .min, left.file, $0)
      < (right.time?.lowerBound ?? .min, right.file, $1)
  }
  var pairs: [(distance: Int64, one: Int, other: Int)] = []
  for place in inOrder.indices {
    for near in inOrder[(place + 1)...].prefix(mostNear) {
      if let distance = distance(inOrder[place], near) {
        pairs.append((distance, inOrder[place], near))
      }
    }
  }
  // Two of one file that are as close as one another leave open which one it is.
  var ways: [Way: Int] = [:]
  for (distance, one, other) in pairs where distance >= 0 {
    ways[Way(from: one, to: sightings[other].file, distance), default: 0] += 1
    ways[Way(from: other, to: sightings[one].file, distance), default: 0] += 1
  }
  pairs.removeAll { distance, one, other in
    ways[Way(from: one, to: sightings[other].file, distance)] ?? 0 > 1
      || ways[Way(from: other, to: sightings[one].file, distance)] ?? 0 > 1
  }
  pairs.sort { ($0.distance, $0.one, $0.other) < ($1.distance, $1.one, $1.other) }
  var clusters = sightings.indices.map { [$0] }
  var home = Array(sightings.indices)
  for (_, one, other) in pairs where home[one] != home[other] {
    let (into, from) = (home[one], home[other])
    guard clusters[into].count + clusters[from].count <= mostOfOne else { continue }
    let isApart = clusters[into].allSatisfy { left in
      clusters[from].allSatisfy { right in
        sightings[left].file != sightings[right].file || distance(left, right) != nil
      }
    }
    guard isApart else { continue }
    for place in clusters[from] { home[place] = into }
    clusters[into] += clusters[from]
    clusters[from] = []
  }
  return clusters.filter { $0.count > 1 }.map { $0.sorted() }
}

/// From a sighting to those of a file that are as far away.
private struct Way: Hashable {
  var place: Int
  var file: UInt32
  var distance: Int64

  init(from place: Int, to file: UInt32, _ distance: Int64) {
    (self.place, self.file, self.distance) = (place, file, distance)
  }
}
