import Foundation
import TestSupport
import Testing
import TraceModel

@testable import casebook

/// The program as it is run: what it writes, what it says, how it ends.
struct ReportTests {
  private let folder: TemporaryFolder
  private static let example = CasebookProgram.packageFolder
    .appending(path: "examples/support-week").path

  init() throws { folder = try TemporaryFolder() }

  private func casebook(
    _ arguments: String..., standardInput: [UInt8]? = nil, environment: [String: String] = [:]
  ) throws -> ProgramRun {
    try CasebookProgram.run(
      arguments, in: folder.path, standardInput: standardInput, environment: environment)
  }

  /// Every file of a report with its bytes.
  private func report(_ name: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in folder.files(in: name) { files[path] = try folder.read("\(name)/\(path)") }
    return files
  }

  /// A week of one good trace.
  private var week: [String] {
    [
      event("r", .request, at: 0, .input("Where is my refund?")),
      event("m", .model, at: 1, .model("fern"), .took(500), .costs("0.25"), .parent("r")),
      event("a", .answer, at: 2, .parent("r")),
    ]
  }

  // MARK: The example

  @Test func `the example's figures are those of the golden file`() throws {
    let run = try casebook("report", Self.example, "-o", "report")
    #expect(run.exitCode == 0, "\(run.message)")
    let tests = CasebookProgram.packageFolder.appending(path: "Tests").path
    let comparison = try CasebookProgram.run(
      [
        "python3", "\(tests)/Benchmarks/check_summary.py",
        "\(tests)/CasebookTests/Fixtures/support-week.golden.json", folder("report/summary.json"),
      ], program: "/usr/bin/env")
    #expect(comparison.exitCode == 0, "\(String(decoding: comparison.output, as: UTF8.self))")
  }

  @Test func `the same input gives the same bytes, whatever the place, the threads and the locale`()
    throws
  {
    let first = try casebook("report", Self.example, "-o", "a")
    #expect(first.exitCode == 0)
    let other = try CasebookProgram.run(
      ["report", "support-week/", "--threads", "1", "-o", folder("b")],
      in: URL(filePath: Self.example).deletingLastPathComponent().path,
      environment: ["TZ": "Pacific/Apia", "LANG": "de_DE.UTF-8", "LC_ALL": "tr_TR.UTF-8"])
    #expect(other.exitCode == 0)
    // The first one's place is taken by a second run.
    let again = try casebook("report", Self.example, "-o", "a", "--threads", "2")
    #expect(again.exitCode == 0)
    let reports = try [report("a"), report("b")]
    #expect(reports[0].keys.sorted() == reports[1].keys.sorted())
    for (path, bytes) in reports[0] { #expect(reports[1][path] == bytes, "\(path)") }
  }

  @Test func `the order of the inputs shows in no byte, and how they are split in no figure`()
    throws
  {
    let lines = MessyWeek(seed: 21, traces: 12).lines
    let half = lines.count / 2
    try folder.write(Array(lines[..<half]), to: "1.jsonl")
    try folder.write(Array(lines[half...]), to: "2.jsonl")
    try folder.write(lines, to: "all.jsonl")
    let period = ["--from", "2026-11-01", "--to", "2026-11-30"]
    for (name, inputs) in [
      ("a", ["1.jsonl", "2.jsonl"]), ("b", ["2.jsonl", "1.jsonl"]), ("c", ["all.jsonl"]),
    ] {
      let run = try CasebookProgram.run(
        ["report", "-o", name] + inputs + period, in: folder.path)
      #expect(run.exitCode == 0, "\(run.message)")
    }
    let (a, b) = (try report("a"), try report("b"))
    #expect(a.keys.sorted() == b.keys.sorted())
    for (path, bytes) in a {
      let other = b[path] ?? []
      let place = zip(bytes, other).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
      let words = [bytes, other].map {
        String(decoding: $0.dropFirst(max(0, place - 60)).prefix(160), as: UTF8.self)
      }
      #expect(words[0] == words[1], "\(path)")
    }
    func figures(_ name: String) throws -> [String: String] {
      guard case .object(let members) = try readJSONLine(folder.text("\(name)/summary.json")) else {
        return [:]
      }
      return Dictionary(uniqueKeysWithValues: members.map { ($0.key, "\($0.value)") })
    }
    let one = try figures("a")
    let other = try figures("c")
    // These are about the files themselves.
    for (key, value) in one where !["inputs", "coverage", "join"].contains(key) {
      #expect(other[key] == value, "\(key)")
    }
  }

  @Test func `the program needs nothing beside it`() throws {
    let alone = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: CasebookProgram.path, toPath: alone("moved"))
    try alone.write(week, to: "week.jsonl")
    let run = try CasebookProgram.run(
      ["report", "week.jsonl"], in: alone.path, program: alone("moved"))
    #expect(run.exitCode == 0, "\(run.message)")
    #expect(alone.files(in: "casebook-report").contains("index.html"))
  }

  // MARK: Where the lines come from

  @Test func `templates of a folder take the place of the built-in ones, and a mistake is named`()
    throws
  {
    try folder.write(week, to: "week/log.jsonl")
    let layout = try String(
      contentsOf: CasebookProgram.packageFolder.appending(path: "templates/layout.mustache"),
      encoding: .utf8)
    try folder.write(
      layout.replacing("Skip to content", with: "Straight to the facts"),
      to: "mine/layout.mustache")
    let run = try casebook("report", "week", "-o", "report", "--templates", "mine")
    #expect(run.exitCode == 0, "\(run.message)")
    #expect(try folder.text("report/index.html").contains("Straight to the facts"))
    try folder.write(layout.replacing("{{title}}", with: "{{titel}}"), to: "mine/layout.mustache")
    let broken = try casebook("report", "week", "-o", "report", "--templates", "mine")
    #expect(broken.exitCode == 78)
    #expect(broken.message.contains("layout.mustache:8") && broken.message.contains("title"))
    #expect(try folder.text("report/index.html").contains("Straight to the facts"))
  }

  @Test func `a link that leads nowhere is named by report and convert, and stands in the report`()
    throws
  {
    try folder.write(week, to: "week/log.jsonl")
    try FileManager.default.createSymbolicLink(
      atPath: folder("week/gone.jsonl"), withDestinationPath: "nowhere")
    let run = try casebook("report", "week", "-o", "report")
    #expect(run.exitCode == 0, "\(run.message)")
    #expect(run.message.contains("week/gone.jsonl: a link that leads nowhere"))
    #expect(try folder.text("report/rejected.jsonl").contains("gone.jsonl"))
    #expect(try folder.text("report/findings.html").contains("a link that leads nowhere"))
    #expect(try casebook("report", "week", "-o", "report", "--strict").exitCode == 1)
    let converted = try casebook("convert", "week", "-o", "all.jsonl")
    #expect(converted.message.contains("week/gone.jsonl: a link that leads nowhere"))
  }

  @Test func `standard input is a log`() throws {
    let bytes = Array(week.joined(separator: "\n").utf8)
    let run = try casebook("report", "-", "-o", "report", standardInput: bytes)
    #expect(run.exitCode == 0, "\(run.message)")
    #expect(try folder.text("report/summary.json").contains("\"total\": \"0.25\""))
  }

  @Test func `a report in the week's own folder is not read by the next run`() throws {
    try folder.write(week, to: "week.jsonl")
    #expect(try casebook("report", ".").exitCode == 0)
    let first = try report("casebook-report")
    #expect(try casebook("report", ".").exitCode == 0)
    #expect(try report("casebook-report") == first)
  }

  // MARK: How a run ends

  @Test func `a path that is not there ends with 66`() throws {
    let run = try casebook("report", "gone.jsonl")
    #expect(run.exitCode == 66)
    #expect(
      run.message == "casebook: gone.jsonl: there is no such file or folder; check the path\n")
  }

  @Test func `nothing to report ends with 65 and says why`() throws {
    try folder.write("", to: "empty.jsonl")
    try folder.write("# only this", to: "folder/README.md")
    try folder.write(["{", "nonsense"], to: "broken.jsonl")
    try folder.write([event("r", .request, at: 0, .sequence(1))], to: "clockless.jsonl")
    try folder.write(week, to: "week.jsonl")
    for (arguments, message) in [
      (["empty.jsonl"], "empty.jsonl: the logs are empty; check that the export ran"),
      (["folder"], "folder: holds no logs; give a folder with JSON Lines files, or a file"),
      (["broken.jsonl"], "broken.jsonl:1: the line ends before its JSON does, at byte 2; no line"),
      (["broken.jsonl", "--week", "2026-W47"], "broken.jsonl:1: the line ends before its JSON"),
      (["clockless.jsonl"], "no event has a timestamp; name the period"),
      (["week.jsonl", "--week", "2026-W40"], "no trace starts in 2026-W40"),
    ] {
      let run = try CasebookProgram.run(["report", "--quiet"] + arguments, in: folder.path)
      #expect(run.exitCode == 65, "\(arguments)")
      #expect(run.message.hasPrefix("casebook: " + message), "\(run.message)")
      #expect(folder.files(in: "casebook-report").isEmpty)
    }
  }

  @Test func `a mistake in the settings ends with 78 and names its line`() throws {
    try folder.write(week, to: "week/a.jsonl")
    try folder.write("title: T\ncurency: EUR\n", to: "week/casebook.yml")
    let run = try casebook("report", "week")
    #expect(run.exitCode == 78)
    #expect(
      run.message.contains(
        "casebook.yml:2: 'curency' is no known key; did you mean 'currency'?"))
  }

  @Test(arguments: [
    ["--frobnicate"], ["--threads", "0"], ["--threads", "many"], ["--week", "47"],
    ["--week", "2026-W47", "--from", "2026-11-16"], ["--from", "2026-11-16"],
    ["--trace-pages", "some"],
  ])
  func `an option that can't be understood ends with 64`(options: [String]) throws {
    try folder.write(week, to: "week.jsonl")
    let run = try CasebookProgram.run(["report", "week.jsonl"] + options, in: folder.path)
    #expect(run.exitCode == 64, "\(run.message)")
    #expect(!run.message.isEmpty)
  }

  @Test func `without an input the command line can't be understood`() throws {
    #expect(try casebook("report").exitCode == 64)
  }

  @Test func `a folder that is no report ends with 73 and stays as it was`() throws {
    try folder.write(week, to: "week.jsonl")
    try folder.write("mine", to: "other/mine.txt")
    let run = try casebook("report", "week.jsonl", "-o", "other")
    #expect(run.exitCode == 73)
    #expect(run.message.contains("other: holds files that are no report"))
    #expect(folder.files(in: "other") == ["mine.txt"])
    #expect(try casebook("report", "week.jsonl", "-o", "gone/report").exitCode == 73)
  }

  private static let mayDropRights =
    getuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  @Test(.enabled(if: mayDropRights))
  func `without the right to read or to write a run ends with 77`() throws {
    let manager = FileManager.default
    try folder.write(week, to: "week.jsonl")
    try folder.write(week, to: "secret.jsonl")
    try manager.setAttributes([.posixPermissions: 0o000], ofItemAtPath: folder("secret.jsonl"))
    try manager.createDirectory(atPath: folder("closed"), withIntermediateDirectories: true)
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder("closed"))
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    // Where the tests' user may do everything, the program runs as one who may not.
    let copy = folder("casebook")
    try manager.copyItem(atPath: CasebookProgram.path, toPath: copy)
    let drop = ["--reuid=65534", "--regid=65534", "--clear-groups", copy]
    func run(_ arguments: [String]) throws -> ProgramRun {
      getuid() == 0
        ? try CasebookProgram.run(drop + arguments, in: folder.path, program: "/usr/bin/setpriv")
        : try CasebookProgram.run(arguments, in: folder.path)
    }
    let reading = try run(["report", "secret.jsonl", "-o", "closed/report"])
    #expect(reading.exitCode == 77, "\(reading.message)")
    let writing = try run(["report", "week.jsonl", "--quiet", "-o", "closed/report"])
    #expect(writing.exitCode == 77, "\(writing.message)")
    #expect(writing.message.contains("closed/report"))
  }

  @Test func `a run that fails leaves the report as it was`() throws {
    try folder.write(week, to: "week.jsonl")
    #expect(try casebook("report", "week.jsonl").exitCode == 0)
    let before = try report("casebook-report")
    try folder.write(["{"], to: "broken.jsonl")
    #expect(try casebook("report", "broken.jsonl").exitCode == 65)
    #expect(try casebook("report", "week.jsonl", "--week", "1999-W01").exitCode == 65)
    #expect(try report("casebook-report") == before)
    let beside = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(beside == ["broken.jsonl", "casebook-report", "week.jsonl"])
  }

  // MARK: Rejected lines

  @Test func `a rejected line is said, listed and kept, and fails only a strict run`() throws {
    let broken = "{\"trace_id\":\"t\",\u{1} <cut"
    try folder.write(Array(week[..<1]) + [broken] + Array(week[1...]), to: "week.jsonl")
    let run = try casebook("report", "week.jsonl")
    #expect(run.exitCode == 0)
    #expect(run.message.contains("1 line could not be read; the first is week.jsonl:2: not JSON"))
    let line = try folder.text("casebook-report/rejected.jsonl")
    let offset = week[0].utf8.count + 1
    #expect(
      line.hasPrefix(
        #"{"file":"week.jsonl","line":2,"offset":\#(offset),"bytes":\#(broken.utf8.count),"reason":""#
      ))
    #expect(line.hasSuffix(#","text":"{\"trace_id\":\"t\",\u0001 <cut"}"# + "\n"))
    #expect(try casebook("report", "week.jsonl", "--strict").exitCode == 1)
    // The report of a strict run is written all the same.
    #expect(folder.files(in: "casebook-report").contains("rejected.jsonl"))
  }

  @Test func `without a rejected line there is no list of them`() throws {
    try folder.write(week, to: "week.jsonl")
    #expect(try casebook("report", "week.jsonl", "--strict").exitCode == 0)
    #expect(!folder.files(in: "casebook-report").contains("rejected.jsonl"))
  }

  @Test func `of two inputs with one name each rejected line has its own text`() throws {
    try folder.write(week + ["{first"], to: "a/week.jsonl")
    try folder.write(week + ["{second"], to: "b/week.jsonl")
    #expect(try casebook("report", "a/week.jsonl", "b/week.jsonl").exitCode == 0)
    let rejected = try folder.text("casebook-report/rejected.jsonl")
    #expect(rejected.contains("{first"))
    #expect(rejected.contains("{second"))
  }

  // MARK: Hostile text

  @Test func `nothing from a file steers the terminal`() throws {
    let attack = "\u{1B}]0;owned\u{7}\u{1B}[2J\r\u{202E}\u{9B}31m::error::"
    try folder.write(
      week + ["{\"\(attack)", event("x", .request, at: 0, .trace(attack), .status(attack))],
      to: "a\u{1B}[2J\n::error::b.jsonl")
    try folder.write("\u{1B}[31m: 1\n", to: "c.yml")
    for arguments in [
      ["report", "."], ["report", ".", "--config", "c.yml"], ["trace", attack, "."],
      ["trace", "gone" + attack, "."], ["report", "gone\u{1B}[2J"],
    ] {
      let run = try CasebookProgram.run(arguments, in: folder.path)
      let shown = run.errors + run.output
      #expect(!shown.isEmpty)
      let scalars = String(decoding: shown, as: UTF8.self).unicodeScalars
      let hostile = scalars.filter {
        ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E
      }
      #expect(hostile.isEmpty, "\(hostile.map(\.value))")
      for line in String(decoding: shown, as: UTF8.self).split(separator: "\n") {
        #expect(!line.hasPrefix("::"))
      }
    }
  }

  @Test func `markup in any field is text on every page`() throws {
    let attack = "<script>alert(1)</script>\"\u{301} onmouseover=alert(2) '><img src=x>"
    func hostile(_ json: JSONValue) -> JSONValue {
      switch json {
      case .string: .string(attack)
      case .array(let elements): .array(elements.map(hostile))
      case .object(let members):
        .object(members.map { .init($0.key, hostile($0.value)) } + [.init(attack, .string(attack))])
      default: json
      }
    }
    // Every text of a whole event but those that must be words or times of the format.
    let kept: Set<String> = [
      "event_id", "parent_id", "timestamp", "stage", "status", "charges", "attempt",
    ]
    func attacked(_ id: String, _ stage: Stage, _ seconds: Double, _ more: [EventPart] = []) throws
      -> String
    {
      let whole = try readJSONLine(EventSamples.whole)
      guard case .object(let members) = whole else { return "" }
      var parts = members.filter { !kept.contains($0.key) }.map {
        EventPart.field($0.key, hostile($0.value))
      }
      parts.append(
        .field(
          "charges",
          .array([
            .object(
              ["item", "unit", "currency"].map { .init($0, .string(attack)) } + [
                .init("source", .string("model")), .init("amount", .string("1")),
              ])
          ])))
      return event(id, stage, at: seconds, parts + more)
    }
    let lines = try [
      attacked("r", .request, 0), attacked("x", .route, 1),
      attacked("m", .model, 2, [.failed(attack), .parent("r")]),
      attacked("m2", .model, 3, [.attempt(of: "m", number: 2, trigger: attack)]),
      attacked("t", .tool, 4), attacked("g", .guardrail, 5), attacked("i", .infrastructure, 6),
      attacked("a", .answer, 7), attacked("n", .note, 8), attacked("v", .verdict, 9),
      attacked("u", .request, 10, [.field("stage", .string(attack)), .status(attack)]),
    ]
    try folder.write(lines + ["{\(attack)"], to: "\("a<img src=x>\"\u{301} y").jsonl")
    let run = try casebook("report", ".")
    #expect(run.exitCode == 0, "\(run.message)")
    let pages = folder.files(in: "casebook-report").filter { $0.hasSuffix(".html") }
    #expect(pages.count >= 5)
    for page in pages {
      let bytes = try folder.read("casebook-report/\(page)")
      #expect(bytes.firstRange(of: Array("<script>alert".utf8)) == nil, "\(page)")
      #expect(bytes.firstRange(of: Array("<img".utf8)) == nil, "\(page)")
      // A quote and its accent are one character; the quote must be escaped all the same. In the
      // data inside a page a backslash stands before it.
      let quote = Array("\"\u{301}".utf8)
      for range in bytes.ranges(of: quote) {
        #expect(bytes[range.lowerBound - 1] == UInt8(ascii: "\\"), "\(page)")
      }
    }
    let tracePage = try #require(pages.first { $0.hasPrefix("traces/") })
    #expect(try folder.text("casebook-report/\(tracePage)").contains("&lt;script&gt;alert(1)"))
  }

  private static let ids = CasebookProgram.packageFolder.deletingLastPathComponent()
    .appending(path: "shared/data/hostile/paths/ids.jsonl")

  @Test func `no trace id chooses a file's name`() throws {
    var ids = [
      "../../etc/passwd", "a/b", "CON", "x.", "ID", "id", "e\u{301}", "\u{E9}", ".", "a\0b",
    ]
    if let stored = try? String(contentsOf: Self.ids, encoding: .utf8) {
      ids = try stored.split(separator: "\n").map {
        guard case .string(let id)? = try readJSONLine(String($0))["id"] else { return "" }
        return id
      }
    }
    ids = ids.filter { !$0.isEmpty }
    try folder.write(ids.map { event("r", .request, at: 0, .trace($0)) }, to: "week.jsonl")
    let run = try casebook("report", "week.jsonl")
    #expect(run.exitCode == 0, "\(run.message)")
    let pages = folder.files(in: "casebook-report/traces")
    #expect(pages.count == Set(ids.map { Name($0) }).count)
    for page in pages {
      #expect(page.utf8.count <= 64)
      #expect(page.wholeMatch(of: /[a-z0-9-]+\.html/) != nil, "\(page)")
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["casebook-report", "week.jsonl"])
  }

  // MARK: Extremes

  @Test func `times at the ends of the calendar and figures out of range end in a report`() throws {
    try folder.write(
      [
        event(
          "a", .request, at: 0, .at("1700-01-01T00:00:00Z"),
          .field("end_timestamp", .string("2250-01-01T00:00:00Z"))),
        event(
          "b", .model, at: 0, .at("2261-12-31T23:59:59.999999999Z"), .took(9e12),
          .tokens(999_999_999_999, 1_000_000_000_000)),
        event(
          "c", .model, at: 0, .at("2261-12-31T00:00:00Z"), .took(3_162_240_000_000),
          .costs("170141183460469231731")),
        event(
          "d", .tool, at: 0, .at("1678-01-01T00:00:00Z"), .costs("-170141183460469231731", "tool"),
          .attempt(number: 2_147_483_647)),
        event("e", .tool, at: 0, .sequence(.max), .attempt(of: "d", number: 2_147_483_647)),
      ], to: "week.jsonl")
    let run = try casebook("report", "week.jsonl", "--from", "1678-01-01", "--to", "2026-12-31")
    #expect(run.exitCode == 0, "\(run.message)")
    #expect(folder.files(in: "casebook-report/traces").count == 1)
  }
}
