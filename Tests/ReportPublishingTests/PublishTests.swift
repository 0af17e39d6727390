import Foundation
import ReportPages
import TestSupport
import Testing

@testable import ReportPublishing

struct PublishTests {
  private let folder: TemporaryFolder
  private var output: String { folder("report") }

  init() throws { folder = try TemporaryFolder() }

  private func file(_ path: String, _ text: String = "x") -> PlannedFile {
    PlannedFile(path: path) { Array(text.utf8) }
  }

  private var report: [PlannedFile] {
    [
      file("index.html"), file("traces/a.html"),
      file("summary.json", "{\n  \"review\": [],\n  \"schema\": \"casebook.summary/1\"\n}\n"),
    ]
  }

  private func expectNothingLeft() throws {
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["report"])
  }

  @Test func `a report is written to a folder that is new or empty`() throws {
    try publish(report, to: output + "/")
    #expect(folder.files(in: "report") == ["index.html", "summary.json", "traces/a.html"])
    try FileManager.default.createDirectory(
      atPath: folder("empty"), withIntermediateDirectories: true)
    try publish(report, to: folder("empty"), threads: 3)
    #expect(folder.files(in: "empty").count == 3)
  }

  @Test func `an earlier report is replaced whole`() throws {
    try publish(report + [file("rejected.jsonl"), file("traces/old.html")], to: output)
    try publish(report, to: output)
    #expect(folder.files(in: "report") == ["index.html", "summary.json", "traces/a.html"])
    try expectNothingLeft()
  }

  @Test func `an earlier report is known however much its summary holds`() throws {
    let words = (0..<20_000).map { "    \"word \($0)\": 1" }.joined(separator: ",\n")
    let summary = "{\n  \"schema\": \"casebook.summary/1\",\n  \"verdicts\": {\n\(words)\n  }\n}\n"
    try publish([file("index.html"), file("summary.json", summary)], to: output)
    try publish(report, to: output)
    #expect(folder.files(in: "report").count == 3)
  }

  @Test(arguments: ["mine.txt", "traces/mine.md", "summary.json.bak"])
  func `a report that somebody put a file into is left alone`(name: String) throws {
    try publish(report, to: output)
    try folder.write("mine", to: "report/\(name)")
    #expect {
      try publish(report, to: output)
    } throws: {
      "\($0)".hasPrefix("\(output): holds \(name), which is no part of a report;")
    }
    #expect(try folder.text("report/\(name)") == "mine")
    try expectNothingLeft()
  }

  @Test(arguments: [("a.jsonl", "{}"), ("summary.json", "{\"schema\": \"other/1\"}")])
  func `a folder that is no report is left alone`(name: String, text: String) throws {
    try folder.write(text, to: "report/\(name)")
    #expect {
      try publish(report, to: output)
    } throws: {
      "\($0)".hasSuffix("holds files that are no report; give an empty or a new folder with -o")
    }
    #expect(folder.files(in: "report") == [name])
    try expectNothingLeft()
  }

  @Test func `a file or a link in the folder's place is left alone`() throws {
    try folder.write("mine", to: "report")
    #expect(throws: PublishingError.self) { try publish(report, to: output) }
    #expect(try folder.text("report") == "mine")
    let other = try TemporaryFolder()
    try publish(report, to: other("real"))
    try FileManager.default.createSymbolicLink(
      atPath: folder("link"), withDestinationPath: other("real"))
    #expect(throws: PublishingError.self) { try publish([file("index.html")], to: folder("link")) }
    #expect(other.files(in: "real").count == 3)
  }

  @Test(arguments: ["../out.html", "/etc/x", "traces/../../x", "a//b", "", "traces/"])
  func `no file is written outside the folder, and the earlier report stays`(path: String) throws {
    try publish(report, to: output)
    #expect(throws: PublishingError.self) {
      try publish(report + [file(path)], to: output)
    }
    #expect(folder.files(in: "report") == ["index.html", "summary.json", "traces/a.html"])
    try expectNothingLeft()
  }

  @Test func `what cannot be written leaves the earlier report and nothing else`() throws {
    try publish(report, to: output)
    let tooLong = String(repeating: "x", count: 300) + ".html"
    #expect(throws: PublishingError.self) {
      try publish([file("index.html", "new"), file(tooLong)], to: output, threads: 2)
    }
    #expect(try folder.text("report/index.html") == "x")
    try expectNothingLeft()
  }

  @Test func `a folder that is not there is not made`() throws {
    #expect(throws: PublishingError.self) { try publish(report, to: folder("gone/report")) }
    #expect(folder.files().isEmpty)
  }

  @Test func `a link in an earlier report is removed and never followed`() throws {
    let other = try TemporaryFolder()
    try other.write("mine", to: "precious/a.html")
    try publish(report, to: output)
    try FileManager.default.createSymbolicLink(
      atPath: folder("report/traces/b.html"), withDestinationPath: other("precious"))
    try publish(report, to: output)
    #expect(try other.text("precious/a.html") == "mine")
    #expect(folder.files(in: "report") == ["index.html", "summary.json", "traces/a.html"])
  }

  @Test func `a single file replaces the one before, or leaves it`() throws {
    try publish(Array("old".utf8), toFile: folder("a.html"))
    try publish(Array("new".utf8), toFile: folder("a.html"))
    #expect(try folder.text("a.html") == "new")
    #expect(throws: PublishingError.self) { try publish([], toFile: folder("gone/a.html")) }
    #expect(folder.files() == ["a.html"])
  }
}
