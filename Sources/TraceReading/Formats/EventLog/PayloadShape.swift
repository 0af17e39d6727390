// What a step was given is described by the keys of the object, whatever their order:
//
//   {"order_id":"4417","since":null}  →  order_id, since

import CSimdJSON
import TraceModel

/// The shapes of one payload after another, each as a name.
struct PayloadShape {
  private var keys: [UnsafeBufferPointer<UInt8>] = []
  private var text: [UInt8] = []

  /// More keys, or longer ones, are those of a table and not of a shape.
  private static let most = 16
  private static let longest = 40

  /// None for what is no object, or has keys that are data themselves, as ids are.
  mutating func number(of value: LineValue, in tables: inout LocalTables) -> NameID {
    keys.removeAll(keepingCapacity: true)
    guard value.isObject, value.addKeys(to: &keys, atMost: Self.most), !keys.isEmpty,
      keys.allSatisfy(Self.isWord)
    else { return .none }
    keys.sort { $0.lexicographicallyPrecedes($1) }
    text.removeAll(keepingCapacity: true)
    for key in keys {
      if !text.isEmpty { text += [UInt8(ascii: ","), UInt8(ascii: " ")] }
      text += key
    }
    return text.withUnsafeBufferPointer { tables.number(of: $0) }
  }

  /// Whether a key is a name that somebody gave a field.
  private static func isWord(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard !key.isEmpty, key.count <= longest else { return false }
    var digits = 0
    for byte in key {
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): break
      case 0x30...0x39: digits += 1
      default: return false
      }
    }
    return digits < 3
  }
}

extension Stage {
  /// Whether what it is given is a payload; a model is given a conversation.
  var isGivenObjects: Bool {
    switch self {
    case .tool, .guardrail, .infrastructure, .route, .unknown: true
    case .request, .prompt, .model, .answer, .verdict, .note: false
    }
  }
}
