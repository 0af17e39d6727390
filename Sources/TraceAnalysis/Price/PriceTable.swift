import TraceModel

/// A price list with a name.
package struct PriceTable: Sendable {
  /// What charges say they were priced by, such as `prices.json` or `built-in table of 2026-11`.
  package let name: String
  private let rows: any PriceRows

  init(name: String, rows: any PriceRows) {
    self.name = name
    self.rows = rows
  }

  /// Reads a table in whichever known format it has.
  ///
  /// `name` is the file's, as charges and errors should say it. What can't be read at all is
  /// thrown; a row with a figure that is only too long is in `problems`.
  package init(reading json: JSONValue, name: String) throws(PriceBookError) {
    guard let format = PriceFormats.all.first(where: { $0.recognizes(json) }) else {
      throw PriceBookError(path: name, reason: .unrecognized)
    }
    do throws(PriceRowProblem) {
      self.init(name: name, rows: try format.init(reading: json))
    } catch {
      throw PriceBookError(path: name, reason: error.reason)
    }
  }

  /// The rows that can't be used because a figure of theirs can't be kept exactly, by name.
  package var problems: [PriceBookError] {
    rows.all.sorted { Name($0.name) < Name($1.name) }.compactMap { row in
      guard case .inexact(let reason) = row.prices else { return nil }
      return PriceBookError(path: name, reason: reason)
    }
  }

  /// The row for a model as it was logged; a provider may be needed to tell two apart.
  func row(provider: Name?, model: Name) -> PriceRow? { rows.row(provider: provider, model: model) }
}

/// The rows of a price list, however they are found.
protocol PriceRows: Sendable {
  func row(provider: Name?, model: Name) -> PriceRow?
  var all: [PriceRow] { get }
}

/// A form in which somebody publishes prices.
protocol PriceFormat: PriceRows {
  static func recognizes(_ json: JSONValue) -> Bool
  init(reading json: JSONValue) throws(PriceRowProblem)
}

enum PriceFormats {
  static let all: [any PriceFormat.Type] = [
    LiteLLMPrices.self, GenAIPrices.self, LangfusePrices.self,
  ]
}

/// What is wrong with a row, before anybody knows the file's name.
struct PriceRowProblem: Error {
  var reason: PriceBookError.Reason
}

// MARK: - Reading figures

extension JSONValue {
  /// The digits of a number, or of a number in a string.
  var numberText: String? {
    switch self {
    case .number(let digits): digits
    case .string(let text): text
    case .null, .bool, .array, .object: nil
    }
  }

  /// A price for `tokens` tokens as the price of one, exactly; nil where there is none.
  func tokenPrice(_ field: String, per tokens: Int128, of row: String)
    throws(PriceRowProblem) -> ExactDecimal?
  {
    if case .null = self { return nil }
    guard let text = numberText else {
      throw PriceRowProblem(
        reason: .notAPrice(row: row, field: field, text: "a value of another kind"))
    }
    guard let price = ExactDecimal(text), price.units % tokens == 0 else {
      throw PriceRowProblem(
        reason: text.isDecimalNumber
          ? .tooManyDecimals(row: row, field: field, digits: text)
          : .notAPrice(row: row, field: field, text: text))
    }
    guard price >= .zero else {
      throw PriceRowProblem(reason: .notAPrice(row: row, field: field, text: text))
    }
    return ExactDecimal(units: price.units / tokens)
  }

  /// A count without decimals, such as `272000` or `272000.0`.
  var wholeNumber: Int? {
    guard let text = numberText, let value = ExactDecimal(text),
      value.units % ExactDecimal.unitsPerOne == 0
    else { return nil }
    return Int(exactly: value.units / ExactDecimal.unitsPerOne)
  }

  var members: [Member]? {
    if case .object(let members) = self { return members }
    return nil
  }

  var elements: [JSONValue]? {
    if case .array(let elements) = self { return elements }
    return nil
  }
}

extension String {
  /// Whether the text is a number at all, however many decimals it has.
  fileprivate var isDecimalNumber: Bool {
    guard utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else { return false }
    return utf8.allSatisfy {
      $0 >= 0x30 && $0 <= 0x39 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0)
    }
  }
}
