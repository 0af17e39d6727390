import TraceModel

extension EvidenceDigest {
  mutating func code(_ coder: inout DigestCoder) throws {
    if coder.mode != .reading { cut() }
    try endless.code(&coder)
    try starts.code(&coder)
    try sightings.code(&coder)
    try coder.code(byHash: &texts, empty: PromptUse()) { try $1.code(&$0) }
    try coder.code(byHash: &offers, empty: ToolOffer()) { try $1.code(&$0) }
    try offered.code(&coder)
    try coder.code(byHash: &tools, empty: ToolCharging()) { try $1.code(&$0) }
    try uncharged.code(&coder)
    try coder.code(byHash: &shapes, empty: ShapeUse()) { try $1.code(&$0) }
    try shaped.code(&coder)
    try coder.code(byHash: &labels, empty: LabelUse()) { try $1.code(&$0) }
    try coder.code(
      &bridge, emptyKey: WordPair(first: .none, second: .none), emptyValue: WordDigest()
    ) {
      try $1.code(&$0)
    } value: { coder, word in
      try coder.code(&word.traces)
      try coder.code(example: &word.example)
    }
    try coder.code(
      &judgedTwice, emptyKey: WordPair(first: .none, second: .none), emptyValue: .none
    ) {
      try $1.code(&$0)
    } value: {
      try $0.code(&$1)
    }
    try costs.code(&coder)
    try costsOfJudged.code(&coder)
    try coder.code(&elsewhere, emptyKey: Day(number: 0), emptyValue: 0) { coder, day in
      var number = Int64(day.number)
      try coder.code(&number)
      guard DigestCoder.days.contains(number) else { throw DigestMismatch.damaged }
      day = Day(number: Int(number))
    } value: {
      try $0.code(&$1)
    }
    try coder.code(byHash: &subjects, empty: FindingSubject()) { try $1.code(&$0) }
    try coder.code(&privates, emptyKey: UInt8(0), emptyValue: 0) { coder, place in
      var number = UInt64(place)
      try coder.code(&number)
      guard number < PrivateMarks.count else { throw DigestMismatch.damaged }
      place = UInt8(number)
    } value: {
      try $0.code(&$1)
    }
  }
}

extension DigestCoder {
  fileprivate mutating func code<Value>(
    byHash entries: inout [UInt64: Value], empty: Value,
    _ body: (inout DigestCoder, inout Value) throws -> Void
  ) throws {
    try code(&entries, emptyKey: 0, emptyValue: empty, key: { try $0.code(&$1) }, value: body)
  }
}

extension WordPair {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&first)
    try coder.code(&second)
  }
}

extension PromptUse {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&name)
    try coder.code(&version)
    try coder.code(&text)
    try coder.code(&hash)
    for count in [\PromptUse.events, \.traces, \.judged, \.good] {
      try coder.code(&self[keyPath: count])
    }
    try coder.code(&cost)
    try coder.code(&firstSeen)
    try coder.code(&lastSeen)
    try coder.code(example: &first)
    try coder.code(example: &last)
  }
}

extension ToolOffer {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    for name in [\ToolOffer.feature, \.route, \.prompt, \.model, \.schemaVersion] {
      try coder.code(&self[keyPath: name])
    }
    try coder.code(&tools)
    try coder.code(&events)
    try coder.code(&answers)
    try coder.code(&examples, empty: .none) { try $0.code(&$1) }
  }
}

extension ToolCharging {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&tool)
    try coder.code(&isCharged)
    try coder.code(&uncharged)
    try coder.code(&examples, empty: .none) { try $0.code(&$1) }
  }
}

extension FindingSubject {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&rule)
    guard Findings.codes.indices.contains(rule) else { throw DigestMismatch.damaged }
    try coder.code(&name)
    try coder.code(&traces)
  }
}

extension ShapeUse {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&step)
    try coder.code(&name)
    try coder.code(&shape)
    try coder.code(&events)
    try coder.code(&examples, empty: .none) { try $0.code(&$1) }
  }
}

extension LabelUse {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    for name in [\LabelUse.label, \.outcome, \.group] { try coder.code(&self[keyPath: name]) }
    try coder.code(&isTeam)
    try coder.code(&traces)
    try coder.code(example: &example)
  }
}

extension MarkTally {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    var traces = traces
    var overlaps = overlaps
    try coder.code(byHash: &traces, empty: 0) { try $0.code(&$1) }
    try coder.code(&overlaps, emptyKey: [], emptyValue: 0) { coder, marks in
      try coder.code(&marks, empty: 0) { try $0.code(&$1) }
    } value: {
      try $0.code(&$1)
    }
    if coder.mode == .reading { self = MarkTally(traces: traces, overlaps: overlaps) }
  }
}

extension EndlessTraces {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    var newest = newest
    var ended = ended
    var waiting = waiting
    try coder.code(&newest)
    try ended.code(&coder)
    try coder.code(&waiting, emptyKey: Int64(0), emptyValue: FindingDigest()) {
      try $0.code(&$1)
    } value: {
      try $1.code(&$0)
    }
    guard coder.mode == .reading else { return }
    // A second of any instant that a log can name; sums with an hour can't leave the range.
    let seconds = -(Int64(1) << 40)...(Int64(1) << 40)
    guard newest == .min || seconds.contains(newest), waiting.keys.allSatisfy(seconds.contains)
    else { throw DigestMismatch.damaged }
    self = EndlessTraces(newest: newest, ended: ended, waiting: waiting)
  }
}

extension RequestStarts {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    var all = coder.mode == .writing ? all.sorted() : self.all
    var known = known
    try coder.code(&all, empty: Start(key: 0, at: 0)) { try $1.code(&$0) }
    try coder.code(&known, empty: Known(start: Start(key: 0, at: 0), trace: .none)) {
      try $1.start.code(&$0)
      try $0.code(&$1.trace)
    }
    if coder.mode == .reading { self = RequestStarts(all, known: known) }
  }
}

extension Sightings {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    var all = coder.mode == .writing ? all.sorted() : all
    var sources = WrittenSets()
    try coder.code(&all, empty: Sighting()) { try $1.code(&$0, &sources) }
    if coder.mode == .reading { self = Sightings(all) }
  }
}

/// Sets of names of which most come again and again: each is put in order once.
private struct WrittenSets {
  /// Where a set was written, or nothing of a set that was only gathered or read.
  private var places: [Set<NameID>: Range<Int>] = [:]

  mutating func code(_ set: inout Set<NameID>, _ coder: inout DigestCoder) throws {
    if coder.mode != .reading, let written = places[set] { return coder.write(again: written) }
    let start = coder.bytes.count
    try coder.code(&set, empty: .none) { try $0.code(&$1) }
    // A set that was read before takes no memory of its own.
    if let place = places.index(forKey: set) { set = places.keys[place] }
    places[set] = start..<coder.bytes.count
  }
}

extension Sightings.Sighting {
  fileprivate mutating func code(_ coder: inout DigestCoder, _ sets: inout WrittenSets) throws {
    try coder.code(&key)
    try coder.code(&likeness)
    try coder.code(&start)
    try coder.code(&end)
    guard start.magnitude < 1 << 60, end.magnitude < 1 << 60 else { throw DigestMismatch.damaged }
    try coder.code(&hasSession)
    try coder.code(&user)
    try coder.code(&feature)
    try coder.code(&hasRequest)
    try sets.code(&sources, &coder)
    try coder.code(&trace)
  }
}

extension RequestStarts.Start {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    try coder.code(&key)
    try coder.code(&at)
    guard at.magnitude < 1 << 60 else { throw DigestMismatch.damaged }
  }
}
