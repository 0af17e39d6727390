import Foundation
import ReportPages
import ReportPublishing
import TestSupport
import Testing
import TraceModel

@testable import casebook

/// The week after `examples/support-week`: more of the same, with a truth that is known.
///
/// `refund_status` hands out old data all week, so its answers are wrong whoever writes them. On
/// product questions one model is better under equal conditions; another has fewer tools.
struct SecondWeekTests {
  private let folder: TemporaryFolder
  private static let monday = 7 * 86_400.0

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.lines, to: "second/log.jsonl")
    try folder.write(
      "title: Support assistant\nfreshness: {refund_status: 1h}\n", to: "second/casebook.yml")
    try folder.write(
      "---\ntrace_id: refund-3\nauthor: r\n---\n- [ ] ask the order team about refund_status\n",
      to: "second/notes/a.md")
  }

  private static var lines: [String] {
    var lines: [String] = []
    func add(
      _ prefix: String, _ count: Int, good: Int, _ change: (inout ComparedTrace) -> Void,
      tool: String? = nil
    ) {
      for number in 0..<count {
        var trace = ComparedTrace(change)
        trace.isGood = number < good
        let id = "\(prefix)-\(number)"
        let start = monday + Double(number) * 600
        lines += trace.lines(id, at: start)
        guard let tool else { continue }
        lines.append(
          event(
            "\(id)-t", .tool, at: start + 0.5, .trace(id), .took(90),
            .field(
              "tool",
              .object([
                .init("name", .string(tool)), .init("data_as_of", .string(time(start - 172_800))),
              ]))))
      }
    }
    add(
      "refund", 120, good: 18,
      {
        $0.feature = "refund_status"
        $0.model = "gpt-5.4-mini"
      }, tool: "refund_status")
    for (model, good) in [("gpt-5.4-mini", 42), ("claude-haiku-4-5", 66)] {
      add("product-\(model)", 70, good: good) {
        $0.feature = "product_question"
        $0.model = model
        $0.tools = ["kb_search", "product_lookup"]
      }
    }
    add("fern", 60, good: 40) {
      $0.feature = "product_question"
      $0.model = "fern-8b"
      $0.tools = ["product_lookup"]
    }
    for (model, good) in [("gpt-5.4-mini", 50), ("claude-haiku-4-5", 48)] {
      add("orders-\(model)", 60, good: good) {
        $0.feature = "order_tracking"
        $0.model = model
      }
    }
    return lines
  }

  private func report(_ inputs: String, after previous: String?, to output: String) throws {
    let run = try CasebookProgram.run(
      ["report", inputs, "-o", folder(output), "--quiet"]
        + (previous.map { ["--previous", $0] } ?? []))
    #expect(run.exitCode == 0, "\(run.message)")
  }

  private func text(_ page: String, of report: String) throws -> String {
    try folder.text("\(report)/\(page)")
  }

  @Test func `the headline names the true story, and only what is alike is compared`() throws {
    let example = CasebookProgram.packageFolder.appending(path: "examples/support-week").path
    try report(example, after: nil, to: "first-report")
    try report(folder("second"), after: folder("first-report"), to: "second-report")
    let page = try text("index.html", of: "second-report")
    #expect(page.contains("<span>Fewer answers were good this week.</span>"))
    #expect(
      page.contains("<span>Where the first wrong step is known, it was most often a tool:"))
    #expect(
      page.contains("refund_status</bdi></code> stands below")
        || page.contains("refund_status</bdi></code> is lower than chance explains"))
    let json = try JSONSerialization.jsonObject(
      with: Data(text("summary.json", of: "second-report").utf8))
    let summary = try #require(json as? [String: Any])
    let comparisons = try #require(summary["comparisons"] as? [[String: Any]])
    let readings = comparisons.map { comparison in
      let cohort = comparison["cohort"] as? [String: Any]
      return "\(cohort?["feature"] ?? "") \(comparison["reading"] ?? "")"
    }
    #expect(
      Set(readings) == [
        "product_question claude-haiku-4-5 higher", "order_tracking no clear difference",
      ])
    let unfair = try #require(summary["unfair"] as? [[String: Any]])
    let fern = unfair.filter { "\($0["a"] ?? "") \($0["b"] ?? "")".contains("fern-8b") }
    #expect(fern.count == 2)
    for pair in fern { #expect(pair["differs"] as? [String] == ["tools"]) }
    #expect(page.contains("was not offered <code><bdi>kb_search</bdi></code>"))
    // The open task is set against the week.
    #expect(page.contains("returned old data” in 102 requests"))
  }
}
