import TraceModel

/// What another input may know a request by: its session, its user and feature, its words.
///
/// A bounded number is kept, those of the smallest keys: all that have a key in common are among
/// them or none is, so that what is found in a part of a week holds for the whole.
struct Sightings: Sendable {
  /// One trace, under one of its keys.
  struct Sighting: Sendable, Comparable {
    var key: UInt64 = 0
    var likeness = Likeness.session
    /// In milliseconds since 1970.
    var start: Int64 = 0
    var end: Int64 = 0
    var hasSession = false
    /// Hashes; 0 where there is none.
    var user: UInt64 = 0
    var feature: UInt64 = 0
    /// Somebody asked in it: it is no mere call.
    var hasRequest = false
    /// The names of the inputs that know the trace.
    var sources: Set<NameID> = []
    var trace = TraceReference.none

    static func < (left: Self, right: Self) -> Bool {
      left.key != right.key ? left.key < right.key : left.trace < right.trace
    }
  }

  static let most = 16_384

  /// In no order.
  private(set) var all: [Sighting] = []
  /// No larger key can stay.
  private var bound = UInt64.max

  init() {}

  init(_ all: [Sighting]) {
    self.all = all
    cut()
  }

  func mayKeep(_ key: UInt64) -> Bool { key <= bound }

  mutating func add(_ sighting: Sighting) {
    all.append(sighting)
    if all.count >= 2 * Self.most { cut() }
  }

  mutating func merge(_ other: Sightings) {
    all += other.all
    cut()
  }

  /// Puts nothing in order: only the keys are sorted, not what stands under them.
  mutating func cut() {
    guard all.count >= Self.most else { return }
    bound = all.map(\.key).sorted()[Self.most - 1]
    if all.count == Self.most { return }
    var last = all.filter { $0.key == bound }
    all.removeAll { $0.key >= bound }
    if all.count + last.count > Self.most { last.sort() }
    all += last.prefix(Self.most - all.count)
  }

  /// Those that are kept of fewer keys than there are.
  var isSample: Bool { bound < .max }

  /// Those whose key is kept with all its traces.
  var whole: [Sighting] { isSample ? all.filter { $0.key < bound } : all }
}

/// The names of the inputs that know one trace after another.
///
/// Most traces are known to the same few inputs as many others, and share the set of them.
struct SourceSets: Sendable {
  /// The names of the inputs, in their order.
  private let files: [NameID]
  /// By the first 64 inputs, each a bit.
  private var known: [UInt64: Set<NameID>] = [:]
  private var first: UInt64 = 0
  private var others: [UInt32] = []

  init(files: [NameID]) { self.files = files }

  mutating func begin() {
    first = 0
    others.removeAll(keepingCapacity: true)
  }

  mutating func add(_ file: UInt32) {
    if file < 64 { first |= 1 << UInt64(file) } else { others.append(file) }
  }

  /// Those added since `begin`.
  mutating func gathered() -> Set<NameID> {
    var names = known[first] ?? []
    if names.isEmpty {
      for (place, file) in files.prefix(64).enumerated() where first >> UInt64(place) & 1 == 1 {
        names.insert(file)
      }
      known[first] = names
    }
    for file in others { names.insert(files[Int(file)]) }
    return names
  }
}

struct Asked: Sendable {
  var user: UInt64 = 0
  /// Of the first request.
  var text: UInt64 = 0
  /// What the first model call was sent.
  var prompt: UInt64 = 0
}

extension JoinedTrace {
  /// Hashes of who asked what; 0 where the log says nothing.
  var asked: Asked {
    var asked = Asked()
    for event in events {
      let index = Int(event.record)
      let context = records.events[index].context
      if asked.user == 0, context >= 0 { asked.user = records.contexts[Int(context)].user }
      switch records.events[index].stage {
      case .request where asked.text == 0: asked.text = records.events[index].input
      case .model where asked.prompt == 0: asked.prompt = records.events[index].input
      default: break
      }
    }
    return asked
  }

  /// When it ran and who knows it, without what was said of it later; nil where it has no clock.
  fileprivate func sighting(_ sources: inout SourceSets) -> Sightings.Sighting? {
    var sighting = Sightings.Sighting()
    var start = Int64.max
    var end = Int64.min
    sources.begin()
    for event in events {
      let index = Int(event.record)
      sources.add(records.events[index].file)
      guard records.events[index].hasClock else { continue }
      let stage = records.events[index].stage
      guard stage != .verdict, stage != .note else { continue }
      start = min(start, records.events[index].start)
      end = max(end, records.events[index].start, records.events[index].end)
      if stage == .request { sighting.hasRequest = true }
    }
    guard start <= end else { return nil }
    for absorbed in absorbed { sources.add(records.events[Int(absorbed.record)].file) }
    for file in duplicateFiles { sources.add(file) }
    sighting.sources = sources.gathered()
    sighting.start = start.wholeMilliseconds
    sighting.end = end.wholeMilliseconds
    sighting.hasSession = session != 0
    return sighting
  }
}

extension Sightings {
  /// - Parameter feature: a hash of the trace's feature; 0 where it has none.
  mutating func add(
    _ trace: JoinedTrace, _ candidate: Candidate, _ sources: inout SourceSets, feature: UInt64,
    asked: Asked
  ) {
    var sighting: Sighting?
    for (likeness, key) in [
      (Likeness.session, trace.session),
      (.user, asked.user == 0 || feature == 0 ? 0 : asked.user.folded(with: feature)),
      (.text, asked.text), (.text, asked.prompt),
    ] where key != 0 {
      let key = key.folded(with: UInt64(likeness.rawValue) + 1)
      guard mayKeep(key) else { continue }
      if sighting == nil {
        sighting = trace.sighting(&sources)
        sighting?.user = asked.user
        sighting?.feature = feature
        sighting?.trace = candidate.reference
      }
      guard var known = sighting else { return }
      known.key = key
      known.likeness = likeness
      add(known)
    }
  }
}

extension Int64 {
  /// Of nanoseconds, rounded down.
  var wholeMilliseconds: Int64 {
    let (whole, rest) = quotientAndRemainder(dividingBy: 1_000_000)
    return rest < 0 ? whole - 1 : whole
  }
}
