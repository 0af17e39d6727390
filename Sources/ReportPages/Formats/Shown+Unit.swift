import TraceModel

extension Shown {
  /// Plural where the quantity asks for it and the word is one we know.
  package static func unit(_ unit: String, of quantity: ExactDecimal?) -> String {
    let noun = unit.utf8.split(separator: UInt8(ascii: " ")).last ?? ""[...].utf8
    guard knownUnits.contains(where: { $0.utf8.elementsEqual(noun) }), quantity != ExactDecimal(1)
    else {
      return oneLine(unit, upTo: 30)
    }
    if unit.hasSuffix("ry") { return unit.dropLast() + "ies" }
    return unit.hasSuffix("ch") ? unit + "es" : unit + "s"
  }

  private static let knownUnits = [
    "token", "call", "second", "request", "search", "image", "page", "query",
  ]
}
