import Foundation
import TestSupport
import Testing
import TraceModel
import TraceReading

/// The samples of every vocabulary as events, and what may not change them.
struct OTLPEventsTests {
  struct Sample: CustomTestStringConvertible, Sendable {
    var name: String
    var files: [String]
    var format = "otlp"
    var testDescription: String { name }

    init(_ name: String, _ files: String..., format: String = "otlp") {
      self.name = name
      self.files = files.map { name.split(separator: "/")[0] + "/" + $0 }
      self.format = format
    }

    func texts() throws -> [Data] { try files.map { try fixture($0) } }
  }

  static let samples = [
    Sample("otlp-genai/week-46", "week-46.traces.jsonl", "week-46.logs.jsonl"),
    Sample("otlp-genai/no-content", "no-content.traces.jsonl", "no-content.logs.jsonl"),
    Sample(
      "otlp-genai/split-batches-a", "split-batches-a.traces.jsonl", "split-batches-a.logs.jsonl"),
    Sample(
      "otlp-genai/content-in-events", "content-in-events-small.traces.jsonl",
      "content-in-events-small.logs.jsonl"),
    Sample(
      "otlp-genai/openai-v2-old-default", "openai-v2-old-default-small.traces.jsonl",
      "openai-v2-old-default-small.logs.jsonl"),
    Sample("otlp-genai/openllmetry", "openllmetry-0.40.traces.jsonl"),
    Sample("otlp-genai/pydantic-ai", "pydantic-ai-week-46.traces.jsonl"),
    Sample("otlp-genai/anthropic-client", "anthropic-client.traces.jsonl"),
    Sample("otlp-genai/langfuse-attributes", "langfuse-attributes-week-46.traces.jsonl"),
    Sample("otlp-genai/spec-example", "spec-example-trace.json", "spec-example-logs.json"),
    Sample("openinference/week-46", "openinference-week-46.traces.jsonl"),
    Sample(
      "openinference/vercel", "vercel-ai-generateText-doGenerate.json",
      "vercel-ai-streamText-doStream.json", "vercel-ai-generateObject.json", format: "spans"),
  ]

  private let settings: LogSettings

  init() throws { settings = try ExpectedFigures("otlp-genai/week-46").settings() }

  @Test(arguments: samples)
  func `the events are those that were stored`(_ sample: Sample) throws {
    let read = try FormatSample(sample.texts(), with: settings)
    #expect(read.counted.problems.isEmpty)
    #expect(read.counted.summary.inputs.allSatisfy { $0.format == sample.format })
    try expectSnapshot(read.lines, "\(sample.name).events.jsonl")
  }

  @Test(arguments: samples.filter { $0.format == "otlp" && !$0.name.contains("spec") })
  func `neither the order of lines nor a file given twice shows`(_ sample: Sample) throws {
    let texts = try sample.texts()
    let once = try FormatSample(texts, with: settings).lines
    let turned = texts.reversed().map { text in
      let lines = text.split(separator: 0x0A)
      return Data(lines.reversed().joined(separator: [0x0A]))
    }
    // The files have other names, which is all that may show.
    func named(_ lines: [String]) throws -> [JSONValue] {
      try lines.map { line in
        guard case .object(let members) = try readJSONLine(line) else { return .null }
        return .object(members.filter { $0.key != "sources" })
      }
    }
    #expect(try named(FormatSample(turned, with: settings).lines) == named(once))
    let twice = try FormatSample(texts + texts, with: settings)
    #expect(twice.counted.summary.traces == (try FormatSample(texts)).counted.summary.traces)
    #expect(twice.lines.count == once.count)
    #expect(tokensByModel(twice.events("model")) == tokensByModel(try once.map(readJSONLine)))
  }

  /// Every record becomes an export of its own, and the exports come in another order.
  @Test(
    arguments: samples.filter { $0.name.contains("openai-v2") || $0.name.contains("content-in") })
  func `messages of one call may come in several exports`(_ sample: Sample) throws {
    let texts = try sample.texts()
    var single: [JSONValue] = []
    for line in texts[1].split(separator: 0x0A) {
      let export = try readJSON(Array(line))
      for resource in export["resourceLogs"]?.elements ?? [] {
        for scope in resource["scopeLogs"]?.elements ?? [] {
          for record in scope["logRecords"]?.elements ?? [] {
            let scopes = JSONValue.object([
              .init("scope", scope["scope"] ?? .null), .init("logRecords", .array([record])),
            ])
            let one = JSONValue.object([
              .init("resource", resource["resource"] ?? .null),
              .init("scopeLogs", .array([scopes])),
            ])
            single.append(.object([.init("resourceLogs", .array([one]))]))
          }
        }
      }
    }
    let lines = single.reversed().map { Data($0.canonicalBytes) }
    let apart = Data(lines.joined(separator: [0x0A]))
    func said(_ texts: [Data]) throws -> [JSONValue] {
      try FormatSample(texts, with: settings).events("model").map {
        .array(["event_id", "input", "output", "input_summary", "output_summary"].map($0.at))
      }
    }
    #expect(try said([texts[0], apart]) == said(texts))
  }

  @Test(arguments: samples.filter { $0.format == "otlp" && !$0.name.contains("spec") })
  func `a damaged log is read as far as it goes, and says so`(_ sample: Sample) throws {
    let text = String(decoding: try sample.texts()[0], as: UTF8.self)
    let damages: [(String, String)] = [
      (String(text.prefix(text.utf8.count * 7 / 10)), "cut off"),
      (
        text.replacingOccurrences(of: "\"spanId\":\"", with: "\"spanId\":{},\"was\":\""), "no spans"
      ),
      (
        text.replacingOccurrences(
          of: "\"startTimeUnixNano\":\"", with: "\"startTimeUnixNano\":\"x"),
        "no times"
      ),
    ]
    for (damaged, what) in damages {
      let problems = try count(of: damaged).problems
      #expect(!problems.isEmpty, "\(what)")
    }
    // Whatever becomes of these, nothing stops.
    for (from, to) in [
      ("\"intValue\":\"", "\"intValue\":\"-9223372036854775808"),
      ("\"traceId\":\"", "\"traceId\":7,\"was\":\""),
      ("\"stringValue\":\"", "\"stringValue\":[{\"a\":\""),
      ("\"attributes\":[", "\"attributes\":{\"a\":["), ("{", "[{"),
      ("\"key\":", "\"key\":null,\"k\":"),
      ("\"value\":{", "\"value\":{\"kvlistValue\":{\"values\":[{}]},"),
    ] {
      _ = try count(of: text.replacingOccurrences(of: from, with: to))
    }
  }

  @Test func `a number in place of an id is reported, and joins nothing`() throws {
    let times =
      #""startTimeUnixNano":"1794211843382152277","endTimeUnixNano":"1794211843482152277""#
    let id = "aaaaaaaaaaaaaaa1"
    let spans = [
      #"{"traceId":12345678901234567890,"spanId":"\#(id)","name":"a",\#(times)}"#,
      #"{"traceId":"\#(id)\#(id)","spanId":77,"name":"b",\#(times)}"#,
      #"{"traceId":"\#(id)\#(id)","spanId":"\#(id)","parentSpanId":77,"name":"c",\#(times)}"#,
    ].joined(separator: ",")
    let read = try count(
      of: #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(spans)]}]}]}"# + "\n"
        + #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"traceId":7,"timeUnixNano":"1794211843382152277"}]}]}]}"#
    )
    #expect(read.summary.events == 1)
    #expect(
      read.problems.map { "\($0.line) \($0.isValueOnly) \($0.reason.prefix(34))" } == [
        "1 false event 1 of the record: trace_id is",
        "1 false event 2 of the record: event_id is",
        "1 true trace_id: no id but a number; the ",
        "1 true event_id: no id but a number; the ",
        "1 true parent_id: no id but a number; the",
        "2 true logRecords: 1 without a trace id t",
      ])
  }

  private func count(of text: String) throws -> CountedLog {
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/log.bin"))
    return try TestSupport.count([folder.path], with: settings)
  }
}

extension JSONValue {
  fileprivate func at(_ key: String) -> JSONValue { self[key] ?? .null }
}

/// Compares lines with a stored file; `UPDATE_SNAPSHOTS=1` stores them.
func expectSnapshot(_ lines: [String], _ path: String) throws {
  let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let file = tests.appending(path: "Fixtures/\(path)")
  if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    return
  }
  let stored = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    .split(separator: "\n").map(String.init)
  #expect(lines.count == stored.count)
  for (line, other) in zip(lines, stored) where line != other {
    #expect(line == other)
    break
  }
}
