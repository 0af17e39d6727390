import Glibc

/// Why an input can't be used.
package struct InputError: Error, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    case cannotOpen(Int32)
    case cannotRead(Int32)
    case cannotSpool(Int32)
    case shrank
    case changed
    /// A log that was mapped and is gone.
    case neededAgain
    case noLogs
    case special
    case standardInputTwice
    case tooLarge(Int)
  }

  package var path: String
  package var reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var description: String {
    switch reason {
    case .cannotOpen(let code) where code == ENOENT:
      "\(path): there is no such file or folder; check the path"
    case .cannotOpen(let code) where code == EACCES || code == EPERM:
      "\(path): no right to read it; ask its owner, or run as a user who may"
    case .cannotOpen(let code):
      "\(path): cannot be opened: \(text(of: code)); check the path"
    case .cannotRead(let code) where code == EISDIR:
      "\(path): a folder; give a file"
    case .cannotRead(let code):
      "\(path): reading failed half-way: \(text(of: code)); check the disk and run again"
    case .cannotSpool(let code) where code == ENOSPC || code == EFBIG || code == EDQUOT:
      "\(path): no room to keep it in the temporary folder: \(text(of: code));"
        + " set TMPDIR to a folder with more"
    case .cannotSpool(let code):
      "\(path): cannot be kept in the temporary folder \(OpenFile.temporaryFolder):"
        + " \(text(of: code)); set TMPDIR to a folder that can be written"
    case .shrank:
      "\(path): became shorter while it was read; run again when nobody writes to it"
    case .changed:
      "\(path): is no longer what was read of it; run again when nobody writes to it, and map it"
        + " again if that was done before"
    case .neededAgain:
      "\(path): is needed again, as two of its events have to be compared, and is not there;"
        + " put the log where it was mapped, or map it where it is now"
    case .noLogs:
      "\(path): holds no logs; give a folder with JSON Lines files, or a file"
    case .special:
      "\(path): neither a file nor a folder; give one of them, or - for standard input"
    case .standardInputTwice:
      "-: standard input can be given once only"
    case .tooLarge(let limit):
      "\(path): longer than \(limit) bytes, which no file of its kind is; check the path"
    }
  }

  /// Nothing to read, against something that can't be.
  package var isMissingData: Bool { reason == .noLogs }
  package var isReadFailure: Bool {
    switch reason {
    case .cannotRead(EISDIR): false
    case .cannotRead, .shrank, .changed, .cannotSpool: true
    default: false
    }
  }
  package var isPermission: Bool {
    if case .cannotOpen(let code) = reason { return code == EACCES || code == EPERM }
    return false
  }

  private func text(of code: Int32) -> String { String(cString: strerror(code)) }
}
