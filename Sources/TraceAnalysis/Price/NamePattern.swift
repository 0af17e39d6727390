import Foundation
import TraceModel

/// Which model or provider names a row is for.
indirect enum NamePattern: Sendable {
  case equals(String)
  case startsWith(String)
  case endsWith(String)
  case contains(String)
  case expression(NSRegularExpression)
  case any([NamePattern])
  case all([NamePattern])

  /// A pattern comes from a file and is tried on names from another one, so both are kept short.
  static let longestInBytes = 1000

  /// `name` in lower case, unless the pattern is an expression that says what it wants.
  func matches(_ name: String) -> Bool {
    switch self {
    case .equals(let text): name == text
    case .startsWith(let text): name.hasPrefix(text)
    case .endsWith(let text): name.hasSuffix(text)
    case .contains(let text): name.contains(text)
    case .expression(let expression): expression.finds(name)
    case .any(let patterns): patterns.contains { $0.matches(name) }
    case .all(let patterns): patterns.allSatisfy { $0.matches(name) }
    }
  }

  static func expression(_ text: String, of row: String) throws(PriceRowProblem) -> Self {
    .expression(try NSRegularExpression.short(text, of: row))
  }
}

extension NSRegularExpression {
  static func short(
    _ text: String, options: Options = [], of row: String
  ) throws(PriceRowProblem) -> NSRegularExpression {
    guard text.utf8.count <= NamePattern.longestInBytes,
      let expression = try? NSRegularExpression(pattern: text, options: options)
    else { throw PriceRowProblem(reason: .notAPattern(row: row, pattern: text)) }
    return expression
  }

  /// Whether the expression matches somewhere in a name; never in one of absurd length.
  func finds(_ name: String) -> Bool {
    guard name.utf8.count <= 256 else { return false }
    return firstMatch(in: name, range: NSRange(name.startIndex..., in: name)) != nil
  }
}
