import TestSupport
import Testing
import TraceModel

struct TraceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      [
        event("r", .request, at: 0, .trace("one"), .input("Where is my refund?")),
        event("r", .request, at: 0, .trace("old"), .at("2026-09-01T00:00:00Z"), .input("Long ago")),
      ], to: "week.jsonl")
  }

  private func trace(_ arguments: String...) throws -> ProgramRun {
    try CasebookProgram.run(["trace"] + arguments, in: folder.path)
  }

  @Test func `a trace's page is written to one file`() throws {
    let run = try trace("one", "week.jsonl")
    #expect(run.exitCode == 0, "\(run.message)")
    #expect(folder.files() == ["trace.html", "week.jsonl"])
    #expect(try folder.text("trace.html").contains("Where is my refund?"))
  }

  @Test func `a trace of another week has its page too`() throws {
    #expect(try trace("old", "week.jsonl", "-o", "old.html").exitCode == 0)
    #expect(try folder.text("old.html").contains("Long ago"))
  }

  @Test func `a trace that is not there ends with 65 and writes nothing`() throws {
    let run = try trace("two", "week.jsonl", "--quiet")
    #expect(run.exitCode == 65)
    #expect(
      run.message
        == "casebook: the input has no trace two; check the id, or give the logs that have it\n")
    #expect(folder.files() == ["week.jsonl"])
  }

  @Test func `a file that can't be written ends with 73`() throws {
    #expect(try trace("one", "week.jsonl", "-o", "gone/trace.html").exitCode == 73)
  }
}
