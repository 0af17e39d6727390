import Foundation

/// The files of `templates/` and `assets/`: those compiled into the program, or a folder's.
package struct TemplateSources: Sendable {
  private let texts: [String: String]
  private let overrides: URL?

  /// The files compiled into the program.
  ///
  /// A file of the same name in `folder` takes the place of an embedded one; a template with a
  /// new name is found there as well.
  package init(overriddenBy folder: URL? = nil) {
    texts = WebFiles.all
    overrides = folder
  }

  /// Files by path, such as `templates/layout.mustache`.
  package init(_ texts: [String: String]) {
    self.texts = texts
    overrides = nil
  }

  /// Paths of everything embedded, sorted.
  package var paths: [String] { texts.keys.sorted() }

  /// The text of a file such as `assets/casebook.css`, or nil if there is none.
  ///
  /// In the folder of overrides, `templates/pages/trace.mustache` is `pages/trace.mustache`, and
  /// `assets/casebook.css` is `assets/casebook.css` or `casebook.css`.
  package func text(at path: String) throws(TemplateError) -> String? {
    for url in overridingFiles(for: path) where FileManager.default.fileExists(atPath: url.path) {
      guard
        let data = try? Data(contentsOf: url), let text = String(validating: data, as: UTF8.self)
      else {
        throw TemplateError(file: url.path, line: 1, reason: .unreadable(path: url.path))
      }
      return text.replacing("\r\n", with: "\n")
    }
    return texts[path]
  }

  /// The source of a template named without its folder and suffix, such as `parts/badge`.
  func template(_ name: String) throws(TemplateError) -> String? {
    try text(at: Self.path(of: name))
  }

  static func path(of template: String) -> String { "templates/\(template).mustache" }

  private func overridingFiles(for path: String) -> [URL] {
    guard let overrides, !path.split(separator: "/").contains("..") else { return [] }
    let short = path.split(separator: "/").dropFirst().joined(separator: "/")
    return [path, short].map { overrides.appending(path: $0) }
  }
}
