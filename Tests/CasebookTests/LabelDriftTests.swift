import TestSupport
import Testing

/// Two weeks in which the reviewers came to mean something else by a label.
struct LabelDriftTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Forty requests of a week that ended alike, so many of them labelled `correct`.
  private func write(_ name: String, week: Int, correct: Int) throws {
    let lines = (0..<40).flatMap { number in
      let start = Double(week * 7 * 86_400 + number * 600)
      let trace = EventPart.trace("\(name)-\(number)")
      return [
        event("r", .request, at: start, trace, .input("Where is order \(number)?")),
        event("a", .answer, at: start + 1, trace, .output("On its way.")),
        event("o", .verdict, at: start + 2, trace, .verdict("success")),
        event(
          "l", .verdict, at: start + 3, trace,
          .verdict(label: number < correct ? "correct" : "acceptable", by: "human")),
      ]
    }
    try folder.write(lines, to: "\(name)/log.jsonl")
  }

  private func report(_ name: String, _ options: String...) throws {
    let run = try CasebookProgram.run(
      ["report", folder(name), "-o", folder("\(name)-report"), "--quiet"] + options)
    #expect(run.exitCode == 0, "\(run.message)")
  }

  @Test func `the findings page says which label is used for other outcomes than a week before`()
    throws
  {
    try write("first", week: 0, correct: 36)
    try report("first")
    try write("second", week: 1, correct: 10)
    try report("second", "--previous", folder("first-report"))
    let page = try folder.text("second-report/findings.html")
    #expect(page.contains("<code><bdi>verdict-drift</bdi></code>"))
    for sentence in [
      "Of requests that ended “success”, 10 of 40 were labelled “correct”; in 2026-W47 36 of 40.",
      "Of requests that ended “success”, 30 of 40 were labelled “acceptable”; in 2026-W47 4 of 40.",
    ] { #expect(page.contains(sentence), "\(sentence)") }
    #expect(try folder.text("second-report/index.html").contains("verdict-drift"))
    // From the short form in any page as well.
    try report("second", "--previous", folder("first-report/index.html"))
    #expect(try folder.text("second-report/findings.html") == page)
    let check = try CasebookProgram.run(
      ["check", folder("second"), "--previous", folder("first-report"), "--quiet"])
    #expect(String(decoding: check.output, as: UTF8.self).contains("10 of 40 were labelled"))
  }

  @Test func `the same use of a label, or no earlier week, is no drift`() throws {
    try write("first", week: 0, correct: 36)
    try report("first")
    try write("second", week: 1, correct: 34)
    try report("second", "--previous", folder("first-report"))
    #expect(try !folder.text("second-report/findings.html").contains("verdict-drift"))
    try write("second", week: 1, correct: 10)
    try report("second")
    #expect(try !folder.text("second-report/findings.html").contains("verdict-drift"))
  }
}
