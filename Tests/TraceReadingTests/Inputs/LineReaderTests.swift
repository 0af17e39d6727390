import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct LineReaderTests {
  /// What a reader says of each line that starts in a range.
  private func lines(
    of file: SourceFile, in range: Range<Int>, limit: Int, blockInBytes: Int = 1 << 18
  ) throws -> [String] {
    var reader = LineReader(limit: limit, blockInBytes: blockInBytes)
    var found: [String] = []
    reader.begin(range, of: file)
    while let block = try reader.next() {
      switch block {
      case .tooLong(let offset, let length): found.append("\(offset): too long, \(length)")
      case .lines(var lines):
        while let line = lines.next() {
          switch line {
          case .text(let bytes, let offset):
            found.append("\(offset): \(String(decoding: bytes, as: UTF8.self))")
          case .empty(let offset, let count):
            found += (0..<count).map { "\(offset + $0): " }
          case .tooLong(let offset, let length):
            found.append("\(offset): too long, \(length)")
          }
        }
      }
    }
    return found
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
      for block in [1, 2, 7, 1 << 18] {
        let read = try stride(from: 0, to: file.size, by: size).flatMap {
          try lines(of: file, in: $0..<min($0 + size, file.size), limit: 9, blockInBytes: block)
        }
        #expect(read == expected, "in ranges of \(size) and blocks of \(block)")
      }
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
      let read = try stride(from: 0, to: file.size, by: size).flatMap {
        try lines(of: file, in: $0..<min($0 + size, file.size), limit: 4 << 20)
      }
      // A line's text is only long; its length says as much.
      let lengths = read.map { line in
        guard let colon = line.firstIndex(of: ":"), !line.contains("too long") else { return line }
        return "\(line[..<colon]): \(line[colon...].utf8.count - 2)"
      }
      #expect(lengths == expected, "in ranges of \(size)")
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
