import Testing
import TraceReading

struct QuantitiesTests {
  @Test(arguments: [
    ("64MB", 64_000_000), ("64kB", 64_000), ("1GiB", 1_073_741_824), ("4096", 4096), ("12B", 12),
    ("2 MiB", 2_097_152), ("0kB", 0),
  ])
  func `a size is a number of bytes`(text: String, bytes: Int) {
    #expect(sizeInBytes(text) == bytes)
  }

  @Test(arguments: [
    ("15s", 15), ("30m", 1800), ("1h", 3600), ("90d", 7_776_000), ("2w", 1_209_600),
  ])
  func `a duration is a number of nanoseconds`(text: String, seconds: Int64) {
    #expect(durationInNanoseconds(text) == seconds * 1_000_000_000)
  }

  @Test(arguments: ["", "MB", "1.5MB", "-1kB", "64mb", "9223372036854775807GB", "1  MB", "１MB"])
  func `what is no size is refused`(text: String) {
    #expect(sizeInBytes(text) == nil)
  }

  @Test(arguments: ["", "h", "1", "1y", "1h30m", "9223372036s0", "999999999999w"])
  func `what is no duration is refused`(text: String) {
    #expect(durationInNanoseconds(text) == nil)
  }
}
