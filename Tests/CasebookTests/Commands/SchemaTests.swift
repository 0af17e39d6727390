import Foundation
import ReportPages
import Testing
import TraceModel

@testable import TraceReading
@testable import casebook

struct SchemaTests {
  private func schema(_ text: String) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(json as? [String: Any])
  }

  @Test func `the command prints what it was asked for, and the events unasked`() throws {
    #expect(try runCasebook("schema").output == eventSchema())
    #expect(try runCasebook("schema", "summary").output == summarySchema())
    #expect(try runCasebook("schema", "config").output == configurationSchema())
    #expect(try runCasebook("schema", "traces").exitCode == 64)
  }

  @Test func `the schema of events is JSON and names every key that is read`() throws {
    let schema = try schema(eventSchema())
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(
      schema["required"] as? [String]
        == ["trace_id", "event_id", "timestamp", "stage", "status"])
    let paths = propertyPaths(of: schema)
    #expect(Set(EventPath.spellings).subtracting(paths) == ["charges[]"])
    // Kept and shown, and counted by nothing.
    #expect(
      paths.subtracting(EventPath.spellings) == [
        "attachments", "attachments[].bytes", "attachments[].name", "attachments[].type",
        "context.tags", "error.message", "model.chosen_by", "model.finish_reason",
        "note.author", "route", "route.candidates", "route.chosen",
        "route.reason", "sources", "verdict.shown_to_user",
      ])
  }

  @Test func `the schema of events lists the words that are read`() throws {
    let text = eventSchema()
    let words =
      Stage.allCases.filter { $0 != .unknown }.map(\.word)
      + Status.allCases.filter { $0 != .unknown }.map(\.word)
      + AttemptKind.allCases.map(\.word) + CostSource.allCases.map(\.key)
      + (VerdictVocabulary().outcomes + VerdictVocabulary().labels).map(\.text)
    for word in words { #expect(text.contains("\"\(word)\""), "\(word)") }
  }

  @Test func `the schema of the summary lists the words that are written`() {
    let words =
      ChangeReading.allCases.map(\.rawValue) + Condition.allCases.map(\.rawValue)
      + VerdictClass.allCases.map(\.rawValue)
      + GroupKind.allCases.map(\.rawValue) + CostBasis.allCases.map(\.key)
    for word in words { #expect(summarySchema().contains("\"\(word)\""), "\(word)") }
  }

  @Test func `events may hold more everywhere, and everything known is described`() throws {
    var objects = 0
    walk(try schema(eventSchema())) { object, path in
      guard let properties = object["properties"] as? [String: [String: Any]], path.last != "if",
        path.last != "then"
      else { return }
      objects += 1
      #expect(object["additionalProperties"] as? Bool == true, "\(path)")
      for (name, property) in properties {
        #expect((property["description"] as? String)?.isEmpty == false, "\(path) \(name)")
      }
    }
    #expect(objects == 17)
  }

  @Test func `the summary's schema requires all it knows and lets nothing else in`() throws {
    var objects = 0
    walk(try schema(summarySchema())) { object, path in
      guard let properties = object["properties"] as? [String: Any] else { return }
      objects += 1
      #expect(object["additionalProperties"] as? Bool == false, "\(path)")
      let required = object["required"] as? [String] ?? []
      let isWhole = Set(required) == Set(properties.keys) || path.isEmpty
      #expect(isWhole, "\(path)")
    }
    #expect(objects > 30)
  }

  /// Every list and map of it has an entry.
  private var fullSummary: WeekSummary {
    let start = Instant(nanoseconds: 1_794_787_200_000_000_000)
    var summary = WeekSummary(
      period: ReportPeriod(start: start, end: start, timeZone: "UTC", week: "2026-W47"))
    summary.groups = [.feature: [GroupSummary(name: "f")]]
    summary.causes = [CauseSummary(layer: "tool", what: "w")]
    summary.latency = LatencySummary(p50: 1, p90: 1, p95: 1, p99: 1, max: 1)
    summary.paths = [PathSummary(path: "direct")]
    summary.prompts = [PromptSummary(name: "p", version: "1")]
    summary.prompts[0].uses = [PromptTextSummary()]
    summary.coverage = [CoverageRow(source: "a", field: .input, events: 2, present: 1)]
    summary.findings = [FindingSummary(code: "tool-stale")]
    var arm = ComparedArm(name: "m")
    arm.goodRate = summary.verdicts.goodRate
    var comparison = Comparison(of: .model, in: Cohort(), a: arm, b: arm)
    comparison.difference = RateDifference(value: 0, low: -1, high: 1)
    summary.comparisons = [comparison]
    var pair = UnfairPair(.model, "a", "b", feature: nil, differs: [.tools], traces: (2, 3))
    pair.matched = (1, 1)
    summary.unfair = [pair]
    summary.review = [ReviewItem(traceID: "t", why: "w", isRandom: true)]
    summary.reviewDraw = ReviewDraw(
      seed: 1, population: 1, strata: [ReviewDraw.Stratum(feature: "f", traces: 1, drawn: 1)])
    summary.loudest = LoudestTrace(
      traceID: "t", notes: 1, humanVerdicts: 1, cheaper: 0.5, faster: nil)
    summary.actions = [Action(text: "a", isDone: false, traceID: "t", since: "2026-W47")]
    summary.history = [HistoryWeek(week: "2026-W46", cost: .zero)]
    summary.change = change
    summary.inputs = [InputSummary(name: "a.jsonl", format: "casebook")]
    summary.verdicts.goodRate = Rate(value: 0.5, low: 0, high: 1)
    summary.verdicts.agreement.matrix = ["success": ["wrong": 1]]
    summary.cost.byDay = ["2026-11-16": .zero]
    return summary
  }

  private var change: WeekChange {
    let difference = RateDifference(value: -0.1, low: -0.2, high: 0)
    var change = WeekChange(from: HistoryWeek(week: "2026-W46", cost: .zero))
    change.goodRate = RateChange(difference: difference, usual: 0...1, reading: .clear)
    change.handedOff = Change(by: -1, usual: 0...2, reading: .asUsual)
    change.cost = Change(by: .zero, usual: .zero ... .zero, reading: .asUsual)
    change.perGood = change.cost
    change.thrownAway = Change(by: 0.5, usual: 0...1, reading: .asUsual)
    change.p95Milliseconds = change.thrownAway
    change.groups = [
      .route: [
        GroupChange(
          previous: PreviousGroup(name: "r", judged: 2, good: 1), difference: difference,
          reading: .tooFew)
      ]
    ]
    return change
  }

  @Test func `the summary that is written has the keys of its schema, no more and no fewer`() throws
  {
    let schema = try schema(summarySchema())
    let written = summaryJSON(fullSummary, edition: "review")
    let value = try JSONSerialization.jsonObject(with: Data(written))
    var compared = 0
    compare(value, schema, definitions: schema["$defs"] as? [String: Any] ?? [:], "", &compared)
    #expect(compared == 56)
  }

  /// Compares the keys of each object with those of the schema it falls under.
  private func compare(
    _ value: Any, _ schema: [String: Any], definitions: [String: Any], _ path: String,
    _ compared: inout Int
  ) {
    var schema = schema
    if let reference = (schema["$ref"] as? String)?.split(separator: "/").last {
      schema = definitions[String(reference)] as? [String: Any] ?? [:]
    }
    if let object = value as? [String: Any] {
      let properties = schema["properties"] as? [String: [String: Any]]
      if let properties {
        compared += 1
        #expect(Set(object.keys) == Set(properties.keys), "\(path)")
      }
      let others = schema["additionalProperties"] as? [String: Any]
      for (key, member) in object {
        guard let inner = properties?[key] ?? others else { continue }
        compare(member, inner, definitions: definitions, "\(path)/\(key)", &compared)
      }
    } else if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
      for item in list { compare(item, items, definitions: definitions, "\(path)[]", &compared) }
    }
  }

  /// Where each property stands, such as `charges[].amount`.
  private func propertyPaths(of schema: [String: Any]) -> Set<String> {
    var paths: Set<String> = []
    walk(schema) { object, path in
      guard path.last != "if", path.last != "then" else { return }
      let prefix = path.map { $0 == "items" ? "[]" : ".\($0)" }.joined().dropFirst()
      for name in (object["properties"] as? [String: Any] ?? [:]).keys {
        paths.insert(prefix.isEmpty ? name : "\(prefix).\(name)")
      }
    }
    return paths
  }

  /// Every object of a JSON value, with the keys that lead to it; names of properties are no keys.
  private func walk(
    _ value: Any, at path: [String] = [], _ body: ([String: Any], [String]) -> Void
  ) {
    if let list = value as? [Any] { for item in list { walk(item, at: path, body) } }
    guard let object = value as? [String: Any] else { return }
    body(object, path)
    for (key, member) in object {
      guard key == "properties" || key == "$defs", let members = member as? [String: Any] else {
        walk(member, at: path + [key], body)
        continue
      }
      for (name, inner) in members { walk(inner, at: path + [name], body) }
    }
  }
}
