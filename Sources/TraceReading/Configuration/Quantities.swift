/// Reads `64MB`, `64kB`, `1GiB` or a plain number of bytes.
///
/// MB are millions of bytes, MiB are 1024 × 1024.
package func sizeInBytes(_ text: String) -> Int? {
  quantity(
    text,
    units: [
      "": 1, "B": 1, "kB": 1000, "MB": 1_000_000, "GB": 1_000_000_000,
      "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
    ]
  ).map { Int($0) }
}

/// Reads `15s`, `30m`, `1h`, `90d` or `2w`; a day has 24 hours.
package func durationInNanoseconds(_ text: String) -> Int64? {
  let second: Int64 = 1_000_000_000
  return quantity(
    text,
    units: [
      "s": second, "m": 60 * second, "h": 3600 * second, "d": 86_400 * second,
      "w": 604_800 * second,
    ])
}

private func quantity(_ text: String, units: [String: Int64]) -> Int64? {
  let digits = text.prefix { ("0"..."9").contains($0) && $0.isASCII }
  var unit = text.dropFirst(digits.count)
  if unit.count > 1, unit.first == " " { unit.removeFirst() }
  guard let number = Int64(digits), let size = units[String(unit)] else { return nil }
  let (product, isTooLarge) = number.multipliedReportingOverflow(by: size)
  return isTooLarge ? nil : product
}
