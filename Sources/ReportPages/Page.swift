import TraceModel
import TraceRedaction

/// A page in memory, with the path it has in the report.
package struct RenderedFile: Sendable, Equatable {
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// A file of a report that can be made at any time, whatever else is made beside it.
package struct PlannedFile: Sendable {
  package let path: String
  private let bytes: @Sendable () throws -> [UInt8]

  package init(path: String, bytes: @escaping @Sendable () throws -> [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  package func render() throws -> RenderedFile { RenderedFile(path: path, bytes: try bytes()) }
}

/// Where a trace has its page, as seen from the pages of the top folder.
struct TraceLinks: Sendable {
  private let slugs: [Name: String]

  init(_ cases: [TraceCase]) {
    slugs = Dictionary(cases.map { ($0.id, $0.slug) }) { first, _ in first }
  }

  /// Nil where the trace has no page.
  subscript(id: Name) -> String? { slugs[id].map { "traces/\($0).html" } }

  /// The same, from one trace's page to another's.
  func besides(_ id: Name) -> String? { slugs[id].map { "\($0).html" } }
}
