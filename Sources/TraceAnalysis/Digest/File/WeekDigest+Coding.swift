import TraceModel

extension WeekDigest {
  /// The digest as bytes: the same for the same digest, whatever it was merged from.
  package func encoded(_ tables: RecordTables) throws -> [UInt8] {
    var copy = whole
    return try DigestCoder.write(tables) { try copy.code(&$0) }
  }

  package init(decoding bytes: [UInt8], _ tables: RecordTables) throws {
    self.init(
      DigestBasis(
        period: Period(ISOWeek("2026-W01")!, in: .utc), timeZone: "",
        hasTracesWithoutClock: false))
    var read = self
    try DigestCoder.read(bytes, tables) { try read.code(&$0) }
    self = read
  }

  private mutating func code(_ coder: inout DigestCoder) throws {
    var version = DigestBasis.version
    try coder.code(&version)
    guard version == DigestBasis.version else { throw DigestMismatch.version(version) }
    try basis.code(&coder)
    var inputs = Array(self.inputs.values)
    inputs.sort { Name($0.name) < Name($1.name) }
    try coder.code(
      &inputs, empty: InputDigest(name: "", format: "", bytes: 0, parts: InputParts(0..<0))
    ) {
      try $1.code(&$0)
    }
    var otherProblems = otherProblems
    for count in [\WeekDigest.records, \.tracesOutside] { try coder.code(&self[keyPath: count]) }
    for names in [\WeekDigest.notedTraces, \.tracesWithNotes] {
      try coder.code(&self[keyPath: names], empty: "") { try $0.code(&$1) }
    }
    try coder.code(&otherProblems, empty: .none) { try $1.code(&$0) }
    try digest.code(&coder)
    guard coder.mode == .reading else { return }
    let read = self
    self = WeekDigest(basis, inputs: inputs, otherProblems: otherProblems)
    (digest, records, tracesOutside) = (read.digest, read.records, read.tracesOutside)
    (notedTraces, tracesWithNotes) = (read.notedTraces, read.tracesWithNotes)
    guard self.inputs.count == inputs.count else { throw DigestMismatch.damaged }
  }
}

extension DigestBasis {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    var start = period.start.nanoseconds
    var end = period.end.nanoseconds
    try coder.code(&start)
    try coder.code(&end)
    try coder.code(&timeZone)
    try coder.code(&configuration)
    try coder.code(&prices)
    try coder.code(&hasTracesWithoutClock)
    guard let calendar = ReportCalendar(timeZone: timeZone), start < end else {
      throw DigestMismatch.damaged
    }
    period = Period(
      from: Instant(nanoseconds: start), to: Instant(nanoseconds: end), in: calendar)
  }
}

extension InputProblem {
  fileprivate static let none = InputProblem(file: "", line: 0, offset: 0, bytes: 0, reason: "")

  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&file)
    try coder.code(&line)
    try coder.code(&offset)
    try coder.code(&bytes)
    try coder.code(&reason)
    var part = part == .line ? 0 : self.part == .value ? 1 : 2
    try coder.code(&part)
    self.part = part == 0 ? .line : part == 1 ? .value : .file
  }
}

extension InputDigest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&name)
    try coder.code(&format)
    try coder.code(&bytes)
    try coder.code(&duplicates)
    var counts = JoinKey.allCases.map { joins[$0] ?? JoinCount() }
    try coder.code(&counts, empty: JoinCount()) {
      try $0.code(&$1.events)
      try $0.code(&$1.alone)
    }
    guard counts.count == JoinKey.allCases.count,
      counts.allSatisfy({ $0.alone >= 0 && $0.events >= $0.alone })
    else { throw DigestMismatch.damaged }
    for (key, count) in zip(JoinKey.allCases, counts) where count.events > 0 { joins[key] = count }
    let empty = InputSpan(
      range: 0..<0, lines: 0, blank: 0, events: 0, rejected: 0, problems: [])
    try coder.code(&spans, empty: empty) { try $1.code(&$0) }
    for index in spans.indices {
      for place in spans[index].problems.indices { spans[index].problems[place].file = name }
    }
    var partitionCount = parts.partitionCount
    var ranges = parts.ranges
    try coder.code(&partitionCount)
    try coder.code(&ranges, emptyKey: 0, emptyValue: []) {
      try $0.code(&$1)
    } value: {
      try $0.code(&$1, empty: 0..<0) { try $0.code(&$1) }
    }
    guard let read = InputParts(ranges: ranges, partitionCount: partitionCount) else {
      throw DigestMismatch.damaged
    }
    parts = read
    var stages = coverage.stages
    var fields = coverage.fields
    try coder.code(&stages, empty: 0) { try $0.code(&$1) }
    try coder.code(&fields, empty: 0) { try $0.code(&$1) }
    guard let counts = FieldCounts(stages: stages, fields: fields) else {
      throw DigestMismatch.damaged
    }
    coverage = counts
  }
}

extension InputSpan {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&range)
    try coder.code(&lines)
    try coder.code(&blank)
    try coder.code(&events)
    try coder.code(&rejected)
    try coder.code(&problems, empty: .none) { try $1.code(&$0) }
  }
}

// MARK: - Figures

extension Digest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
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

extension CostDigest {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try ledger.code(&coder)
    try coder.code(&tracesByDay, emptyKey: Day(number: 0), emptyValue: 0) { coder, day in
      var number = Int64(day.number)
      try coder.code(&number)
      guard DigestCoder.days.contains(number) else { throw DigestMismatch.damaged }
      day = Day(number: Int(number))
    } value: {
      try $0.code(&$1)
    }
    try coder.code(&retries)
    try coder.code(&rejectedDrafts)
    try coder.code(&thrownAwayByTrigger)
    try coder.code(&thrownAwayByModel)
    try coder.code(&unpricedEvents)
    try coder.code(&unaccountedEvents)
    try coder.code(&unaccountedAtMost)
    try coder.code(&gaps, emptyKey: .none, emptyValue: GapDigest()) {
      try $0.code(&$1)
    } value: { coder, gap in
      try coder.code(&gap.unpriced)
      try coder.code(&gap.unaccounted)
      try coder.code(&gap.unaccountedAtMost)
      try coder.code(&gap.late)
      try coder.code(&gap.lateAmount)
    }
  }
}

extension ChargeLedger {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    let tables = coder.recordTables
    var entries = rows.map { (key: Row(key: $0.key), value: $0.sum) }
    try coder.code(entries: &entries, emptyKey: Row(key: Key()), emptyValue: Sum()) { coder, row in
      try row.code(&coder, tables)
    } value: { coder, sum in
      try coder.code(&sum.hasQuantity)
      try coder.code(&sum.quantity)
      try coder.code(&sum.amount)
      try coder.code(&sum.isConverted)
      try coder.code(&sum.converted)
      try coder.code(&sum.isUnconverted)
      try coder.code(&sum.unconverted)
    }
    if coder.mode == .reading {
      self = ChargeLedger()
      for entry in entries { add(entry.value, to: entry.key.key) }
    }
  }

  private struct Row {
    var key: Key

    mutating func code(_ coder: inout DigestCoder, _ tables: RecordTables) throws {
      try coder.code(day: &key.day)
      try coder.code(day: &key.rateDay)
      var kind = key.kind.number == 0 ? ChargeKind(source: .model) : tables[key.kind]
      try kind.code(&coder)
      if coder.mode == .reading { key.kind = tables.number(of: kind) }
      try coder.code(&key.owner)
      try coder.code(&key.isUsed)
      try coder.code(&key.provider)
      try coder.code(&key.model)
      try coder.code(&key.tool)
      try coder.code(&key.feature)
      try coder.code(&key.route)
    }
  }
}

extension ChargeKind {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&source)
    try coder.code(&basis)
    try coder.code(&item)
    try coder.code(&unit)
    try coder.code(&currency)
    try coder.code(&hasUnitPrice)
    try coder.code(&unitPriceUnits)
    try coder.code(&pricedBy)
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
