import Foundation
import TraceModel
import TraceReading

/// Messages for the person at the terminal, on standard error.
///
/// Nothing that came from a file can steer the terminal or look like a line of its own.
enum Console {
  /// The line of a message: `casebook: FILE:LINE: what is wrong; what to do`.
  static func line(_ message: String, file: String? = nil, line: Int? = nil) -> String {
    let place = [file.map { visible($0) }, line.map(String.init)].compactMap(\.self)
    let parts = ["casebook", place.joined(separator: ":"), visible(message)]
    return parts.filter { !$0.isEmpty }.joined(separator: ": ") + "\n"
  }

  static func write(_ message: String, file: String? = nil, line: Int? = nil) {
    FileHandle.standardError.write(Data(Self.line(message, file: file, line: line).utf8))
  }

  /// Writes over the terminal's last line; with no text only clears it.
  static func writeOver(_ text: String) {
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  /// One line for each problem of a configuration.
  static func write(_ error: ConfigurationError) {
    for problem in error.problems {
      write(problem.message, file: error.file, line: problem.line)
    }
  }
}
