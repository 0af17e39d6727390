import Foundation
import Testing

@testable import ReportPages

/// Run with `CASEBOOK_SPEED=1 swift test -c release -Xswiftc -enable-testing --filter Speed`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CASEBOOK_SPEED"] != nil))
struct TemplateSpeedTests {
  @Test func `20,000 pages of 10 KB are rendered in a second`() throws {
    let template = try Template<Trace>("t", from: TemplateSources(["templates/t.mustache": source]))
    let trace = Trace()
    var buffer: [UInt8] = []
    var bytes = 0
    let pages = 20_000
    let time = ContinuousClock().measure {
      for _ in 0..<pages {
        buffer.removeAll(keepingCapacity: true)
        template.render(trace, into: &buffer)
        bytes += buffer.count
      }
    }
    let rate =
      Double(pages)
      / (Double(time.components.attoseconds) * 1e-18 + Double(time.components.seconds))
    print("\(bytes / pages) bytes a page, \(Int(rate)) pages a second")
    #expect(rate > 20_000)
  }
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
