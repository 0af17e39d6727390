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
  /// Takes the next bytes of a file.
  package typealias Taker = ([UInt8]) throws -> Void

  package let path: String
  private let make: @Sendable (_ folder: String, Taker) throws -> Void

  package init(path: String, bytes: @escaping @Sendable () throws -> [UInt8]) {
    self.init(path: path) { try $0(try bytes()) }
  }

  /// - Parameter make: hands over the file's bytes, part by part where they may be many.
  package init(path: String, make: @escaping @Sendable (Taker) throws -> Void) {
    self.init(path: path, byWayOf: { try make($1) })
  }

  /// - Parameter make: the same, and may lay files of its own into the folder meanwhile.
  package init(
    path: String,
    byWayOf make: @escaping @Sendable (_ folder: String, Taker) throws -> Void
  ) {
    self.path = path
    self.make = make
  }

  /// - Parameter folder: for what is laid aside; whatever stays there after a kill is removed by
  ///   whoever made the folder.
  package func make(in folder: String, _ taker: Taker) throws { try make(folder, taker) }

  package func render() throws -> RenderedFile {
    var bytes: [UInt8] = []
    try make(in: "/tmp") { bytes += $0 }
    return RenderedFile(path: path, bytes: bytes)
  }
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
