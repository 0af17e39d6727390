import Foundation
import TestSupport
import Testing
import TraceModel

/// What log records say besides what they say of model calls.
struct LogRecordTests {
  @Test(arguments: [
    (#""severityNumber":17"#, "error"), (#""severityNumber":"SEVERITY_NUMBER_FATAL2""#, "error"),
    (#""severityText":"ERROR""#, "error"), (#""severityNumber":0,"severityText":"Error""#, "error"),
    (#""severityNumber":9,"severityText":"no ERROR""#, "ok"),
    (#""severityNumber":"SEVERITY_NUMBER_WARN""#, "ok"), (#""severityText":"INFO""#, "ok"),
  ])
  func `a line of an error's severity tells of a failure, however it is written`(
    severity: String, status: String
  ) throws {
    let record =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1794300001000000000","#
      + #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaaa1","#
      + severity + #","body":{"stringValue":"refund not booked"}}]}]}]}"# + "\n"
    let read = try FormatSample([export(.root), Data(record.utf8)])
    #expect(read.events("infrastructure").map { $0["status"]?.string } == [status])
  }

  @Test(arguments: [
    #""attributes":[{"key":"event.name","value":{"stringValue":"gen_ai.evaluation.result"}},"#
      + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"tone"}},"#
      + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"wrong"}}]"#,
    #""eventName":"gen_ai.evaluation.result","body":{"kvlistValue":{"values":["#
      + #"{"key":"gen_ai.evaluation.name","value":{"stringValue":"tone"}},"#
      + #"{"key":"gen_ai.evaluation.score.label","value":{"stringValue":"wrong"}}]}}"#,
  ])
  func `an evaluation says what it found in attributes or in its body`(said: String) throws {
    let record =
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1794300001000000000","#
      + #""traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"aaaaaaaaaaaaaaa1","#
      + said + "}]}]}]}\n"
    let read = try FormatSample([export(.root), Data(record.utf8)])
    #expect(read.events("verdict").map { $0["name"]?.string } == ["tone"])
    #expect(read.counted.summary.verdicts.labels["wrong"] == 1)
  }
}
