import Testing
import TraceModel

@testable import ReportPages

struct TimeScaleTests {
  private let second: Int64 = 1_000_000_000

  @Test func `a pause longer than a third is cut to a strip`() {
    let scale = TimeScale([0...(6 * second), (66 * second)...(67 * second)], strip: 4)
    #expect(scale.pauses.map(\.length) == [60 * second])
    let sixSevenths = 96.0 * 6 / 7
    #expect(scale.position(6 * second) == sixSevenths)
    #expect(scale.position(66 * second) == sixSevenths + 4)
    #expect(scale.position(67 * second) == 100)
  }

  @Test func `two moments far apart keep their pause`() {
    let scale = TimeScale([0...0, (10 * second)...(10 * second)])
    #expect(scale.pauses.isEmpty)
    #expect(scale.position(5 * second) == 50)
  }

  @Test(arguments: [1, 999, 1_000_000, 31_200_000_000, 86_400_000_000_000, Int64.max])
  func `ticks are few and in order, however long it took`(end: Int64) {
    let scale = TimeScale([0...end])
    #expect(scale.ticks.count <= 9)
    #expect(scale.ticks.first == 0)
    #expect(scale.ticks.allSatisfy { (0...100).contains(scale.position($0)) })
  }

  @Test func `a year's pause between nanoseconds makes no more ticks`() {
    let year: Int64 = 31_536_000 * second
    #expect(TimeScale([0...5, year...(year + 5)]).ticks.count <= 20)
  }
}

struct TimelineLaneTests {
  @Test func `steps at the same time stand in rows of their own`() {
    let bars = [0, 0, 5, 12].enumerated().map { index, start in
      TimelineBar(
        step: index, actor: .tool("search"), span: Int64(start)...Int64(start + 10), look: .tool,
        words: "", origin: nil)
    }
    let lane = TimelineLane(.tool("search"), bars)
    #expect(lane.rows == [0, 1, 2, 0])
    #expect(lane.height == 72)
  }
}

struct TimelineLabelsTests {
  @Test func `words that fit nowhere are shortened, then left out`() {
    var labels = TimelineLabels()
    let row = TimelineLabels.Row(lane: 0, row: 0)
    labels.take(0...40, in: row)
    labels.take(46...100, in: row)
    let place = labels.place(["6 timed out", "6"], at: 40...40, in: row)
    #expect(place == TimelineLabels.Place(side: .right, text: "6"))
    #expect(labels.place(["7"], at: 40...40, in: row) == nil)
  }
}
