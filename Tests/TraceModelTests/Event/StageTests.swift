import Testing
import TraceModel

struct StageTests {
  @Test func `the words of stages, ends and attempts are the names of their cases`() {
    #expect(Stage.allCases.map(\.word) == Stage.allCases.map { "\($0)" })
    #expect(Status.allCases.map(\.word) == Status.allCases.map { "\($0)" })
    #expect(Stage.allCases.map(\.word) == Stage.allCases.map(\.spelling.description))
    #expect(Status.allCases.map(\.word) == Status.allCases.map(\.spelling.description))
    #expect(AttemptKind.allCases.map(\.word) == AttemptKind.allCases.map { "\($0)" })
  }
}
