import Foundation
import Glibc
import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis
@testable import TraceReading

/// Disks that are full, logs that change under the program, and runs that are killed.
struct FaultTests {
  private let folder: TemporaryFolder
  private static let week = ["--week", "2026-W47", "--quiet"]

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder("tmp"), withIntermediateDirectories: true)
    try folder.write([event("a", .request), event("b", .answer, at: 1)], to: "small.jsonl")
  }

  /// More records than the least memory takes.
  private func writeLargeLog() throws -> String {
    let lines = (0..<6000).map { number in
      #"{"trace_id":"t\#(number / 4)","event_id":"\#(number)","timestamp":"2026-11-16T09:00:00Z","#
        + #""stage":"tool","status":"ok"}"#
    }
    return try folder.write(lines, to: "large.jsonl")
  }

  private func casebook(_ arguments: [String], tmp: String = "tmp") throws -> ProgramRun {
    try CasebookProgram.run(
      arguments, in: folder.path, environment: ["TMPDIR": folder(tmp)])
  }

  /// Runs it where no file may grow beyond so many blocks of 512 bytes.
  private func casebook(blocks: Int, _ arguments: [String]) throws -> ProgramRun {
    try CasebookProgram.run(
      ["-c", "ulimit -f \(blocks); exec \"$@\"", "sh", CasebookProgram.path] + arguments,
      in: folder.path, environment: ["TMPDIR": folder("tmp")], program: "/bin/sh")
  }

  private func report() throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in folder.files(in: "report") { files[path] = try folder.read("report/\(path)") }
    return files
  }

  // MARK: No room

  @Test func `records that go to disk come to the same digest`() throws {
    let log = try writeLargeLog()
    for (name, options) in [
      ("a", []), ("b", ["--memory", "1MB", "--threads", "1"]),
      ("c", ["--memory", "1MB", "--threads", "2"]),
    ] {
      let run = try casebook(["digest", log, "-o", name] + Self.week + options)
      #expect(run.exitCode == 0, "\(run.message)")
    }
    #expect(try folder.read("a") == folder.read("b"))
    #expect(try folder.read("a") == folder.read("c"))
    #expect(folder.files(in: "tmp").isEmpty)
  }

  @Test func `a temporary folder without room, or that is none, ends with 74 and says what to do`()
    throws
  {
    let log = try writeLargeLog()
    try folder.write(gzip(Array(try folder.text("small.jsonl").utf8)), to: "small.gz")
    let arguments = ["report", log, "-o", "report", "--memory", "1MB"] + Self.week
    #expect(try casebook(["report", "small.jsonl", "-o", "report"] + Self.week).exitCode == 0)
    let before = try report()
    let full = try casebook(blocks: 100, arguments)
    #expect(full.exitCode == 74)
    #expect(
      full.message
        == "casebook: the records beyond --memory: no room to keep it in the temporary folder:"
        + " File too large; set TMPDIR to a folder with more\n")
    for arguments in [arguments, ["report", "small.gz", "-o", "report"] + Self.week] {
      let gone = try casebook(arguments, tmp: "nowhere")
      #expect(gone.exitCode == 74)
      #expect(
        gone.message.contains(
          "cannot be kept in the temporary folder \(folder("nowhere")): No such file or directory;"
            + " set TMPDIR to a folder that can be written"))
    }
    #expect(try report() == before)
    #expect(folder.files(in: "tmp").isEmpty)
  }

  @Test func `an output that finds no room ends with 73 and leaves what was there`() throws {
    try folder.write("before", to: "d")
    let large = try writeLargeLog()
    #expect(try casebook(["report", "small.jsonl", "-o", "report"] + Self.week).exitCode == 0)
    let before = try report()
    for (arguments, name) in [
      (["report", "small.jsonl", "-o", "report"] + Self.week, "report/"),
      (["digest", large, "-o", "d"] + Self.week, "d: "),
      (["convert", large, "-o", "d", "--quiet"], "d: "),
      (["map", "small.jsonl", "-o", "records", "--quiet"], "records/000"),
    ] {
      let run = try casebook(blocks: 1, arguments)
      #expect(run.exitCode == 73)
      #expect(run.message.hasPrefix("casebook: \(name)"), "\(run.message)")
      #expect(run.message.contains("cannot be written: File too large; give another"))
    }
    #expect(try report() == before)
    #expect(try folder.text("d") == "before")
    #expect(folder.files().filter { $0.contains(".new-") } == [])
  }

  // MARK: Killed

  @Test func `a run that is killed leaves no copy of its input, and the earlier report`() throws {
    #expect(try casebook(["report", "small.jsonl", "-o", "report"] + Self.week).exitCode == 0)
    let before = try report()
    let process = Process()
    process.executableURL = URL(filePath: CasebookProgram.path)
    process.arguments = ["report", "-", "-o", folder("report")] + Self.week
    process.environment = ProcessInfo.processInfo.environment
      .merging(["TMPDIR": folder("tmp")]) { $1 }
    let pipe = Pipe()
    process.standardInput = pipe
    try process.run()
    // More than a pipe holds: the program is in the midst of copying it.
    let line = Data((event("x", .request) + "\n").utf8)
    for _ in 0..<2000 { try pipe.fileHandleForWriting.write(contentsOf: line) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(folder.files(in: "tmp").isEmpty)
    #expect(try report() == before)
  }

  @Test func `what a killed run left beside its output goes with the next one`() throws {
    // No process can have this number.
    let remains = ["d.new-4194999", "report.new-4194999/index.html", "e.jsonl.new-4194999"]
    for name in remains { try folder.write("left", to: name) }
    try folder.write("mine", to: "d.new-mine")
    #expect(try casebook(["digest", "small.jsonl", "-o", "d"] + Self.week).exitCode == 0)
    #expect(try casebook(["report", "small.jsonl", "-o", "report"] + Self.week).exitCode == 0)
    #expect(try casebook(["convert", "small.jsonl", "-o", "e.jsonl"]).exitCode == 0)
    #expect(folder.files().filter { $0.contains(".new-") } == ["d.new-mine"])
  }

  // MARK: Logs that change

  private func mapped(_ lines: [String]) throws -> (MappedInputs, [SourceFile], String) {
    let path = try folder.write(lines, to: "log.jsonl")
    let files = try Inputs([path]).files
    return (try map(files, MapOptions(threads: 1)), files, path)
  }

  private func count(_ mapped: MappedInputs, _ files: [SourceFile]) throws -> CountedWeek {
    let period = try Period(from: "2026-11-16", to: "2026-11-22", in: .utc)
    return try TraceAnalysis.count(
      mapped, CountOptions(period: period, countsClockless: false),
      CountingRules(Configuration(), calendar: .utc, prices: PriceBook()),
      lines: lineLookup(in: files, ReadingRules()))
  }

  @Test func `a log that shrinks or changes between its two readings is an error`() throws {
    let conflict = [event("a", .request), event("a", .request, .input("other"))]
    let (first, files, path) = try mapped(conflict)
    #expect(try count(first, files).digest.events == 2)
    let text = try folder.text("log.jsonl")
    for (change, reason) in [
      (text.replacing("other", with: "OTHER"), InputError.Reason.changed),
      (String(repeating: "x", count: text.utf8.count), .changed), ("short\n", .shrank),
    ] {
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data(change.utf8))
      try handle.close()
      #expect {
        try count(first, files)
      } throws: { error in
        (error as? InputError)?.reason == reason
      }
    }
  }

  @Test func `a log that is removed while it is read is read to its end`() throws {
    let (first, files, path) = try mapped([event("a", .request), event("a", .answer, at: 1)])
    try FileManager.default.removeItem(atPath: path)
    #expect(try count(first, files).digest.events == 2)
  }

  @Test func `each of many contradicting events is read again once`() throws {
    let lines = (0..<300).map { event("a", .request, .input("\($0)")) }
    let (first, files, _) = try mapped(lines + lines)
    let read = Counter()
    let look = lineLookup(in: files, ReadingRules())
    let period = try Period(from: "2026-11-16", to: "2026-11-22", in: .utc)
    let counted = try TraceAnalysis.count(
      first, CountOptions(period: period, countsClockless: false),
      CountingRules(Configuration(), calendar: .utc, prices: PriceBook())
    ) {
      read.add()
      return try look($0)
    }
    #expect(counted.digest.events == 300)
    #expect(read.count == 300)
  }
}

private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var count = 0
  func add() { lock.withLock { count += 1 } }
}
