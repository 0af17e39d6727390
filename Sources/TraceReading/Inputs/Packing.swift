/// How a file holds its text, told by its first bytes and never by its name.
enum Packing: Equatable {
  case plain
  case compressed(CompressionFormat)
  /// A zip archive, of which those of one log are read (`ZipText`).
  case archive
  /// Something known that holds no text we can get at, with what it is and what to do.
  case unreadable(String)

  var format: CompressionFormat? {
    if case .compressed(let format) = self { format } else { nil }
  }

  /// What it is and what to do, for what can't be read as it is.
  var advice: String {
    switch self {
    case .plain: "plain text"
    case .compressed(let format): "compressed once more, with \(format); unpack it once"
    case .archive: "a zip archive; unpack it once"
    case .unreadable(let advice): advice
    }
  }
}

enum CompressionFormat: String {
  case gzip, zstd
  /// Messages of the OpenTelemetry Collector, each of zstd behind its length.
  case framedZstd = "length-framed zstd"

  /// Whether a member (gzip) or a frame (zstd) begins with these bytes.
  func begins(_ bytes: some Collection<UInt8>) -> Bool {
    switch self {
    case .gzip: bytes.starts(with: [0x1F, 0x8B])
    case .zstd:
      bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
        || bytes.first.map { $0 & 0xF0 == 0x50 } == true
          && bytes.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
    case .framedZstd:
      Self.zstd.begins(bytes.dropFirst(FramedZstdDecoder.lengthOfHeader))
    }
  }
}

extension Packing {
  init(of file: OpenFile) throws(InputError) {
    var start = [UInt8](repeating: 0, count: 8)
    var failure: InputError?
    let count = start.withUnsafeMutableBytes { buffer in
      do throws(InputError) { return try file.read(at: 0, into: buffer) } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    self.init(start[..<count])
  }

  init(_ start: some Collection<UInt8>) {
    if CompressionFormat.gzip.begins(start) {
      self = .compressed(.gzip)
    } else if CompressionFormat.zstd.begins(start) {
      self = .compressed(.zstd)
    } else if CompressionFormat.framedZstd.begins(start) {
      self = .compressed(.framedZstd)
    } else if Self.archiveStarts.contains(where: { start.starts(with: $0) }) {
      self = .archive
    } else if let (name, _) = Self.others.first(where: { start.starts(with: $0.start) }) {
      self = .unreadable("\(name), which is not read; unpack it and give the files in it")
    } else {
      self = .plain
    }
  }

  private static let archiveStarts: [[UInt8]] = [
    [0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06], [0x50, 0x4B, 0x07, 0x08],
  ]

  private static let others: [(name: String, start: [UInt8])] = [
    ("compressed with xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    ("compressed with bzip2", [0x42, 0x5A, 0x68]),
    ("compressed with lz4", [0x04, 0x22, 0x4D, 0x18]),
  ]
}
