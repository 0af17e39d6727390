import Foundation
import TestSupport
import Testing

@testable import TraceReading

struct CompressedTextTests {
  private static let lines = (0..<50_000).map { "{\"line\":\($0),\"twice\":\($0 * 2)}\n" }
  private static let text = Array(lines.joined().utf8)
  private static let parts = stride(from: 0, to: text.count, by: 300_001).map {
    Array(text[$0..<min($0 + 300_001, text.count)])
  }

  private static let packings: [(name: String, bytes: [UInt8])] = [
    ("a gzip member", gzip(text)),
    ("many gzip members", parts.flatMap { gzip($0) }),
    ("a gzip member and zeros", gzip(text) + [UInt8](repeating: 0, count: 300_000)),
    ("an empty gzip member between others", gzip(parts[0]) + gzip([]) + gzip(parts[1])),
    ("a zstd frame", zstd(text)),
    ("many zstd frames", parts.flatMap { zstd($0) }),
    (
      "skippable frames around zstd frames",
      skippableFrame([]) + parts.flatMap { skippableFrame([1, 2, 3]) + zstd($0) }
        + skippableFrame(Self.parts[0])
    ),
    ("a zstd frame and zeros", zstd(text) + [0, 0, 0]),
  ]

  @Test(arguments: packings.indices)
  func `the text is the same however it is packed and in whatever steps it is read`(
    index: Int
  ) throws {
    let packing = Self.packings[index]
    let expected = packing.name.hasPrefix("an empty") ? Self.parts[0] + Self.parts[1] : Self.text
    let file = try File(packing.bytes)
    for step in [997, 1 << 17, 1 << 20, Self.text.count, Self.text.count + 1] {
      let (text, damage) = try unpack(file.source, inStepsOf: step)
      #expect(text == expected, "\(packing.name) in steps of \(step)")
      #expect(damage == nil, "\(packing.name) in steps of \(step)")
    }
  }

  @Test(arguments: packings.indices)
  func `every place of the text can be read, in any order`(index: Int) throws {
    guard !Self.packings[index].name.hasPrefix("an empty") else { return }
    let file = try File(Self.packings[index].bytes)
    for offset in [400_000, 5, 0, Self.text.count - 9, Self.text.count, 1 << 20, 399_999] {
      var bytes = [UInt8](repeating: 0, count: 20)
      let count = try bytes.withUnsafeMutableBytes { try file.source.read(at: offset, into: $0) }
      #expect(bytes[..<count] == Self.text[offset..<min(offset + 20, Self.text.count)])
    }
  }

  @Test(arguments: [CompressionFormat.gzip, .zstd])
  func `a file that is cut off anywhere gives the text before the cut, and says so`(
    format: CompressionFormat
  ) throws {
    let text = Array(Self.lines[..<60].joined().utf8)
    let whole = format == .gzip ? gzip(text) : zstd(text)
    for length in 4..<whole.count {
      let file = try File(Array(whole[..<length]))
      let (read, damage) = try unpack(file.source, inStepsOf: 4096)
      #expect(text.starts(with: read))
      #expect(damage?.offset == length)
      #expect(damage?.reason.contains("after \(length) bytes: it is cut off") == true)
    }
  }

  @Test(arguments: [CompressionFormat.gzip, .zstd])
  func `a flipped bit is noticed, or changes nothing`(format: CompressionFormat) throws {
    let text = Array(Self.lines[..<60].joined().utf8)
    let whole = format == .gzip ? gzip(text) : zstd(text)
    for index in 4..<whole.count {
      for bit in 0..<8 {
        var bytes = whole
        bytes[index] ^= 1 << bit
        let (read, damage) = try unpack(File(bytes).source, inStepsOf: 4096)
        #expect(damage != nil || read == text, "byte \(index), bit \(bit)")
      }
    }
  }

  @Test func `of many zstd blocks all before the damaged one are read`() throws {
    let blocks = stride(from: 0, to: 300_000, by: 100_000).map {
      Array(Self.text[$0..<$0 + 100_000])
    }
    var bytes = zstdFrame(of: blocks, windowLog: 17)
    let lastBlock = bytes.count - 100_003
    // There is no block of the third kind.
    bytes[lastBlock] |= 0b110
    let (read, damage) = try unpack(File(bytes).source, inStepsOf: 1 << 20)
    #expect(read == blocks[0] + blocks[1])
    #expect(damage?.offset == lastBlock)
  }

  private static let damages: [(bytes: [UInt8], good: Bool, reason: String)] = [
    (gzip(text) + Array("more".utf8), true, "what follows is not compressed"),
    (zstd(text) + Array("{}\n".utf8), true, "what follows is not compressed"),
    (gzip(text) + [0x1F], true, "what follows is not compressed"),
    (gzip(text) + [0x1F, 0x8B], true, "it is cut off"),
    (changed(gzip(text), at: -8), true, "the checksum is wrong"),
    (changed(gzip(text), at: -1), true, "the checksum is wrong"),
    (changed(zstd(text), at: -1), true, "the checksum is wrong"),
    (zstdFrame(of: [Array("{}\n".utf8)], windowLog: 28), false, "it needs a window over 128 MiB"),
    (gzip(gzip(text)), false, "compressed once more, with gzip"),
    (gzip(zstd(text)), false, "compressed once more, with zstd"),
    (zstd([0x50, 0x4B, 0x03, 0x04, 0x00, 0x00]), false, "a zip archive"),
  ]

  @Test(arguments: damages.indices)
  func `damage has its reason, and the text before it counts`(index: Int) throws {
    let test = Self.damages[index]
    let (read, damage) = try unpack(File(test.bytes).source, inStepsOf: 1 << 20)
    #expect(damage?.reason.contains(test.reason) == true, "\(damage?.reason ?? "none")")
    #expect(read == (test.good ? Self.text : []))
  }

  @Test func `a window of 128 MiB is read`() throws {
    let (read, damage) = try unpack(
      File(zstdFrame(of: [Array("{}\n".utf8)], windowLog: 27)).source, inStepsOf: 1 << 20)
    #expect(read == Array("{}\n".utf8))
    #expect(damage == nil)
  }

  // MARK: -

  private static func changed(_ bytes: [UInt8], at index: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bytes.count + index] ^= 1
    return bytes
  }

  private func unpack(_ file: SourceFile, inStepsOf size: Int) throws
    -> (text: [UInt8], damage: (reason: String, offset: Int)?)
  {
    let packed = try #require(file.compressedText())
    var step = [UInt8](repeating: 0, count: size)
    var text: [UInt8] = []
    while true {
      let count = try step.withUnsafeMutableBytes { try packed.read(into: $0) }
      text += step[..<count]
      if count < size { return (text, packed.damage) }
    }
  }

  /// A file that is gone with the value, held open by its source.
  private struct File {
    let source: SourceFile

    init(_ bytes: [UInt8]) throws {
      let file = try OpenFile(temporaryFor: "packed")
      try bytes.withUnsafeBytes { try file.write($0, at: 0) }
      source = try SourceFile(name: "packed", file: file)
    }
  }
}
