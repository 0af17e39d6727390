import TraceModel

/// A table of exact figures, which pages round and files write as they are.
///
/// Rows are made when they are asked for, so that a long table is never in memory twice.
package struct Table: Sendable {
  package struct Column: Sendable {
    package enum Kind: Int, CaseIterable, Sendable {
      case text, day, moment, count, quantity, price, amount
      /// A part of the total, from 0 to 1.
      case share
      /// A number's own digits, for programs that keep fifteen of them.
      case digits
    }

    /// What files for programs call it: `unit_price`.
    package let key: String
    /// What files for people call it: `Unit price`.
    package let heading: String
    package let kind: Kind

    package init(_ key: String, _ heading: String, _ kind: Kind) {
      self.key = key
      self.heading = heading
      self.kind = kind
    }
  }

  package enum Cell: Sendable, Equatable {
    case empty
    case text(String)
    case day(Day)
    case number(ExactDecimal)

    package init(_ name: Name?) { self = name.map { .text($0.text) } ?? .empty }
    package init(_ number: ExactDecimal?) { self = number.map { .number($0) } ?? .empty }
    package init(_ day: Day?) { self = day.map { .day($0) } ?? .empty }
    package init(digits number: ExactDecimal?) {
      self = number.map { .text($0.digits) } ?? .empty
    }
  }

  package let name: String
  package let columns: [Column]
  package let count: Int
  private let row: @Sendable (Int) -> [Cell]

  package init(
    _ name: String, _ columns: [Column], count: Int, row: @escaping @Sendable (Int) -> [Cell]
  ) {
    self.name = name
    self.columns = columns
    self.count = count
    self.row = row
  }

  package subscript(index: Int) -> [Cell] { row(index) }
}
