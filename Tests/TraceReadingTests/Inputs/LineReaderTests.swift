import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct LineReaderTests {
  /// What a reader says of each line that starts in a range.
  private func lines(of file: SourceFile, in range: Range<Int>, limit: Int) throws -> [String] {
    var reader = LineReader(limit: limit)
    var lines: [String] = []
    try reader.forEachLine(in: range, of: file) { line in
      switch line {
      case .text(let bytes, let offset):
        lines.append("\(offset): \(String(decoding: bytes, as: UTF8.self))")
      case .empty(let offset, let count):
        lines += (0..<count).map { "\(offset + $0): " }
      case .tooLong(let offset, let length):
        lines.append("\(offset): too long, \(length)")
      }
    }
    return lines
  }

  @Test(arguments: [
    "a\nbb\nccc\n", "a\r\n\r\n\n\nbb", "\u{FEFF}a\n\u{FEFF}\n", "\n", "\n\n\n", "", "a",
    "short\n\(String(repeating: "x", count: 50))\nshort\n\(String(repeating: "y", count: 50))",
    "eight678\nnine56789\n\(String(repeating: "ü", count: 12))\n",
  ])
  func `however a file is cut into ranges, every line is read once`(text: String) throws {
    let folder = try TemporaryFolder()
    let file = try SourceFile(name: "a", path: folder.write(text, to: "a"))
    var offset = 0
    var expected: [String] = []
    let parts = Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false)
    for (index, line) in parts.enumerated() where index + 1 < parts.count || !line.isEmpty {
      expected.append(
        line.count > 9
          ? "\(offset): too long, \(line.count)"
          : "\(offset): \(String(decoding: line, as: UTF8.self))")
      offset += line.count + 1
    }
    for size in 1...max(1, file.size) {
      let read = try stride(from: 0, to: file.size, by: size).flatMap {
        try lines(of: file, in: $0..<min($0 + size, file.size), limit: 9)
      }
      #expect(read == expected, "in ranges of \(size)")
    }
  }

  @Test func `lines longer than the buffer are read whole, up to the limit`() throws {
    let folder = try TemporaryFolder()
    let lengths = [5, 3 << 20, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5 << 20, 7]
    var bytes: [UInt8] = []
    var expected: [String] = []
    for length in lengths {
      expected.append("\(bytes.count): \(length > 4 << 20 ? "too long, " : "")\(length)")
      bytes += Array(repeating: 0x61, count: length) + [0x0A]
    }
    let file = try SourceFile(name: "a", path: folder.write(bytes, to: "a"))
    for size in [1 << 20, 3_000_001, bytes.count] {
      var reader = LineReader(limit: 4 << 20)
      var read: [String] = []
      for start in stride(from: 0, to: file.size, by: size) {
        try reader.forEachLine(in: start..<min(start + size, file.size), of: file) { line in
          switch line {
          case .text(let text, let offset): read.append("\(offset): \(text.count)")
          case .empty: read.append("empty")
          case .tooLong(let offset, let length): read.append("\(offset): too long, \(length)")
          }
        }
      }
      #expect(read == expected, "in ranges of \(size)")
    }
  }

  @Test func `a file that shrinks while it is read is an error`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("aaaa\nbbbb\ncccc\n", to: "a")
    let file = try SourceFile(name: "a", path: path)
    try folder.write("aa", to: "b")
    truncate(path, 7)
    #expect { try lines(of: file, in: 0..<file.size, limit: 100) } throws: {
      ($0 as? InputError)?.reason == .shrank
    }
  }
}
