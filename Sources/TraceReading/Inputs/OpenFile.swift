import Glibc

/// A file that is open, and closed with its last reference.
final class OpenFile: Sendable {
  /// What messages name; nothing is opened by it again.
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws(InputError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    guard descriptor >= 0 else { throw InputError(path: path, reason: .cannotOpen(errno)) }
  }

  /// An empty file without a name in the temporary folder, gone when it is closed.
  init(temporaryFor path: String) throws(InputError) {
    var template = Array("\(Self.temporaryFolder)/casebook-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    self.path = path
    guard descriptor >= 0 else { throw InputError(path: path, reason: .cannotSpool(errno)) }
    unlink(template)
  }

  static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  deinit { if descriptor >= 0 { close(descriptor) } }

  var size: Int {
    get throws(InputError) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else {
        throw InputError(path: path, reason: .cannotOpen(errno))
      }
      return Int(status.st_size)
    }
  }

  /// Fills the buffer from a place on; returns fewer bytes only at the end of the file.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw InputError(path: path, reason: .cannotRead(errno)) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(InputError) {
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(offset + written))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw InputError(path: path, reason: .cannotSpool(errno)) }
      written += count
    }
  }
}
