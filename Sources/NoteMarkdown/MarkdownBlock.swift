/// A block of a parsed note; what isn't in this list can't reach a page.
package enum MarkdownBlock: Sendable, Equatable {
  case heading(level: Int, [MarkdownInline])
  case paragraph([MarkdownInline])
  case quote([MarkdownBlock])
  case list(MarkdownList)
  /// `info` is what follows the opening fence; empty for indented code.
  case code(String, info: String)
  case rawHTML(String)
  case rule
  case table(MarkdownTable)
}

package struct MarkdownList: Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    /// Absent for an item that is not a task.
    package var isDone: Bool?
    package var blocks: [MarkdownBlock]
  }

  /// The first number of an ordered list; absent for bullets.
  package var start: Int?
  /// Whether the items stand without blank lines between them.
  package var isTight: Bool
  package var items: [Item]
}

package struct MarkdownTable: Sendable, Equatable {
  package enum Alignment: Sendable { case left, center, right }

  package typealias Cell = [MarkdownInline]

  /// One entry a column; `nil` where the note asks for no alignment.
  package var alignments: [Alignment?]
  package var head: [Cell]
  package var rows: [[Cell]]
}
