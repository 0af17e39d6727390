/// Makes whole files out of page bodies: the layout, its style, script, icons and policy.
///
/// Make one for each kind of page; it is compiled and hashed once and used for every page.
package struct PageLayout: Sendable {
  private let template: Template<LayoutData>
  private let style: HTML
  private let script: HTML
  private let policy: String
  private let icons: Icons

  /// - Parameters:
  ///   - sections: the parts of the stylesheet this kind of page needs beyond the common ones.
  ///   - script: an asset that this kind of page needs beyond the common script.
  ///   - printTitle: what each printed sheet says at its foot.
  package init(
    sections: Set<StyleSection>, script more: String? = nil, printTitle: String,
    from sources: TemplateSources
  ) throws(TemplateError) {
    template = try Template("layout", from: sources)
    let css = try sources.asset("casebook.css")
    style = HTML(safe: stylesheet(css, sections: sections, printTitle: printTitle))
    var script = try sources.asset("casebook.js")
    if let more { script += try sources.asset(more) }
    self.script = HTML(safe: Array(script.utf8))
    policy = contentSecurityPolicy(style: style.bytes, script: self.script.bytes)
    icons = Icons(
      from: try sources.asset("icons.svg"), withPatterns: sections.contains(.charts))
  }

  /// Appends the file that shows `body` inside the shell.
  package func render(_ body: HTML, in shell: PageShell, into buffer: inout [UInt8]) {
    let fixed = [shell.isRedacted ? "i-mask" : "i-eye", "i-keys", "i-theme"]
    let sprite = icons.sprite(usedIn: body, and: fixed)
    let data = LayoutData(
      shell: shell, body: body, policy: policy, style: style, script: script, sprite: sprite)
    template.render(data, into: &buffer)
  }

  package func page(_ body: HTML, in shell: PageShell) -> [UInt8] {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(body.bytes.count + style.bytes.count + script.bytes.count + 16_384)
    render(body, in: shell, into: &buffer)
    return buffer
  }
}

private struct LayoutData: TemplateData {
  var shell: PageShell
  var body: HTML
  var policy: String
  var style: HTML
  var script: HTML
  var sprite: HTML

  static let fields: [TemplateField<LayoutData>] = [
    .text("title") { $0.shell.title },
    .text("reportTitle") { $0.shell.reportTitle },
    .text("project") { $0.shell.project },
    .text("edition") { $0.shell.edition },
    .flag("isRedacted") { $0.shell.isRedacted },
    .flag("hasTabs") { !$0.shell.tabs.isEmpty },
    .list("tabs") { $0.shell.tabs },
    .texts("footer") { $0.shell.footer },
    .text("pathPrefix") { $0.shell.pathPrefix },
    .text("policy") { $0.policy },
    .optionalHTML("summaryHTML") { $0.shell.summaryIsland },
    .html("bodyHTML") { $0.body },
    .html("styleHTML") { $0.style },
    .html("scriptHTML") { $0.script },
    .html("spriteHTML") { $0.sprite },
  ]
}

extension TemplateSources {
  fileprivate func asset(_ name: String) throws(TemplateError) -> String {
    let path = "assets/\(name)"
    guard let text = try text(at: path) else {
      let reason = TemplateError.Reason.missingTemplate(
        path: path, nearest: nearest(to: path, among: paths))
      throw TemplateError(file: path, line: 1, reason: reason)
    }
    return text
  }
}
