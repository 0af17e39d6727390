import Foundation
import TestSupport
import Testing

@testable import TraceReading

struct ZipTextTests {
  private func log() throws -> [UInt8] {
    let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/inspect/log_formats.eval")
    return Array(try Data(contentsOf: fixtures))
  }

  private func read(_ bytes: [UInt8]) throws -> MappedLog {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "log.bin")
    let mapped = try map(try Inputs([folder.path]).files, MapOptions(threads: 1))
    return MappedLog(
      events: mapped.inputs.map(\.events).reduce(0, +), problems: mapped.problems.map(\.reason))
  }

  private struct MappedLog {
    var events: Int
    var problems: [String]
  }

  @Test func `the samples of an archive are read as those of one document`() throws {
    let log = try read(try log())
    #expect(log.events == 5)
    #expect(log.problems == [])
  }

  @Test func `an archive that is cut off says so, wherever it ends`() throws {
    let bytes = try log()
    for length in stride(from: 8, to: bytes.count, by: 97) {
      let log = try read(Array(bytes.prefix(length)))
      #expect(log.events == 0)
      #expect(log.problems.count == 1, "after \(length) bytes")
    }
  }

  @Test func `a byte that was altered is noticed or changes nothing`() throws {
    let bytes = try log()
    for place in stride(from: 8, to: bytes.count, by: 61) {
      var altered = bytes
      altered[place] ^= 0x5A
      let log = try read(altered)
      #expect(log.events == 5 || !log.problems.isEmpty, "byte \(place)")
    }
  }

  @Test func `another archive is named, with what to do`() throws {
    // An archive without members: only the record at its end.
    let log = try read([0x50, 0x4B, 0x05, 0x06] + [UInt8](repeating: 0, count: 18))
    #expect(log.problems.first?.contains("unpack it") == true)
  }
}
