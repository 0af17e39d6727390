import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

/// Digests as files.
struct WeekDigestTests {
  private static let seeds: [UInt64] = [81, 82, 83]

  private func digest(_ log: CountedLog, tables: RecordTables? = nil) throws -> WeekDigest {
    var digest = WeekDigest(
      DigestBasis(
        period: try Period(from: "2026-01-01", to: "2026-12-31", in: .utc), timeZone: "UTC",
        configuration: Array("title: T".utf8), prices: ContentHash(high: 1, low: 2),
        hasTracesWithoutClock: true),
      inputs: log.mapped.inputs.map { input in
        InputDigest(
          input, log.problems.filter { $0.file == input.name }, range: 0..<input.bytes)
      },
      otherProblems: [
        InputProblem(file: "notes/z.md", line: 3, offset: 0, bytes: 0, reason: "b", part: .file),
        InputProblem(file: "notes/a.md", line: 1, offset: 0, bytes: 0, reason: "c", part: .value),
      ])
    digest.digest = log.counted.digest
    digest.records = log.mapped.inputs.map { $0.events + $0.duplicates }.reduce(0, +)
    digest.tracesOutside = log.counted.tracesOutside
    digest.notedTraces = ["a", "b", "e\u{301}", "\u{E9}"]
    digest.tracesWithNotes = ["b"]
    return digest
  }

  private func count(_ seed: UInt64) throws -> CountedLog {
    var note = Note(markdown: "- [ ] mend")
    note.label = "wrong"
    note.tasks = [TaskItem(text: "mend", done: false)]
    var settings = LogSettings(notes: [TraceNote(traceID: "trace-1", note: note)])
    settings.configuration.infrastructure.perRequest = "0.0004"
    return try TestSupport.count(files: StrangeWeek(seed: seed).logs, with: settings)
  }

  private func summary(_ digest: WeekDigest, _ tables: RecordTables, _ log: CountedLog) -> [UInt8] {
    var summary = digest.digest.summary(of: log.summary.period, tables: tables, rules: log.rules)
    (summary.inputs, summary.rejected) = digest.inputSummaries
    summary.review = digest.digest.reviewList(of: 8, summary, tables)
    summary.actions = digest.digest.actions.actions(since: "2026-W47")
    return ReportBytes.summary(summary)
  }

  @Test(arguments: seeds)
  func `a digest that is written and read is the same, in its bytes and its summary`(
    seed: UInt64
  ) throws {
    let log = try count(seed)
    let digest = try digest(log)
    let bytes = try digest.encoded(log.mapped.tables)
    // Other names first, so that no number stays what it was.
    let tables = RecordTables()
    for word in ["zzz", "fern-70b", "timeout", "aaa"] { _ = tables.number(of: Name(word)) }
    let read = try WeekDigest(decoding: bytes, tables)
    #expect(try read.encoded(tables) == bytes)
    #expect(read.basis == digest.basis)
    #expect(read.notedTraces == digest.notedTraces)
    #expect(summary(read, tables, log) == summary(digest, log.mapped.tables, log))
    try read.checkComplete()
  }

  @Test(arguments: seeds)
  func `any bytes are refused or read as a digest that can be written and shown`(
    seed: UInt64
  ) throws {
    let log = try count(seed)
    let bytes = try digest(log).encoded(log.mapped.tables)
    var numbers = SeededNumbers(seed: seed)
    var isRead = false
    var isRefused = false
    for _ in 0..<100 {
      var changed = bytes
      for _ in 0...Int.random(in: 0...3, using: &numbers) {
        let place = Int.random(in: 0..<changed.count, using: &numbers)
        switch numbers.next() % 4 {
        case 0: changed[place] = UInt8(numbers.next() & 0xFF)
        case 1: changed[place] ^= 1 << UInt8(numbers.next() % 8)
        case 2: changed.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0xFF, 0x7F], at: place)
        default: changed.removeSubrange(place..<min(place + 3, changed.count))
        }
        if changed.isEmpty { changed = [0] }
      }
      let tables = RecordTables()
      do {
        var read = try WeekDigest(decoding: changed, tables)
        #expect(!summary(read, tables, log).isEmpty)
        #expect(try !read.encoded(tables).isEmpty)
        try? read.checkComplete()
        try? read.merge(read)
        read.digest.merge(read.digest)
        #expect(!summary(read, tables, log).isEmpty)
        isRead = true
      } catch is DigestMismatch {
        isRefused = true
      }
    }
    #expect(isRead && isRefused)
  }

  @Test func `a digest that is cut anywhere is refused`() throws {
    let log = try count(84)
    let bytes = try digest(log).encoded(log.mapped.tables)
    for length in stride(from: 0, to: bytes.count, by: 97) {
      #expect(throws: DigestMismatch.self) {
        try WeekDigest(decoding: Array(bytes[..<length]), RecordTables())
      }
    }
    #expect(throws: DigestMismatch.self) {
      try WeekDigest(decoding: bytes + [0], RecordTables())
    }
  }

  @Test func `sums beyond all bounds stay numbers`() throws {
    let log = try TestSupport.count(
      event("m", .model, .costs("1000000000000"), .tokens(4_000_000_000, 4_000_000_000)))
    var digest = log.counted.digest
    for _ in 0..<32 { digest.merge(digest) }
    #expect(digest.tokens.prompt == .max)
    #expect(
      !ReportBytes.summary(
        digest.summary(
          of: log.summary.period, tables: log.mapped.tables, rules: log.rules)
      ).isEmpty)
  }
}
