import TraceModel

/// All that a report without trace pages is rendered from, in a form that can be put together.
///
/// Merging does the same in any order and any tree. Digests only fit together where everything they
/// were counted by is the same.
package struct WeekDigest: Sendable {
  package var basis: DigestBasis
  package var digest = Digest()
  package private(set) var inputs: [Name: InputDigest] = [:]
  /// Records that were joined: repeated ones, and those of traces outside the period, included.
  package var records = 0
  package var tracesOutside = 0
  /// Traces that a note is about; and those of them that are in the input.
  package var notedTraces: Set<Name> = []
  package var tracesWithNotes: Set<Name> = []
  /// What is wrong with what lies beside the logs.
  package private(set) var otherProblems: [InputProblem] = []

  package init(_ basis: DigestBasis) { self.basis = basis }

  /// - Parameter inputs: each of another name.
  package init(_ basis: DigestBasis, inputs: [InputDigest], otherProblems: [InputProblem]) {
    self.basis = basis
    self.inputs = Dictionary(inputs.map { (Name($0.name), $0) }) { first, _ in first }
    self.otherProblems = otherProblems.eachOnce
  }

  package mutating func merge(_ other: WeekDigest) throws(DigestMismatch) {
    if let difference = basis.difference(from: other.basis) { throw difference }
    try checkApart(from: other)
    for (name, input) in other.inputs {
      guard var known = inputs[name] else {
        inputs[name] = input
        continue
      }
      do { try known.merge(input) } catch {
        switch error {
        case .readTwice(let name, let overlap):
          throw .countedTwice(
            name: name, partition: overlap.partition, of: overlap.partitionCount)
        case .otherFile(let name, let bytes, let otherBytes):
          throw .otherFile(name: name, bytes: bytes, otherBytes: otherBytes)
        }
      }
      inputs[name] = known
    }
    digest.merge(other.digest)
    records += other.records
    tracesOutside += other.tracesOutside
    notedTraces.formUnion(other.notedTraces)
    tracesWithNotes.formUnion(other.tracesWithNotes)
    otherProblems = (otherProblems + other.otherProblems).eachOnce
  }

  /// Refuses a digest that may hold other parts of the same traces.
  ///
  /// A trace's records all lie in one partition, in any range of any log, so one digest has to hold
  /// all of a partition.
  private func checkApart(from other: WeekDigest) throws(DigestMismatch) {
    for (name, input) in other.inputs.sorted(by: { $0.key < $1.key }) {
      guard let known = inputs[name] else { continue }
      let count = input.parts.partitionCount
      guard known.parts.partitionCount == count else {
        throw .otherPartitions(known.parts.partitionCount, count)
      }
      let shared = Set(known.parts.ranges.keys).intersection(input.parts.ranges.keys)
      if let first = shared.min() {
        throw .countedTwice(name: name.text, partition: first, of: count)
      }
    }
    let partitions = cutPartitions
    let others = other.cutPartitions
    guard let count = partitions.first?.key, let otherCount = others.first?.key else { return }
    guard partitions.count == 1, others.count == 1, count == otherCount else {
      throw .otherPartitions(count, otherCount)
    }
    if let first = partitions[count]?.intersection(others[count] ?? []).min() {
      throw .splitPartition(first, of: count)
    }
  }

  /// The partitions of logs that were cut, by the number of partitions.
  private var cutPartitions: [Int: Set<Int>] {
    var partitions: [Int: Set<Int>] = [:]
    for input in inputs.values where input.parts.partitionCount > 1 {
      partitions[input.parts.partitionCount, default: []].formUnion(input.parts.ranges.keys)
    }
    return partitions
  }

  /// Refuses a digest of which a part was never merged in.
  package func checkComplete() throws(DigestMismatch) {
    for (name, input) in inputs.sorted(by: { $0.key < $1.key }) {
      if let gap = input.parts.gap(inFileOf: input.bytes) {
        throw .missing(name: name.text, gap)
      }
    }
    let read = inputs.values.map(\.events).reduce(0, +)
    guard read == records else { throw .damaged }
  }

  /// The digest as it is when one program has read all; an incomplete one as it is.
  var whole: WeekDigest {
    guard (try? checkComplete()) != nil else { return self }
    var whole = self
    for (name, input) in inputs { whole.inputs[name]?.parts = InputParts(0..<input.bytes) }
    return whole
  }

  /// Which fields the inputs' events have.
  package var coverage: [CoverageRow] { Array(inputs.values).coverage }

  /// Model events that are counted.
  package var modelEvents: Int { inputs.values.reduce(0) { $0 + $1.coverage.events(.model) } }

  /// The inputs in order of their names, and their problems in order of file and line.
  package var inputSummaries: (inputs: [InputSummary], problems: [InputProblem]) {
    let ordered = inputs.sorted { $0.key < $1.key }.map(\.value)
    var problems: [InputProblem] = []
    for (place, input) in ordered.enumerated() {
      for span in input.spans {
        problems += span.problems.map {
          var problem = $0
          problem.input = place
          return problem
        }
      }
    }
    return (ordered.map(\.summary), problems + otherProblems)
  }
}

/// Everything but the logs that figures depend on.
package struct DigestBasis: Sendable, Equatable {
  /// Of the rules by which this program counts.
  package static let version = 5

  package var period: Period
  package var timeZone: String
  /// The bytes of `casebook.yml`; empty without one.
  package var configuration: [UInt8]
  /// A hash of the price table beside the logs; zero without one.
  package var prices = ContentHash.none
  package var hasTracesWithoutClock: Bool

  package init(
    period: Period, timeZone: String, configuration: [UInt8] = [],
    prices: ContentHash = .none, hasTracesWithoutClock: Bool
  ) {
    self.period = period
    self.timeZone = timeZone
    self.configuration = configuration
    self.prices = prices
    self.hasTracesWithoutClock = hasTracesWithoutClock
  }

  fileprivate func difference(from other: Self) -> DigestMismatch? {
    if configuration != other.configuration { return .configuration }
    if timeZone != other.timeZone || period != other.period {
      return .period(period, other.period)
    }
    if prices != other.prices { return .prices }
    return hasTracesWithoutClock == other.hasTracesWithoutClock
      ? nil : .namedPeriod(other.hasTracesWithoutClock)
  }
}

/// Why digests don't fit together, or a file is none.
package enum DigestMismatch: Error, CustomStringConvertible, Equatable {
  case period(Period, Period)
  case configuration
  case prices
  /// Whether the digest was made with one.
  case namedPeriod(Bool)
  case countedTwice(name: String, partition: Int, of: Int)
  case splitPartition(Int, of: Int)
  case otherPartitions(Int, Int)
  case otherFile(name: String, bytes: Int, otherBytes: Int)
  case missing(name: String, InputParts.Gap)
  case version(Int)
  case damaged

  package var description: String {
    switch self {
    case .period(let one, let other):
      "is of the period \(Self.words(other)), another of \(Self.words(one));"
        + " make all digests with the same --week"
    case .configuration:
      "was made with another casebook.yml; make all digests with the same --config"
    case .prices: "was made with another price table; make all digests with the same --prices"
    case .namedPeriod(let isNamed):
      "was made \(isNamed ? "with" : "without") a named period, another"
        + " \(isNamed ? "without" : "with") one; name --week for all digests"
    case .countedTwice(let name, _, of: 1):
      "counts \(name), which another digest counts too; give each once, and make one digest of"
        + " the folder above two logs of one name"
    case .countedTwice(let name, let partition, let count):
      "counts partition \(partition) of \(count) of \(name), which another digest counts too;"
        + " give each digest once, and all record files of a partition to one casebook digest"
    case .splitPartition(let partition, let count):
      "counts records of partition \(partition) of \(count), and so does another digest, so that"
        + " traces may be split; give all record files of a partition to one casebook digest"
    case .otherPartitions(let count, let otherCount):
      "is cut into \(Self.partitions(otherCount)), another into \(Self.partitions(count));"
        + " map all logs with the same --partitions"
    case .otherFile(let name, let bytes, let otherBytes):
      "its log \(name) had \(otherBytes) bytes, that of another digest \(bytes);"
        + " map a log again that has grown, and other logs of that name with map --name"
    case .missing(let name, let gap):
      Self.words(gap, of: name)
    case .version(let version):
      "is of version \(version), and this program writes \(DigestBasis.version);"
        + " make it again with this program"
    case .damaged: "is damaged; make it again"
    }
  }

  private static func words(_ gap: InputParts.Gap, of name: String) -> String {
    let (start, end) = (gap.range.lowerBound, gap.range.upperBound)
    let bytes = gap.range.isEmpty ? name : "bytes \(start) to \(end) of \(name)"
    return gap.partitionCount == 1
      ? "\(bytes) are not counted; give casebook digest the record files of all ranges"
      : "\(bytes) are not counted in partition \(gap.partition) of \(gap.partitionCount);"
        + " make its digest of the record files of all ranges, and merge that in"
  }

  private static func partitions(_ count: Int) -> String {
    "\(count) \(count == 1 ? "partition" : "partitions")"
  }

  private static func words(_ period: Period) -> String {
    period.week?.description ?? "\(period.start) to \(period.end)"
  }
}

extension [InputProblem] {
  /// In order of file, line and reason, whichever machine said it how often.
  fileprivate var eachOnce: [InputProblem] {
    func key(_ problem: InputProblem) -> (Name, Int, Name) {
      (Name(problem.file), problem.line, Name(problem.reason))
    }
    var once: [InputProblem] = []
    for problem in sorted(by: { key($0) < key($1) }) {
      if once.last.map({ key($0) == key(problem) }) != true { once.append(problem) }
    }
    return once
  }
}
