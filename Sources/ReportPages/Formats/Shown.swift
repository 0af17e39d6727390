/// How numbers are written, on every page and in every language setting alike.
package enum Shown {
  /// `1,284`
  package static func count(_ count: Int) -> String {
    String {
      if count < 0 { $0.text("−") }
      $0.grouped(UInt128(count.magnitude))
    }
  }

  /// `1 request`, `1,284 requests`
  package static func count(_ count: Int, _ one: String, _ many: String) -> String {
    "\(self.count(count)) \(count == 1 ? one : many)"
  }

  /// `9,840 tokens`
  package static func tokens(_ tokens: Int) -> String { count(tokens, "token", "tokens") }
}
