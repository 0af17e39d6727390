import TraceModel

extension Digest {
  /// The figures of the digest by name, in orders that depend on nothing but themselves.
  package func summary(
    of period: ReportPeriod, names: NameTable, rules: CountingRules
  ) -> WeekSummary {
    var summary = WeekSummary(period: period)
    summary.traces = traces
    summary.events = events
    summary.sessions = sessions.count
    summary.cost = costSummary(names, rules)
    summary.tokens = tokens
    summary.verdicts = verdictSummary(rules.vocabulary)
    for kind in GroupKind.allCases {
      summary.groups[kind] = groupSummaries(groups[kind] ?? [:], names)
    }
    summary.causes = causes.values.sorted {
      if $0.traces != $1.traces { return $0.traces > $1.traces }
      return Name("\($0.layer): \($0.what)") < Name("\($1.layer): \($1.what)")
    }.map {
      var cause = $0
      cause.example = candidates.examples[Name("cause \($0.layer): \($0.what)")]?.id
      return cause
    }
    if let p50 = latency.percentile(50), let p90 = latency.percentile(90),
      let p95 = latency.percentile(95), let p99 = latency.percentile(99)
    {
      summary.latency = LatencySummary(
        p50: p50.milliseconds, p90: p90.milliseconds, p95: p95.milliseconds,
        p99: p99.milliseconds, max: latency.maximum.milliseconds)
    }
    summary.attempts.first = attempts.byKind[.first] ?? 0
    summary.attempts.retry = attempts.byKind[.retry] ?? 0
    summary.attempts.fallback = attempts.byKind[.fallback] ?? 0
    summary.attempts.triggers = attempts.triggers.named(names)
    summary.attempts.inferred = attempts.inferred
    summary.paths = pathSummaries(rules.vocabulary)
    summary.prompts = promptSummaries(names)
    summary.findings = findingSummaries()
    return summary
  }

  private func costSummary(_ names: NameTable, _ rules: CountingRules) -> CostSummary {
    var summary = CostSummary()
    summary.currency = rules.currency
    summary.total = cost.total
    summary.bySource = cost.bySource
    summary.byBasis = cost.byBasis
    summary.byProvider = cost.byProvider.named(names)
    summary.byModel = cost.byModel.named(names)
    summary.byTool = cost.byTool.named(names)
    summary.byFeature = cost.byFeature.named(names)
    summary.byRoute = cost.byRoute.named(names)
    for (day, digest) in cost.byDay {
      summary.byDay[day.description] = digest.bySource.values.reduce(.zero, +)
      summary.bySourceAndDay[day.description] = digest.bySource
      summary.tracesByDay[day.description] = digest.traces
    }
    summary.charges = cost.ledger.rows(names)
    summary.retries = cost.retries
    summary.rejectedDrafts = cost.rejectedDrafts
    summary.thrownAwayByTrigger = cost.thrownAwayByTrigger.named(names)
    summary.thrownAwayByModel = cost.thrownAwayByModel.named(names)
    summary.unpricedEvents = cost.unpricedEvents
    summary.unaccountedEvents = cost.unaccountedEvents
    summary.unaccountedAtMost = cost.unaccountedAtMost
    summary.byCurrency = cost.otherCurrencies
    if let handOff = rules.handOff,
      let each = handOff.minutes.multiplied(by: handOff.ratePerMinute)
    {
      summary.handOffs = each.multiplied(by: ExactDecimal(verdicts.handedOff))
    }
    return summary
  }

  private func verdictSummary(_ vocabulary: VerdictVocabulary) -> VerdictSummary {
    var summary = VerdictSummary()
    summary.judged = verdicts.judged
    summary.unjudged = traces - verdicts.judged
    summary.judgedByPeople = verdicts.judgedByPeople
    for (word, count) in verdicts.outcomes {
      if vocabulary.outcomes.contains(word) {
        summary.outcomes[word] = count
      } else {
        summary.unknown[word, default: 0] += count
      }
    }
    for (word, count) in verdicts.labels {
      if vocabulary.labels.contains(word) {
        summary.labels[word] = count
      } else {
        summary.unknown[word, default: 0] += count
      }
    }
    summary.classes = verdicts.classes
    summary.good = verdicts.classes[.good] ?? 0
    summary.handedOff = verdicts.handedOff
    summary.goodRate = Rate(summary.good, of: verdicts.judged)
    summary.agreement = agreement()
    return summary
  }

  private func agreement() -> Agreement {
    var classes: [ClassPair: Int] = [:]
    var matrix: [Name: [Name: Int]] = [:]
    for (pair, count) in verdicts.pairs {
      matrix[pair.machine.word, default: [:]][pair.human.word, default: 0] += count
      if let machine = pair.machine.verdictClass, let human = pair.human.verdictClass {
        classes[ClassPair(machine: machine, human: human), default: 0] += count
      }
    }
    var agreement = Agreement(classes)
    agreement.matrix = matrix
    return agreement
  }

  private func groupSummaries(_ groups: [NameID: GroupDigest], _ names: NameTable)
    -> [GroupSummary]
  {
    groups.map { id, group in
      var summary = GroupSummary(name: names.name(id))
      summary.traces = group.traces
      summary.judged = group.judged
      summary.good = group.classes[.good] ?? 0
      summary.handedOff = group.handedOff
      summary.goodRate = Rate(summary.good, of: group.judged)
      summary.classes = group.classes
      summary.cost = group.bySource.values.reduce(.zero, +)
      summary.costBySource = group.bySource
      summary.p50Milliseconds = group.latency.percentile(50)?.milliseconds
      summary.p95Milliseconds = group.latency.percentile(95)?.milliseconds
      return summary
    }.sorted { $0.traces != $1.traces ? $0.traces > $1.traces : $0.name < $1.name }
  }

  private func pathSummaries(_ vocabulary: VerdictVocabulary) -> [PathSummary] {
    paths.map { path, digest in
      var summary = PathSummary(path: path)
      summary.traces = digest.traces
      summary.cost = digest.cost
      summary.retryCost = digest.retryCost
      summary.outcomes = digest.outcomes.filter { vocabulary.outcomes.contains($0.key) }
      summary.labels = digest.labels.filter { vocabulary.labels.contains($0.key) }
      summary.judged = digest.judged
      summary.good = digest.good
      summary.p50Milliseconds = digest.latency.percentile(50)?.milliseconds
      summary.example = candidates.examples[Name("path \(path)")]?.id
      return summary
    }.sorted { $0.traces != $1.traces ? $0.traces > $1.traces : $0.path < $1.path }
  }

  private func promptSummaries(_ names: NameTable) -> [PromptSummary] {
    prompts.map { key, digest in
      var summary = PromptSummary(name: names.name(key.name), version: names.name(key.version))
      summary.texts = digest.textCount
      summary.calls = digest.calls
      if digest.firstSeen <= digest.lastSeen {
        summary.firstSeen = Instant(nanoseconds: digest.firstSeen)
        summary.lastSeen = Instant(nanoseconds: digest.lastSeen)
      }
      return summary
    }.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
  }

  private func findingSummaries() -> [FindingSummary] {
    var all = findings.map { code, digest in
      var summary = FindingSummary(code: code)
      summary.traces = digest.traces
      summary.events = digest.events
      summary.examples = digest.examples.map(\.id)
      return summary
    }
    let changed = prompts.filter { $0.value.textCount > 1 }
    if !changed.isEmpty {
      var summary = FindingSummary(code: "prompt-changed")
      summary.traces = promptSets.filter { $0.key.contains { changed[$0] != nil } }.values
        .reduce(0, +)
      summary.events = changed.values.map(\.events).reduce(0, +)
      all.append(summary)
    }
    return all.sorted { Name($0.code) < Name($1.code) }
  }
}

extension Int64 {
  var milliseconds: Double { Double(self) / 1e6 }
}

extension Dictionary where Key == NameID, Value == ExactDecimal {
  fileprivate func named(_ names: NameTable) -> [Name: ExactDecimal] {
    var named: [Name: ExactDecimal] = [:]
    for (id, amount) in self { named[names.name(id), default: .zero] += amount }
    return named
  }
}

extension Dictionary where Key == NameID, Value == Int {
  fileprivate func named(_ names: NameTable) -> [Name: Int] {
    var named: [Name: Int] = [:]
    for (id, count) in self { named[names.name(id), default: 0] += count }
    return named
  }
}
