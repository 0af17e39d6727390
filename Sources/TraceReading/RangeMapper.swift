// One worker of the first pass; `MapInputs` tells what a line goes through.

import TraceModel

/// A range of a file's bytes; of a file that is not plain, all of its text.
struct RangeTask: Sendable {
  var file: Int
  var range: Range<Int>
  var layout = TextLayout.lines
}

/// What a range held beside its records.
struct RangeResult: Sendable {
  var task: Int
  var lines = 0
  var blank = 0
  var events = 0
  var rejected = 0
  var latestStart: Int64?
  private(set) var problems: [Problem] = []
  /// Those of the problems; one that comes again and again, as in what is no log, stands here once.
  private(set) var reasons: [String] = []
  /// Events that the join must find a trace for.
  private(set) var awaiting: [(event: UInt32, problem: Problem)] = []
  /// The format of the record before, by its place in `logFormats`; nil for our own.
  var format: Int?
  /// The formats of all records that gave events, as bits; the first is our own.
  var formats: UInt64 = 0

  struct Problem: Sendable {
    var offset: Int
    var length: Int
    /// Counted from 1, in the range.
    var line: UInt32
    /// A place among the reasons.
    var reason: UInt32
    var part: InputProblem.Part
  }
}

/// One worker: reads ranges into batches of its own, and hands them over as they fill.
struct RangeMapper: ~Copyable {
  private var reader: LineReader
  private let parser: LineParser
  private var decoder = EventRecordDecoder()
  private let translator: Translator
  private let documents: DocumentReader
  private let limits: InputLimits
  private let records: PartitionedRecords
  private let meter: Meter?
  private let joinsTraces: Bool
  private var batches: [RecordBatch]
  private var tables: LocalTables
  private(set) var ranges: [RangeResult] = []

  init(_ options: MapOptions, _ records: PartitionedRecords, _ tables: RecordTables) {
    limits = options.rules.limits
    reader = LineReader(limit: limits.lineInBytes, blockInBytes: options.blockInBytes)
    parser = EventRecordDecoder.parser(maxDepth: limits.depth)
    translator = Translator(options.rules, isForCounting: true)
    documents = DocumentReader(limit: limits.lineInBytes)
    self.records = records
    meter = options.meter
    joinsTraces = options.joinsTraces
    self.tables = LocalTables(tables)
    batches = Array(repeating: RecordBatch(), count: records.partitionCount)
  }

  deinit {
    for var batch in batches { batch.free() }
  }

  mutating func finish() throws(InputError) {
    for partition in batches.indices { try records.add(&batches[partition], to: partition) }
  }

  mutating func map(_ task: RangeTask, number: Int, of file: SourceFile) throws(InputError) {
    var range = RangeResult(task: number)
    if case .unreadable(let reason) = file.packing {
      range.lose(from: 0, reason)
      ranges.append(range)
      return
    }
    let text = file.compressedText()
    if task.layout != .lines {
      try mapDocuments(of: file, text, task, &range)
      ranges.append(range)
      return
    }
    reader.begin(task.range, of: file, unpackedBy: text)
    var measured = 0
    defer { meter?.add((text == nil ? task.range.count : file.size) - measured) }
    while let block = try reader.next() {
      if let text, let meter {
        meter.add(text.consumed - measured)
        measured = text.consumed
      }
      switch block {
      case .tooLong(let offset, let length):
        range.lines += 1
        range.reject(offset, length, limits.tooLongReason)
      case .lines(var lines):
        parser.begin(lines.bytes)
        while let line = lines.next() {
          try map(line, file: UInt32(task.file), &range)
        }
      }
    }
    if let damage = text?.damage { range.lose(from: damage.offset, damage.reason) }
    ranges.append(range)
  }

  @inline(__always)
  private mutating func map(
    _ line: Lines.Line, file: UInt32, _ range: inout RangeResult
  ) throws(InputError) {
    range.lines += 1
    switch line {
    case .text(let text, let offset):
      let length = text.count
      let text = text.withoutByteOrderMark(at: offset)
      try map(text, at: offset + length - text.count, file: file, &range)
    case .empty(_, let count):
      range.lines += count - 1
      range.blank += count
    case .tooLong(let offset, let length):
      range.reject(offset, length, limits.tooLongReason)
    }
  }

  @inline(__always)
  private mutating func map(
    _ text: UnsafeBufferPointer<UInt8>, at offset: Int, file: UInt32, _ range: inout RangeResult
  ) throws(InputError) {
    if range.format != nil,
      try translate(text, isPadded: true, at: offset, file: file, &range) == nil
    {
      return
    }
    let line: ParsedLine?
    do throws(JSONProblem) { line = try parser.parse(text) } catch {
      range.reject(
        offset, text.count,
        text.encodingProblem ?? "\(error.reason), at byte \(error.offset + 1)")
      return
    }
    guard let line else {
      // The parser knows no end of a byte order mark, and takes what it stands before for a part of it.
      if text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
        range.blank += 1
      } else {
        range.reject(offset, text.count, text.encodingProblem ?? "not a JSON object")
      }
      return
    }
    let partition: Int
    do throws(LineProblem) {
      partition = try decoder.decode(
        line, file: file, offset: offset, length: text.count, into: &batches, tables: &tables)
    } catch {
      var reason = error.reason
      if line.last(.eventID) == nil, line.last(.stage) == nil {
        guard
          let problem = try translate(text, isPadded: true, at: offset, file: file, &range)
        else { return }
        if line.last(.traceID) == nil { reason = problem.reason }
      }
      range.reject(offset, text.count, reason)
      return
    }
    range.format = nil
    range.formats |= 1
    range.events += 1
    if let start = decoder.start { range.latestStart = max(range.latestStart ?? start, start) }
    if !decoder.leftOut.isEmpty { range.leaveOut(decoder.leftOut, offset, text.count) }
    try handOver(partition)
  }

  @inline(__always)
  private mutating func handOver(_ partition: Int) throws(InputError) {
    if batches[partition].events.count & 31 == 0,
      batches[partition].sizeInBytes > records.chunkInBytes
    {
      let counts = batches[partition].counts
      try records.add(&batches[partition], to: partition)
      batches[partition].reserve(counts)
    }
  }
}

extension RangeMapper {
  /// Maps the events of a record of another format; returns why it is of none.
  private mutating func translate(
    _ text: UnsafeBufferPointer<UInt8>, isPadded: Bool, at offset: Int, file: UInt32,
    _ range: inout RangeResult
  ) throws(InputError) -> LineProblem? {
    do throws(LineProblem) {
      range.format = try translator.translate(text, isPadded: isPadded)
    } catch { return error }
    var part: UInt32 = 0
    // Those that await a trace, in the order of the events.
    var awaiting = translator.awaiting[...]
    while let line = translator.nextLine() {
      part += 1
      if awaiting.first.map({ $0.event == part }) == true {
        awaiting.removeFirst()
        if !joinsTraces { continue }
      }
      let partition: Int
      do {
        guard let parsed = try translator.parse(line) else { continue }
        partition = try decoder.decode(
          parsed, translator.marks(of: part), file: file, offset: offset, length: text.count,
          part: part, into: &batches, tables: &tables)
      } catch {
        let reason =
          (error as? LineProblem)?.reason ?? (error as? JSONProblem)?.reason ?? "\(error)"
        range.reject(offset, text.count, "event \(part) of the record: \(reason)")
        continue
      }
      range.events += 1
      if let start = decoder.start { range.latestStart = max(range.latestStart ?? start, start) }
      if !decoder.leftOut.isEmpty { range.leaveOut(decoder.leftOut, offset, text.count) }
      try handOver(partition)
    }
    if let format = range.format { range.formats |= 1 << UInt64(format + 1) }
    if !translator.leftOut.isEmpty { range.leaveOut(translator.leftOut, offset, text.count) }
    for (event, reason) in translator.awaiting {
      if joinsTraces {
        range.await(UInt32(event), offset, text.count, reason)
      } else {
        range.leaveOut([reason], offset, text.count)
      }
    }
    return nil
  }

  /// Maps the records of a text that is no list of lines.
  private mutating func mapDocuments(
    of file: SourceFile, _ text: (any PackedText)?, _ task: RangeTask, _ range: inout RangeResult
  ) throws(InputError) {
    documents.begin(file, unpackedBy: text, layout: task.layout)
    defer { meter?.add(file.size) }
    while let record = try documents.next() {
      range.lines = record.line
      guard let bytes = record.bytes else {
        range.reject(record.offset, record.length, limits.tooLongReason)
        continue
      }
      let whole = bytes.withoutByteOrderMark(at: record.offset)
      if let problem = try translate(
        whole, isPadded: false, at: record.offset + bytes.count - whole.count,
        file: UInt32(task.file), &range)
      {
        range.reject(record.offset, record.length, bytes.encodingProblem ?? problem.reason)
      }
    }
    range.lines = documents.lineCount
    if let damage = text?.damage { range.lose(from: damage.offset, damage.reason) }
  }
}

extension RangeResult {
  mutating func reject(_ offset: Int, _ length: Int, _ reason: String) {
    rejected += 1
    add(.line, lines, offset, length, reason)
  }

  mutating func leaveOut(_ reasons: [String], _ offset: Int, _ length: Int) {
    for reason in reasons { add(.value, lines, offset, length, reason) }
  }

  mutating func await(_ event: UInt32, _ offset: Int, _ length: Int, _ reason: String) {
    awaiting.append((event, problem(.value, lines, offset, length, reason)))
  }

  /// Notes that from this byte of the file on nothing can be read, behind the lines so far.
  mutating func lose(from offset: Int, _ reason: String) {
    add(.file, max(1, lines), offset, 0, reason)
  }

  private mutating func add(
    _ part: InputProblem.Part, _ line: Int, _ offset: Int, _ length: Int, _ reason: String
  ) {
    problems.append(problem(part, line, offset, length, reason))
  }

  private mutating func problem(
    _ part: InputProblem.Part, _ line: Int, _ offset: Int, _ length: Int, _ reason: String
  ) -> Problem {
    if reasons.last != reason { reasons.append(reason) }
    return Problem(
      offset: offset, length: length, line: UInt32(clamping: line),
      reason: UInt32(reasons.count - 1), part: part)
  }
}

extension InputLimits {
  fileprivate var tooLongReason: String {
    "longer than the limit of \(lineInBytes) bytes (limits.line)"
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// What is wrong with the file rather than with the line, as far as its bytes tell.
  fileprivate var encodingProblem: String? {
    if count > 4, self[1] == 0 && self[3] == 0 || self[0] == 0 && self[2] == 0 {
      return "the file is UTF-16; save it as UTF-8"
    }
    if count > 2, self[0] ^ self[1] == 1, self[0] >= 0xFE {
      return "the file is UTF-16; save it as UTF-8"
    }
    if dropLast().contains(0x0D) {
      return "carriage returns inside the line; end each line with a line feed"
    }
    return nil
  }

  /// The line at this byte of its file without the mark that a file may start with.
  func withoutByteOrderMark(at offset: Int) -> Self {
    let hasMark =
      offset == 0 && count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF
    return hasMark ? Self(rebasing: self[3...]) : self
  }
}
