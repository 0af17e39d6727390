import Foundation
import Testing

@testable import ReportPages

@Suite struct WebFilesTests {
  @Test func `every template and asset is compiled into the program, as it stands`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let onDisk = try ["assets", "templates"].flatMap { folder in
      try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
        .map { "\(folder)/\($0)" }
    }.filter { !URL(filePath: $0).pathExtension.isEmpty }
    let sources = TemplateSources()

    try #require(sources.paths == onDisk.sorted())
    for path in onDisk {
      let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      let isSame = try sources.text(at: path) == text
      #expect(isSame, "\(path) differs")
      #expect(!text.utf8.contains(0x0D), "\(path) has a carriage return")
    }
  }
}
