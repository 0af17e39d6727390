import TraceModel

/// One rule that notices why a trace should not be trusted, or not be compared.
package protocol FindingRule: Sendable {
  static var code: String { get }
  func findings(in view: TraceView) -> [Finding]
}

package enum Findings {
  package static let all: [any FindingRule] = [
    VerdictMissing(), VerdictUnknown(), TraceBroken(), HiddenFallback(), ToolStale(),
    ToolIncomplete(), WordUnknown(),
  ]
}

/// A trace that nobody judged: it counts in no rate.
struct VerdictMissing: FindingRule {
  static let code = "verdict-missing"

  func findings(in view: TraceView) -> [Finding] {
    view.trace.verdicts.isJudged ? [] : [Finding(Self.code, "nobody has judged this request")]
  }
}

/// A verdict with a word outside the sets; it is of no class.
struct VerdictUnknown: FindingRule {
  static let code = "verdict-unknown"

  func findings(in view: TraceView) -> [Finding] {
    let vocabulary = view.rules.vocabulary
    return view.trace.verdicts.all.flatMap { given in
      [
        given.outcome.flatMap { vocabulary.outcomes.contains($0) ? nil : $0 },
        given.label.flatMap { vocabulary.labels.contains($0) ? nil : $0 },
      ].compactMap { $0 }.map {
        Finding(Self.code, "the verdict “\($0)” is none of the known words", place: given.place)
      }
    }
  }
}

/// Events that contradict each other or hang in the air.
struct TraceBroken: FindingRule {
  static let code = "trace-broken"

  func findings(in view: TraceView) -> [Finding] {
    view.trace.joined.events.indices.flatMap { index -> [Finding] in
      let event = view.trace.joined.events[index]
      var findings: [Finding] = []
      if event.isSuperseded {
        findings.append(
          Finding(
            Self.code, "another event with the same ids says something else and ranks last",
            place: Int32(index)))
      }
      if event.isOrphan {
        findings.append(
          Finding(Self.code, "the parent it names is not in the trace", place: Int32(index)))
      }
      if event.parent == Int32(index) {
        findings.append(Finding(Self.code, "it names itself as its parent", place: Int32(index)))
      } else if event.parent > Int32(index) {
        findings.append(Finding(Self.code, "it starts before its parent", place: Int32(index)))
      }
      return findings
    }
  }
}

/// A tool whose data was older than its allowed age.
struct ToolStale: FindingRule {
  static let code = "tool-stale"

  func findings(in view: TraceView) -> [Finding] {
    view.places.compactMap { place in
      let record = view.record(place)
      guard record.age(over: view.rules.freshness, view.names) != nil else { return nil }
      return Finding(
        Self.code, "\(view.names.text(record.target)) returned data older than its allowed age",
        place: place)
    }
  }
}

/// Another model answered than the one asked, and no attempt says so.
struct HiddenFallback: FindingRule {
  static let code = "hidden-fallback"

  func findings(in view: TraceView) -> [Finding] {
    view.places.compactMap { place in
      let record = view.record(place)
      guard record.stage == .model, record.requested != .none, record.model != .none,
        view.trace.joined.events[Int(place)].attempt?.kind != .fallback
      else { return nil }
      let requested = view.names.text(record.requested)
      let answered = view.names.text(record.model)
      guard requested != answered, !isSnapshot(answered, of: requested) else { return nil }
      return Finding(
        Self.code, "\(answered) answered where \(requested) was asked, and no attempt says so",
        place: place)
    }
  }

  /// `gpt-4o-2024-08-06` is what `gpt-4o` stands for.
  private func isSnapshot(_ answered: String, of requested: String) -> Bool {
    guard answered.hasPrefix(requested) else { return false }
    let rest = answered.dropFirst(requested.count)
    return rest.count > 6 && rest.allSatisfy { $0.isNumber || $0 == "-" || $0 == "@" }
  }
}

/// A tool that ended well and returned nothing, or only a part.
struct ToolIncomplete: FindingRule {
  static let code = "tool-incomplete"

  func findings(in view: TraceView) -> [Finding] {
    view.places.compactMap { place in
      let record = view.record(place)
      guard record.stage == .tool, record.status == .ok else { return nil }
      let target = view.names.text(record.target)
      if record.isTruncated { return Finding(Self.code, "\(target) was cut off", place: place) }
      guard record.hasEmptyOutput, !record.hasOutput else { return nil }
      return Finding(Self.code, "\(target) returned nothing", place: place)
    }
  }
}

/// A stage or a status outside the sets.
struct WordUnknown: FindingRule {
  static let code = "word-unknown"

  func findings(in view: TraceView) -> [Finding] {
    view.trace.joined.events.indices.compactMap { index in
      let record = view.record(Int32(index))
      guard record.stage == .unknown || record.status == .unknown else { return nil }
      return Finding(
        Self.code,
        "its \(record.stage == .unknown ? "stage" : "status") is none of the known words",
        place: Int32(index))
    }
  }
}
