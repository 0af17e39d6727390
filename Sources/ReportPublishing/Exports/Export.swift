import ReportPages
import TraceModel
import TraceRedaction

/// A file of figures beside the pages.
protocol Export {
  static var path: String { get }
  static func bytes(of edition: Edition) throws -> [UInt8]
}

enum Exports {
  static let all: [any (Export & Sendable).Type] = [
    ChargesCSV.self, FocusCSV.self, ChargesWorkbook.self,
  ]
}

/// The files of figures of an edition.
package func planExports(of edition: Edition) -> [PlannedFile] {
  Exports.all.map { export in PlannedFile(path: export.path) { try export.bytes(of: edition) } }
}
