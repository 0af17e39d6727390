import TraceModel

/// Says of the private data that was found in traces how many of them have each kind, and where.
struct PrivateKinds: WeekRule {
  static let code = PrivateData.code

  func find(in week: WeekFacts, _ finding: inout FindingSummary) {
    finding.details = week.evidence.privates.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .compactMap { place, traces in
        PrivateMarks.at(place).map {
          "\($0.kind.words.withCapital) in \($0.field.words):"
            + " \(traces) \(traces == 1 ? "request" : "requests")."
        }
      }
  }
}

extension String {
  fileprivate var withCapital: String { prefix(1).uppercased() + dropFirst() }
}
