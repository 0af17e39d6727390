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
  /// How much the run may take, about; records beyond a part of it go to disk.
  package var memoryInBytes = 256 << 20
  /// A power of two; chosen by the size of the input where nil.
  package var partitions: Int?
  package var rangeInBytes = 16 << 20
  /// How much of a file is looked at together.
  package var blockInBytes = 192 << 10
  /// Only the lines that start in these bytes of the only file; all where nil.
  package var range: Range<Int>?
  /// Whether the join will look in all logs for what an annotation is about; else one that names no
  /// trace is left out.
  package var joinsTraces = true
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
    let wanted = text / max(1, memoryInBytes / 8)
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
  let (inputs, problems, awaiting) = gather(ranges, tasks, files)
  var mapped = MappedInputs(
    records: records, tables: tables, inputs: inputs, problems: problems,
    latestStart: ranges.compactMap(\.latestStart).max())
  mapped.awaiting = awaiting
  mapped.hasTranslations = ranges.contains { $0.formats > 1 }
  return mapped
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

/// Puts the ranges together: absolute line numbers, and what each input held.
private func gather(_ ranges: [RangeResult], _ tasks: [RangeTask], _ files: [SourceFile]) -> (
  [InputSummary], [InputProblem], [AwaitingEvent]
) {
  var inputs = files.map { file in
    var input = InputSummary(name: file.name, format: "casebook")
    input.bytes = file.size
    return input
  }
  var formats = Array(repeating: UInt64(0), count: files.count)
  var problems: [InputProblem] = []
  problems.reserveCapacity(ranges.map(\.problems.count).reduce(0, +))
  let inOrder = ranges.sorted {
    (tasks[$0.task].file, $0.task) < (tasks[$1.task].file, $1.task)
  }
  var awaiting: [AwaitingEvent] = []
  for range in inOrder {
    let file = tasks[range.task].file
    func absolute(_ problem: RangeResult.Problem) -> InputProblem {
      InputProblem(
        file: files[file].name, line: inputs[file].lines + Int(problem.line),
        offset: problem.offset, bytes: problem.length,
        reason: range.reasons[Int(problem.reason)], part: problem.part, input: file)
    }
    problems += range.problems.map(absolute)
    awaiting += range.awaiting.map { AwaitingEvent(part: $0.event, problem: absolute($0.problem)) }
    inputs[file].lines += range.lines
    inputs[file].blank += range.blank
    inputs[file].events += range.events
    inputs[file].rejected += range.rejected
    formats[file] |= range.formats
  }
  for file in files.indices where formats[file] > 0 {
    inputs[file].format = formatNames(formats[file])
  }
  return (inputs, problems, awaiting)
}

/// The names of the formats of a file, as one file may mix them.
private func formatNames(_ bits: UInt64) -> String {
  var names = bits & 1 == 0 ? [] : [EventDocument.name]
  for (place, format) in logFormats.enumerated() where bits & 2 << UInt64(place) != 0 {
    if !names.contains(format.name) { names.append(format.name) }
  }
  return names.joined(separator: "+")
}
