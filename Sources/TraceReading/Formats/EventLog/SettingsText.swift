// Settings are compared and shown, never added up, so a model's are kept as one name:
//
//   "temperature":0.20,"top_p":1,"max_tokens":400  →  temperature 0.2, top p 1, 400 tokens

import TraceModel

/// The settings of one model call after another, each as a text that is equal for equal settings.
struct SettingsText {
  var temperature: LineValue?
  var topP: LineValue?
  var maxTokens: LineValue?
  var toolChoice: LineValue?
  private var text: [UInt8] = []
  /// The names of settings by their values as written; most calls of a log have those of another.
  private var known = KnownNames()
  private var raw: [UInt8] = []

  mutating func begin() {
    temperature = nil
    topP = nil
    maxTokens = nil
    toolChoice = nil
  }

  /// None where nothing is set.
  mutating func number(in tables: inout LocalTables) -> NameID {
    guard temperature != nil || topP != nil || maxTokens != nil || toolChoice != nil else {
      return .none
    }
    raw.removeAll(keepingCapacity: true)
    appendRaw(temperature)
    appendRaw(topP)
    appendRaw(maxTokens)
    appendRaw(toolChoice)
    if let name = raw.withUnsafeBufferPointer({ known.find($0) }) { return name }
    text.removeAll(keepingCapacity: true)
    append("temperature ", temperature)
    append("top p ", topP)
    append("", maxTokens, " tokens")
    append("tool choice ", toolChoice)
    let name = text.withUnsafeBufferPointer { tables.number(of: $0) }
    if known.count < Self.mostKnown { raw.withUnsafeBufferPointer { known.add($0, name) } }
    return name
  }

  private static let mostKnown = 10_000

  /// A value of any kind, or none, so that no two lists of values are written alike.
  private mutating func appendRaw(_ value: LineValue?) {
    if let value {
      raw.append(UInt8(ascii: value.isString ? "s" : "v"))
      raw.append(contentsOf: value.rawBytes)
    }
    // In no JSON as it is written.
    raw.append(0)
  }

  private mutating func append(
    _ before: StaticString, _ value: LineValue?, _ after: StaticString = ""
  ) {
    guard let value else { return }
    if !text.isEmpty { text += [UInt8(ascii: ","), UInt8(ascii: " ")] }
    text.append(
      contentsOf: UnsafeBufferPointer(start: before.utf8Start, count: before.utf8CodeUnitCount))
    append(value)
    text.append(
      contentsOf: UnsafeBufferPointer(start: after.utf8Start, count: after.utf8CodeUnitCount))
  }

  /// A number without spare zeros; a short word; else a hash of what it says.
  private mutating func append(_ value: LineValue) {
    if let number = value.shortDecimal {
      text.append(contentsOf: ExactDecimal(number).digits.utf8)
    } else if value.isString || value.isNumber, value.rawBytes.count <= 60 {
      text.append(contentsOf: value.textBytes)
    } else {
      text.append(contentsOf: "#\(String(value.contentHash.low, radix: 16))".utf8)
    }
  }
}
