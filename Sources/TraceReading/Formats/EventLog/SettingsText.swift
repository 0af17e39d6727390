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
    text.removeAll(keepingCapacity: true)
    append("temperature ", temperature)
    append("top p ", topP)
    append("", maxTokens, " tokens")
    append("tool choice ", toolChoice)
    return text.withUnsafeBufferPointer { tables.number(of: $0) }
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
