import TraceModel

/// What a call wants done: the parent it works for, and the input.
struct CallTask: Hashable {
  var stage: Stage
  /// A hash of the parent's id, with a seed that nobody knows.
  var parent: UInt64
  /// 0 where the log keeps no inputs.
  var input: UInt64
  /// Whether the prompt's name and version stand for the input.
  var isPrompt = false
}

/// Failed attempts that nothing has followed yet, the latest last.
struct OpenFailures {
  private struct Target: Hashable {
    var task: CallTask
    var name: NameID
  }

  private var sameTarget: [Target: [Int]] = [:]
  private var anyTarget: [CallTask: [Int]] = [:]
  private var closed: Set<Int> = []
  private let seed = UInt64.random(in: .min ... .max)

  var isEmpty: Bool { anyTarget.isEmpty }

  func hash(_ parent: IDBytes) -> UInt64 { parent.hash(seed: seed) }

  /// Lets go of the memory of a huge trace, which clearing would walk over for every later one.
  mutating func removeAll() {
    sameTarget.removeAll(keepingCapacity: sameTarget.capacity < 1000)
    anyTarget.removeAll(keepingCapacity: anyTarget.capacity < 1000)
    closed.removeAll(keepingCapacity: closed.capacity < 1000)
  }

  mutating func add(_ place: Int, task: CallTask, target: NameID) {
    sameTarget[Target(task: task, name: target), default: []].append(place)
    anyTarget[task, default: []].append(place)
  }

  mutating func close(_ place: Int) { closed.insert(place) }

  /// The failure that an attempt continues: of the same target, else of another one.
  ///
  /// - Parameters:
  ///   - isSaidToFollow: the log itself calls it a later attempt.
  ///   - isBefore: whether it may be that failure's continuation.
  mutating func take(
    for task: CallTask, target: NameID, isSaidToFollow: Bool = false,
    where isBefore: (Int) -> Bool = { _ in true }
  ) -> Int? {
    guard !anyTarget.isEmpty else { return nil }
    let same = Target(task: task, name: target)
    if let place = Self.latest(&sameTarget[same], without: closed, isBefore) {
      closed.insert(place)
      return place
    }
    // Without an input nothing else says that another model was asked for the same.
    guard task.input != 0 || isSaidToFollow,
      let place = Self.latest(&anyTarget[task], without: closed, isBefore)
    else {
      return nil
    }
    closed.insert(place)
    return place
  }

  /// Of more failures beside each other, none further back is looked at.
  private static let mostBeside = 16

  private static func latest(
    _ places: inout [Int]?, without closed: Set<Int>, _ isBefore: (Int) -> Bool
  ) -> Int? {
    while let last = places?.last, closed.contains(last) { places?.removeLast() }
    // No copy of the list is held, as it would be copied as a whole when one is taken out of it.
    let count = places?.count ?? 0
    for back in (max(0, count - mostBeside)..<count).reversed() {
      guard let place = places?[back], !closed.contains(place), isBefore(place) else { continue }
      places?.remove(at: back)
      return place
    }
    return nil
  }
}
