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
        "a.jsonl: version-1 events, 2 events in 3 lines; 1 can't be read:"
          + " the line ends before its JSON does, at byte 2",
        "  joined by trace_id: 2, 2 of them in traces that no other file has",
        "b.log: not recognised by 1 line: not a JSON value, at byte 1", "c.jsonl: empty",
        "no verdicts: nothing says whether answers were good",
        "no feature: costs can't be told by what they were for ('attributes: feature')",
        "\(folder("prices.json")): prices", "\(folder("readme.md")): no log by its ending",
      ])
  }

  @Test func `what is missing in model calls is said, with what it blocks`() throws {
    let folder = try LogFolder([
      "app.jsonl": eventLine("t", "e1", "request") + eventLine("u", "e1", "request"),
      "models.jsonl": eventLine("t", "e2", "model", at: 1, #""model":{"name":"m"}"#)
        + eventLine(
          "t", "e3", "model", at: 2,
          #""model":{"name":"m","provider":"p","version":"1"},"usage":{"prompt_tokens":1}"#),
    ])
    let lines = try recognized(in: folder.path)
    #expect(lines.contains("  joined by trace_id: 2, all in traces that other files have too"))
    #expect(
      lines.contains("  joined by trace_id: 2, 1 of them in traces that no other file has"))
    #expect(lines.contains("missing in 2 model calls:"))
    #expect(lines.contains("  tokens and cost, in 1: what these calls cost is unknown"))
    #expect(lines.contains { $0.hasPrefix("  prompt version, in 2: ") })
    #expect(!lines.contains { $0.contains("clock") })
  }

  @Test func `settings are written that change nothing until they are edited`() throws {
    let folder = try LogFolder(["a.jsonl": eventLine("t", "e1", "request")])
    let run = try runCasebook("init", folder.path)
    #expect(run.exitCode == 0)
    #expect(run.output.contains("a.jsonl: version-1 events, 1 event in 1 line\n"))
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
