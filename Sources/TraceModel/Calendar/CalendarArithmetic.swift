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

/// Writes a number that isn't negative, with leading zeros, and moves on behind it.
@inline(__always)
func put(_ number: Int, digits: Int, to text: inout UnsafeMutablePointer<UInt8>) {
  var rest = number
  for place in stride(from: digits - 1, through: 0, by: -1) {
    text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
    rest /= 10
  }
  text += digits
}

@inline(__always)
func put(_ character: Unicode.Scalar, to text: inout UnsafeMutablePointer<UInt8>) {
  text.pointee = UInt8(ascii: character)
  text += 1
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
