import Foundation
import Testing

@testable import ReportPages

/// Run with `CASEBOOK_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter Speed`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["CASEBOOK_SPEED"] != nil))
struct TemplateSpeedTests {
  @Test func `20,000 pages of 10 KB are rendered in a second`() throws {
    let template = try Template<Trace>("t", from: TemplateSources(["templates/t.mustache": source]))
    let trace = Trace()
    var buffer: [UInt8] = []
    let rate = perSecond(20_000) {
      buffer.removeAll(keepingCapacity: true)
      template.render(trace, into: &buffer)
    }
    print("\(buffer.count) bytes a page, \(Int(rate)) pages a second")
    #expect(rate > 20_000)
  }

  @Test func `10,000 pages are wrapped in their shell in a second`() throws {
    let layout = try PageLayout(
      sections: [.trace, .charts], printTitle: "Week 8", from: TemplateSources())
    let shell = PageShell(
      title: "t-1", reportTitle: "Week 8", project: "Support", edition: "Full edition",
      tabs: [.init(href: "index.html", name: "Overview")], footer: ["All times UTC."])
    let template = try Template<Trace>("t", from: TemplateSources(["templates/t.mustache": source]))
    let body = template.render(Trace())
    var buffer: [UInt8] = []
    let rate = perSecond(10_000) {
      buffer.removeAll(keepingCapacity: true)
      layout.render(body, in: shell, into: &buffer)
    }
    print("\(buffer.count) bytes a file, \(Int(rate)) files a second")
    #expect(rate > 10_000)
  }

  @Test func `text is escaped at 500 MB a second`() {
    let text = String(repeating: "Use only the tool results & policy “passages”. Ä\n", count: 200)
    var buffer: [UInt8] = []
    let rate = perSecond(10_000) {
      buffer.removeAll(keepingCapacity: true)
      appendEscaped(text, to: &buffer, in: .text)
    }
    print("escaped \(Int(rate * Double(text.utf8.count) / 1e6)) MB a second")
    #expect(rate * Double(text.utf8.count) > 500e6)
  }
}

/// How often it is done in a second of one core, whatever else the machine is doing.
private func perSecond(_ count: Int, _ body: () -> Void) -> Double {
  let start = clock()
  for _ in 0..<count { body() }
  return Double(count) * Double(CLOCKS_PER_SEC) / Double(clock() - start)
}

private struct Step: TemplateData {
  var number: String
  var model = "aster-mini-4"
  var text = String(repeating: "Use only the tool results & policy “passages” below. ", count: 8)
  var isFailed: Bool
  var cost: String? = "$0.0002"
  static let fields: [TemplateField<Step>] = [
    .text("number") { $0.number },
    .text("model") { $0.model },
    .text("text") { $0.text },
    .flag("isFailed") { $0.isFailed },
    .optionalText("cost") { $0.cost },
  ]
}

private struct Trace: TemplateData {
  var title = "I was promised a refund on Monday for order 48213."
  var steps = (1...12).map { Step(number: String($0), isFailed: $0.isMultiple(of: 3)) }
  static let fields: [TemplateField<Trace>] = [
    .text("title") { $0.title },
    .list("steps") { $0.steps },
  ]
}

private let source = """
  <h1 title="{{title}}">{{title}}</h1>
  {{#steps}}
  <li id="step-{{number}}"{{#isFailed}} class="bad"{{/isFailed}}><details><summary>\
  <span class="no">{{number}}</span><span class="nm"><svg class="ic" aria-hidden="true">\
  <use href="#k-model"/></svg><code>{{model}}</code></span><span class="wh">Asked for a tool</span>\
  {{#cost}}<span class="n">{{.}}</span>{{/cost}}{{^cost}}<span class="n">no cost logged</span>{{/cost}}\
  </summary><div class="inside"><pre class="raw" tabindex="0">{{text}}</pre></div></details></li>
  {{/steps}}
  """
