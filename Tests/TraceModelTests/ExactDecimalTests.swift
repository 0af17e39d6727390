import Testing
import TraceModel

struct ExactDecimalTests {
  @Test(arguments: [
    ("0.0004", 400_000_000_000_000), ("1.08", 1_080_000_000_000_000_000), ("-2", -2 * unit),
    ("1.5e-7", 150_000_000_000), ("2E1", 20 * unit), ("0", 0), ("-0.0", 0), (".5", unit / 2),
    ("0.0000000000000000010", 1), ("+7", 7 * unit), ("0e99", 0),
    ("170141183460469231731.687303715884105727", Int128.max),
    ("-170141183460469231731.687303715884105727", -Int128.max),
  ])
  func `a figure is read to its last digit`(text: String, units: Int128) {
    #expect(ExactDecimal(text)?.units == units)
  }

  @Test(arguments: [
    "", "-", ".", "1,5", "0x10", "1e", "1e400", "NaN", "0.0000000000000000001", "1.2.3", " 1",
    "170141183460469231731.687303715884105728", "1_000", "１",
    "-170141183460469231731.687303715884105728",
  ])
  func `what can't be held exactly is refused`(text: String) {
    #expect(ExactDecimal(text) == nil)
  }
}

private let unit: Int128 = 1_000_000_000_000_000_000
