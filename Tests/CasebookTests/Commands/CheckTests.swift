import Foundation
import FoundationXML
import TestSupport
import Testing

struct CheckTests {
  /// A week whose prompt changed under one version, in a session of two requests.
  private func folder(settings: String = "") throws -> LogFolder {
    func request(_ trace: String, _ text: String, at seconds: Int) -> String {
      eventLine(
        trace, "r", "request", at: seconds,
        #""input_summary":"where?","context":{"session_id":"s"}"#)
        + eventLine(
          trace, "m", "model", at: seconds,
          #""prompt":{"name":"p","version":"1","text":"\#(text)"}"#)
        + verdictLine(trace, "v", by: "human", at: seconds, #""outcome":"success""#)
    }
    var files = ["log.jsonl": request("a", "one", at: 1) + request("b", "two", at: 20)]
    if !settings.isEmpty { files["casebook.yml"] = settings }
    return try LogFolder(files)
  }

  /// The folder is there as long as the program runs.
  private func check(_ folder: LogFolder, _ arguments: String...) throws -> (
    exitCode: Int32, output: String, errors: String
  ) {
    try withExtendedLifetime(folder) {
      let run = try CasebookProgram.run(["check", folder.path] + arguments)
      return (run.exitCode, String(decoding: run.output, as: UTF8.self), run.message)
    }
  }

  @Test func `findings alone don't fail a check`() throws {
    let folder = try folder()
    let run = try check(folder, "--quiet")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("prompt-changed       2 traces, 2 events"))
    #expect(run.errors.isEmpty)
  }

  @Test func `a gate fails it with 1, wherever the gate is set`() throws {
    let named = try check(
      folder(), "--quiet", "--fail-on", "tool-stale", "prompt-changed")
    #expect(named.exitCode == 1)
    #expect(named.output.contains("FAILED     prompt-changed: 2 traces, 2 events"))
    #expect(named.output.contains("passed     tool-stale: not found"))

    let folder = try folder(settings: "gates: {fail_on: [prompt-changed]}\n")
    #expect(try check(folder, "--quiet").exitCode == 1)
    try folder.write("gates: {fail_on: [tool-stale]}\n", to: "other.yml")
    #expect(
      try check(folder, "--quiet", "--gates", folder("other.yml")).exitCode == 0
    )
  }

  @Test func `a rule that is none is an error with the nearest one`() throws {
    let run = try check(folder(), "--fail-on", "promt-changed")
    #expect(run.exitCode == 64)
    #expect(run.errors.contains("did you mean prompt-changed?"))
  }

  @Test func `a gate on a rise needs the week before, and says so`() throws {
    let folder = try folder(settings: "gates: {unsafe_rate_rise: 0.01}\n")
    let run = try check(folder, "--quiet")
    #expect(run.exitCode == 0)
    #expect(run.output.contains("not judged unsafe_rate_rise"))
    #expect(run.output.contains("--previous"))
  }

  @Test func `JSON has the findings with their examples and the gates`() throws {
    let run = try check(
      folder(), "--quiet", "--format", "json", "--fail-on", "prompt-changed")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(json["failed"] as? Bool == true)
    let findings = try #require(json["findings"] as? [[String: Any]])
    let changed = try #require(findings.first { $0["code"] as? String == "prompt-changed" })
    #expect(changed["severity"] as? String == "changes_conclusion")
    #expect(changed["examples"] as? [String] == ["a", "b"])
    #expect((json["gates"] as? [[String: Any]])?.first?["outcome"] as? String == "failed")
  }

  @Test func `JUnit is XML with a case for each gate`() throws {
    let run = try check(
      folder(), "--quiet", "--format", "junit", "--fail-on", "prompt-changed",
      "tool-stale")
    let document = try XMLDocument(xmlString: run.output)
    let suite = try #require(document.rootElement()?.elements(forName: "testsuite").first)
    #expect(suite.attribute(forName: "failures")?.stringValue == "1")
    let cases = suite.elements(forName: "testcase")
    #expect(suite.attribute(forName: "tests")?.stringValue == "\(cases.count)")
    #expect(
      cases.filter { !$0.elements(forName: "failure").isEmpty }
        .map { $0.attribute(forName: "name")?.stringValue } == ["prompt-changed"])
  }

  @Test(arguments: ["text", "json", "junit"])
  func `what was logged can't steer a terminal`(format: String) throws {
    let escape = #"\u001b[31mred\u0007\u202e"#
    let log = eventLine(escape, "r", "request") + eventLine(escape, "r", "request", at: 1)
    let run = try check(
      LogFolder(["log.jsonl": log]), "--quiet", "--format", format)
    #expect(run.exitCode == 0)
    #expect(
      !run.output.unicodeScalars.contains {
        $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F || $0.value == 0x202E
      })
  }
}
