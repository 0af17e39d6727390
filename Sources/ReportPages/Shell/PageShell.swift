/// What stands around every page: its title, tabs, edition and footer.
package struct PageShell: Sendable {
  /// A tab of the top bar.
  package struct Tab: TemplateData {
    /// The page's path from the top of the report, such as `traces.html`.
    package var href: String
    package var name: String
    /// A number behind the name, ready to show.
    package var count: String?
    package var isCurrent: Bool

    package init(href: String, name: String, count: String? = nil, isCurrent: Bool = false) {
      self.href = href
      self.name = name
      self.count = count
      self.isCurrent = isCurrent
    }

    package static let fields: [TemplateField<Tab>] = [
      .text("href") { $0.href },
      .text("name") { $0.name },
      .optionalText("count") { $0.count },
      .flag("isCurrent") { $0.isCurrent },
    ]
  }

  /// The page in a few words, such as “t-7f3ac41e, Partial”.
  package var title: String
  /// The report, such as “Support assistant, Week 8”.
  package var reportTitle: String
  /// The application the traces are of.
  package var project: String
  /// Who may see this, such as “Full edition”.
  package var edition: String
  package var isRedacted: Bool
  package var tabs: [Tab]
  /// Lines of the footer; the third is left out in print.
  package var footer: [String]
  /// The way up to the top of the report: empty, or `../` for pages in a folder.
  package var pathPrefix: String
  /// The report's figures for programs, after everything that is shown.
  package var summaryIsland: HTML?

  package init(
    title: String, reportTitle: String, project: String, edition: String,
    isRedacted: Bool = false, tabs: [Tab], footer: [String], pathPrefix: String = ""
  ) {
    self.title = title
    self.reportTitle = reportTitle
    self.project = project
    self.edition = edition
    self.isRedacted = isRedacted
    self.tabs = tabs
    self.footer = footer
    self.pathPrefix = pathPrefix
  }
}
