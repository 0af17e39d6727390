import TraceModel

// MARK: - Exchanges

extension CallMerger {
  /// A request over HTTP inside a call may say how often it was sent, where the call does not.
  mutating func takeResends(_ records: inout RecordBatch) {
    var numbers: [[UInt8]: Int16] = [:]
    for record in kept {
      let index = Int(record)
      guard records.events[index].stage == .infrastructure, records.events[index].part > 0,
        records.events[index].attemptNumber > 1
      else { continue }
      let parent = Array(records.parentID(of: index))
      numbers[parent] = max(numbers[parent] ?? 0, records.events[index].attemptNumber)
    }
    guard !numbers.isEmpty else { return }
    for record in kept where records.events[Int(record)].stage == .model {
      let index = Int(record)
      guard records.events[index].attemptNumber <= 1, records.role(record) == .event,
        let number = numbers[Array(records.eventID(of: index))]
      else { continue }
      records.events[index].attemptNumber = number
      changed.insert(record)
    }
  }

  mutating func mergeExchanges(_ records: inout RecordBatch) {
    let exchanges = kept.filter { records.role($0) == .exchange }
    guard !exchanges.isEmpty else { return }
    let spans = SpanTree(kept.filter { records.role($0) != .exchange }, records)
    var byAnswer: [UInt64: [Int32]] = [:]
    var byRequest: [UInt64: [Int32]] = [:]
    var nameless: [[UInt8]: [Int32]] = [:]
    for record in kept where records.role(record) != .exchange {
      let link = records.link(record)
      if records.isNameless(record) {
        nameless[Array(records.parentID(of: Int(record))), default: []].append(record)
      }
      guard records.events[Int(record)].stage == .model else {
        // The span of the request over HTTP knows its id, and stands below its call.
        if link.request != 0, let call = spans.modelCall(above: record, records) {
          byRequest[link.request, default: []].append(call)
        }
        continue
      }
      if link.response != 0 { byAnswer[link.response, default: []].append(record) }
      if link.request != 0 { byRequest[link.request, default: []].append(record) }
    }
    for key in byAnswer.keys { byAnswer[key]?.sort { records.startsBefore($0, $1) } }
    for key in byRequest.keys { byRequest[key]?.sort { records.startsBefore($0, $1) } }
    for key in nameless.keys { nameless[key]?.sort { records.startsBefore($0, $1) } }
    var calls: [Int32: [Int32]] = [:]
    for exchange in exchanges {
      let link = records.link(exchange)
      let sender = spans.modelCall(above: exchange, records)
      let named = link.response == 0 ? nil : byAnswer[link.response]
      let call: Int32?
      if let sender, named == nil || records.link(sender).response == link.response {
        call = sender
      } else {
        // A span that has another answer sent something else, unless nobody has this one.
        call =
          named.flatMap { records.nearest(to: exchange, of: $0) }
          ?? (link.request == 0 ? nil : byRequest[link.request])
          .flatMap { records.nearest(to: exchange, of: $0) } ?? sender
          ?? records.twin(of: exchange, among: nameless)
      }
      if let call { calls[call, default: []].append(exchange) }
    }
    var gone: Set<Int32> = []
    for (call, exchanges) in calls.sorted(by: { $0.key < $1.key }) {
      if let last = merge(exchanges, into: call, &records) { gone.insert(last) }
    }
    removeAbsorbed(gone)
  }

  /// Makes the last exchange one with the call, and those before attempts of it; returns the last, or
  /// nil where the call's own exchange was not logged.
  mutating func merge(
    _ exchanges: [Int32], into call: Int32, _ records: inout RecordBatch
  ) -> Int32? {
    var attempts = exchanges.sorted {
      let left = records.events[Int($0)].start
      let right = records.events[Int($1)].start
      return left == right ? records.isBefore($0, $1) : left < right
    }
    giveUpLateAnswers(of: attempts, &records)
    let answer = records.link(call).response
    let place =
      answer == 0
      ? answered(attempts, of: call, records)
      : attempts.lastIndex { records.link($0).response == answer }
    guard place != nil || !records.isAnswered(call, after: attempts[attempts.count - 1]) else {
      lineUp(attempts, before: call, kinds(of: attempts + [call], records), &records)
      return nil
    }
    let last = attempts.remove(at: place ?? attempts.count - 1)
    let isAround = records.isAround(last, call)
    absorb(last, into: call, &records)
    takeCacheHit(of: [last], into: call, &records)
    let times = records.events[Int(last)]
    if times.hasClock, times.duration >= 0, !isAround, records.isOfOneClock(last, call) {
      keepTime(of: call, records)
      // The call's own span also holds the waiting between its attempts.
      records.events[Int(call)].start = times.start
      records.events[Int(call)].duration = times.duration
    }
    if times.status != .ok, records.events[Int(call)].status == .ok, !isAround {
      // Most spans of a stream that is cut or of an answer that is filtered say nothing of it.
      records.events[Int(call)].status = times.status
      records.events[Int(call)].result = times.result
    }
    lineUp(attempts, before: call, kinds(of: attempts + [last], records), &records)
    return last
  }

  private func kinds(of attempts: [Int32], _ records: RecordBatch) -> [AttemptKind] {
    [.first]
      + zip(attempts, attempts.dropFirst()).map {
        records.haveModelInCommon($0, $1) ? .retry : .fallback
      }
  }

  /// Marks as timed out what was answered only when the next attempt had begun: nobody waited for it.
  ///
  /// What begins together, or asks other things, was sent side by side; the last answer is the call's.
  private mutating func giveUpLateAnswers(of attempts: [Int32], _ records: inout RecordBatch) {
    let last = attempts.lastIndex { records.events[Int($0)].status == .ok } ?? 0
    for (earlier, next) in zip(attempts[..<last], attempts.dropFirst()) {
      let (late, after) = (records.events[Int(earlier)], records.events[Int(next)])
      guard late.status == .ok, late.hasClock, after.hasClock, late.end > after.start,
        after.start &- late.start >= Self.leastPatience, late.input == after.input
      else { continue }
      records.events[Int(earlier)].status = .timeout
      records.events[Int(earlier)].result = timeout
      changed.insert(earlier)
    }
  }

  /// In nanoseconds; nobody gives up an answer sooner.
  private static let leastPatience: Int64 = 1_000_000_000

  /// Which of the attempts gave a call its answer where the last one failed.
  private func answered(
    _ attempts: [Int32], of call: Int32, _ records: RecordBatch
  ) -> Int? {
    guard records.events[Int(call)].status == .ok else { return nil }
    return attempts.lastIndex { records.events[Int($0)].status == .ok }
  }

  /// Makes records attempts of a call, in their order, of which the call itself is the last.
  ///
  /// - Parameter kinds: of the attempts and the call, as far as they are known.
  mutating func lineUp(
    _ attempts: [Int32], before call: Int32, _ kinds: [AttemptKind], _ records: inout RecordBatch
  ) {
    guard !attempts.isEmpty else { return }
    let parent = Array(records.parentID(of: Int(call)))
    var before: [UInt8] = []
    var number: Int16 = 1
    for (place, attempt) in (attempts + [call]).enumerated() {
      let index = Int(attempt)
      let isCall = attempt == call
      records.setIDs(of: index, parent: parent, attemptOf: before)
      if !isCall { records.fillModel(index, from: Int(call), tables) }
      records.events[index].attemptNumber = number
      records.events[index].attemptKind = place < kinds.count ? kinds[place] : nil
      records.events[index].traits.insert(.attempt)
      changed.insert(attempt)
      before = Array(records.eventID(of: index))
      // As many as a log may number itself.
      number = min(number + 1, 10_000)
    }
    for (earlier, attempt) in zip(attempts, attempts.dropFirst() + [call])
    where records.events[Int(attempt)].trigger == .none
      && records.events[Int(earlier)].status != .ok
    {
      records.events[Int(attempt)].trigger = records.events[Int(earlier)].result
    }
  }
}

extension RecordBatch {
  /// Whether a call had an answer that an exchange is not of, which failed without one.
  fileprivate func isAnswered(_ call: Int32, after exchange: Int32) -> Bool {
    let (event, sent) = (events[Int(call)], events[Int(exchange)])
    guard event.status == .ok, sent.status != .ok, link(exchange).response == 0 else {
      return false
    }
    return link(call).response != 0
      || event.usage >= 0 && usages[Int(event.usage)].isAnyUsed
  }

  /// Whether what was asked, or who answered, may be the same.
  func haveModelInCommon(_ one: Int32, _ other: Int32) -> Bool {
    func names(_ record: Int32) -> [NameID] {
      [events[Int(record)].requested, events[Int(record)].model].filter { $0 != .none }
    }
    let (left, right) = (names(one), names(other))
    return left.isEmpty || right.isEmpty || left.contains { right.contains($0) }
  }

  /// Whether it is a call of a model whose place in its trace is all that tells it.
  func isNameless(_ record: Int32) -> Bool {
    let event = events[Int(record)]
    return event.stage == .model && event.hasClock && event.parentLength > 0
      && link(record).response == 0 && link(record).request == 0
  }

  /// The call beside an exchange that it was sent within, of the same model: both failed, or both used
  /// the same.
  fileprivate func twin(of exchange: Int32, among nameless: [[UInt8]: [Int32]]) -> Int32? {
    guard isNameless(exchange) else { return nil }
    return call(beside: exchange, among: nameless)
  }

  /// The same of calls that it may know more of than they do.
  func call(beside exchange: Int32, among nameless: [[UInt8]: [Int32]]) -> Int32? {
    guard let beside = nameless[Array(parentID(of: Int(exchange)))],
      let call = nearest(to: exchange, of: beside), haveModelInCommon(exchange, call),
      haveOneEnd(exchange, call)
    else { return nil }
    // Clocks differ a little.
    let slack: Int64 = 100_000_000
    let (inner, outer) = (events[Int(exchange)], events[Int(call)])
    let isWithin =
      inner.start >= outer.start &- slack && inner.end <= outer.end &+ slack
    return isWithin ? call : nil
  }

  func haveOneEnd(_ left: Int32, _ right: Int32) -> Bool {
    let (one, other) = (events[Int(left)], events[Int(right)])
    guard one.status == .ok, other.status == .ok else {
      return one.status != .ok && other.status != .ok
    }
    guard one.usage >= 0, other.usage >= 0 else { return false }
    let (used, usedToo) = (usages[Int(one.usage)], usages[Int(other.usage)])
    return used.isAnyUsed && used.prompt == usedToo.prompt && used.completion == usedToo.completion
  }

  /// Whether an exchange began before a call and ended after it, as one with a gateway that logged it.
  fileprivate func isAround(_ exchange: Int32, _ call: Int32) -> Bool {
    let (outer, inner) = (events[Int(exchange)], events[Int(call)])
    return inner.hasClock && inner.duration > 0 && outer.start <= inner.start
      && inner.end <= outer.end
  }

  /// Whether an exchange began inside of its call, as far as both say when they were.
  ///
  /// Where the wire was logged by another clock, the call's own times put it among its trace's steps.
  fileprivate func isOfOneClock(_ exchange: Int32, _ call: Int32) -> Bool {
    let (inner, outer) = (events[Int(exchange)], events[Int(call)])
    guard outer.hasClock, outer.duration > 0 else { return true }
    let slack: Int64 = 100_000_000
    return inner.start >= outer.start &- slack && inner.start <= outer.end &+ slack
  }

  func startsBefore(_ left: Int32, _ right: Int32) -> Bool {
    let (one, other) = (events[Int(left)].start, events[Int(right)].start)
    return one == other ? isBefore(left, right) : one < other
  }

  /// The record that begins closest to another one, of some in the order of their starts; of two as
  /// close the earlier.
  fileprivate func nearest(to record: Int32, of others: [Int32]) -> Int32? {
    let start = events[Int(record)].start
    var (low, high) = (0, others.count)
    while low < high {
      let middle = (low + high) / 2
      if events[Int(others[middle])].start < start { low = middle + 1 } else { high = middle }
    }
    guard low < others.count else { return others.last }
    guard low > 0 else { return others.first }
    let before = start.subtractingReportingOverflow(events[Int(others[low - 1])].start)
    let after = events[Int(others[low])].start.subtractingReportingOverflow(start)
    return before.partialValue.magnitude <= after.partialValue.magnitude
      ? others[low - 1] : others[low]
  }
}
