import TraceModel

// MARK: - The same call in several logs

extension CallMerger {
  mutating func mergeSameCalls(_ records: inout RecordBatch) {
    var calls: [UInt64: [Int32]] = [:]
    for record in kept {
      let link = records.link(record)
      switch records.events[Int(record)].stage {
      case .model where link.response != 0: calls[link.response, default: []].append(record)
      case .tool where link.call != 0: calls[link.call &+ 1, default: []].append(record)
      default: break
      }
    }
    var gone: Set<Int32> = []
    var spans: SpanTree?
    for key in calls.keys.sorted() {
      guard let same = calls[key], same.count > 1 else { continue }
      let isTelling = LinkRecord.isTelling(records.linkHash(same[0]))
      for call in clusters(of: same, isTelling: isTelling, &spans, records) {
        gone.formUnion(mergeOne(call, &records))
      }
    }
    removeAbsorbed(gone)
  }

  /// Failures have no id of an answer, and some logs keep none. In two logs of one trace, calls
  /// without one are one where they were at the same time and asked the same: failures of the same
  /// model, answers of the same number of tokens.
  mutating func mergeNamelessCalls(_ records: inout RecordBatch) {
    let first = kept.first.map { records.events[Int($0)].file }
    guard kept.contains(where: { records.events[Int($0)].file != first }) else { return }
    var failures: [NameID: [Int32]] = [:]
    var answers: [UInt64: [Int32]] = [:]
    for record in kept {
      let event = records.events[Int(record)]
      // What went over the wire inside of a call is an attempt of it by now.
      guard event.stage == .model, event.part > 0, event.hasClock,
        records.role(record) != .exchange || event.attemptNumber == 0
      else { continue }
      if event.status == .ok {
        if let tokens = records.tokens(of: record) { answers[tokens, default: []].append(record) }
      } else if records.link(record).response == 0 {
        let asked = event.requested == .none ? event.model : event.requested
        if asked != .none { failures[asked, default: []].append(record) }
      }
    }
    var gone: Set<Int32> = []
    var spans: SpanTree?
    for failures in failures.values where failures.count > 1 {
      for call in clusters(
        of: failures, isTelling: false, &spans, records, isAlike: records.failAlike)
      {
        gone.formUnion(mergeOne(call, &records))
      }
    }
    let sent = Set(absorbed.filter { records.role($0.record) == .exchange }.map(\.into))
    for key in answers.keys.sorted() {
      guard let answers = answers[key], answers.count > 1 else { continue }
      let tree = spans ?? SpanTree(kept, records)
      spans = tree
      let calls = clusters(of: answers, isTelling: false, &spans, records) {
        // A call whose exchange is known was not sent in another one, and one that another call made, as
        // a gateway's below the application's, is a step of its own.
        records.answerAlike($0, $1, sent) && !tree.isAround($0, $1, records)
          && !tree.isAround($1, $0, records)
      }
      for call in calls { gone.formUnion(mergeOne(call, &records)) }
    }
    removeAbsorbed(gone)
  }

  /// Two libraries of one program log a streamed answer side by side, as the outer one's span ends where
  /// the stream begins:
  ///
  ///     agent           ├────────────────┤
  ///     LlamaIndex        ├─┤               120 in, 40 out
  ///     OpenAI's client      ├────────┤     120 in, 40 out, chatcmpl-1
  ///
  /// Only one of them knows the answer's id. Of several that it may be, none is.
  mutating func mergeStreamsBeside(_ records: inout RecordBatch) {
    var named: [Int32] = []
    var nameless: [Int32] = []
    for record in kept {
      let event = records.events[Int(record)]
      guard event.stage == .model, event.part > 0, event.hasClock, event.status == .ok,
        event.usage >= 0, event.parentLength > 0, records.role(record) == .event
      else { continue }
      let isNamed = records.link(record).response != 0
      if isNamed { named.append(record) } else { nameless.append(record) }
    }
    guard !named.isEmpty, !nameless.isEmpty else { return }
    var besides: [SameQuestion: [Int32]] = [:]
    for record in named { besides[SameQuestion(record, records), default: []].append(record) }
    var gone: Set<Int32> = []
    for record in nameless {
      let asked = SameQuestion(record, records)
      let alike = (besides[asked] ?? []).prefix(16).filter { records.saySameAnswer(record, $0) }
      guard alike.count == 1 else { continue }
      besides[asked]?.removeAll { $0 == alike[0] }
      gone.formUnion(mergeOne([record, alike[0]], &records))
    }
    removeAbsorbed(gone)
  }

  /// Which of the records are of one call; those of one file only where neither is part of the other.
  private func clusters(
    of same: [Int32], isTelling: Bool, _ spans: inout SpanTree?, _ records: RecordBatch,
    isAlike: (Int32, Int32) -> Bool = { _, _ in true }
  ) -> [[Int32]] {
    let sightings = same.map {
      // All are of one trace, so each stands for itself.
      var sighting = IDSighting(Int($0), of: records, group: UInt64($0))
      if let own = ownTimes[$0], let time = sighting.time {
        sighting.time = min(own.lowerBound, time.lowerBound)...max(own.upperBound, time.upperBound)
      }
      return sighting
    }
    var known = spans
    defer { spans = known }
    return pairUp(sightings, isTelling: isTelling) { one, other in
      guard isAlike(same[one], same[other]) else { return false }
      // How spans are spread over files tells nothing.
      guard
        sightings[one].file == sightings[other].file
          || records.isSpan(same[one]) && records.isSpan(same[other])
      else { return true }
      guard !records.areOneAfterAnother(same[one], same[other]) else { return false }
      let tree = known ?? SpanTree(kept, records)
      known = tree
      return !tree.isAround(same[one], same[other], records)
        && !tree.isAround(same[other], same[one], records)
    }.map { $0.map { same[$0] } }
  }

  private func isCacheHit(_ record: Int32, _ records: RecordBatch) -> Bool {
    let event = records.events[Int(record)]
    return event.part > 0
      && event.chargeRange.contains {
        tables[records.charges[$0].kind].item == cacheHit
      }
  }

  /// Puts the records of a call into the strongest of them; returns the others.
  private mutating func mergeOne(_ call: [Int32], _ records: inout RecordBatch) -> ArraySlice<Int32>
  {
    let ordered = call.sorted { records.isStronger($0, $1) }
    for other in ordered.dropFirst() { absorbInner(other, into: ordered[0], &records) }
    takeCacheHit(of: ordered, into: ordered[0], &records)
    return ordered.dropFirst()
  }

  /// Counts nothing for a call where one of its records says that a cache answered: whoever asked the
  /// gateway does not know that nobody was billed.
  func takeCacheHit(of parts: [Int32], into call: Int32, _ records: inout RecordBatch) {
    guard let hit = parts.first(where: { isCacheHit($0, records) }) else { return }
    records.events[Int(call)].usage = -1
    records.events[Int(call)].firstCharge = records.events[Int(hit)].firstCharge
    records.events[Int(call)].chargeCount = records.events[Int(hit)].chargeCount
  }

  /// Children of a record that is gone hang on the one it is part of now.
  mutating func moveChildren(_ records: inout RecordBatch) {
    var heirs: [[UInt8]: [UInt8]] = [:]
    var parents: [[UInt8]: [UInt8]] = [:]
    for pair in absorbed {
      let id = Array(records.eventID(of: Int(pair.record)))
      let heir = Array(records.eventID(of: Int(pair.into)))
      guard id != heir else { continue }
      heirs[id] = heir
      parents[id] = Array(records.parentID(of: Int(pair.record)))
    }
    guard !heirs.isEmpty else { return }
    var attemptAfter: [[UInt8]: [UInt8]] = [:]
    for record in kept where records.events[Int(record)].attemptOfLength > 0 {
      attemptAfter[Array(records.attemptOf(Int(record)))] = Array(records.eventID(of: Int(record)))
    }
    /// Whether one is an attempt at what the other was at last.
    func isAttempt(_ record: [UInt8], of call: [UInt8]) -> Bool {
      var here = record
      for _ in 0..<32 {
        guard let next = attemptAfter[here] else { return false }
        if next == call { return true }
        here = next
      }
      return false
    }
    /// What a record is part of may be part of another one.
    func last(_ heir: [UInt8]) -> [UInt8] {
      var heir = heir
      for _ in 0..<32 {
        guard let next = heirs[heir] else { break }
        heir = next
      }
      return heir
    }
    for record in kept {
      let index = Int(record)
      let above = Array(records.parentID(of: index))
      guard var parent = heirs[above].map(last) else { continue }
      let own = Array(records.eventID(of: index))
      if parent == own || isAttempt(own, of: parent) {
        // It, or the call that it is an attempt of, hung on what is part of it now, and hangs where
        // that did.
        parent = parents[above].flatMap { heirs[$0] ?? $0 } ?? []
        if parent == Array(records.eventID(of: index)) { parent = [] }
      }
      records.setIDs(of: index, parent: parent, attemptOf: Array(records.attemptOf(index)))
      changed.insert(record)
    }
  }
}

extension RecordBatch {
  /// What a call's sightings have in common.
  fileprivate func linkHash(_ record: Int32) -> UInt64 {
    let link = link(record)
    return events[Int(record)].stage == .tool ? link.call : link.response
  }

  /// Whether two failures lie within each other, as one log's of a call does in the other's.
  fileprivate func failAlike(_ one: Int32, _ other: Int32) -> Bool {
    let (left, right) = (events[Int(one)], events[Int(other)])
    let apart = left.start.subtractingReportingOverflow(right.start)
    return !apart.overflow && apart.partialValue.magnitude <= 1_000_000_000
      && left.start <= right.end && right.start <= left.end
  }

  /// Its tokens in and out, as one number; nil where none were sent in.
  func tokens(of record: Int32) -> UInt64? {
    let place = events[Int(record)].usage
    guard place >= 0 else { return nil }
    let usage = usages[Int(place)]
    guard usage.prompt != UsageRecord.unknown, usage.prompt > 0 else { return nil }
    // Of embeddings most say nothing of what came out.
    let completion = usage.completion == UsageRecord.unknown ? 0 : usage.completion
    return UInt64(usage.prompt) << 32 | UInt64(completion)
  }

  /// Whether one of two spans of tools is of a call that failed before the other one's was made: a call
  /// that is made again keeps the id it was asked under.
  fileprivate func areOneAfterAnother(_ one: Int32, _ other: Int32) -> Bool {
    let (left, right) = (events[Int(one)], events[Int(other)])
    guard left.stage == .tool, left.hasClock, right.hasClock, left.duration > 0, right.duration > 0
    else { return false }
    return left.end <= right.start && left.status != .ok
      || right.end <= left.start && right.status != .ok
  }

  /// Whether its log says itself what trace it is part of, and what is part of what.
  fileprivate func isSpan(_ record: Int32) -> Bool {
    events[Int(record)].part > 0 && role(record) == .event && link(record).key == .traceID
  }

  /// Whether two answers of as many tokens may be of one call: logged by two, of which one knows no
  /// id of it, one inside the other's time, to the same input and by a model of a name in common.
  ///
  /// A gateway that speaks another vendor's language gives the answer an id of its own, and asks in
  /// other words than it was asked.
  ///
  /// - Parameter sent: the calls whose exchanges are known.
  fileprivate func answerAlike(_ one: Int32, _ other: Int32, _ sent: Set<Int32>) -> Bool {
    let (left, right) = (events[Int(one)], events[Int(other)])
    let isOfWire = role(one) == .exchange || role(other) == .exchange
    if isOfWire, sent.contains(one) || sent.contains(other) { return false }
    return left.file != right.file && (role(one) != .exchange || role(other) != .exchange)
      && (isOfWire || link(one).response == 0 || link(other).response == 0)
      && (isOfWire || left.input == right.input || left.input == 0 || right.input == 0)
      && lieInside(left, right) && haveNameInCommon(left, right)
  }

  /// Whether an answer is of as many tokens as one of the same model that another library logs, and that
  /// begins about where it ends.
  fileprivate func saySameAnswer(_ nameless: Int32, _ named: Int32) -> Bool {
    let (outer, inner) = (events[Int(nameless)], events[Int(named)])
    let behind = inner.start.subtractingReportingOverflow(outer.end)
    guard outer.name != inner.name, outer.input == inner.input, outer.input != 0,
      inner.start >= outer.start, inner.end > outer.end,
      !behind.overflow, behind.partialValue.magnitude <= 250_000_000,
      let tokens = IDSighting(Int(nameless), of: self, group: 0).tokens,
      let others = IDSighting(Int(named), of: self, group: 0).tokens
    else { return false }
    return tokens == others && tokens.0 > 0 && haveNameInCommon(outer, inner)
  }

  private func lieInside(_ left: EventRecord, _ right: EventRecord) -> Bool {
    // Clocks differ a little.
    let slack: Int64 = 100_000_000
    return left.start &- slack <= right.start && right.end &- slack <= left.end
      || right.start &- slack <= left.start && left.end &- slack <= right.end
  }

  /// Whether the same model was asked, or answered, or both.
  private func haveNameInCommon(_ left: EventRecord, _ right: EventRecord) -> Bool {
    let names = [left.model, left.requested].filter { $0 != .none }
    return names.contains(right.model) || names.contains(right.requested)
  }

  /// Which of two records of a call the other one is put into: the one with a place in the trace and
  /// with more to count.
  fileprivate func isStronger(_ left: Int32, _ right: Int32) -> Bool {
    func weight(_ record: Int32) -> Int {
      let event = events[Int(record)]
      return (role(record) == .event ? 8 : 0) + (link(record).key == .traceID ? 4 : 0)
        + (event.parentLength > 0 ? 2 : 0) + (event.chargeCount > 0 ? 1 : 0)
    }
    let one = weight(left)
    let other = weight(right)
    guard one == other else { return one > other }
    // Of a tool's the shorter one may hang on a step of the longer one.
    let (first, second) = (events[Int(left)], events[Int(right)])
    if first.stage == .tool, first.duration != second.duration {
      return first.duration > second.duration
    }
    return isBefore(left, right)
  }
}
