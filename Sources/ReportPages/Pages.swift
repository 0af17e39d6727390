import TraceModel
import TraceRedaction

/// The pages of a report, in the order of the tabs.
enum Pages {
  static let all: [any ReportPage.Type] = [OverviewPage.self]
}

/// A page of the top folder: ready-made values and the template that places them.
protocol ReportPage: TemplateData {
  /// The path in the report, such as `costs.html`.
  static var path: String { get }
  /// Its name on the tab.
  static var tab: String { get }
  static var template: String { get }
  static var sections: Set<StyleSection> { get }

  init(_ edition: Edition)
  /// A number behind the name on the tab.
  static func count(_ edition: Edition) -> Int?
}

extension ReportPage {
  static func count(_ edition: Edition) -> Int? { nil }
}

/// All pages of an edition, in memory.
package func render(
  _ edition: Edition, templates: TemplateSources
) throws(TemplateError) -> [RenderedFile] {
  let frame = ReportFrame(edition)
  var files: [RenderedFile] = []
  for page in Pages.all { files.append(try render(page, of: edition, in: frame, templates)) }
  return files
}

/// One page of the top folder.
func render<Page: ReportPage>(
  _ page: Page.Type, of edition: Edition, in frame: ReportFrame, _ templates: TemplateSources
) throws(TemplateError) -> RenderedFile {
  let layout = try PageLayout(
    sections: Page.sections, printTitle: frame.title, from: templates)
  let body = try Template<Page>(Page.template, from: templates).render(Page(edition))
  let bytes = layout.page(body, in: frame.shell(titled: Page.tab, current: Page.path))
  return RenderedFile(path: Page.path, bytes: bytes)
}
