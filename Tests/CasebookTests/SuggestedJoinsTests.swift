import Foundation
import TestSupport
import Testing
import TraceModel

/// An application's spans and a gateway's log of the same week, which share a session and no id.
struct SuggestedJoinsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      (1...3).map { Self.span($0, session: "s-\($0)", "question \($0)") }
        + (4...5).map { Self.span($0, session: nil, "question \($0)") }, to: "week/app.jsonl")
    try folder.write(
      (1...2).map { Self.call($0, session: "s-\($0)") }, to: "week/gateway.jsonl")
    try folder.write(
      (4...5).map { Self.exchange($0, "question \($0)") }, to: "week/wire.jsonl")
  }

  private static let start = 1_794_819_600

  private static func span(_ number: Int, session: String?, _ question: String) -> String {
    let at = start + 60 * number
    let attributes =
      session.map {
        attribute("session.id", $0) + "," + attribute("openinference.span.kind", "CHAIN")
      }
      ?? attribute("openinference.span.kind", "LLM") + ","
      + attribute("llm.input_messages.0.message.role", "user") + ","
      + attribute("llm.input_messages.0.message.content", question)
    return
      #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0000000000000000000000000000000\#(number)","#
      + #""spanId":"000000000000000\#(number)","name":"answer","startTimeUnixNano":"\#(at)000000000","#
      + #""endTimeUnixNano":"\#(at + 4)000000000","attributes":[\#(attributes)]}]}]}]}"#
  }

  private static func attribute(_ key: String, _ value: String) -> String {
    #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
  }

  private static func call(_ number: Int, session: String) -> String {
    let at = start + 60 * number
    return
      #"{"id":"chatcmpl-\#(number)","litellm_call_id":"c-\#(number)","trace_id":"gw-\#(number)","#
      + #""session_id":"\#(session)","call_type":"acompletion","status":"success","#
      + #""custom_llm_provider":"openai","startTime":\#(at).5,"endTime":\#(at + 2),"#
      + #""model":"gpt-4.1-mini","response_cost":0.01,"prompt_tokens":10,"completion_tokens":2,"#
      + #""total_tokens":12,"metadata":{"session_id":"\#(session)"},"messages":[],"response":{}}"#
  }

  private static func exchange(_ number: Int, _ question: String) -> String {
    #"{"time":"2026-11-16T09:0\#(number):01Z","method":"POST","#
      + #""url":"https://api.openai.com/v1/chat/completions","request":{"model":"gpt-4.1","#
      + #""messages":[{"role":"user","content":"\#(question)"}]},"status":200,"duration_ms":900,"#
      + #""response":{"id":"chatcmpl-w\#(number)","object":"chat.completion","created":1,"#
      + #""model":"gpt-4.1","choices":[{"index":0,"finish_reason":"stop","message":"#
      + #"{"role":"assistant","content":"yes"}}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}}"#
  }

  private func run(_ arguments: String...) throws {
    let run = try CasebookProgram.run(arguments.map { $0 } + ["--quiet"])
    #expect(run.exitCode == 0, "\(run.message)")
  }

  private func suggestions(_ report: String) throws -> [JSONValue] {
    let summary = try readJSONLine(try folder.text("\(report)/summary.json"))
    guard case .array(let rows) = summary["join_suggestions"] else { return [] }
    return rows
  }

  @Test func `the findings page shows them as suggestions, with links and what to log`() throws {
    try run("report", folder("week"), "-o", folder("report"))
    let words = try suggestions("report").map { row in
      [row["sources"], row["others"], row["by"], row["pairs"]].map {
        String(decoding: ($0 ?? JSONValue.null).compactBytes, as: UTF8.self)
      }.joined(separator: " ")
    }
    #expect(
      words == [
        #"["app.jsonl"] ["gateway.jsonl"] "session" 2"#, #"["app.jsonl"] ["wire.jsonl"] "text" 2"#,
      ])
    let page = try folder.text("report/findings.html")
    #expect(page.contains("Perhaps the same requests"))
    #expect(page.contains("pairs of requests may be one request each that two sources saw."))
    #expect(page.contains("the words and the time") && page.contains("traceparent"))
    #expect(page.contains(">gw-1</bdi></a>"))
    // Nothing was joined.
    #expect(try folder.text("report/summary.json").contains(#""traces": 9,"#))
  }

  @Test func `a week whose sources share nothing shows none`() throws {
    try folder.write(
      (1...2).map { Self.call($0, session: "other-\($0)") }, to: "week/gateway.jsonl")
    try folder.write((4...5).map { Self.exchange($0, "what else?") }, to: "week/wire.jsonl")
    try run("report", folder("week"), "-o", folder("report"))
    #expect(try suggestions("report").isEmpty)
    #expect(try !folder.text("report/findings.html").contains("Perhaps the same requests"))
  }

  @Test func `digests of one source each come to the same suggestions`() throws {
    try run("report", folder("week"), "-o", folder("report"), "--week", "2026-W47")
    for name in ["wire", "app", "gateway"] {
      try run(
        "digest", folder("week/\(name).jsonl"), "--week", "2026-W47", "-o", folder("\(name).digest")
      )
    }
    try run(
      "merge", folder("gateway.digest"), folder("wire.digest"), folder("app.digest"), "-o",
      folder("week.digest"))
    try run("report", "--digest", folder("week.digest"), "-o", folder("merged"))
    #expect(try folder.text("merged/summary.json") == folder.text("report/summary.json"))
  }

  @Test func `the finance edition has pseudonyms in them`() throws {
    try run("report", folder("week"), "-o", folder("report"), "--edition", "finance")
    for name in ["findings.html", "summary.json"] {
      let text = try folder.text("report/\(name)")
      #expect(text.contains("trace-") && text.contains("gateway.jsonl"))
      for id in ["gw-1", "gw-2", "00000000000000000000000000000001", "s-1"] {
        #expect(!text.contains(id), "\(id) in \(name)")
      }
    }
    #expect(try suggestions("report").count == 2)
  }
}
