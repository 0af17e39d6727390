import ReportPages
import TraceModel
import TraceRedaction

/// A file of figures beside the pages.
protocol Export {
  static var path: String { get }
  /// - Parameter folder: for what is laid aside while they are made.
  static func bytes(of edition: Edition, in folder: String) throws -> [UInt8]
}

enum Exports {
  static let all: [any (Export & Sendable).Type] = [
    ChargesCSV.self, FocusCSV.self, ChargesWorkbook.self,
  ]
}

/// The files of figures of an edition.
package func planExports(of edition: Edition) -> [PlannedFile] {
  Exports.all.map { export in
    PlannedFile(path: export.path, bytesByWayOf: { try export.bytes(of: edition, in: $0) })
  }
}
