/// The arguments of a call of Gemini's that come in pieces, each for a place in them.
///
///     {"functionCall":{"name":"findRoom","willContinue":true}}
///     {"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"Bos"}],"willContinue":true}}
///     {"functionCall":{"partialArgs":[{"jsonPath":"$.city","stringValue":"ton"}]}}
///     → {"city":"Boston"}
///
/// A place deeper inside keeps its path as its name: `{"from.city":"Boston"}`.
struct PartialArguments {
  private enum Value {
    case text(QuotedText)
    case other(String)
  }

  private var values: [(name: String, value: Value)] = []
  private var places: [String: Int] = [:]

  mutating func add(_ pieces: JSONNode?) {
    for piece in pieces.elements {
      guard let path = piece.any("jsonPath", "json_path")?.string else { continue }
      add(piece, to: path.hasPrefix("$.") ? String(path.dropFirst(2)) : path)
    }
  }

  private mutating func add(_ piece: JSONNode, to name: String) {
    let place = places[name] ?? values.count
    if place == values.count {
      values.append((name, .other("null")))
      places[name] = place
    }
    if let text = piece.any("stringValue", "string_value"), text.isString {
      var whole = QuotedText()
      if case .text(let said) = values[place].value { whole = said }
      values[place].value = .other("null")
      whole.add(text)
      values[place].value = .text(whole)
    } else if let other = piece.any("numberValue", "number_value", "boolValue", "bool_value") {
      values[place].value = .other(Answer.jsonText(other))
    }
  }

  /// All that came so far.
  var json: String {
    var json = CleanJSON()
    json.write("{")
    for (place, argument) in values.enumerated() {
      if place > 0 { json.write(",") }
      json.writeString(argument.name)
      json.write(":")
      switch argument.value {
      case .text(let text): json.writeString(text.string)
      case .other(let text): json.write(text)
      }
    }
    json.write("}")
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

extension Answer {
  /// A call, or a piece of the one before.
  mutating func readGeminiCall(_ call: JSONNode) {
    let goesOn = call.any("willContinue", "will_continue")?.bool == true
    let pieces = call.any("partialArgs", "partial_args")
    if !isInCall || call["name"] != nil {
      addCall(call["id"], call["name"], call["args"])
      if goesOn || pieces != nil { calls[calls.count - 1].partial = PartialArguments() }
    }
    isInCall = goesOn
    if pieces != nil, !calls.isEmpty { calls[calls.count - 1].partial?.add(pieces) }
  }
}
