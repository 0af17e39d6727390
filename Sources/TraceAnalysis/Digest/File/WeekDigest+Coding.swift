import TraceModel

extension WeekDigest {
  /// The digest as bytes, behind those given: the same for the same digest, whatever it was merged from.
  package func encoded(behind head: [UInt8] = [], _ tables: RecordTables) throws -> [UInt8] {
    var copy = whole
    return try DigestCoder.write(behind: head, tables) { try copy.code(&$0) }
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
