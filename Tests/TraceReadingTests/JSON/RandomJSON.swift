import TestSupport
import TraceModel

/// Random JSON over few keys, so that they repeat and stand everywhere; with white space, escapes
/// and odd numbers.
struct RandomJSON {
  private var numbers: SeededNumbers

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  mutating func object(depth: Int = 4) -> String {
    let members = (0..<Int(numbers.next() % 6)).map { _ in
      "\(space())\(key())\(space()):\(value(depth: depth - 1))"
    }
    return "{\(members.joined(separator: ","))\(space())}"
  }

  mutating func value(depth: Int) -> String {
    let kinds = depth > 0 ? 9 : 6
    let text =
      switch Int(numbers.next() % UInt64(kinds)) {
      case 0: numbers.pick(["null", "true", "false"])
      case 1: numbers.pick(["0", "-1", "12.50", "1e3", "0.0001244", "123456789012345678901234"])
      case 6, 7: object(depth: depth)
      case 8:
        "[\((0..<Int(numbers.next() % 4)).map { _ in value(depth: depth - 1) }.joined(separator: ","))]"
      default:
        numbers.pick([
          "\"\"", "\"x\"", #""a\"b""#, #""\\""#, #""\u00e9t\ud83d\ude00""#, "\"é 😀 ]},:\"",
          "\"a long text of many words\"",
        ])
      }
    return space() + text + space()
  }

  mutating func isDamaged() -> Bool { numbers.chance(15) }

  /// A line with a few of its bytes changed.
  mutating func damaged(_ line: String) -> [UInt8] {
    var bytes = Array(line.utf8)
    for _ in 0..<Int.random(in: 1...3, using: &numbers) where !bytes.isEmpty {
      let place = Int.random(in: bytes.indices, using: &numbers)
      let other = numbers.pick(Array("{}[]\",:\\ 0e.-ntfu\u{1}\t\r".utf8) + [0x80, 0xC3, 0xFF, 0])
      switch numbers.next() % 4 {
      case 0: bytes[place] = other
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(other, at: place)
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes.filter { $0 != 0x0A }
  }

  private mutating func key() -> String {
    numbers.pick([
      "\"a\"", "\"b\"", "\"c\"", "\"list\"", #""\u0061""#, "\"a much longer key\"",
      "\"a much longer kez\"", "\"\"",
    ])
  }

  private mutating func space() -> String {
    numbers.chance(85) ? "" : numbers.pick([" ", "\t", "  ", "\r"])
  }
}
