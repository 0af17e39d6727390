import Foundation
import TestSupport
import Testing
import TraceModel

struct SpanTableTests {
  @Test func `a data frame of spans is read out of its cells, also from a folder`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      [
        "context.span_id,name,span_kind,parent_id,start_time,end_time,status_code,status_message,"
          + "context.trace_id,attributes.llm.model_name,attributes.llm.token_count.prompt,"
          + "attributes.llm.token_count.completion,attributes.llm.cost.total,attributes.metadata",
        "aaaaaaaaaaaaaaa1,ask,CHAIN,,2026-11-10 08:40:00.5+00:00,2026-11-10 08:40:09+00:00,OK,,"
          + "4bf92f3577b34da6a3ce929d0e0e4736,,,,,",
        "aaaaaaaaaaaaaab1,chat,LLM,aaaaaaaaaaaaaaa1,2026-11-10 08:40:01+00:00,"
          + "2026-11-10 08:40:02+00:00,ERROR,\"TimeoutError: a, b\","
          + "4bf92f3577b34da6a3ce929d0e0e4736,m,100.0,20.0,0.5,\"{\"\"feature\"\": \"\"refunds\"\"}\"",
        "aaaaaaaaaaaaaab2,chat,LLM",
      ], to: "spans.csv")
    let log = try count([folder.path])
    #expect(log.summary.inputs.map(\.format) == ["spans"])
    #expect(log.summary.traces == 1)
    #expect(log.summary.events == 2)
    #expect(log.summary.tokens.prompt == 100)
    #expect(log.summary.tokens.completion == 20)
    #expect(log.summary.cost.total.digits == "0.5")
    #expect(log.summary.paths.map(\.path) == ["direct"])
    #expect(log.summary.groups[.feature]?.map(\.name) == ["refunds"])
    #expect(log.problems.map(\.isValueOnly) == [true])
    #expect(log.problems.first?.reason.contains("3 cells under 14 names") == true)
  }
}
