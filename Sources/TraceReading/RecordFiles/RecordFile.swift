// What `map` writes and `digest --records` reads: the records of one range of one file that fall
// into one partition.
//
//   casebook records 3
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
  for partition in 0..<partitions {
    try mapped.records.load(partition, into: &batch)
    if partition == 1 { input.spans = [] }
    input.parts = InputParts(range, partition: partition, of: partitions)
    let file = RecordFile(
      input: input, range: range, path: file.path, partition: partition, partitions: partitions,
      records: batch)
    try take("\(padded(partition))-of-\(padded(partitions)).records", file.sealed(mapped.tables))
  }
}

private func padded(_ number: Int) -> String {
  String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)"
}

extension RecordFile {
  private static let layout = [
    MemoryLayout<EventRecord>.stride, MemoryLayout<ContextRecord>.stride,
    MemoryLayout<UsageRecord>.stride, MemoryLayout<VerdictRecord>.stride,
    MemoryLayout<ChargeRecord>.stride, MemoryLayout<TaskRecord>.stride,
    MemoryLayout<LinkRecord>.stride, MemoryLayout<ExactDecimal>.stride, 1,
  ]

  fileprivate func sealed(_ tables: RecordTables) -> [UInt8] {
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
    return TraceReading.sealed(as: .records, head.count + 1 + records.sizeInBytes) { bytes in
      bytes += head
      bytes.append(0x0A)
      for column in records.columns { bytes += column }
    }
  }
}

extension JSONValue {
  fileprivate static func numbers(_ numbers: [some BinaryInteger]) -> JSONValue {
    .array(numbers.map { .number("\($0)") })
  }

  fileprivate var numbers: [Int] { elements.map { $0.integer } }
  fileprivate var elements: [JSONValue] {
    if case .array(let elements) = self { return elements }
    return []
  }

  /// -1 for what is none; no count in these files is.
  fileprivate var integer: Int { digits.flatMap { Int($0) } ?? -1 }
  fileprivate var digits: String? {
    if case .number(let digits) = self { return digits }
    return nil
  }
}

extension InputDigest {
  fileprivate var json: JSONValue {
    .object([
      .init("name", .string(name)), .init("format", .string(format)),
      .init("bytes", .number("\(bytes)")),
      .init(
        "spans",
        .array(
          spans.map { span in
            .object([
              .init(
                "counts",
                .numbers([
                  span.range.lowerBound, span.range.upperBound, span.lines, span.blank,
                  span.events, span.rejected,
                ])),
              .init(
                "problems",
                .array(
                  span.problems.map {
                    .array([
                      .numbers([$0.line, $0.offset, $0.bytes, $0.part.number]),
                      .string($0.reason),
                    ])
                  })),
            ])
          })),
    ])
  }

  fileprivate init?(_ json: JSONValue?, _ parts: InputParts) {
    guard let json, let name = json["name"]?.string, let format = json["format"]?.string,
      let bytes = json["bytes"]?.integer, bytes.isCount
    else { return nil }
    self.init(name: name, format: format, bytes: bytes, parts: parts)
    for span in json["spans"]?.elements ?? [] {
      let counts = span["counts"]?.numbers ?? []
      guard counts.count == 6, counts.allSatisfy(\.isCount), counts[0] <= counts[1] else {
        return nil
      }
      var problems: [InputProblem] = []
      for problem in span["problems"]?.elements ?? [] {
        let parts = problem.elements
        guard parts.count == 2, let reason = parts[1].string else { return nil }
        let numbers = parts[0].numbers
        guard numbers.count == 4, numbers.allSatisfy(\.isCount) else { return nil }
        problems.append(
          InputProblem(
            file: name, line: numbers[0], offset: numbers[1], bytes: numbers[2], reason: reason,
            part: InputProblem.Part(number: numbers[3])))
      }
      spans.append(
        InputSpan(
          range: counts[0]..<counts[1], lines: counts[2], blank: counts[3], events: counts[4],
          rejected: counts[5], problems: problems))
    }
  }
}

extension Int {
  /// Whether it can be a count of bytes or lines; a larger one would make sums overflow.
  fileprivate var isCount: Bool { self >= 0 && self < 1 << 44 }
}

extension InputProblem.Part {
  fileprivate var number: Int {
    switch self {
    case .line: 0
    case .value: 1
    case .file: 2
    }
  }

  fileprivate init(number: Int) { self = number == 0 ? .line : number == 1 ? .value : .file }
}

extension ChargeKind {
  fileprivate var json: JSONValue {
    .array([
      .numbers([Int(source.rawValue), Int(item.number), Int(unit.number), Int(currency.number)]),
      hasUnitPrice ? .number("\(unitPriceUnits)") : .null,
    ])
  }

  fileprivate init?(_ json: JSONValue, _ names: [NameID]) {
    let parts = json.elements
    guard parts.count == 2, parts[0].numbers.count == 4 else { return nil }
    let numbers = parts[0].numbers
    guard let source = UInt8(exactly: numbers[0]).flatMap(CostSource.init(rawValue:)),
      numbers[1...].allSatisfy(names.indices.contains)
    else { return nil }
    self.init(source: source)
    item = names[numbers[1]]
    unit = names[numbers[2]]
    currency = names[numbers[3]]
    if let units = parts[1].digits.flatMap({ Int128($0) }) {
      unitPrice = ExactDecimal(units: units)
    }
  }
}

extension PromptRecord {
  fileprivate var json: JSONValue {
    .array([
      .numbers([name.number, version.number, toolSchemaVersion.number, settings.number]),
      .numbers([text.high, text.low, hash.high, hash.low, tools.high, tools.low]),
    ])
  }

  fileprivate init?(_ json: JSONValue, _ names: [NameID]) {
    let parts = json.elements
    guard parts.count == 2 else { return nil }
    let numbers = parts[0].numbers
    let hashes = parts[1].elements.compactMap { $0.digits.flatMap { UInt64($0) } }
    guard numbers.count == 4, numbers.allSatisfy(names.indices.contains), hashes.count == 6 else {
      return nil
    }
    self.init()
    name = names[numbers[0]]
    version = names[numbers[1]]
    toolSchemaVersion = names[numbers[2]]
    settings = names[numbers[3]]
    text = ContentHash(high: hashes[0], low: hashes[1])
    hash = ContentHash(high: hashes[2], low: hashes[3])
    tools = ContentHash(high: hashes[4], low: hashes[5])
  }
}

extension RecordCounts {
  fileprivate var list: [Int] {
    [events, contexts, usages, verdicts, charges, tasks, links, wide, ids]
  }

  fileprivate init?(_ list: [Int]) {
    guard list.count == 9, list.allSatisfy({ $0 >= 0 && $0 < 1 << 32 }) else { return nil }
    self.init()
    (events, contexts, usages, verdicts) = (list[0], list[1], list[2], list[3])
    (charges, tasks, links) = (list[4], list[5], list[6])
    (wide, ids) = (list[7], list[8])
  }
}

// MARK: - Reading

extension RecordFile {
  /// Reads a file of records; its numbers become those of `tables`.
  ///
  /// - Parameter file: the place of its input among the inputs of the run.
  package init(_ path: String, _ tables: RecordTables, file: UInt32) throws {
    let bytes = try readSealed(path, as: .records)
    let damaged = SealError(path: path, kind: .records, reason: .damaged)
    guard let end = bytes.firstIndex(of: 0x0A),
      let header = try? readJSON(bytes[..<end]), header["layout"]?.numbers == Self.layout,
      let counts = RecordCounts(header["counts"]?.numbers ?? []),
      let source = header["path"]?.string, let partition = header["partition"]?.integer,
      let partitions = header["partitions"]?.integer, partition >= 0, partition < partitions,
      let ends = header["range"]?.numbers, ends.count == 2, ends[0] <= ends[1],
      ends.allSatisfy(\.isCount),
      let input = InputDigest(
        header["input"], InputParts(ends[0]..<ends[1], partition: partition, of: partitions)),
      input.spans.allSatisfy({ $0.range == ends[0]..<ends[1] }),
      let texts = header["names"]?.elements.map(\.string), !texts.contains(nil)
    else { throw damaged }
    let names = [.none] + texts.map { tables.number(of: Name($0 ?? "")) }
    let kinds = (header["kinds"]?.elements ?? []).map { ChargeKind($0, names) }
    let prompts = (header["prompts"]?.elements ?? []).map { PromptRecord($0, names) }
    let tools = (header["tools"]?.elements ?? []).map(\.numbers)
    guard !kinds.contains(nil), !prompts.contains(nil), tools.count == prompts.count,
      tools.joined().allSatisfy(names.indices.contains)
    else { throw damaged }
    for (prompt, tools) in zip(prompts, tools) where !tools.isEmpty {
      if let prompt { tables.keep(tools: tools.map { names[$0] }, of: prompt.tools) }
    }
    let sizes = zip(counts.list, Self.layout).map { $0 * $1 }
    guard sizes.reduce(end + 1, +) == bytes.count else { throw damaged }
    var records = RecordBatch()
    var offset = end + 1
    bytes.withUnsafeBytes { bytes in
      records.append(counts) { memory in
        memory.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + memory.count]))
        offset += memory.count
      }
    }
    let translation = RecordTranslation(
      names: names, kinds: kinds.compactMap { $0.map(tables.number(of:)) },
      prompts: [.none] + prompts.compactMap { $0.map(tables.number(of:)) }, file: file)
    guard translation.apply(to: records) else {
      records.free()
      throw damaged
    }
    self.init(
      input: input, range: ends[0]..<ends[1], path: source, partition: partition,
      partitions: partitions, records: records)
  }
}

/// From the numbers of a file to those of a run.
private struct RecordTranslation {
  let names: [NameID]
  let kinds: [ChargeKindID]
  let prompts: [PromptID]
  let file: UInt32

  /// Returns false where a number points nowhere: the file is damaged, or made to do harm.
  func apply(to records: RecordBatch) -> Bool {
    var isGood = true
    func name(_ id: NameID) -> NameID {
      guard names.indices.contains(Int(id.number)) else {
        isGood = false
        return .none
      }
      return names[Int(id.number)]
    }
    func check(_ place: Int32, _ count: Int) {
      if place != -1, place < 0 || place >= count { isGood = false }
    }
    func check(_ start: UInt32, _ length: Int, _ count: Int) {
      if Int(start) + length > count { isGood = false }
    }
    for index in 0..<records.events.count {
      guard hasKnownWords(records, index) else { return false }
      var event = records.events[index]
      event.file = file
      event.name = name(event.name)
      event.provider = name(event.provider)
      event.model = name(event.model)
      event.requested = name(event.requested)
      event.tool = name(event.tool)
      event.result = name(event.result)
      event.trigger = name(event.trigger)
      event.shape = name(event.shape)
      check(event.context, records.contexts.count)
      check(event.usage, records.usages.count)
      check(event.verdict, records.verdicts.count)
      check(event.link, records.links.count)
      check(event.firstCharge, Int(event.chargeCount), records.charges.count)
      check(event.firstTask, Int(event.taskCount), records.tasks.count)
      let ids =
        Int(event.traceLength) + Int(event.eventLength) + Int(event.parentLength)
        + Int(event.attemptOfLength)
      check(event.firstID, ids, records.ids.count)
      if prompts.indices.contains(Int(event.prompt.number)) {
        event.prompt = prompts[Int(event.prompt.number)]
      } else {
        isGood = false
      }
      if event.offset < 0 || event.traceLength == 0 { isGood = false }
      records.events[index] = event
    }
    guard hasBits(records) else { return false }
    for wide in UnsafeBufferPointer(start: records.wide.base, count: records.wide.count)
    where wide.units.magnitude > largestUnits { return false }
    for index in 0..<records.contexts.count {
      records.contexts[index].feature = name(records.contexts[index].feature)
      records.contexts[index].route = name(records.contexts[index].route)
      records.contexts[index].environment = name(records.contexts[index].environment)
    }
    for index in 0..<records.verdicts.count {
      var verdict = records.verdicts[index]
      verdict.outcome = name(verdict.outcome)
      verdict.label = name(verdict.label)
      verdict.judge = name(verdict.judge)
      verdict.team = name(verdict.team)
      verdict.causeLayer = name(verdict.causeLayer)
      verdict.scoreName = name(verdict.scoreName)
      check(verdict.firstCauseID, Int(verdict.causeLength), records.ids.count)
      if verdict.score.isDangling(in: records.wide) { isGood = false }
      records.verdicts[index] = verdict
    }
    for index in 0..<records.charges.count {
      let number = Int(records.charges[index].kind.number)
      guard number >= 1, number <= kinds.count else { return false }
      records.charges[index].kind = kinds[number - 1]
      if records.charges[index].amount.isDangling(in: records.wide)
        || records.charges[index].quantity.isDangling(in: records.wide)
      {
        return false
      }
      if let amount = records.charges[index].amount.decimal(records.wide), !amount.isChargeable {
        isGood = false
      }
    }
    for index in 0..<records.tasks.count {
      records.tasks[index].text = name(records.tasks[index].text)
    }
    for index in 0..<records.links.count {
      records.links[index].group = name(records.links[index].group)
      records.links[index].retry = name(records.links[index].retry)
    }
    return isGood
  }

  /// Beyond it sums could leave the range.
  private var largestUnits: UInt128 { 100_000_000_000_000_000_000_000_000_000_000_000_000 }

  /// Whether what is true or false is one of the two.
  private func hasBits(_ records: RecordBatch) -> Bool {
    func areBits<Record>(_ fields: [PartialKeyPath<Record>], of column: Column<Record>) -> Bool {
      let bytes = column.bytes
      let offsets = fields.compactMap { MemoryLayout<Record>.offset(of: $0) }
      return (0..<column.count).allSatisfy { index in
        offsets.allSatisfy { bytes[index * MemoryLayout<Record>.stride + $0] < 2 }
      }
    }
    return areBits([\.isHuman, \.hasReason], of: records.verdicts)
      && areBits([\.isDone], of: records.tasks) && areBits([\.isMoved], of: records.links)
      && (0..<records.links.count).allSatisfy { hasKnownLink(records, $0) }
  }

  private func hasKnownLink(_ records: RecordBatch, _ index: Int) -> Bool {
    let bytes = records.links.bytes
    let start = index * MemoryLayout<LinkRecord>.stride
    guard let role = MemoryLayout<LinkRecord>.offset(of: \.role),
      let key = MemoryLayout<LinkRecord>.offset(of: \.key)
    else { return false }
    return bytes[start + role] <= LinkRole.exchange.rawValue
      && bytes[start + key] <= JoinKey.alone.rawValue
  }

  /// Whether the bytes of the words are ones that those types have.
  private func hasKnownWords(_ records: RecordBatch, _ index: Int) -> Bool {
    let bytes = records.events.bytes
    let start = index * MemoryLayout<EventRecord>.stride
    func byte<Word>(_ field: PartialKeyPath<EventRecord>, below count: Word) -> Bool
    where Word: BinaryInteger {
      guard let offset = MemoryLayout<EventRecord>.offset(of: field) else { return false }
      return bytes[start + offset] < count
    }
    return byte(\.stage, below: Stage.allCases.count)
      && byte(\.status, below: Status.allCases.count)
      // One more, for none.
      && byte(\.attemptKind, below: AttemptKind.allCases.count + 1)
  }
}

/// The record files of a run, by partition.
package struct RecordFiles: RecordSource {
  /// Paths by partition.
  private let partitions: [[(path: String, file: UInt32)]]
  private let tables: RecordTables
  package let inputs: [InputDigest]
  /// Where each input's logs lie.
  package let sources: [String]

  /// Looks at every file once; the records are read again when their partition is joined.
  package init(_ paths: [String], _ tables: RecordTables) throws {
    self.tables = tables
    var byPartition: [Int: [(path: String, file: UInt32)]] = [:]
    var places: [Name: UInt32] = [:]
    var inputs: [InputDigest] = []
    var sources: [String] = []
    var count: Int?
    for path in paths {
      var file = try RecordFile(path, tables, file: 0)
      file.records.free()
      guard count ?? file.partitions == file.partitions else {
        throw RecordFilesError(path: path, reason: .otherPartitions)
      }
      count = file.partitions
      let name = Name(file.input.name)
      let place = places[name] ?? UInt32(inputs.count)
      if places[name] == nil {
        places[name] = place
        inputs.append(file.input)
        sources.append(file.path)
      } else {
        do throws(InputPartsError) { try inputs[Int(place)].merge(file.input) } catch {
          throw RecordFilesError(path: path, reason: .unfit(error))
        }
      }
      byPartition[file.partition, default: []].append((path, place))
    }
    // In the order of their names, which says who owns a repeated event.
    let order = inputs.indices.sorted { Name(inputs[$0].name) < Name(inputs[$1].name) }
    self.inputs = order.map { inputs[$0] }
    self.sources = order.map { sources[$0] }
    var ranks = Array(repeating: UInt32(0), count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = UInt32(rank) }
    partitions = byPartition.sorted { $0.key < $1.key }.map { _, files in
      files.map { (path: $0.path, file: ranks[Int($0.file)]) }
    }
  }

  package var partitionCount: Int { partitions.count }

  package func load(_ partition: Int, into batch: inout RecordBatch) throws {
    batch.clear()
    for (path, place) in partitions[partition] {
      var file = try RecordFile(path, tables, file: place)
      batch.append(file.records)
      file.records.free()
    }
  }
}

/// Record files that don't belong together.
package struct RecordFilesError: Error, CustomStringConvertible {
  package enum Reason: Sendable {
    case otherPartitions
    case unfit(InputPartsError)
  }

  package let path: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .otherPartitions:
      "\(path): is cut into another number of partitions than the files before it;"
        + " map all with the same --partitions"
    case .unfit(.readTwice(let name, _)):
      "\(path): holds a part of \(name) that a file before it holds too; give each part once,"
        + " and map other logs of that name with --name"
    case .unfit(.otherFile(let name, let bytes, let otherBytes)):
      "\(path): its log \(name) had \(otherBytes) bytes, that of a file before it \(bytes);"
        + " map a log again that has grown, and other logs of that name with --name"
    }
  }
}
