/// A bound on a note's structure; a note over one is shown as plain text.
///
/// The parser's time grows with the square of each of these. They are counted before it runs, so
/// a note is shown the same way on a slow machine as on a fast one.
package enum MarkdownCap: Error, Sendable, Equatable {
  case bytes(limit: Int)
  case nesting
  case tables
  case marks
  case references
  /// The page's own: few bytes of Markdown that became many of HTML.
  case output

  package static let defaultBytes = 65_536

  /// Quotes and list items inside each other.
  static let deepestContainers = 32
  /// Blocks and emphasis inside each other; a list and an item for each container, and some text.
  static let deepestTree = 2 * deepestContainers + 24
  static let mostColumns = 100
  static let mostTables = 100
  /// Bars in one line, which the parser chains cell by cell before it counts columns.
  static let mostBars = 500
  /// Rows times columns, short rows filled up.
  static let mostCells = 20_000
  /// Opening brackets, or runs of `*`, `_` and `~`, between two blank lines.
  static let mostMarks = 2_000
  /// `<?` and `<!` in the same room, each of which is searched for its end.
  static let mostInstructions = 400
  /// Closing brackets times the bytes that each could copy from a definition.
  static let mostReferenceBytes = 1 << 22

  /// What the reader of the page is told.
  package var reason: String {
    switch self {
    case .bytes(let limit): "it is longer than \(limit) bytes"
    case .nesting: "its lists, quotes or emphasis are nested too deeply"
    case .tables: "its tables are too large"
    case .marks:
      "one of its paragraphs has too many brackets, emphasis marks or markup instructions"
    case .references: "its link definitions are too long and used too often"
    case .output: "its HTML would be too large"
    }
  }
}
