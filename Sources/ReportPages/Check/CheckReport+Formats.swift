import TraceModel

extension FindingWeight {
  /// For programs.
  var key: String {
    switch self {
    case .changesConclusion: "changes_conclusion"
    case .weakensNumber: "weakens_number"
    case .tidy: "tidy"
    }
  }
}

extension CheckReport {
  /// `{"period":…,"traces":…,"findings":[{"code":…,"severity":…,…}],"gates":[…],"failed":false}`
  package var json: [UInt8] {
    JSONValue.object([
      .init("schema", .string("casebook.check/1")),
      .init(
        "period",
        .object([
          .init("start", .string(summary.period.start.description)),
          .init("end", .string(summary.period.end.description)),
          .init("week", summary.period.week.map { .string($0) } ?? .null),
        ])),
      .init("traces", .number("\(summary.traces)")),
      .init("events", .number("\(summary.events)")),
      .init(
        "findings",
        .array(
          findings.map { finding, words in
            .object([
              .init("code", .string(finding.code)), .init("severity", .string(words.weight.key)),
              .init("title", .string(words.title)), .init("why", .string(words.effect)),
              .init("mend", .string(words.fix)),
              .init("traces", .number("\(finding.traces)")),
              .init("events", .number("\(finding.events)")),
              .init("details", .array(finding.details.map { .string($0) })),
              .init("examples", .array(finding.examples.map { .string($0.text) })),
            ])
          })),
      .init(
        "gates",
        .array(
          gates.map { gate in
            .object([
              .init("gate", .string(gate.gate)), .init("outcome", .string(gate.outcome.key)),
              .init("reason", .string(gate.reason)),
            ])
          })),
      .init("failed", .bool(hasFailed)),
    ]).sortedPrettyBytes.withUnseenEscaped + [0x0A]
  }

  /// A test case for each gate, and one for each finding that is no gate, which never fails.
  package var junit: [UInt8] {
    let gated = Set(gates.map(\.gate))
    let open = findings.filter { !gated.contains($0.finding.code) }
    var lines = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<testsuites name="casebook check">"#,
      "<testsuite name=\"\(xml(summary.period.week ?? "\(summary.period.start)"))\""
        + " tests=\"\(gates.count + open.count)\""
        + " failures=\"\(gates.count { $0.outcome == .failed })\" errors=\"0\""
        + " skipped=\"\(gates.count { $0.outcome == .notJudged })\">",
    ]
    for gate in gates {
      let opening = "<testcase classname=\"casebook.gates\" name=\"\(xml(gate.gate))\""
      switch gate.outcome {
      case .passed: lines.append("\(opening)/>")
      case .notJudged:
        lines.append("\(opening)><skipped message=\"\(xml(gate.reason))\"/></testcase>")
      case .failed:
        lines.append(
          "\(opening)><failure message=\"\(xml(gate.reason))\">\(xml(details(of: gate.gate)))"
            + "</failure></testcase>")
      }
    }
    for (finding, _) in open {
      lines.append(
        "<testcase classname=\"casebook.findings\" name=\"\(xml(finding.code))\">"
          + "<system-out>\(xml(details(of: finding.code)))</system-out></testcase>")
    }
    lines += ["</testsuite>", "</testsuites>"]
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  private func details(of code: String) -> String {
    guard let (finding, words) = findings.first(where: { $0.finding.code == code }) else {
      return ""
    }
    let ids = finding.examples.map { clipped($0.text) }.joined(separator: ", ")
    let found = finding.details.prefix(5).map { " \(clipped($0, to: 200))" }.joined()
    return "\(words.title). \(words.effect) \(words.fix)" + found
      + " Traces: \(finding.traces), events: \(finding.events)."
      + (ids.isEmpty ? "" : " For example: \(ids)")
  }

  /// Text for XML, which has no way at all to write most control characters.
  private func xml(_ text: String) -> String {
    var escaped = ""
    for scalar in visible(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension GateResult.Outcome {
  fileprivate var key: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .notJudged: "not_judged"
    }
  }
}
