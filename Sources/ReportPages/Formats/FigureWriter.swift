// A page shows hundreds of figures. Put together of Strings each costs as much as a line of text;
// written as bytes into one, most are as short as a String keeps without memory of its own.

/// Writes one figure from left to right.
struct FigureWriter {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private var count = 0

  fileprivate init(_ bytes: UnsafeMutableBufferPointer<UInt8>) { self.bytes = bytes }

  fileprivate var length: Int { count }

  mutating func sign(_ byte: UInt8) {
    bytes[count] = byte
    count += 1
  }

  mutating func text(_ literal: StaticString) {
    literal.withUTF8Buffer { for byte in $0 { sign(byte) } }
  }

  mutating func text(_ text: String) {
    for byte in text.utf8 { sign(byte) }
  }

  /// With zeros before it up to so many digits.
  mutating func digits(_ number: UInt64, atLeast width: Int = 1) {
    var rest = number
    reversed { writer in
      var written = 0
      repeat {
        writer.sign(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
        written += 1
      } while rest > 0 || written < width
    }
  }

  /// With its thousands apart, and a point before the last so many digits: 12345678 with 2 decimals
  /// is `123,456.78`.
  mutating func grouped(_ number: UInt128, decimals: Int = 0) {
    reversed { writer in
      var place = 0
      func digit(_ value: UInt8) {
        if decimals > 0, place == decimals {
          writer.sign(UInt8(ascii: "."))
        } else if place > decimals, (place - decimals) % 3 == 0 {
          writer.sign(UInt8(ascii: ","))
        }
        writer.sign(UInt8(ascii: "0") + value)
        place += 1
      }
      var large = number
      while large > UInt128(UInt64.max) {
        let (quotient, rest) = large.quotientAndRemainder(dividingBy: 10)
        digit(UInt8(truncatingIfNeeded: rest))
        large = quotient
      }
      // Most figures are short, and 64 bits are divided in a tenth of the time.
      var rest = UInt64(truncatingIfNeeded: large)
      while rest > 0 || place <= decimals {
        digit(UInt8(truncatingIfNeeded: rest % 10))
        rest /= 10
      }
    }
  }

  /// Turns around what the body writes.
  private mutating func reversed(_ body: (inout FigureWriter) -> Void) {
    let start = count
    body(&self)
    var (low, high) = (start, count - 1)
    while low < high {
      bytes.swapAt(low, high)
      low += 1
      high -= 1
    }
  }
}

extension String {
  /// - Parameter capacity: bytes that the figure takes at most; 64 hold any number of 128 bits with
  ///   its sign, point and commas.
  init(figureUpTo capacity: Int = 64, _ write: (inout FigureWriter) -> Void) {
    // On the stack first: a String that is given room for more than 15 bytes takes memory for them.
    self = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: capacity) { bytes in
      var writer = FigureWriter(bytes)
      write(&writer)
      return String(decoding: bytes[..<writer.length], as: UTF8.self)
    }
  }
}
