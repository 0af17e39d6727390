import TraceModel

extension Digest {
  /// The traces to read together: half drawn at random in proportion to the traffic, the others one each for what the week has to explain. Each says why it is there.
  package func reviewList(of size: Int, _ summary: WeekSummary, _ tables: RecordTables)
    -> [ReviewItem]
  {
    guard traces > 0 else { return [] }
    var items: [ReviewItem] = []
    var taken: Set<Name> = []
    func add(_ id: Name?, _ why: String, isRandom: Bool) {
      guard let id, taken.insert(id).inserted else { return }
      items.append(ReviewItem(traceID: id, why: why, isRandom: isRandom))
    }
    let examples = self.examples(tables)
    let random = draw((size + 1) / 2, seed: summary.period.seed, tables).traces
    for reference in random { add(reference.id, "an ordinary request", isRandom: true) }
    for (kind, why) in stories(summary) where items.count < size {
      let code = kind.hasPrefix("finding ") ? String(kind.dropFirst("finding ".count)) : nil
      let found = summary.findings.first { $0.code == code }?.examples.first
      add(examples[Name(kind)]?.id ?? found, why, isRandom: false)
    }
    for reference in candidates.sample.sorted() where items.count < min(size, traces) {
      add(reference.id, "an ordinary request", isRandom: true)
    }
    return items
  }

  /// How the random part of the list was drawn; nil where there is none.
  package func reviewDraw(of size: Int, _ summary: WeekSummary, _ tables: RecordTables)
    -> ReviewDraw?
  {
    guard traces > 0 else { return nil }
    return ReviewDraw(
      seed: summary.period.seed, population: traces,
      strata: draw((size + 1) / 2, seed: summary.period.seed, tables).strata)
  }

  /// One trace for each path, outcome, label, finding and cause: the smallest hash.
  package func examples(_ tables: RecordTables) -> [Name: TraceReference] {
    var examples: [Name: TraceReference] = [:]
    func add(_ kind: String, _ example: TraceReference?) {
      examples[Name(kind)] = .smallest(examples[Name(kind)], example)
    }
    for (path, digest) in paths { add("path \(path.path(tables))", digest.example) }
    for (word, digest) in verdicts.outcomes {
      add("outcome \(tables.text(word))", digest.example)
    }
    for (word, digest) in verdicts.labels { add("label \(tables.text(word))", digest.example) }
    for (index, digest) in findings.enumerated() {
      add("finding \(Findings.codes[index])", digest.examples.first)
    }
    for (key, digest) in causes {
      add("cause \(tables.text(key.layer)): \(key.cause.words(tables))", digest.example)
    }
    return examples
  }

  private func stories(_ summary: WeekSummary) -> [(kind: String, why: String)] {
    var stories: [(String, String)] = []
    let costlyPath = summary.paths.filter { $0.path != "direct" }
      .max { ($0.retryCost, $1.path) < ($1.retryCost, $0.path) }
    if let costlyPath {
      stories.append(
        ("path \(costlyPath.path)", "the path that threw most away: \(costlyPath.path)"))
    }
    stories.append(("finding verdict-conflict", "reviewers disagree about it"))
    stories.append(("finding tool-stale", "a tool returned old data"))
    stories.append(("finding prompt-changed", "its prompt changed under one version"))
    stories.append(("label unsafe", "an unsafe answer"))
    stories.append(("outcome escalated", "handed to a person"))
    stories.append(("label needs_human_follow_up", "handed to a person"))
    if let cause = summary.causes.first(where: { $0.layer != "unknown" }) {
      stories.append(("cause \(cause.layer): \(cause.what)", "the commonest break: \(cause.what)"))
    }
    stories.append(("outcome blocked", "blocked by a guardrail"))
    stories.append(("outcome partial", "half an answer"))
    stories.append(("finding verdict-missing", "nobody has judged it"))
    return stories
  }
}

extension ReportPeriod {
  /// Each period draws other traces, and the same ones every time: its start in nanoseconds.
  package var seed: UInt64 { UInt64(bitPattern: start.nanoseconds) }
}
