import TraceModel

/// Why a price table can't be used, and what to do.
package struct PriceBookError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    case unrecognized
    case notARow(row: String)
    case notAPrice(row: String, field: String, text: String)
    case tooManyDecimals(row: String, field: String, digits: String)
    case notADate(row: String, text: String)
    case overlappingPrices(model: String, date: String)
    case notAPattern(row: String, pattern: String)
    case notHours(row: String, text: String)
    case notATier(row: String)
  }

  package var path: String
  package var reason: Reason

  package var description: String {
    switch reason {
    case .unrecognized:
      """
      \(path): not a price table; give LiteLLM's price map, genai-prices' data or Langfuse's \
      model definitions
      """
    case .notARow(let row):
      "\(path): \(row) is not a row of prices; give an object of prices, or remove it"
    case .notAPrice(let row, let field, let text):
      "\(path): \(row) has \(text) as \(field); give a number that is not negative"
    case .tooManyDecimals(let row, let field, let digits):
      """
      \(path): \(row) has \(digits) as \(field), more digits than can be kept exactly; shorten \
      it to 18 decimals for one token
      """
    case .notADate(let row, let text):
      "\(path): \(row) has a price dated \(text); give a day as 2026-11-16"
    case .overlappingPrices(let model, let date):
      "\(path): two prices for \(model) on \(date); end the older one the day before"
    case .notAPattern(let row, let pattern):
      """
      \(path): \(row) has the pattern \(pattern.prefix(80)), which is no regular expression of \
      at most \(NamePattern.longestInBytes) bytes; mend it or remove the row
      """
    case .notHours(let row, let text):
      "\(path): \(row) has prices for the hours \(text); give them as 16:30-00:30, in UTC"
    case .notATier(let row):
      "\(path): \(row) has a tier without its limit in tokens; give it or remove the tier"
    }
  }
}
