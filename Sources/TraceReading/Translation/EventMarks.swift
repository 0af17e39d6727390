import TraceModel

/// What a translator knows of an event in the form that counting needs. In an event that is only counted
/// it stands here and not in the line, where it would be written just to be read again.
struct EventMarks: BitwiseCopyable {
  /// Nanoseconds since 1970; nil where the line says when it began, or in what order.
  var start: Int64?
  /// Nanoseconds; -1 where the line says how long it took, or nobody does.
  var duration: Int64 = -1
  var part: Part?
  /// A hash of what is shown and not counted; 0 where there is none.
  private(set) var rest: UInt64 = 0

  /// The event may be completed by others of its id.
  struct Part: BitwiseCopyable {
    /// Nanoseconds since 1970, or in any order that its log has.
    var writtenAt: Int64
    /// Its record names no trace.
    var isAlone: Bool
    /// A step around calls that says what they used.
    var holdsUsage: Bool
  }

  mutating func add(rest hash: UInt64) { rest = rest.folded(with: hash) }

  /// The hash of a line, with what is not in it.
  func content(of line: UInt64) -> UInt64 {
    var content = rest == 0 ? line : line.folded(with: rest)
    if let start { content = content.folded(with: UInt64(bitPattern: start)) }
    if duration >= 0 { content = content.folded(with: duration.magnitude) }
    if let part {
      let flags: UInt64 = (part.isAlone ? 1 : 0) | (part.holdsUsage ? 2 : 0)
      content = content.folded(with: UInt64(bitPattern: part.writtenAt)).folded(with: flags)
    }
    return content
  }
}
