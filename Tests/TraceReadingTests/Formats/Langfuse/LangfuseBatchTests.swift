import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What an SDK sends to Langfuse in one batch or in several.
struct LangfuseBatchTests {
  @Test func `entries are the same events in a batch of many and in one each`() throws {
    let whole = try fixture("langfuse/batches.jsonl")
    var apart = ""
    for line in String(decoding: whole, as: UTF8.self).split(separator: "\n") {
      for entry in try entries(of: line) { apart += #"{"batch":[\#(entry)]}"# + "\n" }
    }
    let one = try FormatSample([whole])
    let other = try FormatSample([Data(apart.utf8)])
    #expect(apart.split(separator: "\n").count > 40)
    #expect(one.counted.summary.cost.total == other.counted.summary.cost.total)
    #expect(try hashes(of: one) == hashes(of: other))
  }

  @Test func `an update is one event with its creation, also where it says otherwise`() throws {
    let start = #""startTime":"2026-11-10T10:00:00Z""#
    for (created, updated, name) in [
      (#""name":"ask","model":"m""#, #""output":"yes""#, "ask"),
      (#""name":"ask","model":"m""#, #""name":"ask","output":"yes""#, "ask"),
      (#""name":"ask","model":"m""#, #""name":"answer","output":"yes""#, "answer"),
      (#""name":"ask","model":"m""#, #""name":null,"output":"yes""#, "ask"),
    ] {
      let sample = try batch(
        ("generation-create", #"{"id":"o","traceId":"t",\#(start),\#(created)}"#),
        ("generation-update", #"{"id":"o","traceId":"t",\#(updated)}"#))
      #expect(sample.events.count == 1, "\(updated)")
      #expect(sample.events.first?["name"]?.string == name, "\(updated)")
      #expect(sample.events.first?["output"]?["text"]?.string == "yes", "\(updated)")
    }
  }

  @Test func `an update of something else completes nothing`() throws {
    let sample = try batch(
      ("span-create", #"{"id":"a","traceId":"t","startTime":"2026-11-10T10:00:00Z","name":"a"}"#),
      ("span-create", #"{"id":"b","traceId":"t","startTime":"2026-11-10T10:00:01Z","name":"b"}"#),
      ("span-update", #"{"id":"b","traceId":"t","endTime":"2026-11-10T10:00:03Z"}"#),
      ("span-update", #"{"id":"a","traceId":"t","endTime":"2026-11-10T10:00:05Z"}"#))
    #expect(sample.events.map { $0["duration_ms"]?.words } == ["5000", "2000"])
  }

  // langfuse 2.44.0, which tells of the trace once more with each of its calls
  @Test func `a trace begins when it was first told of`() throws {
    let sample = try batch(
      ("trace-create", #"{"id":"t","timestamp":"2026-11-10T10:00:05Z","output":"yes"}"#),
      (
        "generation-create",
        #"{"id":"o","traceId":"t","startTime":"2026-11-10T10:00:02Z","model":"m"}"#
      ),
      ("trace-create", #"{"id":"t","timestamp":"2026-11-10T10:00:01Z","name":"ask"}"#),
      ("trace-create", #"{"id":"t","timestamp":"2026-11-10T10:00:03Z","userId":"u"}"#))
    #expect(!sample.counted.summary.findings.contains { $0.code == "trace-broken" })
  }

  // langfuse 2.44.0, of OpenAI's client
  @Test func `a call that set no limit says none, and one that failed says with which code`() throws
  {
    let sample = try batch(
      (
        "generation-create",
        #"{"id":"o","traceId":"t","startTime":"2026-11-10T10:00:00Z","name":"ask","#
          + #""model":"m","modelParameters":{"temperature":1,"max_tokens":"inf","top_p":1}}"#
      ),
      (
        "generation-update",
        #"{"id":"o","traceId":"t","level":"ERROR","#
          + #""statusMessage":"Error code: 429 - {'error': {'message': 'Rate limit reached'}}"}"#
      ))
    let call = try #require(sample.events.first)
    #expect(call["model"]?["temperature"]?.words == "1")
    #expect(call["model"]?["max_tokens"] == nil)
    #expect(call["error"]?["type"] == "429")
  }

  // @langfuse/openai 5.10.1, as spans and as what its API gives of them
  @Test func `an error of JavaScript's is known by the status in its words`() throws {
    let said = "Error: 429 Rate limit reached"
    let read = try batch(
      (
        "generation-create",
        #"{"id":"o","traceId":"t","level":"ERROR","model":"m","statusMessage":"\#(said)"}"#
      ))
    #expect(read.events.first?["error"]?["type"] == "429")
    var span = SpanText(id: "b1")
    span.attributes = [
      "langfuse.observation.type": "generation", "langfuse.observation.level": "ERROR",
      "langfuse.observation.model.name": "m",
      "langfuse.observation.status_message": .string(said),
    ]
    let call = try FormatSample([export(.root, span)]).events("model").first
    #expect(call?["error"]?["type"] == "429")
    #expect(call?["error"]?["message"]?.string == said)
  }

  private func batch(_ entries: (type: String, body: String)...) throws -> FormatSample {
    let entries = entries.enumerated().map { place, entry in
      #"{"id":"e\#(place)","type":"\#(entry.type)","timestamp":"2026-11-10T10:00:0\#(place)Z","#
        + #""body":\#(entry.body)}"#
    }
    let sample = try FormatSample([
      Data((#"{"batch":[\#(entries.joined(separator: ","))]}"# + "\n").utf8)
    ])
    #expect(sample.counted.problems.isEmpty)
    return sample
  }

  /// As they are written.
  private func entries(of line: Substring) throws -> [String] {
    try Array(line.utf8).withUnsafeBufferPointer { bytes in
      let parser = JSONParser()
      return try parser.parse(bytes)["batch"]?.elements.map {
        String(decoding: $0.rawBytes, as: UTF8.self)
      } ?? []
    }
  }

  private func hashes(of sample: FormatSample) throws -> [ContentHash] {
    let parser = JSONParser()
    return try sample.lines.map {
      try Array($0.utf8).withUnsafeBufferPointer { try parser.parse($0).contentHash }
    }
  }
}
