import TestSupport
import Testing

@testable import TraceReading

struct PackingTests {
  @Test(arguments: [
    ("", Packing.plain), ("{", .plain), ("{\"trace_id\":1}", .plain), ("PK is no zip", .plain),
    ("P*", .plain), ("BZ", .plain),
  ])
  func `text is plain`(text: String, packing: Packing) {
    #expect(Packing(text.utf8) == packing)
  }

  @Test func `gzip and zstd are told by their first bytes`() {
    #expect(Packing(gzip([])) == .compressed(.gzip))
    #expect(Packing(zstd([])) == .compressed(.zstd))
    #expect(Packing(skippableFrame([])) == .compressed(.zstd))
    #expect(Packing([0x50, 0x4B, 0x03, 0x04]) == .archive)
    let framed: [UInt8] = [0x00, 0x00, 0x01, 0x02, 0x28, 0xB5, 0x2F, 0xFD]
    #expect(Packing(framed) == .compressed(.framedZstd))
  }

  @Test(arguments: [
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz")
  ])
  func `what can't be read is named, with what to do`(start: [UInt8], name: String) throws {
    let packing = Packing(start)
    #expect(packing.format == nil)
    #expect(packing.advice.contains(name))
    #expect(packing.advice.contains("; "))
  }
}
