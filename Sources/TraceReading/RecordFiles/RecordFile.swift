// What `map` writes and `digest --records` reads: the records of one range of one file that fall
// into one partition.
//
//   casebook records 9
//   {"counts":[…],"input":{…},"names":[…],…}      one line of JSON, what the numbers stand for
//   the columns of the batch as they lie in memory, one behind the other
//   32 bytes of SHA-256
//
// The memory of a record is the same on all machines that a week is spread over, which run one
// program; a program whose records look different says so in `layout`, and the file is refused.

import TraceModel

/// The records of a range of a file, for one partition.
package struct RecordFile: Sendable {
  /// What the log holds in this range; its counts are those of all partitions, and stand only in
  /// the file of the first one.
  package var input: InputDigest
  /// The bytes of the log whose lines these are.
  package var range: Range<Int>
  /// Where the logs lie, to be asked again where two events of the same ids differ.
  package var path: String
  package var partition: Int
  package var partitions: Int
  /// Whoever reads the file frees them.
  package var records: RecordBatch
}

// MARK: - Writing

/// Maps a range of a log, and gives one file for each partition to `take`, one after another: the
/// memory of each is used for the next.
package func makeRecordFiles(
  of file: SourceFile, named name: String, range: Range<Int>, partitions: Int,
  _ options: MapOptions, _ take: (_ name: String, _ bytes: [UInt8]) throws -> Void
) throws {
  var options = options
  options.partitions = partitions
  options.range = range
  options.joinsTraces = false
  let mapped = try map([file], options)
  var input = InputDigest(mapped.inputs[0], mapped.problems, range: range)
  input.name = name
  var batch = RecordBatch()
  defer { batch.free() }
  var bytes: [UInt8] = []
  for partition in 0..<partitions {
    try mapped.records.load(partition, into: &batch)
    if partition == 1 { input.spans = [] }
    input.parts = InputParts(range, partition: partition, of: partitions)
    let file = RecordFile(
      input: input, range: range, path: file.path, partition: partition, partitions: partitions,
      records: batch)
    file.seal(mapped.tables, into: &bytes)
    try take("\(padded(partition))-of-\(padded(partitions)).records", bytes)
  }
}

private func padded(_ number: Int) -> String {
  String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)"
}

extension RecordFile {
  static let layout = [
    MemoryLayout<EventRecord>.stride, MemoryLayout<ContextRecord>.stride,
    MemoryLayout<UsageRecord>.stride, MemoryLayout<VerdictRecord>.stride,
    MemoryLayout<ChargeRecord>.stride, MemoryLayout<TaskRecord>.stride,
    MemoryLayout<LinkRecord>.stride, MemoryLayout<ExactDecimal>.stride, 1,
  ]

  /// Writes the file's bytes in place of others, whose memory it takes.
  fileprivate func seal(_ tables: RecordTables, into bytes: inout [UInt8]) {
    let names = tables.allNames
    let kinds = tables.allChargeKinds
    let prompts = tables.allPrompts
    let header = JSONValue.object([
      .init("layout", .numbers(Self.layout)), .init("counts", .numbers(records.counts.list)),
      .init("input", input.json), .init("path", .string(path)),
      .init("partition", .number("\(partition)")), .init("partitions", .number("\(partitions)")),
      .init("range", .numbers([range.lowerBound, range.upperBound])),
      .init(
        "names", .array((1..<max(1, names.count)).map { .string(names.text(NameID(UInt32($0)))) })),
      .init("kinds", .array((1..<(kinds.count + 1)).map { kinds[UInt32($0)].json })),
      .init("prompts", .array((1..<(prompts.count + 1)).map { prompts[UInt32($0)].json })),
      // The tools of each prompt, by the numbers of their names.
      .init(
        "tools",
        .array(
          (1..<(prompts.count + 1)).map {
            .numbers((tables.tools(of: prompts[UInt32($0)].tools) ?? []).map(\.number))
          })),
    ])
    let head = header.canonicalBytes
    bytes.removeAll(keepingCapacity: true)
    let size = head.count + records.sizeInBytes
    // Partitions are about as large as each other.
    if bytes.capacity < size + 64 { bytes.reserveCapacity(size + size / 8 + 64) }
    bytes += SealedKind.records.firstLine
    bytes += head
    bytes.append(0x0A)
    for column in records.columns { bytes += column }
    TraceReading.seal(&bytes)
  }
}
