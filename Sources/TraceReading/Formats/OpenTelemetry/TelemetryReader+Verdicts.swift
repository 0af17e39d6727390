import TraceModel

extension TelemetryReader {
  // MARK: - A span that judges

  /// Whether an evaluator's span says what it found.
  func holdsVerdict(_ translation: borrowing Translation) -> Bool {
    if attributes.has(.evaluationLabel) || attributes.has(.evaluationValue) { return true }
    return finding(translation)?.hasFinding == true
  }

  private func finding(_ translation: borrowing Translation) -> Finding? {
    if attributes.has(.evaluationLabel) || attributes.has(.evaluationValue) {
      return Finding(attributes)
    }
    guard let value = attributes[.langfuseOutput] ?? attributes[.outputValue],
      let json = json(of: value, translation)
    else { return nil }
    return Finding(json)
  }

  func putVerdict(of span: Span, _ translation: inout Translation) {
    guard var finding = finding(translation) else { return }
    for key in [
      AttributeKey.langfuseOutput, .outputValue, .evaluationLabel, .evaluationValue,
      .evaluationReason, .evaluationName, .evaluatorKind, .evaluator,
    ] { _ = attributes.take(key) }
    letGoOfRepeats()
    finding.name = finding.name ?? span.name
    translation.events.put(finding)
    if let input = attributes.take(.inputValue) ?? attributes.take(.langfuseInput) {
      putPayload("input", input, &translation)
    }
  }

  // MARK: - Verdicts inside a span

  /// Writes the verdicts that a span holds about itself or its trace.
  func putVerdicts(in span: Span, _ role: SpanRole, _ translation: inout Translation) {
    var ownFinding = Finding(attributes)
    // An error is the span's own.
    ownFinding.errorType = nil
    if role != .verdict, ownFinding.hasFinding {
      begin(ownFinding, of: span, at: span.end ?? span.start, &translation)
      putID(ownFinding, of: span.spanID, number: nil, &translation)
      translation.events.end()
    }
    for event in span.events.elements
    where event["name"]?.isText("gen_ai.evaluation.result") == true {
      eventAttributes.clear()
      eventAttributes.add(event["attributes"])
      let finding = Finding(eventAttributes)
      let time = Self.time(of: event)
      begin(finding, of: span, at: time ?? span.end ?? span.start, &translation)
      putID(finding, of: span.spanID, number: time, &translation)
      for key in Finding.keys { _ = eventAttributes.take(key) }
      translation.events.open("ids")
      translation.events.put("response", text: eventAttributes[.responseID]?.text)
      translation.events.close()
      eventAttributes.writeRest(to: &translation.events)
      translation.events.end()
    }
    putFindingsOfCase(in: span, &translation)
    for family in [
      AttributeKey.traceEvaluationParts, .evaluationParts, .sessionEvaluationParts,
      .annotationParts,
    ] where attributes.has(family) {
      guard let list = unflattened(family, translation) else { continue }
      var number: Int64 = 0
      for element in list.elements {
        let finding = Finding(element["evaluation"] ?? element["annotation"] ?? element)
        defer { number += 1 }
        guard finding.hasFinding else { continue }
        begin(finding, of: span, at: span.end ?? span.start, &translation)
        translation.events.put(
          "event_id", id: span.spanID, Self.word(of: family), [.number(number)])
        translation.events.end()
      }
    }
  }

  private static func word(of family: AttributeKey) -> StaticString {
    switch family {
    case .traceEvaluationParts: "trace-verdict"
    case .sessionEvaluationParts: "session-verdict"
    case .annotationParts: "annotation"
    default: "verdict"
    }
  }

  func begin(
    _ finding: Finding, of span: Span, at time: Int64?, _ translation: inout Translation
  ) {
    translation.events.begin()
    translation.events.put("trace_id", id: span.traceID)
    translation.events.put("parent_id", id: span.spanID)
    if let time { translation.events.put(start: time, end: nil) }
    putVerdict(finding, &translation)
  }

  func putID(
    _ finding: Finding, of spanID: JSONNode?, number: Int64?, _ translation: inout Translation
  ) {
    translation.events.put(
      "event_id", id: spanID, "verdict",
      // Two may judge by one measure in the same second.
      [.text(finding.name?.unescaped), .text(finding.judge?.unescaped), .number(number)])
  }

  func putVerdict(_ finding: Finding, _ translation: inout Translation) {
    translation.events.put("stage", Stage.verdict.spelling)
    translation.events.put("name", text: finding.name)
    translation.events.put(
      SpanOutcome(
        hasFailed: finding.errorType != nil, type: finding.errorType, message: nil, stack: nil))
    translation.events.put(finding)
  }

  /// Of a span event, however it is written.
  static func time(of event: JSONNode) -> Int64? {
    (event["timeUnixNano"] ?? event["time_unix_nano"])?.integer
  }
}

/// What somebody or something found of an answer.
struct Finding {
  var name: JSONNode?
  var label: JSONNode?
  var score: JSONNode?
  /// Yes or no in the place of a label or a number, which scores 1 or 0.
  var flag: Bool?
  var reason: JSONNode?
  var isHuman = false
  var judge: JSONNode?
  var errorType: JSONNode?

  static let keys: [AttributeKey] = [
    .evaluationName, .evaluationLabel, .evaluationValue, .evaluationReason, .evaluatorKind,
    .evaluator, .errorType, .eventName,
  ]

  var hasFinding: Bool { label != nil || score != nil || flag != nil }

  init(_ attributes: borrowing Attributes) {
    name = attributes[.evaluationName]?.text
    label = attributes[.evaluationLabel]?.text
    score = attributes[.evaluationValue]?.text
    flag = attributes[.evaluationValue]?.node.bool ?? attributes[.evaluationLabel]?.node.bool
    reason = attributes[.evaluationReason]?.text
    judge = attributes[.evaluator]?.text
    isHuman = attributes[.evaluatorKind]?.text?.rawBytes.equalsFolded("human") == true
    errorType = attributes[.errorType]?.text
  }

  /// `{"name":…,"label":…,"score":…,"explanation":…,"annotator_kind":"HUMAN","identifier":…}`
  init(_ object: JSONNode) {
    func text(_ names: StaticString...) -> JSONNode? {
      for name in names {
        if let value = object[name], value.isText { return value }
      }
      return nil
    }
    name = text("name")
    label = text("label", "verdict")
    score = text("score", "value")
    // A score in words is a label.
    if label == nil, let score, score.isString, score.decimal == nil {
      label = score
      self.score = nil
    }
    let flags = [object["score"], object["value"], object["label"], object["verdict"]]
    flag = flags.lazy.compactMap { $0?.bool }.first
    reason = text("explanation", "reason", "rationale", "comment", "reasoning")
    judge = text("identifier", "annotator")
    isHuman = text("annotator_kind")?.rawBytes.equalsFolded("human") == true
  }
}

extension EventWriter {
  mutating func put(_ finding: Finding) {
    open("verdict")
    if let label = finding.label { putVerdictWord(label) }
    put("reason", text: finding.reason)
    putJudge(isHuman: finding.isHuman, finding.judge)
    if finding.score != nil || finding.flag != nil {
      open("score")
      put("name", text: finding.name)
      if finding.score == nil, let flag = finding.flag {
        put("value", flag ? 1 as Int64 : 0)
      } else {
        put("value", number: finding.score)
      }
      close()
    }
    close()
  }
}

extension JSONNode {
  /// The node where its text has no escapes, so that it may be cut.
  fileprivate var unescaped: JSONNode? { isEscaped ? nil : self }
}
