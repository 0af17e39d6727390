import Foundation
import TestSupport
import Testing

@testable import TraceReading

struct InputsTests {
  @Test func `a week folder's logs are told from what lies beside them`() throws {
    let folder = try TemporaryFolder()
    for name in [
      "b.jsonl", "a.log", "deep/er/c", "casebook.yml", "prices.json", "notes/n.md", "notes/.n.md",
      "README.md", ".hidden", "table.csv", "deep/casebook.yml",
    ] {
      try folder.write("x\n", to: name)
    }
    let inputs = try Inputs([folder.path + "/"])
    #expect(inputs.files.map(\.name) == ["a.log", "b.jsonl", "deep/er/c"])
    #expect(inputs.configurations == [folder("casebook.yml")])
    #expect(inputs.priceTables == [folder("prices.json")])
    #expect(inputs.notes == [folder("notes/n.md")])
    #expect(
      Set(inputs.skipped) == [
        folder("README.md"), folder("table.csv"), folder("deep/casebook.yml"),
      ])
  }

  @Test func `a file that begins as a log is one, whatever its ending`() throws {
    let folder = try TemporaryFolder()
    let texts = [
      "a.txt": "{\"trace_id\":1}\n", "b.md": "\u{FEFF} [\n {\"id\":1}]",
      "c.key": "{\n  \"id\": 1\n}",
      "d.yml": "event: message_start\n", "e.js": "data: {}\n",
      "no.md": "[a link](b)\n", "no.txt": "{ left open", "no.yml": "data\n", "no.js": "",
    ]
    for (name, text) in texts { try folder.write(text, to: name) }
    let inputs = try Inputs([folder.path])
    #expect(inputs.files.map(\.name) == ["a.txt", "b.md", "c.key", "d.yml", "e.js"])
    #expect(inputs.skipped.count == 4)
  }

  @Test func `an earlier report in the folder is no log`() throws {
    let folder = try TemporaryFolder()
    for name in ["a.jsonl", "casebook-report/index.html", "casebook-report/summary.json"] {
      try folder.write("x\n", to: name)
    }
    let inputs = try Inputs([folder.path])
    #expect(inputs.files.map(\.name) == ["a.jsonl"])
    #expect(inputs.unusable.map(\.path) == [folder("casebook-report")])
  }

  @Test func `files come in order of their names, whatever the order of the arguments`() throws {
    let folder = try TemporaryFolder()
    let paths = try ["b", "a", "é", "e\u{301}", "c"].map { try folder.write("x\n", to: $0) }
    let names = ["a", "b", "c", "e\u{301}", "é"]
    #expect(try Inputs(paths).files.map(\.name) == names)
    #expect(try Inputs(paths.reversed()).files.map(\.name) == names)
  }

  @Test func `links in a folder are followed to files, not to folders, and never in circles`()
    throws
  {
    let folder = try TemporaryFolder()
    try folder.write("x\n", to: "logs/a.jsonl")
    let manager = FileManager.default
    for (name, target) in [
      ("logs/circle", "."), ("logs/self", "self"), ("logs/nowhere", "gone"), ("logs/b", "a.jsonl"),
    ] {
      try manager.createSymbolicLink(atPath: folder(name), withDestinationPath: target)
    }
    let inputs = try Inputs([folder("logs")])
    #expect(inputs.files.map(\.name) == ["a.jsonl", "b"])
    #expect(
      inputs.unusable.map(\.path)
        == [folder("logs/circle"), folder("logs/nowhere"), folder("logs/self")])
  }

  @Test func `files of one name in two folders are told apart by their paths`() throws {
    let folder = try TemporaryFolder()
    for name in ["one", "two"] { try folder.write("x\n", to: "\(name)/a.jsonl") }
    let inputs = try Inputs([folder("one"), folder("two")])
    #expect(inputs.files.map(\.name) == [folder("one/a.jsonl"), folder("two/a.jsonl")])
  }

  @Test func `a path that is not there, a device and an empty folder each have their error`() throws
  {
    let folder = try TemporaryFolder()
    #expect { try Inputs([folder("gone")]) } throws: { "\($0)".hasSuffix("check the path") }
    #expect { try Inputs(["/dev/null"]) } throws: { ($0 as? InputError)?.reason == .special }
    #expect { try Inputs([folder.path]) } throws: { ($0 as? InputError)?.reason == .noLogs }
    #expect { try Inputs(["-", "-"]) } throws: {
      ($0 as? InputError)?.reason == .standardInputTwice
    }
  }
}
