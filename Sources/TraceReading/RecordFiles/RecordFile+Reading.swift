// A file of records comes from another machine, and may have been changed: nothing in it is believed
// before it is looked at.

import TraceModel

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
      && areBits([\.isDone], of: records.tasks)
      && areBits([\.isMoved, \.holdsUsage], of: records.links)
      && (0..<records.links.count).allSatisfy { hasKnownLink(records, $0) }
  }

  private func hasKnownLink(_ records: RecordBatch, _ index: Int) -> Bool {
    let bytes = records.links.bytes
    let start = index * MemoryLayout<LinkRecord>.stride
    guard let role = MemoryLayout<LinkRecord>.offset(of: \.role),
      let key = MemoryLayout<LinkRecord>.offset(of: \.key),
      let tier = MemoryLayout<LinkRecord>.offset(of: \.tier)
    else { return false }
    return bytes[start + role] <= LinkRole.client.rawValue
      && bytes[start + key] <= JoinKey.alone.rawValue
      && bytes[start + tier] <= ServiceTier.fast.rawValue
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
