// Charts are drawn with attributes: horizontal positions are percentages, so that one drawing fits
// every width, and nothing needs a style attribute, which the page's policy forbids.

extension HTMLBuilder {
  /// `<name a="…" b="…"/>`, or with a text `<name …>text</name>`.
  mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, text: String? = nil
  ) {
    open(name, attributes, isClosed: text == nil)
    guard let text else { return }
    plain(text)
    close(name)
  }

  mutating func open(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, isClosed: Bool = false
  ) {
    markup("<")
    markup(name)
    for (name, value) in attributes {
      markup(" ")
      markup(name)
      markup("=\"")
      plain(value)
      markup("\"")
    }
    if isClosed { markup("/>") } else { markup(">") }
  }

  mutating func close(_ name: StaticString) {
    markup("</")
    markup(name)
    markup(">")
  }
}

/// A share of the width as an attribute says it: `12.34%`.
///
/// Only places of marks pass through `Double`, never a figure that is read.
func percent(_ share: Double) -> String {
  guard share.isFinite else { return "0%" }
  return fixed(min(max(share, -1), 2) * 100, decimals: 2) + "%"
}

/// A length in pixels with one decimal.
func pixels(_ length: Double) -> String { fixed(length, decimals: 1) }

private func fixed(_ value: Double, decimals: Int) -> String {
  let scale = decimals == 2 ? 100.0 : 10.0
  let hundredths = Int((value * scale).rounded())
  let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: UInt(scale))
  let sign = hundredths < 0 ? "-" : ""
  guard rest > 0 else { return "\(sign)\(whole)" }
  let digits = decimals == 2 && rest < 10 ? "0\(rest)" : "\(rest)"
  return "\(sign)\(whole).\(digits)"
}
