// Division that rounds down, so that days and seconds before 1970 are cut like those after it:
//
//   -1 / 86_400 = 0, but floorDiv(-1, 86_400) = -1: the last second of 1969-12-31

func floorDiv<T: BinaryInteger>(_ value: T, _ divisor: T) -> T {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? quotient - 1 : quotient
}

func floorMod<T: BinaryInteger>(_ value: T, _ divisor: T) -> T {
  let remainder = value % divisor
  return remainder < 0 ? remainder + divisor : remainder
}

/// Writes a number that isn't negative, with leading zeros.
func append(_ number: Int, digits: Int, to text: inout [UInt8]) {
  var unit = 1
  for _ in 1..<digits { unit *= 10 }
  while unit > 0 {
    text.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
    unit /= 10
  }
}

/// A number of nothing but ASCII digits; short enough to fit, as the callers cut it.
func decimalNumber(_ bytes: ArraySlice<UInt8>) -> Int? {
  var number = 0
  for byte in bytes {
    guard byte &- 48 < 10 else { return nil }
    number = number * 10 + Int(byte &- 48)
  }
  return number
}
