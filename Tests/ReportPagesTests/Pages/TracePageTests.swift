import Foundation
import Testing
import TraceModel
import TraceRedaction

@testable import ReportPages

struct TracePageTests {
  /// Writes pages to look at into the folder that CASEBOOK_SHOTS names.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["CASEBOOK_SHOTS"] != nil))
  func `pages can be looked at`() throws {
    let folder = URL(filePath: ProcessInfo.processInfo.environment["CASEBOOK_SHOTS"] ?? "")
    let cases = [TraceCase.timedOut, .stale, .long(412), .hostile(hostileTraceTexts[1])]
    let edition = Edition.stub(cases)
    let sources = TemplateSources()
    let pages = try TracePages(of: edition, from: sources)
    let layout = try PageLayout(
      sections: TracePages.styles, printTitle: "Support assistant", from: sources)
    for trace in cases {
      let shell = PageShell(
        title: TracePages.title(of: trace), reportTitle: "Week 8", project: "Support assistant",
        edition: "Full edition",
        tabs: [
          .init(href: "index.html", name: "Overview"),
          .init(href: "traces.html", name: "Traces", count: "1,284", isCurrent: true),
        ], footer: ["Support assistant, Week 8. All times UTC."], pathPrefix: "../")
      let page = layout.page(pages.body(of: trace), in: shell)
      try Data(page).write(
        to: folder.appending(path: "\(trace.slug)\(trace.feature?.text.utf8.count ?? 0).html"))
    }
  }

  private func body(of trace: TraceCase) throws -> String {
    let pages = try TracePages(of: .stub([trace]), from: TemplateSources())
    return String(decoding: pages.body(of: trace).bytes, as: UTF8.self)
  }

  /// Every tag, without what stands in quotes.
  private func tags(in body: String) -> Set<String> {
    var tags: Set<String> = []
    var tag: [UInt8]?
    var isQuoted = false
    for byte in body.utf8 {
      switch byte {
      case UInt8(ascii: "<") where tag == nil: tag = []
      case UInt8(ascii: "\"") where tag != nil: isQuoted.toggle()
      case UInt8(ascii: ">") where tag != nil && !isQuoted:
        tags.insert(String(decoding: tag ?? [], as: UTF8.self))
        tag = nil
      default: if !isQuoted { tag?.append(byte) }
      }
    }
    return tags
  }

  @Test func `the first screen says what was asked, what happened, its cost and its verdict`()
    throws
  {
    let body = try body(of: .timedOut)
    let story = try #require(body.components(separatedBy: "id=\"s1\"").first)
    for words in [
      "I was promised a refund on Monday", ">Partial<", "timed out twice", "$0.19",
      "3.8× the usual $0.0503", "31.2 s", "of 6 paid attempts", "One retry failed too.",
      "A check rejected the draft of", "took over after", "I could not check the state",
      "step 6, tool", "Acceptable", "Reading list, 1 of 1: <bdi>the usual case",
    ] { #expect(story.contains(words), "\(words)") }
  }

  @Test func `old data is named with its age and its limit`() throws {
    let body = try body(of: .stale)
    #expect(body.contains("2 d 1 h</b> before use. Limit for this tool: 15 min."))
    #expect(body.contains("screenshot.png, image/png, 48 kB (not loaded)"))
    #expect(body.contains("1 min 01 s pause"))
  }

  @Test func `a retry and a fallback say what led to them`() throws {
    let body = try body(of: .timedOut)
    #expect(body.contains("because it timed out. Waited 500 ms first. Same input."))
    #expect(body.contains("because the check in step 9 rejected it"))
  }

  @Test(arguments: hostileTraceTexts)
  func `hostile text in any field is shown and never becomes markup`(text: String) throws {
    let body = try body(of: .hostile(text))
    for tag in tags(in: body) {
      #expect(!tag.contains(" style="), "\(tag)")
      #expect(!tag.contains(" on"), "\(tag)")
    }
    #expect(!body.contains("<script"))
    #expect(!body.contains("<img"))
    let clean = String(decoding: HTML.text(text).bytes, as: UTF8.self)
    #expect(body.contains(clean))
  }

  @Test func `a page without times, verdict or costs says so`() throws {
    var trace = TraceCase.timedOut
    for index in trace.steps.indices {
      trace.steps[index].event.start = nil
      trace.steps[index].event.durationNanoseconds = nil
      trace.steps[index].event.sequence = index
      trace.steps[index].charges = []
    }
    trace.start = nil
    trace.latencyNanoseconds = nil
    trace.cost = TraceCost()
    trace.verdict = TraceVerdict()
    trace.cause = nil
    let body = try body(of: trace)
    for words in [
      "No verdict", "Nobody judged this request.", "no cost logged", "no times logged",
      "The log has no times for this trace", "No cost was logged for this request",
    ] { #expect(body.contains(words), "\(words)") }
    #expect(!body.contains("$0.00<") && !body.contains("$0.0000"))
  }

  @Test func `without a request's own words, the first model call says what was asked`() throws {
    var trace = TraceCase.timedOut
    trace.steps[0].event.input = nil
    trace.steps[0].event.inputSummary = nil
    let body = try body(of: trace)
    let story = try #require(body.components(separatedBy: "id=\"s1\"").first)
    #expect(story.contains("<h1><q><bdi dir=\"auto\">Hi, I was promised a refund on Monday"))
    #expect(
      story.contains("From <a href=\"#step-4\">step 4</a>: as this model call was sent it."))
    #expect(story.contains("<a href=\"#step-4\">a model call</a> was sent"))
    #expect(!story.contains("No text was logged"))
  }

  @Test func `what nobody marks as the answer is shown as the last model call's text`() throws {
    var trace = TraceCase.timedOut
    trace.steps.removeAll { $0.event.stage == .answer || $0.event.stage == .guardrail }
    trace.verdict.all = []
    trace.verdict.deciding = nil
    let call = try #require(trace.steps.lastIndex { $0.event.stage == .model })
    trace.steps[call].event.output = .object([.init("text", .string("It is on its way."))])
    let body = try body(of: trace)
    let story = try #require(body.components(separatedBy: "id=\"s1\"").first)
    #expect(story.contains("the last model call wrote it; nothing says what the user saw."))
    #expect(story.contains("It is on its way."))
    #expect(!story.contains("Assistant, seen by the user"))
    // A call for tools is no answer.
    trace.steps[call].event.output = TraceCase.timedOut.steps[3].event.output
    #expect(try self.body(of: trace).contains("What the user saw was not logged."))
  }

  @Test func `only people are reviewers`() throws {
    func actor(isHuman: Bool) -> String? {
      var event = Step.stub(.verdict, at: 1, took: 0).event
      event.verdict = LoggedVerdict()
      event.verdict?.by = Judge(isHuman: isHuman, name: "x")
      return Actor(of: event).word
    }
    #expect(actor(isHuman: true) == "Reviewer")
    #expect(actor(isHuman: false) == "Automatic check")
  }

  @Test func `a trace without steps has a page`() throws {
    let body = try body(of: TraceCase(id: "empty", slug: "empty"))
    #expect(body.contains("What was asked is not in the log"))
  }

  @Test func `steps that all took no time have a timeline`() throws {
    var trace = TraceCase.timedOut
    for index in trace.steps.indices {
      trace.steps[index].event.start = Instant(nanoseconds: stubStart)
      trace.steps[index].event.durationNanoseconds = 0
    }
    #expect(try body(of: trace).contains("Timeline of 12 steps"))
  }

  @Test func `indices that point nowhere, and parents that are their own, do no harm`() throws {
    var trace = TraceCase.timedOut
    trace.cause = Cause(layer: "tool", step: 99, isSaid: false)
    trace.calls = [CallSummary(steps: [0, 99], stage: .tool)]
    trace.steps[6].attempt?.previous = 99
    trace.steps[6].attempt?.call = 99
    trace.steps[3].event.parentID = trace.steps[3].event.eventID
    trace.steps[3].event.start = Instant(nanoseconds: .max)
    trace.steps[4].event.start = Instant(nanoseconds: .min)
    trace.steps[4].event.durationNanoseconds = .max
    trace.steps[7].event.durationNanoseconds = .max
    trace.steps[5].isOrphan = true
    trace.steps[5].event.parentID = "gone"
    trace.steps[5].isSuperseded = true
    let body = try body(of: trace)
    #expect(body.contains("Its parent gone is not in this trace."))
    #expect(body.contains("superseded"))
  }

  @Test func `500 steps fold to few lines and keep every failed step apart`() throws {
    let body = try body(of: .long(500))
    #expect(body.contains("500 steps in"))
    #expect(body.ranges(of: "timed out</bdi></span>").count == 3)
    #expect((1...500).allSatisfy { body.contains("id=\"step-\($0)\"") })
  }

  @Test func `everything drawn lies between 0 and 100 percent`() throws {
    for trace in [TraceCase.timedOut, .stale, .long(200)] {
      let body = try body(of: trace)
      for match in body.matches(of: /<rect[^>]* x="([0-9.]+)%" width="([0-9.]+)%"/) {
        let start = try #require(Double(match.1))
        let width = try #require(Double(match.2))
        #expect(start >= 0 && start + width <= 100.02)
      }
      for match in body.matches(of: /[ "](?:x|x1|x2)="([^"]*)%"/) {
        let position = try #require(Double(match.1))
        #expect((0...100).contains(position))
      }
    }
  }

  @Test func `a page of twenty steps is under 100 kB beyond its text`() throws {
    let trace = TraceCase.long(20)
    let sources = TemplateSources()
    let layout = try PageLayout(sections: TracePages.styles, printTitle: "t", from: sources)
    let shell = PageShell(
      title: "t", reportTitle: "t", project: "t", edition: "t", tabs: [], footer: [])
    let body = try TracePages(of: .stub([trace]), from: sources).body(of: trace)
    #expect(layout.page(body, in: shell).count < 100_000)
  }

  @Test func `a long prompt is folded by its parts with their sizes, and nothing is cut`() throws {
    var trace = TraceCase.timedOut
    let long = (0..<2000).map { "passage \($0)" }.joined(separator: "\n")
    trace.steps[3].event.prompt?.text = long
    let body = try body(of: trace)
    #expect(body.contains("2,000 lines, 25 kB"))
    #expect(body.contains(long))
  }
}

let hostileTraceTexts = [
  "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
  "\"\u{301} onfocus=alert(1) autofocus", "</pre></details></main><h1>correct</h1>",
  "{{head.id}} {{{bodyHTML}}}", "javascript:alert(1)",
]

extension TraceCase {
  /// The same text in every field of every step, and in the trace's own.
  static func hostile(_ text: String) -> TraceCase {
    let name = Name(text)
    let value = JSONValue.object([.init(text, .array([.string(text), .number("1")]))])
    var trace = TraceCase.timedOut
    for index in trace.steps.indices {
      var event = trace.steps[index].event
      event.eventID = name
      event.parentID = name
      event.name = text
      event.stageWord = text
      event.statusWord = text
      event.inputSummary = text
      event.outputSummary = text
      event.input = index.isMultiple(of: 2) ? value : .user(text)
      event.output = index.isMultiple(of: 3) ? value : .text(text)
      event.prompt?.name = name
      event.prompt?.version = name
      event.prompt?.text = text
      event.prompt?.toolInstructions = text
      event.prompt?.hash = text
      event.prompt?.tools = [text]
      event.prompt?.toolSchemaVersion = text
      event.model?.name = name
      event.model?.provider = name
      event.model?.requested = "other"
      event.model?.temperature = text
      event.model?.finishReason = text
      event.route?.chosen = text
      event.route?.reason = text
      event.route?.candidates = [text]
      event.tool?.name = name
      event.error?.message = text
      event.ids = [.init(text, .string(text))]
      event.sources = [text]
      event.otherFields = [.init(text, value)]
      event.context.tags = [.init(text, .string(text))]
      event.provenance.file = text
      var attachment = Attachment()
      attachment.name = text
      attachment.type = text
      event.attachments = [attachment]
      trace.steps[index].event = event
      trace.steps[index].isOrphan = true
      trace.steps[index].attempt?.trigger = text
      for charge in trace.steps[index].charges.indices {
        trace.steps[index].charges[charge].item = text
        trace.steps[index].charges[charge].unit = text
        trace.steps[index].charges[charge].pricedBy = text
      }
    }
    trace.id = name
    trace.feature = name
    trace.route = name
    trace.session = name
    trace.user = name
    trace.environment = name
    trace.path = text
    trace.cause = Cause(layer: text, step: nil, isSaid: true)
    trace.reviewReason = text
    trace.verdict.judgement = name
    trace.verdict.verdictClass = nil
    trace.verdict.deciding?.reason = text
    trace.verdict.deciding?.by = Judge(isHuman: true, name: name, team: name)
    trace.verdict.all[0].label = name
    trace.findings = [TraceFinding(code: text, message: text, step: 1)]
    var note = Note(markdown: text)
    note.author = name
    note.team = name
    note.label = name
    note.reason = text
    note.file = text
    trace.notes = [note]
    trace.cost.otherCurrencies = [name: ExactDecimal(3)]
    trace.cost.traceCharges[0].currency = name
    return trace
  }
}
