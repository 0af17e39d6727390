import Testing
import TraceModel
import TraceReading

@testable import casebook

struct InitTests {
  @Test func `a folder's files are named with what they hold`() throws {
    let folder = try LogFolder([
      "a.jsonl": eventLine("t", "e1", "request") + "\n" + eventLine("t", "e2", "answer") + "{\n",
      "b.log": "hello\n", "c.jsonl": "", "readme.md": "x", "prices.json": "{}",
    ])
    #expect(
      try recognized(in: folder.path) == [
        "a.jsonl: version-1 events, 2 in 3 lines; 1 can't be read:"
          + " the line ends before its JSON does",
        "b.log: not recognised by 1 line: not a JSON value", "c.jsonl: empty",
        "\(folder("prices.json")): prices", "\(folder("readme.md")): no log by its ending",
      ])
  }

  @Test func `a long log is judged by its first lines`() throws {
    let lines = (0..<1200).map { eventLine("t", "e\($0)", "tool") }
    let folder = try LogFolder(["a.jsonl": lines.joined()])
    #expect(
      try recognized(in: folder.path)
        == ["a.jsonl: version-1 events, 1000 in the first 1000 lines"])
  }

  @Test func `settings are written that change nothing until they are edited`() throws {
    let folder = try LogFolder(["a.jsonl": eventLine("t", "e1", "request")])
    let run = try runCasebook("init", folder.path)
    #expect(run.exitCode == 0)
    #expect(run.output.contains("a.jsonl: version-1 events, 1 in 1 line\n"))
    let written = try folder.text("casebook.yml")
    #expect(written == configurationTemplate())
    #expect(
      try readConfiguration(Array(written.utf8), file: "casebook.yml") == Configuration())
  }

  @Test(arguments: ["casebook.yml", "casebook.yaml"])
  func `settings that are there are left as they are`(name: String) throws {
    let folder = try LogFolder(["a.jsonl": eventLine("t", "e1", "request"), name: "title: Mine\n"])
    let run = try runCasebook("init", folder.path)
    #expect(run.exitCode == 73)
    #expect(run.errors.contains("\(name): is there already and is left as it is; edit it"))
    #expect(try folder.text(name) == "title: Mine\n")
  }

  @Test func `an empty folder gets its settings too, and no folder is an error`() throws {
    let folder = try LogFolder()
    #expect(try recognized(in: folder.path) == ["\(folder.path): holds no logs yet"])
    #expect(try runCasebook("init", folder.path).exitCode == 0)
    #expect(try runCasebook("init", folder("none")).exitCode == 66)
    #expect(try runCasebook("init", folder("casebook.yml")).exitCode == 64)
  }
}
