import Foundation
import ReportPages
import TestSupport
import Testing
import TraceModel

@testable import casebook

struct ConvertEventsTests {
  /// Two traces in two files: repeated, conflicting, clockless and broken lines, odd spellings.
  private static let files = [
    "a.jsonl": eventLine("t2", "e2", "model", at: 7, #""usage":{"prompt_tokens":12}"#)
      + eventLine(
        "t2", "e1", "request", at: 5, #""pod":{"b":1,"a":[1.50,1e-7,12345678901234567890]}"#)
      + "{\"trace_id\":\"t2\"\n"
      + eventLine("t1", "e1", "request", at: 6, #""input_summary":"na\u00efve \u2028""#)
      + #"{"trace_id":"t0","event_id":"e9","timestamp":null,"sequence":2,"#
      + #""stage":"answer","status":"ok"}"# + "\r\n",
    "b.jsonl": "\u{FEFF}" + eventLine("t1", "e1", "request", at: 6, #""input_summary":"other""#)
      + "\n"
      + eventLine("t2", "e2", "model", at: 7, #""usage":{"prompt_tokens":12}"#)
      + #" { "stage":"answer", "status":"ok","event_id":"e0","trace_id":"t1","#
      + #""timestamp":"2026-11-16T10:00:09+01:00" }"#,
  ]

  private func convert(_ inputs: [String], to output: String, threads: Int = 2) throws
    -> [InputProblem]
  {
    try convertEvents(
      of: WeekOptions(inputs: inputs, threads: threads), to: output, Progress(isQuiet: true))
  }

  private func converted(_ files: [String: String]) throws -> [String] {
    let folder = try LogFolder(files)
    let output = try LogFolder()
    _ = try convert([folder.path], to: output("out.jsonl"))
    return try output.text("out.jsonl").split(separator: "\n").map(String.init)
  }

  @Test func `every event is written once, trace by trace, and of conflicting ones both`() throws {
    let lines = try converted(Self.files)
    let ids = lines.map { line in
      line.split(separator: "\"", maxSplits: 8).filter { $0.first == "t" || $0.first == "e" }
        .filter { $0.count == 2 }.joined(separator: " ")
    }
    // By start of trace, then by start of event; what has no clock comes last.
    #expect(ids.count == 6)
    #expect(ids.prefix(4) == ["t2 e1", "t2 e2", "t1 e1", "t1 e1"])
    #expect(lines[4].contains(#""event_id":"e0""#))
    #expect(ids.last == "t0 e9")
    #expect(lines[2] != lines[3])
  }

  @Test func `keys keep their order and numbers their digits, and white space goes`() throws {
    let lines = try converted(Self.files)
    #expect(lines[0].contains(#""pod":{"b":1,"a":[1.50,1e-7,12345678901234567890]}"#))
    #expect(lines[4].hasPrefix(#"{"stage":"answer","status":"ok","event_id":"e0","trace_id""#))
    #expect(lines.contains { $0.contains("naïve \u{2028}") })
    #expect(lines.last?.hasSuffix("\"ok\"}") == true)
  }

  @Test func `the order of files and the number of threads do not show`() throws {
    let folder = try LogFolder(Self.files)
    let output = try LogFolder()
    let (a, b) = (folder("a.jsonl"), folder("b.jsonl"))
    _ = try convert([a, b], to: output("1"), threads: 1)
    _ = try convert([b, a], to: output("2"), threads: 4)
    #expect(try output.text("1") == output.text("2"))

    // Also where other files hold the same lines.
    let lines = Self.files.values.flatMap { $0.split(whereSeparator: \.isNewline) }
    let other = try LogFolder([
      "x.jsonl": lines.reversed().joined(separator: "\n").replacing("\u{FEFF}", with: "")
    ])
    _ = try convert([other.path], to: output("3"))
    #expect(try output.text("1") == output.text("3"))
  }

  @Test func `converting the result again changes nothing`() throws {
    let folder = try LogFolder(Self.files)
    let output = try LogFolder()
    _ = try convert([folder.path], to: output("once.jsonl"))
    let rejected = try convert([output("once.jsonl")], to: output("twice.jsonl"))
    #expect(rejected.isEmpty)
    #expect(try output.text("once.jsonl") == output.text("twice.jsonl"))
  }

  @Test(arguments: [
    "examples/support-week",
    "Tests/TraceReadingTests/Fixtures/litellm/week.jsonl",
  ])
  func `a report over the converted file has the same figures`(input: String) throws {
    let input = CasebookProgram.packageFolder.appending(path: input).path
    let output = try LogFolder()
    _ = try convert([input], to: output("events.jsonl"))
    func figures(_ logs: String) throws -> [UInt8] {
      var options = WeekOptions(inputs: [logs], threads: 2, pages: .atMost(0))
      if FileManager.default.fileExists(atPath: "\(input)/casebook.yml") {
        options.configuration = "\(input)/casebook.yml"
      }
      if FileManager.default.fileExists(atPath: "\(input)/notes") {
        options.notes = "\(input)/notes"
      }
      var built = try buildWeek(options, Progress(isQuiet: true))
      #expect(built.week.summary.traces > 10)
      built.week.summary.inputs = []
      built.week.summary.coverage = []
      return summaryJSON(built.week.summary, edition: "review")
    }
    #expect(try figures(input) == figures(output("events.jsonl")))
  }

  @Test func `lines that can't be read are said, and fail only a strict run`() throws {
    let folder = try LogFolder(Self.files)
    let output = try LogFolder()
    let run = try runCasebook("convert", folder.path, "-o", output("o"), "--quiet")
    #expect(run.exitCode == 0)
    #expect(run.output.isEmpty)
    #expect(
      run.errors
        == "casebook: a.jsonl:3: the line ends before its JSON does, at byte 17;"
        + " the line is left out\n")

    let strict = try runCasebook("convert", folder.path, "-o", output("s"), "--quiet", "--strict")
    #expect(strict.exitCode == 1)
    #expect(try output.text("o") == output.text("s"))
  }

  @Test func `values that are left out are said, and fail no run`() throws {
    let span =
      #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","#
      + #""spanId":"00f067aa0ba902b7","name":"chat a","startTimeUnixNano":"1794819600000000000","#
      + #""endTimeUnixNano":"1794819601000000000","attributes":["#
      + #"{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},"#
      + #"{"key":"gen_ai.usage.input_tokens","value":{"stringValue":"many"}}]}]}]}]}"#
    let folder = try LogFolder(["a.jsonl": span + "\n"])
    let output = try LogFolder()
    let run = try runCasebook("convert", folder.path, "-o", output("o"), "--strict")
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("1 value left out; the first is a.jsonl:1: "))
  }

  @Test func `a dash writes to standard output`() throws {
    let folder = try LogFolder(Self.files)
    let output = try LogFolder()
    let run = try runCasebook("convert", folder.path, "-o", "-")
    _ = try convert([folder.path], to: output("o"))
    #expect(run.exitCode == 0)
    #expect(try run.output == output.text("o"))
  }

  @Test func `logs without an event leave what stood there as it was`() throws {
    let folder = try LogFolder(["a.jsonl": "no\n"])
    let output = try LogFolder(["o": "kept"])
    let run = try runCasebook("convert", folder.path, "-o", output("o"))
    #expect(run.exitCode == 65)
    #expect(try output.text("o") == "kept")
    #expect(try FileManager.default.contentsOfDirectory(atPath: output.path) == ["o"])
  }

  @Test func `a file that can't be written is an error of its own`() throws {
    let folder = try LogFolder(Self.files)
    let run = try runCasebook("convert", folder.path, "-o", folder("none/o"), "--quiet")
    #expect(run.exitCode == 73)
    #expect(run.errors.contains("none/o"))
  }
}
