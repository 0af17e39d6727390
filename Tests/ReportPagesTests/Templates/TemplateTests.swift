import Foundation
import Testing

@testable import ReportPages

@Suite struct TemplateTests {
  @Test func `a template shows texts, markup, lists, objects and flags`() throws {
    let page = try render(
      """
      <h1 title="{{title}}">{{title}}</h1>
      {{#rows}}
      <li{{#isOpen}} class="open"{{/isOpen}}>{{name}} of {{title}}{{#note}}: {{.}}{{/note}}</li>
      {{/rows}}
      {{^rows}}<p>None</p>{{/rows}}
      {{{bodyHTML}}}{{cost.total}}{{#tags}}<b>{{.}}</b>{{/tags}}
      """)

    #expect(
      page == """
        <h1 title="A &amp; B">A &amp; B</h1>
        <li class="open">one of A &amp; B: &lt;new&gt;</li>
        <li>two of A &amp; B</li>

        <i>safe</i>$4.00<b>x</b><b>y</b>
        """)
  }

  @Test(arguments: [
    ("{{titel}}", "t.mustache:1: Page has no field “titel”; did you mean “title”?"),
    ("\n\n{{#rows}}{{nam}}{{/rows}}", "t.mustache:3: Row has no field “nam”; did you mean “name”?"),
    ("{{cost.totl}}", "t.mustache:1: Cost has no field “totl”; did you mean “total”?"),
    ("{{#title}}x{{/title}}", "t.mustache:1: “title” is text, but is used as a section"),
    ("{{rows}}", "t.mustache:1: “rows” is a list, but is used as text"),
    ("{{rows.name}}", "t.mustache:1: “rows.name” is a list, but is used as an object with “name”"),
    ("{{{title}}}", "t.mustache:1: “title” is text, but is used as markup; write {{title}}"),
    (
      "{{bodyHTML}}",
      "t.mustache:1: “bodyHTML” is markup, but is used as text; write {{{bodyHTML}}}"
    ),
    ("a\n{{#rows}}", "t.mustache:2: {{#rows}} is never closed"),
    ("{{/rows}}", "t.mustache:1: {{/rows}} closes nothing that is open here"),
    ("{{title", "t.mustache:1: {{title is never closed"),
    (
      "{{> parts/badg}}",
      """
      t.mustache:1: there is no template templates/parts/badg.mustache; \
      did you mean “templates/parts/badge.mustache”?
      """
    ),
    ("{{> loop}}", "templates/loop.mustache:1: loop includes itself"),
    (
      "<script>{{title}}</script>",
      "t.mustache:1: “title” stands in <script>, where no escaping makes it safe"
    ),
    (
      "<style>{{title}}</style>",
      "t.mustache:1: “title” stands in <style>, where no escaping makes it safe"
    ),
    (
      "<p title={{title}}>",
      "t.mustache:1: “title” stands in an attribute without quotes, where no escaping makes it safe"
    ),
    ("<p {{title}}>", "t.mustache:1: “title” stands in a tag, where no escaping makes it safe"),
    (
      "<!-- {{title}} -->",
      "t.mustache:1: “title” stands in a comment, where no escaping makes it safe"
    ),
    (
      "<p onclick=\"{{title}}\">",
      "t.mustache:1: “title” stands in the attribute onclick, where no escaping makes it safe"
    ),
    (
      "<p STYLE='{{title}}'>",
      "t.mustache:1: “title” stands in the attribute style, where no escaping makes it safe"
    ),
    (
      "<p title=\"{{{bodyHTML}}}\">",
      "t.mustache:1: “bodyHTML” stands in an attribute, where no escaping makes it safe"
    ),
    (
      "{{#isOpen}}<p title=\"{{/isOpen}}\">",
      """
      t.mustache:1: “isOpen” starts in text and ends in an attribute; \
      it may be shown many times or not at all
      """
    ),
    ("<p title=\"x", "t.mustache:1: the template ends in an attribute"),
  ])
  func `a template that cannot be right is refused`(
    _ source: String, _ message: String
  ) throws {
    let error = #expect(throws: TemplateError.self) { try render(source) }

    let path = message.hasPrefix("t.") ? "templates/" : ""
    #expect(error?.description == path + message)
  }

  @Test func `markup needs a name that ends in HTML`() {
    struct Bad: TemplateData {
      static let fields: [TemplateField<Bad>] = [.html("body") { _ in .empty }]
    }
    #expect(throws: TemplateError.self) {
      try Template<Bad>("t", from: TemplateSources(["templates/t.mustache": "{{{body}}}"]))
    }
  }

  @Test func `a page fills the blocks of a layout`() throws {
    #expect(
      try render("{{<frame}}{{$main}}<p>{{title}}</p>{{/main}}{{/frame}}")
        == "<main><p>A &amp; B</p></main><footer>none</footer>")
  }

  @Test func `a folder of templates overrides the program's own`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let parts = folder.appending(path: "parts")
    try FileManager.default.createDirectory(at: parts, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try "own\r\n".write(
      to: folder.appending(path: "layout.mustache"), atomically: false, encoding: .utf8)
    try "new".write(
      to: parts.appending(path: "extra.mustache"), atomically: false, encoding: .utf8)
    let sources = TemplateSources(overriddenBy: folder)

    #expect(try sources.text(at: "templates/layout.mustache") == "own\n")
    #expect(try sources.template("parts/extra") == "new")
    #expect(try sources.text(at: "assets/icons.svg")?.isEmpty == false)
  }
}

private struct Cost: TemplateData {
  var total: String
  static let fields: [TemplateField<Cost>] = [.text("total") { $0.total }]
}

private struct Row: TemplateData {
  var name: String
  var isOpen: Bool
  var note: String?
  static let fields: [TemplateField<Row>] = [
    .text("name") { $0.name },
    .flag("isOpen") { $0.isOpen },
    .optionalText("note") { $0.note },
  ]
}

private struct Page: TemplateData {
  var title = "A & B"
  var body = HTML(safe: Array("<i>safe</i>".utf8))
  var cost = Cost(total: "$4.00")
  var rows = [
    Row(name: "one", isOpen: true, note: "<new>"), Row(name: "two", isOpen: false, note: nil),
  ]
  static let fields: [TemplateField<Page>] = [
    .text("title") { $0.title },
    .html("bodyHTML") { $0.body },
    .object("cost") { $0.cost },
    .list("rows") { $0.rows },
    .texts("tags") { _ in ["x", "y"] },
    .flag("isOpen") { _ in true },
  ]
}

private func render(_ source: String) throws -> String {
  let sources = TemplateSources([
    "templates/t.mustache": source,
    "templates/parts/badge.mustache": "",
    "templates/loop.mustache": "{{> loop}}",
    "templates/frame.mustache":
      "<main>{{$main}}none{{/main}}</main><footer>{{$foot}}none{{/foot}}</footer>",
  ])
  return String(
    decoding: try Template<Page>("t", from: sources).render(Page()).bytes, as: UTF8.self)
}
