import TraceModel

/// A week's folder with everything that two machines could count apart from one: events that repeat
/// and contradict each other across files, traces without clock and outside the period, notes.
package struct StrangeWeek: Sendable {
  /// By name.
  package let logs: [String: [String]]
  package let settings: [String: String]

  package init(seed: UInt64, traces: Int = 20, files: Int = 3) {
    var numbers = SeededNumbers(seed: seed)
    let messy = MessyWeek(seed: seed, traces: traces)
    var logs = messy.files(files, seed: seed)
    let names = logs.keys.sorted()
    func add(_ line: String) { logs[numbers.pick(names), default: []].append(line) }
    for line in messy.lines.shuffled(using: &numbers).prefix(traces) {
      add(line)
      if let event = try? readJSONLine(line) { add(Self.turned(event)) }
    }
    for number in 0..<traces / 4 {
      let trace = EventPart.trace("strange-\(number)")
      for cost in ["1", "2", "0.000000000000000001"] {
        add(event("twice", .model, at: Double(number), [trace, .model("fern-8b"), .costs(cost)]))
      }
      add(event("late", .answer, at: 3_000_000, [trace]))
      add(event("early", .request, at: -900_000, [.trace("before-\(number)"), .costs("5")]))
      add(event("step", .request, [.trace("clockless-\(number)"), .sequence(number)]))
      add(event("noted", .note, at: 9, [trace, .markdown("- [ ] ask \(number)\n- [x] told")]))
      add(#"{"trace_id":"strange-\#(number)","event_id":"\#(number)","#)
    }
    for name in names { logs[name]?.shuffle(using: &numbers) }
    self.logs = logs
    settings = [
      "casebook.yml": """
      title: Strange
      time_zone: Europe/Berlin
      infrastructure: {per_request: "0.0004", per_second: "0.00002"}
      hand_off: {minutes: 6.5, rate_per_minute: "0.58"}
      freshness: {lookup: 1h}
      """,
      "prices.json": """
      {"fern-8b":{"input_cost_per_token":3.1e-7,"output_cost_per_token":1.2e-6,\
      "litellm_provider":"acme","mode":"chat"}}
      """,
      "notes/a.md": "---\ntrace_id: trace-1\nauthor: r\nlabel: wrong\n---\n- [ ] mend it\n",
      "notes/b.md": "---\ntrace_id: nobody\nauthor: r\n---\nWho?\n",
      "notes/c.md": "no note",
      "notes/d.md": "---\nauthor: r\n---\nNo trace\n",
    ]
  }

  /// The same event with its keys the other way round, and white space.
  private static func turned(_ event: JSONValue) -> String {
    guard case .object(let members) = event else { return "" }
    let texts = members.reversed().map { member in
      let key = String(decoding: JSONValue.string(member.key).compactBytes, as: UTF8.self)
      return "\(key) : \(String(decoding: member.value.compactBytes, as: UTF8.self))"
    }
    return "{ \(texts.joined(separator: ", ")) }"
  }

  /// Writes the logs and what lies beside them.
  package func write(to folder: TemporaryFolder, _ name: String) throws {
    for (log, lines) in logs { try folder.write(lines, to: "\(name)/\(log)") }
    for (file, text) in settings { try folder.write(text, to: "\(name)/\(file)") }
  }
}

extension EventPart {
  fileprivate static func markdown(_ text: String) -> EventPart {
    .field("note", .object([.init("author", .string("r")), .init("markdown", .string(text))]))
  }
}
