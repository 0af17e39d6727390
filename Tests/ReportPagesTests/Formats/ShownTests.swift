import Foundation
import Testing

@testable import ReportPages

@Suite struct ShownTests {
  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1284, "1,284"), (17_406, "17,406"),
    (1_000_000, "1,000,000"), (-1284, "−1,284"), (Int.min, "−9,223,372,036,854,775,808"),
  ])
  func `a count has its thousands separated`(_ count: Int, _ text: String) {
    #expect(Shown.count(count) == text)
  }

  @Test(arguments: [
    (2, 7, "2 of 7"), (0, 0, "0 of 0"), (9, 14, "64%"), (166, 257, "64.6%"),
    (955, 1173, "81.4%"), (0, 100, "0.0%"), (100, 100, "100.0%"), (1, 2000, "0.1%"),
  ])
  func `a share is as exact as its base allows`(_ part: Int, _ base: Int, _ text: String) {
    #expect(Shown.percent(part, of: base) == text)
  }

  @Test func `a share can stand with its base`() {
    #expect(Shown.rate(166, of: 257, "judged") == "64.6% of 257 judged")
    #expect(Shown.rate(2, of: 7, "judged") == "2 of 7 judged")
    #expect(Shown.points(from: (864, 1000), to: (814, 1000)) == "−5.0 points")
    #expect(Shown.points(from: (50, 100), to: (50, 100)) == "0.0 points")
    #expect(Shown.points(from: (1, 2), to: (2, 2)) == nil)
  }

  @Test(
    arguments: [
      (0, "0 ms"), (1, "under 1 ms"), (340_000_000, "340 ms"), (999_499_999, "999 ms"),
      (999_600_000, "1.0 s"), (8_000_000_000, "8.0 s"), (59_949_999_999, "59.9 s"),
      (59_950_000_000, "1 min 00 s"), (67_000_000_000, "1 min 07 s"),
      (3_599_600_000_000, "1 h 00 min"), (30_720_000_000_000, "8 h 32 min"),
      (172_800_000_000_000, "2 d 0 h"), (-340_000_000, "−340 ms"), (Int64.max, "106,752 d 0 h"),
      (Int64.min, "−106,752 d 0 h"),
    ] as [(Int64, String)])
  func `a duration is rounded to the unit it is shown in`(_ nanoseconds: Int64, _ text: String) {
    #expect(Shown.duration(nanoseconds: nanoseconds) == text)
  }

  @Test func `times since the start share one unit`() {
    #expect(Shown.offset(nanoseconds: 120_000_000) == "0.1 s")
    #expect(Shown.offset(nanoseconds: 31_200_000_000) == "31.2 s")
    #expect(Shown.offset(nanoseconds: -120_000_000) == "−0.1 s")
  }

  @Test(
    arguments: [
      (1_771_511_527_000_000_000, "UTC", "Thu 19 Feb 2026, 14:32:07"),
      (1_771_511_527_000_000_000, "Europe/Berlin", "Thu 19 Feb 2026, 15:32:07"),
      (1_771_540_200_000_000_000, "Asia/Kolkata", "Fri 20 Feb 2026, 04:00:00"),
      (0, "UTC", "Thu 1 Jan 1970, 00:00:00"),
      (-1, "UTC", "Wed 31 Dec 1969, 23:59:59"),
      (951_782_400_000_000_000, "UTC", "Tue 29 Feb 2000, 00:00:00"),
      (Int64.max, "UTC", "Fri 11 Apr 2262, 23:47:16"),
      (Int64.min, "UTC", "Tue 21 Sep 1677, 00:12:43"),
    ] as [(Int64, String, String)])
  func `a moment has its weekday and the time of its zone`(
    _ nanoseconds: Int64, _ zone: String, _ text: String
  ) throws {
    let zone = try #require(TimeZone(identifier: zone))
    #expect(Shown.moment(nanoseconds: nanoseconds, in: zone) == text)
  }
}
