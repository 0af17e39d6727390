import TraceModel

/// One rule that only the whole week can tell.
protocol WeekRule: Sendable {
  static var code: String { get }

  /// Adds what it finds to what the rule about single traces of its code has found, if there is one.
  func find(in week: WeekFacts, _ finding: inout FindingSummary)
}

package enum WeekRules {
  static let all: [any WeekRule] = [
    PromptChanged(), ToolsUnequal(), ToolCostMissing(), TraceSplit(), TraceEndless(),
    VerdictDrift(), SampleSmall(), SamplePicked(), RetentionOverdue(), PrivateKinds(),
    NameUnclear(),
  ]

  package static let codes = Set(all.map { type(of: $0).code })
}

/// What a rule about the week looks at.
struct WeekFacts {
  let digest: Digest
  /// The figures so far, all but the findings.
  let summary: WeekSummary
  let tables: RecordTables
  let rules: CountingRules

  var evidence: EvidenceDigest { digest.evidence }
  var leastSample: Int { rules.leastSample }
}

extension Digest {
  /// What every rule found, of single traces and of the week, in the order of the codes.
  func findingSummaries(_ summary: WeekSummary, _ tables: RecordTables, _ rules: CountingRules)
    -> [FindingSummary]
  {
    var all: [String: FindingSummary] = [:]
    for (index, digest) in findings.enumerated() {
      all[Findings.codes[index]] = FindingSummary(code: Findings.codes[index], digest)
    }
    for (index, sentence) in evidence.subjectSentences(tables) {
      all[Findings.codes[index]]?.details.append(sentence)
    }
    let week = WeekFacts(digest: self, summary: summary, tables: tables, rules: rules)
    for rule in WeekRules.all {
      let code = type(of: rule).code
      rule.find(in: week, &all[code, default: FindingSummary(code: code)])
    }
    return all.values.filter { $0.traces > 0 || $0.events > 0 }
      .sorted { Name($0.code) < Name($1.code) }
  }
}

extension EvidenceDigest {
  /// What tools or models each rule has found, by the rule: "refund_status in 2 requests, …".
  fileprivate func subjectSentences(_ tables: RecordTables) -> [Int: String] {
    Dictionary(grouping: subjects.values, by: \.rule).mapValues { all in
      let named = all.map { (name: tables.name($0.name), traces: $0.traces) }
        .sorted { ($1.traces, $0.name) < ($0.traces, $1.name) }
      let most = named.prefix(5).map {
        "\($0.name) in \($0.traces) \($0.traces == 1 ? "request" : "requests")"
      }
      let rest = named.count - most.count
      return most.joined(separator: ", ") + (rest > 0 ? ", and \(rest) more." : ".")
    }
  }
}

extension FindingSummary {
  fileprivate init(code: String, _ digest: FindingDigest) {
    self.init(code: code)
    traces = digest.traces
    events = digest.events
    examples = digest.examples.map(\.id)
  }

  mutating func add(examples more: some Sequence<TraceReference>) {
    let known = Set(examples)
    let new = Set(more).sorted().map(\.id).filter { !known.contains($0) }
    examples = Array((examples + new).prefix(FindingDigest.exampleCount))
  }
}
