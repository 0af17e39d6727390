import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct FetchEventsTests {
  private func fetched(_ line: String) throws -> Event {
    let folder = try TemporaryFolder()
    let file = try SourceFile(name: "a", path: folder.write([line], to: "a"))
    let record = EventRecord(
      traceHash: 0, content: 0, stage: .request, status: .ok, file: 0, offset: 0,
      length: UInt32(line.utf8.count))
    let events = try fetchEvents(of: [EventSources(record: record)], from: [file], ReadingRules())
    return try #require(events[EventPlace(record)])
  }

  @Test(arguments: [
    EventPart.took(9e12), .took(-1), .field("duration_ms", .string("1e300")),
    .field("end_timestamp", .string("1700-01-01T00:00:00Z")),
  ])
  func `a duration that can't be is none`(part: EventPart) throws {
    #expect(try fetched(event("e", .request, at: 0, part)).durationNanoseconds == nil)
  }

  @Test func `a step that ends centuries after its start has no duration`() throws {
    let line = event(
      "e", .request, at: 0, .at("1700-01-01T00:00:00Z"),
      .field("end_timestamp", .string("2250-01-01T00:00:00Z")))
    #expect(try fetched(line).durationNanoseconds == nil)
  }

  @Test func `keys that the format does not know are kept under their path`() throws {
    let event = try fetched(
      event(
        "e", .model, at: 0, .field("pod", .string("p-1")), .field("parent_id", .bool(true)),
        .field("model", .object([.init("name", .string("fern")), .init("seed", .number("7"))]))))
    #expect(
      event.otherFields == [
        .init("pod", .string("p-1")), .init("parent_id", .bool(true)),
        .init("model.seed", .number("7")),
      ])
  }

  @Test func `a file that changed after it was counted is an error`() throws {
    let folder = try TemporaryFolder()
    let line = event("e", .request)
    let path = try folder.write([line], to: "a")
    let file = try SourceFile(name: "a", path: path)
    let record = EventRecord(
      traceHash: 0, content: 0, stage: .request, status: .ok, file: 0, offset: 0,
      length: UInt32(line.utf8.count))
    truncate(path, 10)
    #expect(throws: InputError.self) {
      try fetchEvents(of: [EventSources(record: record)], from: [file], ReadingRules())
    }
  }
}
