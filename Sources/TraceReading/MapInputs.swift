// The first pass: files → records, by trace id.
//
// Every file is cut into ranges of 16 MB; a range owns the lines that start in it. Workers take
// ranges one after another, each with its own parser, buffer, names and partitions, and share
// nothing until the end. A range does not know its line numbers, only how many lines it has, so
// the numbers of rejected lines are made absolute when all ranges of the file are in. A compressed
// file can only be unpacked from its start, so it is one range, and such files are begun first.
//
// What a line goes through, with what it takes of one core for a line of 1,000 bytes and 100
// structural characters (brackets, colons, commas, beginnings of values):
//
//   file ──pread──▶ block ──stage 1──▶ structure ──walk──▶ found values ──decoder──▶ record
//          130 ns            250 ns               300 ns                  700 ns
//
// Of the decoder's time 90 ns are the hash of the line's bytes and 150 ns memory touched first.
//
// 1. A **block** (`LineReader`) is as many whole lines as fit 192 KB, in a buffer that is used again
//    and again. It and its structure stay in the core's second cache; larger blocks were slower.
// 2. **Stage 1** (simdjson) goes over the whole block once, 64 bytes at a time: it checks UTF-8, and
//    lists where each bracket, colon, comma and value begins. It can do so for many lines at once
//    because no good string has a line feed in it: a quote that is missing, a control character or
//    bad UTF-8 fails the block, and then, but only then, each line of it is looked at by itself.
// 3. The **walk** (`CSimdJSON/walk.hpp`) goes from one structural character to the next and checks
//    the grammar of everything. It is given the paths that counting needs (`EventPath`) as a tree;
//    only a value at one of them is noted, with its path's number and its place. What nobody asks
//    for leaves nothing behind. A line that does not end where it should is walked once more by
//    itself, so that the error says the right thing and the right place.
// 4. The **decoder** (`EventRecordDecoder`) goes once over the values found and writes a record of
//    plain numbers. It makes no text and asks for no memory. Times, figures, words and names have a
//    quick way for how logs mostly write them (`InstantReader`, `ShortDecimal`, `WordTable`,
//    `KnownNames`), and a slow one behind it that takes every form; tests hold one against the
//    other. What can't be read is reported and left out.
// 5. The record goes to the **partition** that its trace id falls into, so that all events of a
//    trace end up in one. Each worker has a batch of each partition; a full one is handed over and
//    kept in memory, or written to a temporary file once memory is used up (`PartitionedRecords`).
//
// A line that is no event of ours is translated into some (`Translation/Translator.swift`), which
// then take the same road. Records that are not one a line are read by `DocumentReader`.

import Dispatch
import Glibc
import Synchronization
import TraceModel

package struct MapOptions: Sendable {
  package var threads: Int
  package var rules: ReadingRules
  /// How much of the records stays in memory.
  package var memoryInBytes = 256 << 20
  /// A power of two; chosen by the size of the input where nil.
  package var partitions: Int?
  package var rangeInBytes = 16 << 20
  /// How much of a file is looked at together.
  package var blockInBytes = 192 << 10
  /// Only the lines that start in these bytes of the only file; all where nil.
  package var range: Range<Int>?
  /// Counts the bytes of the files as they are read.
  package var meter: Meter?

  package init(threads: Int, _ rules: ReadingRules = ReadingRules()) {
    self.threads = max(1, threads)
    self.rules = rules
  }

  /// So many that a partition of each worker fits into memory beside everything else.
  fileprivate func partitions(for files: [SourceFile]) -> Int {
    if let partitions { return partitions }
    // Compressed logs are a tenth of their text.
    let text = files.map { $0.packing == .plain ? $0.size : $0.size * 10 }.reduce(0, +)
    let wanted = text / max(1, memoryInBytes / 2)
    // A partition larger than a core's cache makes the join wait for memory.
    var partitions = text > 64 << 20 ? 64 : 16
    while partitions < min(wanted, 4096) { partitions *= 2 }
    return partitions
  }
}

/// Reads every line of the files into records, partitioned by trace id.
package func map(_ files: [SourceFile], _ options: MapOptions) throws(InputError) -> MappedInputs {
  let tasks = try rangeTasks(of: files, options)
  let records = PartitionedRecords(
    partitions: options.partitions(for: files), threads: options.threads,
    memory: options.memoryInBytes)
  let tables = RecordTables()
  let next = Atomic(0)
  let failure = Mutex<InputError?>(nil)
  let results = Mutex<[RangeResult]>([])
  DispatchQueue.concurrentPerform(iterations: options.threads) { _ in
    var mapper = RangeMapper(options, records, tables)
    do throws(InputError) {
      while true {
        let task = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard task < tasks.count, failure.withLock({ $0 == nil }) else { break }
        try mapper.map(tasks[task], number: task, of: files[tasks[task].file])
      }
      try mapper.finish()
    } catch {
      failure.withLock { $0 = $0 ?? error }
    }
    let ranges = mapper.ranges
    results.withLock { $0 += ranges }
  }
  if let error = failure.withLock({ $0 }) { throw error }
  let ranges = results.withLock { $0 }
  let (inputs, problems) = gather(ranges, tasks, files)
  var mapped = MappedInputs(
    records: records, tables: tables, inputs: inputs, problems: problems,
    latestStart: ranges.compactMap(\.latestStart).max())
  mapped.hasTranslations = ranges.contains { $0.formats > 1 }
  return mapped
}

/// A range of a file's bytes; of a file that is not plain, all of its text.
private struct RangeTask: Sendable {
  var file: Int
  var range: Range<Int>
  var layout = TextLayout.lines
}

/// The whole files first, the largest at the front, so that none is left for the end.
private func rangeTasks(of files: [SourceFile], _ options: MapOptions) throws(InputError)
  -> [RangeTask]
{
  var layouts: [TextLayout] = []
  for file in files { layouts.append(try file.textLayout) }
  let isWhole = files.indices.map { files[$0].packing != .plain || layouts[$0] != .lines }
  let whole = files.indices.filter { isWhole[$0] }
    .sorted { (files[$1].size, $0) < (files[$0].size, $1) }
  let plain = files.indices.filter { !isWhole[$0] }
  return whole.map { RangeTask(file: $0, range: 0..<Int.max, layout: layouts[$0]) }
    + plain.flatMap { file in
      let range = options.range ?? 0..<files[file].size
      return stride(from: range.lowerBound, to: range.upperBound, by: options.rangeInBytes).map {
        RangeTask(file: file, range: $0..<min($0 + options.rangeInBytes, range.upperBound))
      }
    }
}

/// What a range held beside its records.
private struct RangeResult: Sendable {
  var task: Int
  var lines = 0
  var blank = 0
  var events = 0
  var rejected = 0
  var latestStart: Int64?
  var problems: [Problem] = []
  /// The format of the record before, by its place in `logFormats`; nil for our own.
  var format: Int?
  /// The formats of all records that gave events, as bits; the first is our own.
  var formats: UInt64 = 0

  struct Problem: Sendable {
    /// Counted from 1, in the range.
    var line: Int
    var offset: Int
    var length: Int
    var reason: String
    var part = InputProblem.Part.line
  }
}

/// One worker: reads ranges into batches of its own, and hands them over as they fill.
private struct RangeMapper: ~Copyable {
  private var reader: LineReader
  private let parser: LineParser
  private var decoder = EventRecordDecoder()
  private let translator: Translator
  private let documents: DocumentReader
  private let limits: InputLimits
  private let records: PartitionedRecords
  private let meter: Meter?
  private var batches: [RecordBatch]
  private var tables: LocalTables
  private(set) var ranges: [RangeResult] = []

  init(_ options: MapOptions, _ records: PartitionedRecords, _ tables: RecordTables) {
    limits = options.rules.limits
    reader = LineReader(limit: limits.lineInBytes, blockInBytes: options.blockInBytes)
    parser = EventRecordDecoder.parser(maxDepth: limits.depth)
    translator = Translator(options.rules)
    documents = DocumentReader(limit: limits.lineInBytes)
    self.records = records
    meter = options.meter
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
    if range.format != nil, try translate(text, at: offset, file: file, &range) == nil { return }
    let line: ParsedLine?
    do throws(JSONProblem) { line = try parser.parse(text) } catch {
      range.reject(
        offset, text.count,
        text.encodingProblem ?? "\(error.reason), at byte \(error.offset + 1)")
      return
    }
    guard let line else {
      range.blank += 1
      return
    }
    let partition: Int
    do throws(LineProblem) {
      partition = try decoder.decode(
        line, file: file, offset: offset, length: text.count, into: &batches, tables: &tables)
    } catch {
      var reason = error.reason
      if line.last(.eventID) == nil, line.last(.stage) == nil {
        guard let problem = try translate(text, at: offset, file: file, &range) else { return }
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
    _ text: UnsafeBufferPointer<UInt8>, at offset: Int, file: UInt32, _ range: inout RangeResult
  ) throws(InputError) -> LineProblem? {
    do throws(LineProblem) { range.format = try translator.translate(text) } catch { return error }
    var part: UInt32 = 0
    while let line = translator.nextLine() {
      part += 1
      let partition: Int
      do {
        guard let parsed = try translator.parse(line) else { continue }
        partition = try decoder.decode(
          parsed, file: file, offset: offset, length: text.count, part: part, into: &batches,
          tables: &tables)
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
        whole, at: record.offset + bytes.count - whole.count, file: UInt32(task.file), &range)
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
    problems.append(.init(line: lines, offset: offset, length: length, reason: reason))
  }

  mutating func leaveOut(_ reasons: [String], _ offset: Int, _ length: Int) {
    for reason in reasons {
      problems.append(
        .init(line: lines, offset: offset, length: length, reason: reason, part: .value))
    }
  }

  /// Notes that from this byte of the file on nothing can be read, behind the lines so far.
  mutating func lose(from offset: Int, _ reason: String) {
    problems.append(
      .init(line: max(1, lines), offset: offset, length: 0, reason: reason, part: .file))
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

/// Puts the ranges together: absolute line numbers, and what each input held.
private func gather(_ ranges: [RangeResult], _ tasks: [RangeTask], _ files: [SourceFile]) -> (
  [InputSummary], [InputProblem]
) {
  var inputs = files.map { file in
    var input = InputSummary(name: file.name, format: "casebook")
    input.bytes = file.size
    return input
  }
  var formats = Array(repeating: UInt64(0), count: files.count)
  var problems: [InputProblem] = []
  let inOrder = ranges.sorted {
    (tasks[$0.task].file, $0.task) < (tasks[$1.task].file, $1.task)
  }
  for range in inOrder {
    let file = tasks[range.task].file
    for problem in range.problems {
      problems.append(
        InputProblem(
          file: files[file].name, line: inputs[file].lines + problem.line, offset: problem.offset,
          bytes: problem.length, reason: problem.reason, part: problem.part, input: file))
    }
    inputs[file].lines += range.lines
    inputs[file].blank += range.blank
    inputs[file].events += range.events
    inputs[file].rejected += range.rejected
    formats[file] |= range.formats
  }
  for file in files.indices where formats[file] > 0 {
    inputs[file].format = formatNames(formats[file])
  }
  return (inputs, problems)
}

/// The names of the formats of a file, as one file may mix them.
private func formatNames(_ bits: UInt64) -> String {
  var names = bits & 1 == 0 ? [] : [EventDocument.name]
  for (place, format) in logFormats.enumerated() where bits & 2 << UInt64(place) != 0 {
    if !names.contains(format.name) { names.append(format.name) }
  }
  return names.joined(separator: "+")
}
