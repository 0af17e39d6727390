import Foundation
import ReportPages
import TestSupport
import Testing
import TraceAnalysis
import TraceModel

@testable import TraceReading

/// Files that loggers wrote, each read under a name that tells nothing.
struct LoggerFilesTests {
  @Test(arguments: LoggerFile.all)
  func `a file's figures are those its logger has`(file: LoggerFile) throws {
    let log = try file.count()
    let summary = log.summary
    #expect(summary.inputs.map(\.format) == [file.format])
    #expect(log.problems.map(\.reason) == file.problems)
    #expect(summary.traces == file.traces)
    #expect(summary.events == file.events)
    #expect(summary.cost.total.digits == file.cost)
    #expect(summary.tokens.prompt == file.prompt)
    #expect(summary.tokens.completion == file.completion)
    #expect(summary.verdicts.judged == file.judged)
  }

  /// Rewritten with `UPDATE_SNAPSHOTS=1`; the difference is read like code.
  @Test(arguments: LoggerFile.all)
  func `a file's events are those that were looked through`(file: LoggerFile) throws {
    let events = try file.eventLines()
    let stored = URL(filePath: file.path).deletingLastPathComponent()
      .appending(path: "events/\(file.name).jsonl")
    if ProcessInfo.processInfo.environment["UPDATE_SNAPSHOTS"] != nil {
      try FileManager.default.createDirectory(
        at: stored.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(events).write(to: stored)
    }
    let expected = try Data(contentsOf: stored)
    #expect(Array(expected) == events, "\(file.name) reads otherwise than before")
  }

  @Test(arguments: LoggerFile.all)
  func `what is written as our own events reads the same again`(file: LoggerFile) throws {
    let events = try file.eventLines()
    let again = try countLog(bytes: events, settings: file.settings)
    let log = try file.count()
    #expect(again.problems.map(\.reason) == [])
    #expect(again.summary.events == log.summary.events)
    #expect(again.summary.cost.total == log.summary.cost.total)
    #expect(again.summary.tokens.prompt == log.summary.tokens.prompt)
    #expect(again.summary.verdicts.judged == log.summary.verdicts.judged)
  }

  /// Two records of one id that differ are read again, to tell which counts.
  @Test(arguments: LoggerFile.all)
  func `a file given again with other words is read to its end`(file: LoggerFile) throws {
    let bytes = try file.bytes()
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "one.bin")
    try folder.write(
      Array(text.replacing(" the ", with: " another ").replacing("refund", with: "return").utf8),
      to: "two.bin")
    let both = try TestSupport.count([folder.path], with: file.settings)
    // Where a log has no ids, what it says is one.
    let hasIDs = ["langfuse", "litellm", "helicone", "opik"].contains(file.format)
    #expect(hasIDs ? both.summary.events == file.events : both.summary.events >= file.events)
  }

  @Test(arguments: LoggerFile.all)
  func `a file given twice counts once`(file: LoggerFile) throws {
    let log = try file.count()
    let bytes = try file.bytes()
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "one.bin")
    try folder.write(bytes, to: "two.bin")
    let twice = try TestSupport.count([folder.path], with: file.settings)
    #expect(twice.summary.events == log.summary.events)
    #expect(twice.summary.cost.total == log.summary.cost.total)
    #expect(twice.summary.tokens.prompt == log.summary.tokens.prompt)
  }

  @Test(arguments: LoggerFile.all.filter { $0.name.hasSuffix(".jsonl") })
  func `lines in another order count the same`(file: LoggerFile) throws {
    let log = try file.count()
    let text = String(decoding: try file.bytes(), as: UTF8.self)
    let lines = text.split(separator: "\n")
    for order in [lines.reversed(), Array(lines.dropFirst(2) + lines.prefix(2))] {
      let other = try countLog(
        bytes: Array((order.joined(separator: "\n") + "\n").utf8), settings: file.settings)
      #expect(other.summary.events == log.summary.events)
      #expect(other.summary.cost.total == log.summary.cost.total)
      #expect(other.summary.verdicts.judged == log.summary.verdicts.judged)
      #expect(other.summary.attempts.retry == log.summary.attempts.retry)
    }
  }

  @Test(arguments: LoggerFile.all)
  func `a file that is cut off is said to be`(file: LoggerFile) throws {
    let bytes = try file.bytes()
    for place in 1...6 {
      let cut = Array(bytes.prefix(bytes.count * place / 7))
      let log = try countLog(bytes: cut, settings: file.settings)
      let isWhole = log.summary.events == file.events
      let isAtLine = file.name.hasSuffix(".jsonl") && cut.last == UInt8(ascii: "\n")
      #expect(isWhole || isAtLine || !log.problems.isEmpty, "cut after \(cut.count) bytes")
    }
  }

  @Test(arguments: LoggerFile.all.filter { !$0.name.hasSuffix(".eval") })
  func `values of the wrong kind break nothing, and leave events or a problem`(
    file: LoggerFile
  ) throws {
    var random = SeededNumbers(seed: 7)
    let text = String(decoding: try file.bytes(), as: UTF8.self)
    let records =
      file.name.hasSuffix(".jsonl")
      ? text.split(separator: "\n").prefix(9).map(String.init) : [text]
    for _ in 0..<12 {
      let broken = records.map { record -> [UInt8] in
        guard let value = json(record) else { return [] }
        return value.broken(&random, chance: 60).canonicalBytes
      }
      let log = try countLog(
        bytes: Array(broken.joined(separator: [0x0A])), settings: file.settings)
      // A time that became another one may lie outside of the days that are counted.
      let events = log.mapped.inputs.map(\.events).reduce(0, +)
      #expect(events > 0 || !log.problems.isEmpty || broken.allSatisfy { $0.count == 2 })
    }
  }

  private func json(_ text: String) -> JSONValue? {
    let parser = JSONParser()
    return Array(text.utf8).withUnsafeBufferPointer { try? parser.parse($0).value }
  }
}

/// Reads and counts one file under a name that says nothing.
private func countLog(bytes: [UInt8], settings: LogSettings) throws -> CountedLog {
  let folder = try TemporaryFolder()
  try folder.write(bytes, to: "log.bin")
  return try count([folder.path], with: settings)
}

extension LoggerFile {
  fileprivate func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

  fileprivate func count() throws -> CountedLog {
    try countLog(bytes: try bytes(), settings: settings)
  }

  /// All events as version-1 lines, as `casebook convert` writes them.
  fileprivate func eventLines() throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try folder.write(try bytes(), to: "log.bin")
    let files = try Inputs([folder.path]).files
    let mapped = try joinTraces(of: try map(files, MapOptions(threads: 1)))
    let order = try eventsInOrder(of: mapped, lines: lineLookup(in: files, ReadingRules()))
    var bytes: [UInt8] = []
    try forEachEventLine(of: order, from: files, ReadingRules()) { bytes += $0 }
    return bytes
  }
}

extension JSONValue {
  /// The value with one in so many of its members made something else.
  fileprivate func broken(_ random: inout SeededNumbers, chance: Int) -> JSONValue {
    if Int.random(in: 0..<chance, using: &random) == 0 {
      let others: [JSONValue] = [
        .null, .bool(true), .number("-1"), .number("1e400"), .number("12345678901234567890"),
        .string(""), .string("x"), .string("{\"a\":"), .array([]), .object([]),
        .array([.number("1")]), .object([.init("id", .null)]),
      ]
      return others[Int.random(in: 0..<others.count, using: &random)]
    }
    switch self {
    case .array(let elements):
      return .array(elements.map { $0.broken(&random, chance: chance) })
    case .object(let members):
      return .object(members.map { .init($0.key, $0.value.broken(&random, chance: chance)) })
    default: return self
    }
  }
}
