// Some instrumentations say which attempt at its step a span is. Pydantic AI counts from 0, and has a
// span of each attempt that failed below the one that answered, or of all below a span of their own:
//
//   chat claude-sonnet-4-5            the second attempt, a fallback     chat fallback:a,b   no attempt
//   ├─ model request attempt 0  failed                                   ├─ attempt 0   failed
//   └─ anthropic.messages.create  the same second attempt                └─ attempt 1   a fallback
//
// Of a tool the failed call says that it is to be tried again, and the same tool's next call below the
// same parent is that retry. Where that stands in another record, the join finds it by what the failed
// one says.

import TraceModel

/// Which attempt at its step a span is, as far as its record tells.
struct SpanAttempt {
  var number: Int64?
  var kind: AttemptKind?
  /// The span of the attempt before.
  var previous: JSONNode?
  var trigger: UnsafeBufferPointer<UInt8>?
  /// Where the log has no bytes of its own for it.
  var triggerWord: String?
  /// Of a failed one that another one follows, what triggers that.
  var retry: UnsafeBufferPointer<UInt8>?
  var retryWord: String?

  /// What the team's own attributes say.
  init(_ team: TeamValues) {
    number = team.attempt
    trigger = team.trigger
  }
}

/// An attempt that another one may follow.
struct EarlierAttempt {
  var id: JSONNode?
  var number: Int64
  var model: UnsafeBufferPointer<UInt8>?
  var hasFailed: Bool
  var end: Int64?
  var trigger: UnsafeBufferPointer<UInt8>?
  var triggerWord: String?

  /// What attempts are made at: below which span, and of a tool which one.
  struct Step: Hashable {
    var traceID, spanID, tool: ContentHash

    init?(_ traceID: JSONNode?, _ spanID: JSONNode?, tool: JSONNode? = nil) {
      guard let spanID, spanID.isText else { return nil }
      self.traceID = Self.hash(traceID)
      self.spanID = Self.hash(spanID)
      self.tool = Self.hash(tool)
    }

    /// Of its text; the same of a number as of a string of its digits.
    private static func hash(_ id: JSONNode?) -> ContentHash {
      guard let id, id.isText else { return .none }
      return id.withText { ContentHash(of: $0) }
    }
  }
}

extension TelemetryReader {
  func attempt(
    of span: Span, _ role: SpanRole, _ team: TeamValues, _ outcome: SpanOutcome
  ) -> SpanAttempt {
    var attempt = SpanAttempt(team)
    guard role == .model || role == .tool else { return attempt }
    if attempt.number == nil { attempt.number = takeSendings() }
    if role == .model {
      followModel(&attempt, span, outcome)
    } else {
      followTool(&attempt, span)
    }
    return attempt
  }

  /// What a step that is no call says of the attempt that it waits for, or stands around.
  func putAttempt(ofStep role: SpanRole, _ team: TeamValues, _ translation: inout Translation) {
    var attempt = SpanAttempt(team)
    if attempt.number == nil, role == .other { attempt.number = takeSendings() }
    translation.events.put(attempt)
  }

  /// How often a request over HTTP was sent, where it was more than once.
  func takeSendings() -> Int64? {
    guard let count = attributes[.resendCount]?.text?.integer, (1..<10_000).contains(count) else {
      return nil
    }
    _ = attributes.take(.resendCount)
    return count + 1
  }

  private func followModel(
    _ attempt: inout SpanAttempt, _ span: Span, _ outcome: SpanOutcome
  ) {
    let model = attributes[.requestModel]?.text?.rawBytes
    let place = attributes[.attemptFromZero]?.text?.integer.flatMap {
      (0..<10_000).contains($0) ? $0 : nil
    }
    if attempt.number == nil, let place {
      _ = attributes.take(.attemptFromZero)
      attempt.number = place + 1
    }
    guard place != nil || !earlier.isEmpty else { return }
    if let before = earlierAttempt(than: span, place) {
      let isSame = model.map { model in before.model?.elementsEqual(model) ?? false } ?? false
      attempt.follow(before, isSame ? .retry : .fallback)
    }
    guard let place, let step = EarlierAttempt.Step(span.traceID, span.parentID) else { return }
    if outcome.status != .ok {
      attempt.retry = outcome.type
      if outcome.type == nil { attempt.retryWord = outcome.status.word }
    }
    earlier[step] = EarlierAttempt(
      id: span.spanID, number: place + 1, model: model, hasFailed: outcome.status != .ok,
      end: span.end, trigger: outcome.type, triggerWord: outcome.status.word)
  }

  /// The failed attempt that a model's span continues: the one before it, one that stands below it, or
  /// where another instrumentation saw the call too, one beside it that had ended.
  private func earlierAttempt(than span: Span, _ place: Int64?) -> EarlierAttempt? {
    let beside = EarlierAttempt.Step(span.traceID, span.parentID).flatMap { earlier[$0] }
    if let place { return beside?.hasFailed == true && beside?.number == place ? beside : nil }
    if let below = EarlierAttempt.Step(span.traceID, span.spanID).flatMap({ earlier[$0] }) {
      return below.hasFailed ? below : nil
    }
    guard let beside, beside.hasFailed, let end = beside.end, let start = span.start, end <= start
    else { return nil }
    return beside
  }

  private func followTool(_ attempt: inout SpanAttempt, _ span: Span) {
    let next = attributes[.retryAttempt]?.text?.integer.flatMap {
      $0 > 0 && $0 < 10_000 ? $0 : nil
    }
    guard next != nil || !earlier.isEmpty,
      let step = EarlierAttempt.Step(
        span.traceID, span.parentID, tool: attributes[.toolName]?.text ?? span.name)
    else { return }
    // A call that began before the other had failed was asked for beside it.
    if let before = earlier[step], let end = before.end, let start = span.start, end <= start {
      attempt.follow(before, .retry)
      earlier[step] = nil
    }
    guard let next else { return }
    if attempt.number == nil, next > 1 { attempt.number = next }
    attempt.retry = attributes[.retryCause]?.text?.rawBytes
    earlier[step] = EarlierAttempt(
      id: span.spanID, number: attempt.number ?? next, model: nil, hasFailed: true, end: span.end,
      trigger: attributes[.retryCause]?.text?.rawBytes)
  }
}

extension SpanAttempt {
  fileprivate mutating func follow(_ before: EarlierAttempt, _ kind: AttemptKind) {
    number = number ?? before.number + 1
    self.kind = kind
    previous = before.id
    guard trigger == nil else { return }
    trigger = before.trigger
    if trigger == nil { triggerWord = before.triggerWord }
  }
}

extension EventWriter {
  mutating func put(_ attempt: SpanAttempt) {
    open("attempt")
    put("number", attempt.number)
    put("kind", attempt.kind?.word)
    put("of", id: attempt.previous)
    if attempt.trigger != nil {
      put("trigger", rawText: attempt.trigger)
    } else {
      put("trigger", attempt.triggerWord)
    }
    close()
  }

  /// What the join needs to know of the attempt, into its object.
  mutating func putRetry(after attempt: SpanAttempt) {
    if attempt.retry != nil {
      put("retry", rawText: attempt.retry)
    } else {
      put("retry", attempt.retryWord)
    }
  }
}
