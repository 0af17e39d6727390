import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis
@testable import TraceReading

/// Files of records that were damaged, or made to do harm.
struct RecordFileTests {
  private let folder: TemporaryFolder
  private let files: [(name: String, bytes: [UInt8])]

  init() throws {
    folder = try TemporaryFolder()
    let lines = StrangeWeek(seed: 61, traces: 8, files: 1).logs.values.joined()
    let path = try folder.write(
      lines + [
        event("c", .verdict, .trace("c"), .field("verdict", Self.cause), .costs("900000000000.1")),
        event("p", .model, .trace("c"), .field("prompt", Self.prompt)),
      ], to: "log.jsonl")
    let log = try SourceFile(name: "log.jsonl", path: path)
    var files: [(name: String, bytes: [UInt8])] = []
    try makeRecordFiles(
      of: log, named: "log.jsonl", range: 0..<log.size, partitions: 2, MapOptions(threads: 1)
    ) { files.append(($0, $1)) }
    self.files = files
  }

  private static let cause: JSONValue = .object([
    .init("outcome", .string("failed")), .init("reason", .string("r")),
    .init("cause", .object([.init("event_id", .string("e1")), .init("layer", .string("tool"))])),
    .init(
      "score",
      .object([
        .init("name", .string("s")), .init("value", .number("0.123456789012345678")),
      ])),
  ])
  private static let prompt: JSONValue = .object([
    .init("name", .string("p")), .init("version", .string("1")), .init("text", .string("You")),
  ])

  private func read(_ bytes: [UInt8]) throws -> RecordFiles {
    try RecordFiles([try folder.write(bytes, to: "r.records")], RecordTables())
  }

  /// The payload of a file between its first line and its seal.
  private func payload(_ number: Int) -> [UInt8] {
    let bytes = files[number].bytes
    return Array(bytes[("casebook records 4\n".utf8.count)..<(bytes.count - 32)])
  }

  @Test func `a file of records is refused whichever of its bytes is changed, and cut anywhere`()
    throws
  {
    let bytes = files[0].bytes
    #expect(throws: Never.self) { try read(bytes) }
    for place in stride(from: 0, to: bytes.count, by: bytes.count / 60) + [bytes.count - 1] {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place & 7)
      #expect(throws: SealError.self) { try read(changed) }
      #expect(throws: SealError.self) { try read(Array(bytes[..<place])) }
    }
  }

  @Test func `numbers that point nowhere are refused, though the seal is right`() throws {
    for number in files.indices {
      let (tables, good) = (RecordTables(), try read(files[number].bytes))
      #expect(good.partitionCount == 1)
      _ = tables
    }
    let header = payload(1).split(separator: 0x0A, maxSplits: 1).first.map(Array.init) ?? []
    let columns = Array(payload(1)[(header.count + 1)...])
    let text = String(decoding: header, as: UTF8.self)
    func refused(_ old: String, _ new: String) {
      #expect(text.contains(old), "\(old)")
      let changed = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
      #expect(throws: SealError.self, "\(new)") {
        try read(sealed(changed + [0x0A] + columns, as: .records))
      }
    }
    refused("\"partition\":1", "\"partition\":2")
    refused("\"partition\":1", "\"partition\":-1")
    refused("\"layout\":[", "\"layout\":[1,")
    refused("\"counts\":[", "\"counts\":[9999999999")
    refused("\"counts\":[", "\"counts\":[-")
    refused("\"range\":[0,", "\"range\":[9223372036854775807,")
    refused("\"bytes\":", "\"bytes\":-")
    refused("\"names\":[\"", "\"names\":[1,\"")
    refused("\"kinds\":[[[", "\"kinds\":[[[9,")
    refused("\"kinds\":[[[", "\"kinds\":[[[1")
    refused("\"prompts\":[[[", "\"prompts\":[[[77777")
    refused("\"path\":\"", "\"path\":1,\"x\":\"")
    #expect(throws: SealError.self) { try read(sealed([], as: .records)) }
    #expect(throws: SealError.self) { try read(sealed(Array("\n".utf8), as: .records)) }
  }

  /// What is no refusal has to be counted without harm.
  @Test(arguments: [71, 72, 73] as [UInt64])
  func `any bytes under a right seal are refused or counted, and never end the program`(
    seed: UInt64
  ) throws {
    var numbers = SeededNumbers(seed: seed)
    var isCounted = false
    var isRefused = false
    for round in 0..<60 {
      var bytes = payload(round & 1)
      let start = (bytes.firstIndex(of: 0x0A) ?? 0) + 1
      for _ in 0...Int.random(in: 0...2, using: &numbers) {
        let place = Int.random(
          in: round % 4 == 0 ? 0..<start : start..<bytes.count, using: &numbers)
        bytes[place] = numbers.pick([0, 0xFF, 0x7F, 0x80, 1, UInt8(numbers.next() & 0xFF)])
      }
      do {
        let tables = RecordTables()
        let path = try folder.write(sealed(bytes, as: .records), to: "r.records")
        let records = try RecordFiles([path], tables)
        let mapped = MappedInputs(
          records: records, tables: tables, inputs: records.inputs.map(\.summary), problems: [],
          latestStart: nil)
        let rules = CountingRules(Configuration(), calendar: .utc, prices: PriceBook())
        let options = CountOptions(
          period: try Period(from: "2026-01-01", to: "2026-12-31", in: .utc),
          countsClockless: true)
        let counted = try count(
          mapped, options, rules, lines: lineLookup(inFilesAt: records.sources, ReadingRules()))
        let summary = counted.digest.summary(
          of: ReportPeriod(
            start: options.period.start, end: options.period.end, timeZone: "UTC", week: nil),
          tables: tables, rules: rules)
        #expect(!ReportBytes.summary(summary).isEmpty)
        isCounted = true
      } catch {
        isRefused = true
        #expect(error is SealError || error is InputError || error is RecordFilesError)
      }
    }
    #expect(isCounted && isRefused)
  }
}
