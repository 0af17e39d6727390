/// The exit codes of every command, as the README lists them.
enum Exit: Int32 {
  case done = 0
  /// A gate of `check` failed, `--strict` met a rejected line, or `verify` or the leak test failed.
  case gateFailed = 1
  case usage = 64
  /// No usable data, or digests that don't fit together.
  case noUsableData = 65
  case cannotOpenInput = 66
  case cannotWriteOutput = 73
  /// Reading or writing failed half-way.
  case failedHalfWay = 74
  /// Another run holds the lock.
  case locked = 75
  /// A wrong passphrase, or no rights.
  case denied = 77
  case badConfiguration = 78
}
