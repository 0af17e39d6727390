import Foundation
import TestSupport
import Testing
import TraceAnalysis
import TraceModel

@testable import TraceReading

/// A figure that was damaged is the same figure, or is said to be none: it never becomes 0, or less,
/// in silence.
struct DamagedFiguresTests {
  /// Of each shape of record one or two.
  static let files = LoggerFile.all.filter { file in
    [
      "agents/mini-swe-agent.json", "agents/swe-agent.json", "agents/tau-bench.json",
      "agents/who-and-when-1.json", "inspect/popularity.json", "langfuse/batches.jsonl",
      "langfuse/microsoft-agent.json", "langfuse/pydantic-ai-tools.json", "langfuse/scores.jsonl",
      "litellm/example.json", "litellm/week.jsonl", "mlflow/mlflow-traces.jsonl",
    ].contains(file.name)
  }

  @Test(arguments: files)
  func `a damaged cost, count or score is the same or reported under its name`(
    file: LoggerFile
  ) throws {
    for sample in try Sample.all(of: file) {
      let whole = try Counted(sample.text, file)
      for place in sample.figures {
        for damage in Damage.ofFigures {
          guard let broken = damage.apply(to: sample.value(at: place)) else { continue }
          let counted = try Counted(sample.text(replacing: place, by: broken), file)
          let isSame = counted.figures == whole.figures
          // A reward below 0 is a score, and leaves its trace without a verdict, which is a finding.
          if damage.name == "negative", place.key == "reward" { continue }
          let isCredit = damage.name == "negative" && place.isCost && counted.hasCredit
          let isReported = counted.problems.contains { problem in
            !whole.problems.contains(problem) && place.names.contains { problem.contains($0) }
          }
          #expect(
            isSame || isReported || isCredit,
            "\(place) as \(damage.name): \(whole.figures) → \(counted.figures), \(counted.problems)"
          )
        }
      }
    }
  }

  @Test(arguments: files)
  func `a call of no readable model keeps its cost or is counted as unpriced`(
    file: LoggerFile
  ) throws {
    for sample in try Sample.all(of: file) {
      let whole = try Counted(sample.text, file)
      for place in sample.models {
        for damage in Damage.ofNames {
          guard let broken = damage.apply(to: sample.value(at: place)) else { continue }
          let counted = try Counted(sample.text(replacing: place, by: broken), file)
          #expect(
            counted.figures == whole.figures
              || counted.unpriced > whole.unpriced || counted.problems.count > whole.problems.count,
            "\(place) as \(damage.name): \(whole.figures) → \(counted.figures)")
        }
      }
    }
  }
}

// MARK: -

/// What was counted of one text.
private struct Counted {
  struct Figures: Equatable {
    /// In units of 10⁻¹⁰: the sum of a call's parts may be off from its total by what floats add.
    var cost: String
    var tokens: [Int]
    var judged: Int
    var errors: Int
  }

  let figures: Figures
  let problems: [String]
  let unpriced: Int
  let hasCredit: Bool

  init(_ text: String, _ file: LoggerFile) throws {
    let folder = try TemporaryFolder()
    try folder.write(Array(text.utf8), to: "log.bin")
    let log = try count([folder.path], with: file.settings)
    let tokens = log.summary.tokens
    figures = Figures(
      cost: "\(log.summary.cost.total.units / 100_000_000)",
      tokens: [
        tokens.prompt, tokens.completion, tokens.cached, tokens.cacheWrite, tokens.reasoning,
      ], judged: log.summary.verdicts.judged,
      errors: log.summary.inputs.map(\.rejected).reduce(0, +))
    problems = log.problems.map(\.reason)
    unpriced = log.summary.cost.unpricedEvents
    hasCredit = log.traces.contains { $0.judged.charges.contains { $0.amount < .zero } }
  }
}

/// What is put in a figure's place.
private struct Damage {
  var name: String
  var apply: @Sendable (JSONValue) -> JSONValue?

  static func value(_ name: String, _ value: JSONValue) -> Damage {
    Damage(name: name) { _ in value }
  }
  func apply(to value: JSONValue) -> JSONValue? { apply(value) }

  static let ofNames: [Damage] = [
    value("true", .bool(true)), value("an array", .array([.number("1")])),
    value("an object", .object([.init("a", .number("1"))])), value("a number", .number("7")),
    value("another text", .string("nobody's")), value("nothing", .null),
  ]

  static let ofFigures: [Damage] = [
    value("true", .bool(true)), value("a word", .string("x")), value("NaN", .string("NaN")),
    value("an array", .array([.number("1")])), value("too large", .number("1e400")),
    value("too long", .number("12345678901234567890123")),
    value("cut JSON", .string("{\"a\":")),
    Damage(name: "negative") { value in
      guard case .number(let digits) = value, digits != "0" else { return nil }
      return .number("-\(digits)")
    },
    Damage(name: "a number in a text") { value in
      guard case .number(let digits) = value else { return nil }
      return .string(digits)
    },
  ]
}

/// A record or a file, with the places of its figures.
private struct Sample {
  struct Place: CustomStringConvertible {
    /// Keys, numbers in arrays, and `""` where a text holds JSON.
    var steps: [String]
    var description: String { steps.joined(separator: ".") }
    var key: String { steps.last ?? "" }
    /// What a report of it may call it: by its own key or by what it is in.
    var names: [String] {
      steps.suffix(3).filter { Int($0) == nil && !$0.isEmpty }
        + (key.hasSuffix("Cost") ? ["cost"] : key == "value" ? ["score"] : [])
    }
    var isCost: Bool { steps.suffix(2).contains { $0.lowercased().contains("cost") } }
  }

  let document: JSONValue
  let before: [String]
  let after: [String]
  private(set) var figures: [Place] = []
  private(set) var models: [Place] = []

  var text: String { text(of: document) }

  /// One sample of each kind of place: of lines that stand alone each line by itself.
  static func all(of file: LoggerFile) throws -> [Sample] {
    let text = String(decoding: try Data(contentsOf: URL(filePath: file.path)), as: UTF8.self)
    guard file.name.hasSuffix(".jsonl") else {
      return [try Sample(readJSON(Array(text.utf8)), [], [])]
    }
    let lines = text.split(separator: "\n").map(String.init)
    let areAlone = file.format == "litellm"
    var seen: Set<String> = []
    return try lines.indices.compactMap { index in
      var sample = try Sample(
        readJSONLine(lines[index]), areAlone ? [] : Array(lines[..<index]),
        areAlone ? [] : Array(lines[(index + 1)...]))
      sample.figures = sample.figures.filter { seen.insert($0.steps.suffix(2).joined()).inserted }
      sample.models = sample.models.filter { seen.insert($0.description).inserted }
      return sample.figures.isEmpty && sample.models.isEmpty ? nil : sample
    }
  }

  init(_ document: JSONValue, _ before: [String], _ after: [String]) throws {
    self.document = document
    self.before = before
    self.after = after
    var seen: [String: Int] = [:]
    find(in: document, at: [], &seen)
  }

  private static let containers: Set<String> = [
    "usageDetails", "costDetails", "usage", "usage_object", "cost_breakdown", "model_stats",
    "mlflow.chat.tokenUsage", "mlflow.llm.cost",
  ]
  private static let ownKeys: Set<String> = [
    "response_cost", "totalCost", "inputCost", "outputCost", "calculatedTotalCost", "reward",
    "mistake_step", "value",
  ]
  private static let modelKeys: Set<String> = [
    "model", "providedModelName", "mlflow.llm.model", "custom_llm_provider",
  ]

  private mutating func find(in value: JSONValue, at steps: [String], _ seen: inout [String: Int]) {
    let key = steps.last ?? ""
    let isInside = steps.dropLast().suffix(3).contains { Self.containers.contains($0) }
    let isText = { if case .string = value { true } else { false } }()
    let isNumber = { if case .number = value { true } else { false } }()
    let kind = steps.suffix(2).joined(separator: ".")
    if isNumber, isInside || Self.ownKeys.contains(key) || Self.containers.contains(key) {
      if take(kind, &seen) { figures.append(Place(steps: steps)) }
    } else if Self.containers.contains(key), value.members.count > 0 || isText {
      if take(kind, &seen) { figures.append(Place(steps: steps)) }
    } else if isText, Self.modelKeys.contains(key), take(kind, &seen) {
      models.append(Place(steps: steps))
    }
    switch value {
    case .object(let members):
      for member in members { find(in: member.value, at: steps + [member.key], &seen) }
    case .array(let elements):
      for (number, element) in elements.enumerated() {
        find(in: element, at: steps + [String(number)], &seen)
      }
    case .string(let text) where text.hasPrefix("{") && Self.containers.contains(key):
      if let inner = try? readJSON(Array(text.utf8)) { find(in: inner, at: steps + [""], &seen) }
    default: break
    }
  }

  /// The first of each kind will do.
  private func take(_ kind: String, _ seen: inout [String: Int]) -> Bool {
    seen[kind, default: 0] += 1
    return seen[kind, default: 0] <= 1
  }

  func value(at place: Place) -> JSONValue { Self.value(of: document, place.steps[...]) }

  private static func value(of value: JSONValue, _ steps: ArraySlice<String>) -> JSONValue {
    guard let step = steps.first else { return value }
    switch value {
    case .object(let members):
      return members.last { $0.key == step }.map { self.value(of: $0.value, steps.dropFirst()) }
        ?? .null
    case .array(let elements):
      return self.value(of: elements[Int(step) ?? 0], steps.dropFirst())
    case .string(let text):
      return (try? readJSON(Array(text.utf8))).map { self.value(of: $0, steps.dropFirst()) }
        ?? .null
    default: return value
    }
  }

  func text(replacing place: Place, by value: JSONValue) -> String {
    text(of: Self.replace(in: document, place.steps[...], value))
  }

  private func text(of document: JSONValue) -> String {
    let line = String(decoding: document.canonicalBytes, as: UTF8.self)
    return (before + [line] + after).joined(separator: "\n") + "\n"
  }

  private static func replace(
    in value: JSONValue, _ steps: ArraySlice<String>, _ new: JSONValue
  ) -> JSONValue {
    guard let step = steps.first else { return new }
    switch value {
    case .object(let members):
      return .object(
        members.map {
          $0.key == step ? .init($0.key, replace(in: $0.value, steps.dropFirst(), new)) : $0
        })
    case .array(var elements):
      let number = Int(step) ?? 0
      elements[number] = replace(in: elements[number], steps.dropFirst(), new)
      return .array(elements)
    case .string(let text):
      guard let inner = try? readJSON(Array(text.utf8)) else { return value }
      let inside = replace(in: inner, steps.dropFirst(), new).canonicalBytes
      return .string(String(decoding: inside, as: UTF8.self))
    default: return value
    }
  }
}
