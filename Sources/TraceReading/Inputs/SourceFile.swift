import Synchronization

/// A file of log lines, as text that can be read at any place.
package final class SourceFile: Sendable {
  /// The path relative to the given input, as reports name it.
  package let name: String
  /// The path to open it by; also what messages name.
  package let path: String
  /// On disk, as it is packed.
  package let size: Int
  let packing: Packing
  /// Whether the file is the text, so that any range of it can be read.
  package var isPlain: Bool { packing == .plain }
  private var isPacked: Bool { packing.format != nil || packing == .archive }
  private let file: OpenFile
  private let unpacked = Mutex<UnpackedText?>(nil)

  package convenience init(name: String, path: String) throws(InputError) {
    try self.init(name: name, file: try OpenFile(path))
  }

  init(name: String, file: OpenFile) throws(InputError) {
    self.name = name
    self.file = file
    path = file.path
    size = try file.size
    packing = try Packing(of: file)
  }

  private init(_ other: SourceFile, name: String) {
    self.name = name
    (path, size, packing, file) = (other.path, other.size, other.packing, other.file)
  }

  /// The same file under another name.
  func named(_ name: String) -> SourceFile { SourceFile(self, name: name) }

  /// Fills the buffer with text from a place on; returns fewer bytes only at the end of the text.
  ///
  /// The text of a packed file is kept in a file without a name, as far as it was asked for, from
  /// the first call on: the second pass wants lines here and there, and neither gzip nor zstd can
  /// be entered in the middle. The first pass does not need it, and most of it is never asked for.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(InputError)
    -> Int
  {
    guard isPacked else { return try file.read(at: offset, into: buffer) }
    let text = try unpacked.withLock { (unpacked) throws(InputError) in
      if unpacked == nil, let packed = compressedText() {
        unpacked = try UnpackedText(packed, path: path)
      }
      return try unpacked!.unpacked(to: offset + buffer.count)
    }
    return try text.read(at: offset, into: buffer)
  }

  /// The text of a packed file from its first byte on; nil where the file is the text.
  func compressedText() -> (any PackedText)? {
    switch packing {
    case .compressed(let format): CompressedText(file, size: size, format)
    case .archive: ZipText(file, size: size)
    case .plain, .unreadable: nil
    }
  }
}

/// The text of a packed file, put down as far as it was asked for.
private struct UnpackedText: ~Copyable {
  /// Nil when all of it is put down.
  private var text: (any PackedText)?
  private let copy: OpenFile
  private var length = 0
  private let buffer: UnsafeMutableRawBufferPointer

  init(_ text: any PackedText, path: String) throws(InputError) {
    copy = try OpenFile(temporaryFor: path)
    self.text = text
    buffer = .allocate(byteCount: 1 << 20, alignment: 64)
  }

  deinit { buffer.deallocate() }

  /// The copy, after it has grown to this length or to the end of the text.
  mutating func unpacked(to end: Int) throws(InputError) -> OpenFile {
    while length < end, let text {
      let count = try text.read(into: buffer)
      try copy.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: length)
      length += count
      if count < buffer.count { self.text = nil }
    }
    return copy
  }
}
