import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct LoggedTimeTests {
  private func time(_ json: String) throws -> Int64? {
    let parser = JSONParser()
    return try withExtendedLifetime(parser) {
      try Array(#"{"at":\#(json)}"#.utf8).withUnsafeBufferPointer { text in
        var events = EventWriter()
        let value = try parser.parse(text)["at"]
        #expect(events.time(value) == value?.time)
        return value?.time
      }
    }
  }

  @Test(arguments: [
    #""2026-11-10T10:00:01Z""#, #""2026-11-10T11:00:01+01:00""#, #""2026-11-10T11:00:01+0100""#,
    #""2026-11-10 10:00:01+00""#, #""2026-11-10 08:30:01-0130""#, #""2026-11-10 10:00:01""#,
    #""2026-11-10T10:00:01.000000""#, "1794304801", "1794304801.0", "1794304801000",
    "1794304801000000", "1794304801000000000", #""1794304801000""#,
  ])
  func `the same time is read from every form of it`(json: String) throws {
    #expect(try time(json) == 1_794_304_801_000_000_000)
  }

  @Test(arguments: [
    "0", "12", "1e30", "-1794304801", "true", #""""#, #""soon""#, #""2026-11-10T10:00:01+1""#,
    #""2026-11-10 at ten in the morning""#,
  ])
  func `what is no time is none`(json: String) throws {
    #expect(try time(json) == nil)
  }

  @Test func `a float of seconds is rounded to the microsecond`() throws {
    #expect(try time("1794306000.1234567") == 1_794_306_000_123_457_000)
    #expect(try time("1794306000.1234564") == 1_794_306_000_123_456_000)
  }
}
