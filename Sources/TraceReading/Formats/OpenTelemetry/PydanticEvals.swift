import TraceModel

// Pydantic Evals logs each case of a data set as a span, with what its evaluators found in three
// attributes by the kind of their answer:
//
//   case: {case_name}   inputs "France?", output "Paris", expected_output "Paris"
//     assertions = "{\"EqualsExpected\":{\"name\":\"EqualsExpected\",\"value\":true,\"reason\":null}}"
//     scores     = "{\"closeness\":{\"name\":\"closeness\",\"value\":0.8,\"reason\":\"…\"}}"
//     labels     = "{\"tone\":{\"name\":\"tone\",\"value\":\"correct\",\"reason\":\"…\"}}"

extension TelemetryReader {
  func readEvaluatedCase() -> SpanRole {
    attributes.read(as: AttributeKey.ofPydanticEvals)
    for key in AttributeKey.findingsOfCase { _ = attributes.take(key) }
    return .group
  }

  /// Writes what each evaluator found of a case.
  func putFindingsOfCase(in span: Span, _ translation: inout Translation) {
    var number: Int64 = 0
    for key in AttributeKey.findingsOfCase where attributes.has(key) {
      guard let findings = object(key, translation) else { continue }
      findings.forEachRawMember { name, value in
        guard value.isObject else { return }
        var finding = Finding(value)
        finding.name = finding.name ?? name
        guard finding.hasFinding else { return }
        begin(finding, of: span, at: span.end ?? span.start, &translation)
        translation.events.put("event_id", id: span.spanID, "case-verdict", [.number(number)])
        translation.events.end()
        number += 1
      }
    }
  }
}

extension AttributeKey {
  static let findingsOfCase: [AttributeKey] = [.caseAssertions, .caseScores, .caseLabels]

  static let ofPydanticEvals = ByteTable<AttributeKey>([
    ("inputs", .inputValue), ("output", .outputValue), ("assertions", .caseAssertions),
    ("scores", .caseScores), ("labels", .caseLabels),
  ])
}
