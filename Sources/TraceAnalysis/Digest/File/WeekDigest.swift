import TraceModel

/// All that a report without trace pages is rendered from, in a form that can be put together.
///
/// Merging does the same in any order and any tree. Digests only fit together where everything they
/// were counted by is the same.
package struct WeekDigest: Sendable {
  package var basis: DigestBasis
  package var digest = Digest()
  /// By name.
  package var inputs: [String: InputDigest] = [:]
  /// Records that were joined: repeated ones, and those of traces outside the period, included.
  package var records = 0
  package var tracesOutside = 0
  /// Traces that a note is about; and those of them that are in the input.
  package var notedTraces: Set<Name> = []
  package var tracesWithNotes: Set<Name> = []
  /// What is wrong with what lies beside the logs.
  package var otherProblems: [InputProblem] = []

  package init(_ basis: DigestBasis) { self.basis = basis }

  package mutating func merge(_ other: WeekDigest) throws(DigestMismatch) {
    if let difference = basis.difference(from: other.basis) { throw difference }
    for (name, input) in other.inputs {
      guard var known = inputs[name] else {
        inputs[name] = input
        continue
      }
      do { try known.merge(input) } catch {
        throw DigestMismatch.overlap(name: name, range: error.range)
      }
      inputs[name] = known
    }
    digest.merge(other.digest)
    records += other.records
    tracesOutside += other.tracesOutside
    notedTraces.formUnion(other.notedTraces)
    tracesWithNotes.formUnion(other.tracesWithNotes)
    otherProblems = (otherProblems + other.otherProblems).withoutRepeats
  }

  /// Refuses a digest of which a part was never merged in.
  package func checkComplete() throws(DigestMismatch) {
    for input in inputs.values.sorted(by: { Name($0.name) < Name($1.name) }) {
      if let gap = input.gap { throw .missingRange(name: input.name, range: gap) }
    }
    let read = inputs.values.map(\.events).reduce(0, +)
    guard read == records else { throw .missingRecords(joined: records, read: read) }
  }

  /// The inputs in order of their names, and their problems in order of file and line.
  package var inputSummaries: (inputs: [InputSummary], problems: [InputProblem]) {
    let ordered = inputs.values.sorted { Name($0.name) < Name($1.name) }
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
  package static let version = 1

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
    return hasTracesWithoutClock == other.hasTracesWithoutClock ? nil : .clockless
  }
}

/// Why digests don't fit together, or a file is none.
package enum DigestMismatch: Error, CustomStringConvertible, Equatable {
  case period(Period, Period)
  case configuration
  case prices
  case clockless
  case overlap(name: String, range: Range<Int>)
  case missingRange(name: String, range: Range<Int>)
  case missingRecords(joined: Int, read: Int)
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
    case .clockless:
      "was made without a named period, another with one; name --week for all digests"
    case .overlap(let name, let range):
      "holds bytes \(range.lowerBound) to \(range.upperBound) of \(name), which another holds too;"
        + " give every range of a file once, and files of one name different ones with map --name"
    case .missingRange(let name, let range):
      "bytes \(range.lowerBound) to \(range.upperBound) of \(name) are missing;"
        + " map that range, and merge in the digest of its records"
    case .missingRecords(let joined, let read):
      "holds \(joined) of the \(read) events that were read;"
        + " merge in the digests of all partitions"
    case .version(let version):
      "is of version \(version), and this program writes \(DigestBasis.version);"
        + " make it again with this program"
    case .damaged: "is damaged; make it again"
    }
  }

  private static func words(_ period: Period) -> String {
    period.week?.description ?? "\(period.start) to \(period.end)"
  }
}

extension [InputProblem] {
  fileprivate var withoutRepeats: [InputProblem] {
    var seen: Set<String> = []
    return filter { seen.insert("\($0.file)\0\($0.line)\0\($0.reason)").inserted }
      .sorted { ($0.file, $0.line, $0.reason) < ($1.file, $1.line, $1.reason) }
  }
}
