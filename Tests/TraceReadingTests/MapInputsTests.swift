import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct MapInputsTests {
  @Test func `lines are events, repeated, rejected or blank, and nothing else`() throws {
    let week = MessyWeek(seed: 1)
    let log = try count(files: week.files(3, seed: 2))
    for input in log.summary.inputs {
      #expect(input.lines == input.events + input.duplicates + input.rejected + input.blank)
    }
    #expect(log.summary.inputs.map(\.lines).reduce(0, +) == week.lines.count)
    #expect(log.summary.inputs.map(\.duplicates).reduce(0, +) > 0)
    #expect(log.summary.inputs.map(\.rejected).reduce(0, +) > 0)
    #expect(log.summary.inputs.map(\.blank).reduce(0, +) > 0)
  }

  @Test func `a rejected line has its own number and place, however the file is cut`() throws {
    let lines = [event("a", .request), "{", "", event("b", .answer), "nonsense", "{\"x\":1}"]
    for size in [1, 7, 100, 1 << 20] {
      let log = try count(files: ["log.jsonl": lines], cut: Cutting(threads: 2, rangeInBytes: size))
      #expect(log.problems.map(\.line) == [2, 5, 6], "in ranges of \(size)")
      for problem in log.problems {
        let before = lines[..<(problem.line - 1)].map { $0.utf8.count + 1 }.reduce(0, +)
        #expect(problem.offset == before)
        #expect(problem.bytes == lines[problem.line - 1].utf8.count)
      }
    }
  }

  @Test func `blocks of every size give the same figures and the same problems`() throws {
    let week = MessyWeek(seed: 7)
    var lines = week.lines
    lines.insert("{\"trace_id\":\"torn", at: 3)
    lines.insert("{\"a\":\"\u{1}\"}", at: 90)
    lines.insert("\u{0}", at: lines.count - 2)
    let whole = try count(files: ["log.jsonl": lines])
    for size in [1, 64, 1000, 4096, 100_000] {
      let log = try count(files: ["log.jsonl": lines], cut: Cutting(blockInBytes: size))
      #expect(log.json == whole.json, "in blocks of \(size)")
      #expect(log.problems.map(\.line) == whole.problems.map(\.line))
      #expect(log.problems.map(\.offset) == whole.problems.map(\.offset))
      #expect(log.problems.map(\.reason) == whole.problems.map(\.reason))
    }
  }

  @Test func `a line over the limit is rejected, and the next one read`() throws {
    var configuration = Configuration()
    configuration.limits.lineInBytes = 400
    let log = try count(
      files: [
        "log.jsonl": [
          event("a", .request),
          event("b", .request, at: 0, .input(String(repeating: "x", count: 500))),
          event("c", .request),
        ]
      ], with: LogSettings(configuration))
    #expect(log.problems.map(\.reason) == ["longer than the limit of 400 bytes (limits.line)"])
    #expect(log.summary.events == 2)
  }

  @Test func `a byte order mark belongs to no line`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("\u{FEFF}" + event("a", .request) + "\n", to: "a.jsonl")
    let log = try count([path])
    #expect(log.problems.isEmpty)
    #expect(log.summary.events == 1)
  }

  @Test(arguments: ["null", "garbage"])
  func `what stands behind a byte order mark and is no event is rejected`(line: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("\u{FEFF}\(line)\n" + event("a", .request) + "\n", to: "a.jsonl")
    let log = try count([path])
    #expect(log.problems.map(\.line) == [1])
    #expect(log.problems.map(\.reason) == ["not a JSON object"])
    #expect(log.summary.events == 1)
  }

  // MARK: Damaged logs, where they lie beside the package

  private static let damaged = CasebookProgram.packageFolder.deletingLastPathComponent()
    .appending(path: "shared/data/hostile/ndjson")

  /// The files that are not compressed, with the good and bad lines they must have.
  private static let cases: [(name: String, good: ClosedRange<Int>, bad: ClosedRange<Int>)] = [
    ("blank-lines", 40...40, 0...0), ("bom", 40...40, 0...0), ("concatenated", 0...40, 0...1),
    ("conflicting-duplicates", 50...50, 0...0), ("cr-only", 0...40, 0...1),
    ("crlf", 40...40, 0...0), ("duplicate-events", 50...50, 0...0), ("empty", 0...0, 0...0),
    ("garbage-lines", 40...40, 10...10), ("gzip-in-plain-name", 0...40, 0...1000),
    ("interleaved-writes", 30...30, 10...10), ("long-unterminated-string", 2...2, 1...1),
    ("no-final-newline", 40...40, 0...0), ("not-json", 0...0, 1...1000),
    ("nul-hole", 38...40, 1...1000), ("nul-tail", 40...40, 0...1), ("one-long-line", 3...3, 0...0),
    ("only-newline", 0...0, 0...0), ("out-of-order", 40...40, 0...0), ("plain", 40...40, 0...0),
    ("png-named", 0...0, 1...1000), ("torn-first-line", 39...39, 1...1),
    ("torn-in-utf8", 18...18, 1...1), ("torn-last-line", 39...39, 1...1),
    ("utf16le", 0...40, 0...1000),
  ]

  @Test(.enabled(if: FileManager.default.fileExists(atPath: damaged.path)))
  func `of a damaged log all good lines count, and the bad ones are listed`() throws {
    for test in Self.cases {
      let log = try count([Self.damaged.appending(path: test.name + ".jsonl").path])
      let input = log.summary.inputs[0]
      let good = input.events + input.duplicates
      #expect(test.good.contains(good), "\(test.name): \(good) good lines")
      #expect(test.bad.contains(input.rejected), "\(test.name): \(input.rejected) bad lines")
      #expect(log.problems.count { !$0.isValueOnly } == input.rejected)
    }
  }
}
