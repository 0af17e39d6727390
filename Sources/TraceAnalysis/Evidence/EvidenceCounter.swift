import TraceModel

/// Counts what findings over several traces need; each worker has one.
struct EvidenceCounter: Sendable {
  private(set) var digest = EvidenceDigest()
  private let tables: RecordTables
  private let prompts: KnownPrompts
  private let calendar: ReportCalendar
  private var sources: SourceSets
  /// Of names, by their number; the same in every run.
  private var hashes: [UInt64?] = []
  /// Of the trace in hand.
  private var marks: [UInt64] = []
  private var uses: [UInt64] = []

  private static let privateRule = Findings.number(of: PrivateData.self)
  static let costRule = Findings.number(of: CostMissing.self)
  static let brokenRule = Findings.number(of: TraceBroken.self)
  /// The mark of a trace with a model call that has no cost.
  static let modelMark: UInt64 = 1

  init(_ tables: RecordTables, calendar: ReportCalendar, files: [NameID]) {
    sources = SourceSets(files: files)
    self.tables = tables
    self.calendar = calendar
    prompts = tables.knownPrompts
  }

  /// Takes in a trace, whether it starts in the period or not.
  mutating func see(_ trace: JoinedTrace, isOutside: Bool) {
    if let last = trace.lastStart { digest.endless.see(last) }
    if isOutside, let start = trace.start {
      digest.elsewhere[calendar.day(of: Instant(nanoseconds: start)), default: 0] += 1
    }
  }

  /// Counts a trace of the period.
  mutating func add(_ trace: JudgedTrace, _ candidate: Candidate) {
    addEnd(of: trace, candidate)
    let asked = trace.joined.asked
    let feature = hash(trace.joined.feature)
    if let start = trace.requestStart(asked: asked) {
      digest.starts.add(start(feature), candidate)
    }
    digest.sightings.add(trace.joined, candidate, &sources, feature: feature, asked: asked)
    addModels(of: trace, candidate)
    addTools(of: trace, candidate)
    addShapes(of: trace, candidate)
    addVerdicts(of: trace.verdicts, candidate)
    addPrivates(of: trace)
    addSubjects(of: trace)
    let cost = Int64(clamping: trace.money.total.units / 1_000_000_000)
    digest.costs.add(cost)
    if trace.verdicts.isJudged { digest.costsOfJudged.add(cost) }
  }

  private mutating func addPrivates(of trace: JudgedTrace) {
    var marks = PrivateMarks()
    for finding in trace.findings where finding.rule == Self.privateRule {
      marks.formUnion(trace.privates(of: finding))
    }
    if marks.isEmpty { return }
    for found in marks.found { digest.privates[found.place, default: 0] += 1 }
  }

  /// Rules whose findings are about a tool or a model.
  private static let rulesWithSubjects = Set(
    [
      Findings.number(of: ToolStale.self), Findings.number(of: ToolIncomplete.self),
      Findings.number(of: HiddenFallback.self), Findings.number(of: CostMissing.self),
      Findings.number(of: CostMismatch.self), Findings.number(of: RetryUnpaid.self),
      Findings.number(of: SettingsMissing.self),
    ])

  private mutating func addSubjects(of trace: JudgedTrace) {
    marks.removeAll(keepingCapacity: true)
    for finding in trace.findings
    where finding.place >= 0 && Self.rulesWithSubjects.contains(finding.rule) {
      let target = trace.joined.record(Int(finding.place)).target
      guard target != .none else { continue }
      let key = hash(target).folded(with: UInt64(finding.rule))
      guard !marks.contains(key) else { continue }
      marks.append(key)
      var new = FindingSubject()
      new.rule = Int(finding.rule)
      new.name = target
      digest.subjects.change(key, most: EvidenceDigest.mostSubjects, new: new) { $0.traces += 1 }
    }
  }

  private mutating func hash(_ name: NameID) -> UInt64 {
    if name == .none { return 0 }
    let number = Int(name.number)
    if number < hashes.count, let known = hashes[number] { return known }
    while hashes.count <= number { hashes.append(nil) }
    let hash = tables.contentHash(of: name)
    hashes[number] = hash
    return hash
  }

  private mutating func addEnd(of trace: JudgedTrace, _ candidate: Candidate) {
    guard !trace.findings.contains(where: { $0.rule == Self.brokenRule }), trace.hasNoEnd,
      let last = trace.joined.lastStart
    else { return }
    digest.endless.add(candidate, last: last)
  }
}

// MARK: - Prompts and the tools offered

extension EvidenceCounter {
  private mutating func addModels(of trace: JudgedTrace, _ candidate: Candidate) {
    uses.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    let records = trace.joined.records
    for place in trace.joined.events.indices where !trace.joined.events[place].isSuperseded {
      let index = Int(trace.joined.events[place].record)
      let id = records.events[index].prompt
      guard id != .none, records.events[index].stage == .model else { continue }
      let prompt = prompts[id.number]
      addText(prompt, of: trace, place, candidate)
      if prompt.tools != .none { addOffer(prompt, of: trace, place, candidate) }
    }
    if !marks.isEmpty { digest.offered.add(marks) }
  }

  private mutating func addText(
    _ prompt: PromptRecord, of trace: JudgedTrace, _ place: Int, _ candidate: Candidate
  ) {
    guard
      prompt.name != .none || prompt.version != .none || prompt.text != .none
        || prompt.hash != .none
    else { return }
    let key = hash(prompt.name).folded(with: hash(prompt.version))
      .folded(with: prompt.text.high ^ prompt.hash.low)
      .folded(with: prompt.text.low ^ prompt.hash.high)
    let isFirst = !uses.contains(key)
    if isFirst { uses.append(key) }
    var new = PromptUse()
    new.name = prompt.name
    new.version = prompt.version
    new.text = prompt.text
    new.hash = prompt.hash
    let event = trace.joined.events[place]
    let record = trace.joined.record(place)
    digest.texts.change(key, most: EvidenceDigest.mostTexts, new: new) { use in
      use.events += 1
      use.cost += event.cost
      if isFirst {
        use.traces += 1
        if trace.verdicts.isJudged { use.judged += 1 }
        if trace.verdicts.verdictClass == .good { use.good += 1 }
      }
      if record.hasClock { use.see(at: record.start, candidate) }
    }
  }

  private mutating func addOffer(
    _ prompt: PromptRecord, of trace: JudgedTrace, _ place: Int, _ candidate: Candidate
  ) {
    let record = trace.joined.record(place)
    let key = hash(trace.joined.feature).folded(with: hash(trace.joined.route))
      .folded(with: hash(prompt.name)).folded(with: hash(record.model))
      .folded(with: prompt.tools.low).folded(with: hash(prompt.toolSchemaVersion))
    let isFirst = !marks.contains(key)
    if isFirst { marks.append(key) }
    var new = ToolOffer()
    new.feature = trace.joined.feature
    new.route = trace.joined.route
    new.prompt = prompt.name
    new.model = record.model
    new.tools = prompt.tools
    new.schemaVersion = prompt.toolSchemaVersion
    let isUsed = trace.joined.events[place].attempt?.isUsed == true
    digest.offers.change(key, most: EvidenceDigest.mostOffers, new: new) { offer in
      offer.events += 1
      if isUsed { offer.answers += 1 }
      if isFirst { candidate.offer(to: &offer.examples, atMost: FindingDigest.exampleCount) }
    }
  }
}

// MARK: - Tools and verdicts

extension EvidenceCounter {
  private mutating func addTools(of trace: JudgedTrace, _ candidate: Candidate) {
    marks.removeAll(keepingCapacity: true)
    let records = trace.joined.records
    for (place, event) in trace.joined.events.enumerated() where !event.isSuperseded {
      let index = Int(event.record)
      guard records.events[index].stage == .tool else { continue }
      guard event.isCharged || records.events[index].status == .ok else { continue }
      let target = trace.joined.record(place).target
      let key = hash(target)
      // Said once a tool, then only what it was not charged for.
      if event.isCharged, digest.tools[key]?.isCharged == true { continue }
      var new = ToolCharging()
      new.tool = target
      let isFirst = !event.isCharged && !marks.contains(key)
      if isFirst { marks.append(key) }
      digest.tools.change(key, most: EvidenceDigest.mostTools, new: new) { tool in
        if event.isCharged {
          tool.isCharged = true
        } else {
          tool.uncharged += 1
          guard isFirst else { return }
          candidate.offer(to: &tool.examples, atMost: FindingDigest.exampleCount)
        }
      }
    }
    if trace.findings.contains(where: { $0.rule == Self.costRule }) { marks.append(Self.modelMark) }
    if !marks.isEmpty { digest.uncharged.add(marks) }
  }

  private mutating func addShapes(of trace: JudgedTrace, _ candidate: Candidate) {
    marks.removeAll(keepingCapacity: true)
    let records = trace.joined.records
    for event in trace.joined.events where !event.isSuperseded {
      let index = Int(event.record)
      guard records.events[index].shape != .none, records.events[index].name != .none else {
        continue
      }
      let record = records.events[index]
      let step = record.step { hash($0) }
      var new = ShapeUse()
      new.step = step
      new.name = record.name
      new.shape = record.shape
      digest.shapes.change(
        step.folded(with: hash(record.shape)), most: EvidenceDigest.mostShapes, new: new
      ) { use in
        use.events += 1
        candidate.offer(to: &use.examples, atMost: FindingDigest.exampleCount)
      }
      if !marks.contains(step) { marks.append(step) }
    }
    if !marks.isEmpty { digest.shaped.add(marks) }
  }

  private mutating func addVerdicts(of ranked: RankedVerdicts, _ candidate: Candidate) {
    guard ranked.isJudged else { return }
    let outcome = ranked.outcomeWord
    if let place = ranked.label, outcome != .none {
      let pair = WordPair(first: outcome, second: ranked.labelWord)
      digest.bridge[pair, default: WordDigest()].traces += 1
      candidate.offer(to: &digest.bridge[pair, default: WordDigest()].example)
      let given = ranked.all[place]
      let group = given.team == .none ? given.judge : given.team
      if given.isHuman, group != .none {
        addLabel(given, by: group, on: outcome, candidate)
      }
    }
    if let both = ranked.bothJudgements {
      let pair = WordPair(first: both.machine.word, second: both.human.word)
      candidate.offer(to: &digest.judgedTwice[pair])
    }
  }

  private mutating func addLabel(
    _ given: RankedVerdicts.Given, by group: NameID, on outcome: NameID, _ candidate: Candidate
  ) {
    var new = LabelUse()
    new.label = given.label
    new.outcome = outcome
    new.group = group
    new.isTeam = given.team != .none
    let key = hash(given.label).folded(with: hash(outcome)).folded(with: hash(group))
      .folded(with: new.isTeam ? 1 : 2)
    digest.labels.change(key, most: EvidenceDigest.mostLabels, new: new) { use in
      use.traces += 1
      candidate.offer(to: &use.example)
    }
  }
}

extension EventRecord {
  /// A hash of stage, name and tool: the tool tells apart what a span's name alone does not.
  func step(_ hash: (NameID) -> UInt64) -> UInt64 {
    hash(name).folded(with: tool == .none ? 0 : hash(tool)).folded(with: UInt64(stage.rawValue))
  }
}

extension JoinedTrace {
  /// The start of the last event with a clock.
  var lastStart: Int64? {
    for place in events.indices.reversed() {
      let index = Int(events[place].record)
      if records.events[index].hasClock { return records.events[index].start }
    }
    return nil
  }
}

extension JudgedTrace {
  /// Somebody asked, and the log has neither an answer nor a verdict.
  ///
  /// A log that holds no requests at all, as one of model calls, says nothing of their ends.
  var hasNoEnd: Bool {
    guard !verdicts.isJudged else { return false }
    var isAsked = false
    for event in joined.events {
      let index = Int(event.record)
      switch joined.records.events[index].stage {
      case .request:
        // Other formats have a span of the whole request, whose output is the answer.
        let isSpan = joined.records.events[index].part > 0
        if isSpan, joined.records.events[index].traits.contains(.output) { return false }
        isAsked = true
      case .answer, .verdict: return false
      default: break
      }
    }
    return isAsked
  }
}
