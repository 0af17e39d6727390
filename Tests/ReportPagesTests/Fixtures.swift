import Foundation

/// The lines of a file of JSON objects beside the tests.
func fixtureLines<Line: Decodable>(_ name: String, of type: Line.Type) throws -> [Line] {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  return try Data(contentsOf: folder.appending(path: name))
    .split(separator: UInt8(ascii: "\n"))
    .map { try JSONDecoder().decode(type, from: $0) }
}
