import TraceModel

extension Digest {
  mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&traces)
    try coder.code(&events)
    var hashes = sessions.sorted()
    try coder.code(&hashes, empty: 0) { try $0.code(&$1) }
    sessions = Set(hashes)
    try cost.code(&coder)
    try tokens.code(&coder)
    try verdicts.code(&coder)
    try Self.code(&features, &coder)
    try Self.code(&routes, &coder)
    try Self.code(&models, &coder)
    try coder.code(
      &causes,
      emptyKey: CauseKey(layer: .none, what: .wrong, target: .none, result: .none),
      emptyValue: CauseDigest()
    ) { coder, key in
      try coder.code(&key.layer)
      try coder.code(&key.what)
      try coder.code(&key.target)
      try coder.code(&key.result)
    } value: { coder, cause in
      try coder.code(&cause.said)
      try coder.code(&cause.inferred)
      try coder.code(example: &cause.example)
    }
    try latency.code(&coder)
    try costs.code(&coder)
    try coder.code(&loudest, empty: LoudTrace()) { try $1.code(&$0) }
    try attempts.code(&coder)
    try coder.code(&paths, emptyKey: [], emptyValue: PathDigest()) { coder, path in
      try coder.code(&path, empty: 0) { try $0.code(pathStep: &$1) }
    } value: {
      try $1.code(&$0)
    }
    try codePrompts(&coder)
    try cohorts.code(&coder)
    try coder.code(&findings, empty: FindingDigest()) { try $1.code(&$0) }
    guard findings.count == Findings.codes.count else { throw DigestMismatch.damaged }
    try actions.code(&coder)
    try candidates.code(&coder)
    try evidence.code(&coder)
  }

  private static func code(_ groups: inout [NameID: GroupDigest], _ coder: inout DigestCoder)
    throws
  {
    try coder.code(&groups, emptyKey: .none, emptyValue: GroupDigest()) {
      try $0.code(&$1)
    } value: {
      try $1.code(&$0)
    }
  }

  private mutating func codePrompts(_ coder: inout DigestCoder) throws {
    let tables = coder.recordTables
    try coder.code(&prompts, emptyKey: .none, emptyValue: PromptDigest()) { coder, id in
      var prompt = tables[id]
      try coder.code(&prompt.name)
      try coder.code(&prompt.version)
      try coder.code(&prompt.toolSchemaVersion)
      try coder.code(&prompt.text)
      try coder.code(&prompt.hash)
      try coder.code(&prompt.tools)
      try coder.code(&prompt.settings)
      if coder.mode == .reading { id = tables.number(of: prompt) }
    } value: { coder, prompt in
      try coder.code(&prompt.calls)
      try coder.code(&prompt.events)
      try coder.code(&prompt.firstSeen)
      try coder.code(&prompt.lastSeen)
    }
    try coder.code(&promptSets, emptyKey: [], emptyValue: 0) { coder, set in
      // Sorted by the names' numbers of this run; in the file by those of the file.
      var keys = Set(set.map { PromptKey(packed: $0) })
      try coder.code(&keys, empty: PromptKey(name: .none, version: .none)) { coder, key in
        try coder.code(&key.name)
        try coder.code(&key.version)
      }
      set = keys.map(\.packed).sorted()
    } value: {
      try $0.code(&$1)
    }
  }
}

extension DigestCoder {
  mutating func code(_ reference: inout TraceReference) throws {
    try code(&reference.hash)
    try code(&reference.id)
  }

  mutating func code(example: inout TraceReference?) throws {
    try code(&example, empty: .none) { try $0.code(&$1) }
  }

  fileprivate mutating func code(pathStep packed: inout UInt64) throws {
    var step = PathStep(packed: packed)
    var beginsCall = packed >> 63 == 1
    try code(&beginsCall)
    try code(&step.target)
    try code(&step.result)
    packed = step.packed(beginsCall: beginsCall)
  }
}

extension FindingDigest {
  mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&traces)
    try coder.code(&events)
    try coder.code(&examples, empty: .none) { try $0.code(&$1) }
  }
}

extension TraceReference {
  static let none = TraceReference(hash: 0, id: "")
}

extension TokenTotals {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(tokens: &prompt)
    try coder.code(tokens: &completion)
    try coder.code(tokens: &cached)
    try coder.code(tokens: &cacheWrite)
    try coder.code(tokens: &reasoning)
  }
}

extension VerdictDigest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&judged)
    try coder.code(&judgedByPeople)
    try coder.code(&handedOff)
    try Self.code(&outcomes, &coder)
    try Self.code(&labels, &coder)
    try classes.code(&coder)
    let none = Judgement(word: .none, verdictClass: nil)
    try coder.code(
      &pairs, emptyKey: JudgementPair(machine: none, human: none), emptyValue: 0
    ) { coder, pair in
      try pair.machine.code(&coder)
      try pair.human.code(&coder)
    } value: {
      try $0.code(&$1)
    }
  }

  private static func code(_ words: inout [NameID: WordDigest], _ coder: inout DigestCoder) throws {
    try coder.code(&words, emptyKey: .none, emptyValue: WordDigest()) {
      try $0.code(&$1)
    } value: { coder, word in
      try coder.code(&word.traces)
      try coder.code(example: &word.example)
    }
  }
}

extension Judgement {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&word)
    let classes = VerdictClass.allCases
    // One more, for none.
    var place = verdictClass.flatMap(classes.firstIndex).map { $0 + 1 } ?? 0
    try coder.code(&place)
    guard place <= classes.count else { throw DigestMismatch.damaged }
    verdictClass = place == 0 ? nil : classes[place - 1]
  }
}

extension CountsByClass {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    for verdictClass in VerdictClass.allCases { try coder.code(&self[verdictClass]) }
  }
}

extension AmountsBySource {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    for source in CostSource.allCases { try coder.code(&self[source]) }
  }
}

extension GroupDigest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&traces)
    try coder.code(&judged)
    try coder.code(&handedOff)
    try classes.code(&coder)
    try bySource.code(&coder)
    try latency.code(&coder)
    try coder.code(&drawn, empty: .none) { try $0.code(&$1) }
  }
}

extension LoudTrace {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&notes)
    try coder.code(&humanVerdicts)
    try coder.code(&cost)
    try coder.code(&latency, empty: 0) { try $0.code(&$1) }
    try coder.code(&trace)
  }
}

extension AttemptDigest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&first)
    try coder.code(&retry)
    try coder.code(&fallback)
    try coder.code(&inferred)
    try coder.code(&triggers)
  }
}

extension PathDigest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&traces)
    try coder.code(&cost)
    try coder.code(&retryCost)
    try coder.code(&outcomes)
    try coder.code(&labels)
    try coder.code(&judged)
    try coder.code(&good)
    try latency.code(&coder)
    try coder.code(example: &example)
  }
}

extension Histogram {
  mutating func code(_ coder: inout DigestCoder) throws {
    var buckets = buckets
    var maximum = maximum
    try coder.code(&buckets, emptyKey: 0, emptyValue: 0) { coder, bucket in
      var number = Int(bucket)
      try coder.code(&number)
      guard let narrow = UInt16(exactly: number) else { throw DigestMismatch.damaged }
      bucket = narrow
    } value: {
      try $0.code(&$1)
    }
    try coder.code(&maximum)
    guard coder.mode == .reading else { return }
    guard let read = Histogram(buckets, maximum: maximum) else { throw DigestMismatch.damaged }
    self = read
  }
}

extension ActionDigest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(
      &tasks, emptyKey: Key(trace: "", text: ""), emptyValue: State(at: 0, isDone: false)
    ) { coder, key in
      try coder.code(&key.trace)
      try coder.code(&key.text)
    } value: { coder, state in
      try coder.code(&state.at)
      try coder.code(&state.isDone)
    }
  }
}

extension PageCandidates {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    func codeRanked(_ list: inout [Ranked], _ coder: inout DigestCoder) throws {
      try coder.code(&list, empty: Ranked(rank: 0, trace: .none)) { coder, ranked in
        try coder.code(&ranked.rank)
        try coder.code(&ranked.trace)
      }
    }
    var sample = Array(self.sample.sorted().prefix(Self.sampleSize))
    var costliest = costliest
    var slowest = slowest
    try coder.code(&sample, empty: .none) { try $0.code(&$1) }
    try codeRanked(&costliest, &coder)
    try codeRanked(&slowest, &coder)
    if coder.mode == .reading {
      self = PageCandidates(sample: sample, costliest: costliest, slowest: slowest)
    }
  }
}
