import TraceModel

extension Shown {
  /// Plural where the quantity asks for it and the word is one we know.
  package static func unit(_ unit: String, of quantity: ExactDecimal?) -> String {
    let known: Set<Name> = [
      "token", "call", "second", "request", "search", "image", "page", "query",
    ]
    let noun = unit.split(separator: " ").last ?? ""
    guard known.contains(Name(String(noun))), quantity != ExactDecimal(1) else {
      return oneLine(unit, upTo: 30)
    }
    if unit.hasSuffix("ry") { return unit.dropLast() + "ies" }
    return unit.hasSuffix("ch") ? unit + "es" : unit + "s"
  }
}
