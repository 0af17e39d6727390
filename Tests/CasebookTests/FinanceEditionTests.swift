import Foundation
import TestSupport
import Testing
import TraceModel

@testable import casebook

/// The finance edition of the example, held against everything in it that is not for finance.
struct FinanceEditionTests {
  private let folder: TemporaryFolder
  private static let example = CasebookProgram.packageFolder.appending(
    path: "examples/support-week")

  init() throws { folder = try TemporaryFolder() }

  private func report(_ week: String, _ options: String..., to output: String = "report") throws
    -> ProgramRun
  {
    try CasebookProgram.run(
      ["report", week, "-o", folder(output), "--edition", "finance", "--quiet"] + options)
  }

  /// Every file of the report, workbooks by their parts.
  private func files(_ output: String = "report") throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for path in folder.files(in: output) {
      let bytes = try folder.read("\(output)/\(path)")
      files[path] = bytes
      for (part, text) in unzip(path.hasSuffix(".xlsx") ? bytes : []) {
        files["\(path)/\(part)"] = Array(text.utf8)
      }
    }
    return files
  }

  /// The ids, texts and people of the logs and notes of a week.
  private func canaries(in week: URL) throws -> Set<String> {
    var found: Set<String> = []
    func add(_ value: Any?) {
      switch value {
      case let text as String:
        // Shorter ones are words like any other.
        if text.count > 12 || text.hasPrefix("u-") || text.hasPrefix("s-") { found.insert(text) }
      case let list as [Any]: list.forEach(add)
      case let object as [String: Any]: object.values.forEach(add)
      default: break
      }
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: week.path + "/events") {
      let log = try String(contentsOfFile: "\(week.path)/events/\(name)", encoding: .utf8)
      for line in log.split(separator: "\n") {
        guard
          let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        else { continue }
        for key in ["trace_id", "input_summary", "output_summary", "note"] { add(event[key]) }
        let context = event["context"] as? [String: Any]
        add(context?["session_id"])
        add(context?["user_id"])
        let prompt = event["prompt"] as? [String: Any]
        add(prompt?["text"])
        add(prompt?["tool_instructions"])
        let verdict = event["verdict"] as? [String: Any]
        for key in ["reason", "shown_to_user"] { add(verdict?[key]) }
        if let name = (verdict?["by"] as? [String: Any])?["name"] as? String { found.insert(name) }
        add((event["error"] as? [String: Any])?["message"])
        add((event["output"] as? [String: Any])?["text"])
        add((event["input"] as? [String: Any])?["messages"])
      }
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: week.path + "/notes") {
      let note = try String(contentsOfFile: "\(week.path)/notes/\(name)", encoding: .utf8)
      found.insert(name)
      for line in note.split(separator: "\n") where line.count > 25 { found.insert(String(line)) }
    }
    return found
  }

  @Test func `no id, person or text of the week is in any byte of it`() throws {
    let run = try report(Self.example.path)
    #expect(run.exitCode == 0, "\(run.message)")
    let files = try files()
    #expect(
      files.keys.filter { !$0.contains("/") }.sorted() == [
        "charges.csv", "charges.xlsx", "costs.html", "findings.html", "focus.csv", "index.html",
        "summary.json",
      ])
    let canaries = try canaries(in: Self.example)
    #expect(canaries.count > 500)
    // Names of tools and features are in the logs' texts too, and in the figures on purpose.
    let named = Set(Finder(canaries).found(in: try folder.read("report/charges.csv")))
    let finder = Finder(canaries.subtracting(named))
    for (path, bytes) in files {
      #expect(finder.found(in: bytes).isEmpty, "\(path): \(finder.found(in: bytes).prefix(3))")
    }
    // The finder finds: the review edition is full of them.
    _ = try CasebookProgram.run(
      ["report", Self.example.path, "-o", folder("review"), "--quiet", "--trace-pages", "0"])
    #expect(finder.found(in: try folder.read("review/index.html")).count > 5)
  }

  @Test func `money and counts are those of the review edition`() throws {
    _ = try report(Self.example.path)
    _ = try CasebookProgram.run(
      ["report", Self.example.path, "-o", folder("review"), "--quiet", "--trace-pages", "0"])
    #expect(try folder.read("report/charges.csv") == folder.read("review/charges.csv"))
    #expect(try folder.read("report/focus.csv") == folder.read("review/focus.csv"))
    func figures(_ path: String) throws -> [String: Any] {
      let json = try JSONSerialization.jsonObject(with: Data(try folder.read(path)))
      var figures = json as? [String: Any] ?? [:]
      // What is about single traces or people has other ids, or none.
      let about = ["review", "review_draw", "loudest", "actions", "findings", "prompts"]
      for key in about + ["edition", "join_suggestions"] { figures[key] = nil }
      return figures
    }
    #expect(
      NSDictionary(dictionary: try figures("report/summary.json"))
        == NSDictionary(dictionary: try figures("review/summary.json")))
  }

  @Test func `a rejected line keeps its place and loses what its reason quotes`() throws {
    try folder.write(
      [
        event("a", .request, .trace("secret-trace-1")),
        #"{"trace_id":"secret-trace-2","event_id":"x","timestamp":"my secret","stage":"model"}"#,
      ], to: "week/log.jsonl")
    try folder.write("---\nauthor: r.secret\n---\nno trace\n", to: "week/notes/r.secret.md")
    #expect(try report(folder("week")).exitCode == 0)
    for (path, bytes) in try files() {
      #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"), "\(path)")
    }
    #expect(try folder.text("report/rejected.jsonl").contains(#""line":2"#))
  }

  @Test func `with a key of the team, pseudonyms are the same in every run`() throws {
    try folder.write([event("a", .model, .model("m"))], to: "week/log.jsonl")
    try folder.write(
      "---\ntrace_id: trace-of-ours\n---\nIt is not in the log.\n", to: "week/notes/n.md")
    try folder.write("redaction: {key_file: our.key}\n", to: "week/casebook.yml")
    try folder.write("0123456789abcdef", to: "week/our.key")
    #expect(try report(folder("week")).exitCode == 0)
    #expect(try report(folder("week"), to: "again").exitCode == 0)
    #expect(try files() == files("again"))
    // HMAC-SHA-256 of "trace:trace-of-ours" under that key, by Python's hmac.
    #expect(try folder.text("report/findings.html").contains("trace-6684c1acabf7decc"))

    try folder.write("short", to: "week/our.key")
    let run = try report(folder("week"))
    #expect(run.exitCode == 78)
    #expect(run.message.contains("our.key: the key for pseudonyms has fewer than 16 bytes;"))
  }
}

/// Finds many texts at once, as they are and as HTML writes them.
private struct Finder {
  private var byStart: [UInt32: [(bytes: [UInt8], text: String)]] = [:]

  init(_ texts: Set<String>) {
    for text in texts {
      let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      for form in Set([text, escaped]) where form.utf8.count >= 4 {
        let bytes = Array(form.utf8)
        byStart[Self.start(bytes, 0), default: []].append((bytes, text))
      }
    }
  }

  func found(in bytes: [UInt8]) -> [String] {
    var found: [String] = []
    for place in 0..<max(0, bytes.count - 3) {
      guard let candidates = byStart[Self.start(bytes, place)] else { continue }
      for (pattern, text) in candidates where bytes[place...].starts(with: pattern) {
        found.append(text)
      }
    }
    return found
  }

  private static func start(_ bytes: [UInt8], _ place: Int) -> UInt32 {
    UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
      | UInt32(bytes[place + 3])
  }
}
