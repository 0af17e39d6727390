import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

struct LangfuseTableTests {
  @Test func `a table of observations is read out of its cells, also from a folder`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      [
        "\u{FEFF}\"id\",\"traceId\",\"type\",\"name\",\"startTime\",\"model\",\"input\",\"inputUsage\","
          + "\"outputUsage\",\"totalCost\"",
        #""o1","t1","GENERATION","a, ""b""","2026-11-10T10:00:01.000Z","m","two"#,
        #"lines","100","10","0.5""#,
        #"o2,t1,SPAN,"#,
      ], to: "export.csv")
    try folder.write(["a,b", "1,2"], to: "other.csv")
    let log = try count([folder.path])
    #expect(log.summary.events == 1)
    #expect(log.summary.tokens.prompt == 100)
    #expect(log.summary.cost.total.digits == "0.5")
    #expect(log.problems.map(\.isValueOnly) == [true])
    #expect(log.problems.first?.reason.contains("4 cells under 10 names") == true)
  }

  @Test func `a score's column holds verdicts`() throws {
    let row =
      #"{"id":"t","timestamp":"2026-11-10T10:00:00Z","name":"chat","userId":"u","sessionId":"s","#
      + #""bookmarked":false,"tags":["a"],"verdict":["correct"],"helpfulness":[0.8]}"#
    let read = try FormatSample([Data(row.utf8)])
    let verdicts = read.events("verdict").compactMap { $0["verdict"] }
    #expect(read.counted.problems.isEmpty)
    let names = verdicts.compactMap { $0["score"]?["name"]?.string }
    #expect(Set(names) == ["verdict", "helpfulness"])
    #expect(verdicts.compactMap { $0["score"]?["value"]?.words } == ["0.8"])
    #expect(read.counted.summary.verdicts.labels["correct"] == 1)
  }
}
