import TraceModel
import TraceRedaction

/// The pages of a report, in the order of the tabs; one page for each trace comes after them.
enum Pages {
  static let all: [any ReportPage.Type] = [
    OverviewPage.self, TracesPage.self, FindingsPage.self, CostsPage.self, ComparePage.self,
  ]
}

/// A page of the top folder: ready-made values and the template that places them.
protocol ReportPage: TemplateData {
  /// The path in the report, such as `costs.html`.
  static var path: String { get }
  /// Its name on the tab and in the title.
  static var tab: String { get }
  static var template: String { get }
  /// The parts of the stylesheet it needs beyond the common ones.
  static var sections: Set<StyleSection> { get }
  /// What the script does on this page only: an asset's name.
  static var script: String? { get }

  init(_ edition: Edition)
  /// Who gets this page; one with anything but figures is not for finance.
  static var audiences: Set<Audience> { get }
  /// A number behind the name on the tab.
  static func count(_ edition: Edition) -> Int?
  /// Data in the file for programs to read, as `<script type="application/json" id="summary">`.
  static func summaryIsland(_ edition: Edition) -> HTML?
}

extension ReportPage {
  static var audiences: Set<Audience> { [.review, .share] }
  static func count(_ edition: Edition) -> Int? { nil }
  static func summaryIsland(_ edition: Edition) -> HTML? { nil }
  static var script: String? { nil }
}

extension Pages {
  static func all(for audience: Audience) -> [any ReportPage.Type] {
    all.filter { $0.audiences.contains(audience) }
  }
}

/// All pages of an edition, in memory and in a fixed order.
package func render(
  _ edition: Edition, templates: TemplateSources
) throws -> [RenderedFile] {
  try planPages(of: edition, templates).map { try $0.render() }
}

/// All pages of an edition with their templates compiled; they don't know of each other and may be
/// rendered at once.
package func planPages(
  of edition: Edition, _ templates: TemplateSources
) throws(TemplateError) -> [PlannedFile] {
  let frame = ReportFrame(edition)
  var pages: [PlannedFile] = []
  for page in Pages.all(for: edition.audience) {
    pages.append(try planned(page, of: edition, in: frame, templates))
  }
  return try pages + tracePages(of: edition, in: frame, templates)
}

private func planned<Page: ReportPage>(
  _ page: Page.Type, of edition: Edition, in frame: ReportFrame, _ templates: TemplateSources
) throws(TemplateError) -> PlannedFile {
  let layout = try PageLayout(
    sections: Page.sections, script: Page.script, printTitle: frame.printTitle, from: templates)
  let template = try Template<Page>(Page.template, from: templates)
  var shell = frame.shell(titled: Page.tab, current: Page.path)
  shell.summaryIsland = Page.summaryIsland(edition)
  return PlannedFile(path: Page.path) { [shell] in
    layout.page(template.render(Page(edition)), in: shell)
  }
}

private func tracePages(
  of edition: Edition, in frame: ReportFrame, _ templates: TemplateSources
) throws(TemplateError) -> [PlannedFile] {
  guard !edition.week.cases.isEmpty else { return [] }
  let pages = try TracePages(of: edition, from: templates)
  let layout = try PageLayout(
    sections: TracePages.styles, printTitle: frame.printTitle, from: templates)
  return edition.week.cases.map { trace in
    PlannedFile(path: "traces/\(trace.slug).html") {
      let shell = frame.shell(
        titled: TracePages.title(of: trace), current: TracesPage.path, prefix: "../")
      return layout.page(pages.body(of: trace), in: shell)
    }
  }
}

/// A trace's page that stands without a report: no tabs, no way to other pages.
package func tracePageAlone(
  _ trace: TraceCase, of edition: Edition, _ templates: TemplateSources
) throws(TemplateError) -> [UInt8] {
  let frame = ReportFrame(edition)
  let pages = try TracePages(of: edition, isAlone: true, from: templates)
  let layout = try PageLayout(
    sections: TracePages.styles, printTitle: frame.printTitle, from: templates)
  var shell = frame.shell(titled: TracePages.title(of: trace), current: "")
  shell.tabs = []
  return layout.page(pages.body(of: trace), in: shell)
}
