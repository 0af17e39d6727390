import TraceModel

/// The headers of a request or an answer, however they were kept:
/// `{"Date":"…"}`, `{"Date":["…"]}`, `[["Date","…"]]` or `[{"name":"Date","value":"…"}]`.
struct Headers {
  private let values: JSONNode?
  /// A bit of each name; all of them where the names are no keys.
  private let bits: UInt64

  init(_ values: JSONNode?) {
    self.values = values
    guard let values, values.isObject else {
      bits = values == nil ? 0 : .max
      return
    }
    var bits: UInt64 = 0
    values.forEachRawMember { name, _ in bits |= Self.bit(of: name.rawBytes) }
    self.bits = bits
  }

  /// The same in any case, and mostly another for another name.
  @inline(__always)
  private static func bit(of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let first = name.first else { return 1 }
    return 1 << UInt64(truncatingIfNeeded: (name.count &+ 5 &* Int(first | 0x20)) & 63)
  }

  /// A header's value; names are the same in any case.
  @inline(__always)
  subscript(name: StaticString) -> JSONNode? {
    let text = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    return bits & Self.bit(of: text) == 0 ? nil : value(of: name)
  }

  private func value(of name: StaticString) -> JSONNode? {
    guard let values else { return nil }
    var found: JSONNode?
    if values.isObject {
      values.forEachRawMember { key, value in
        if key.isName(name) { found = value.isArray ? value.first : value }
      }
    } else {
      for pair in values.elements {
        if pair.isArray {
          let elements = Array(pair.elements.prefix(2))
          if elements.count == 2, elements[0].isName(name) { found = elements[1] }
        } else if pair["name"]?.isName(name) == true {
          found = pair["value"]
        }
      }
    }
    return found.flatMap { $0.isText ? $0 : nil }
  }

  /// What the provider knows the request by, under the name that it gives it.
  var requestID: JSONNode? {
    for name in Self.requestIDs {
      if let id = self[name] { return id }
    }
    return nil
  }

  private static let requestIDs: [StaticString] = [
    "request-id", "x-request-id", "x-amzn-requestid", "apim-request-id", "mistral-correlation-id",
    "x-ds-trace-id", "x-debug-trace-id",
  ]
}

extension JSONNode {
  fileprivate func isName(_ name: StaticString) -> Bool {
    let text = rawBytes
    guard isString, text.count == name.utf8CodeUnitCount else { return false }
    for (index, byte) in text.enumerated() {
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      if lower != name.utf8Start[index] { return false }
    }
    return true
  }
}

/// A trace and a span of the caller's, as W3C's `traceparent` names them.
struct TraceParent {
  var trace: String
  var span: String

  /// `00-66ee4778bf1ab5ea34cf2915a201cef1-bd161d656110b9aa-01`
  init?(_ value: JSONNode?) {
    guard let text = value?.string?.lowercased() else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff",
      Self.isID(parts[1], digits: 32), Self.isID(parts[2], digits: 16)
    else { return nil }
    trace = String(parts[1])
    span = String(parts[2])
  }

  private static func isID(_ text: Substring, digits: Int) -> Bool {
    text.utf8.count == digits && text.utf8.contains { $0 != UInt8(ascii: "0") }
      && text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
  }
}
