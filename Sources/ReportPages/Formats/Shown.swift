/// How numbers are written, on every page and in every language setting alike.
package enum Shown {
  /// `1,284`
  package static func count(_ count: Int) -> String {
    let digits = Array(String(count.magnitude).utf8)
    var bytes: [UInt8] = []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { bytes.append(UInt8(ascii: ",")) }
      bytes.append(digit)
    }
    return (count < 0 ? "−" : "") + String(decoding: bytes, as: UTF8.self)
  }

  /// `1 request`, `1,284 requests`
  package static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(self.count(count)) \(count == 1 ? one : many)"
  }

  /// `9,840 tokens`
  package static func tokens(_ tokens: Int) -> String { count(tokens, "token", "tokens") }
}
