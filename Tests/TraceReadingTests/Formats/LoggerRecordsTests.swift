import Foundation
import TestSupport
import Testing
import TraceModel

@testable import TraceReading

/// What single records say that the files at hand do not hold.
struct LoggerRecordsTests {
  private func read(_ records: String...) throws -> CountedLog {
    let folder = try TemporaryFolder()
    try folder.write(records, to: "log.bin")
    return try count([folder.path])
  }

  private static let payload =
    #"{"id":"chatcmpl-%","litellm_call_id":"call-%","trace_id":"#
    + #""s","session_id":"s","call_type":"completion","status":"success","model":"openai/m","#
    + #""custom_llm_provider":"openai","startTime":1794216184.5,"endTime":1794216185.5,"#
    + #""response_cost":0.25,"prompt_tokens":3,"completion_tokens":4,"messages":[],"metadata":{}}"#

  @Test func `calls of a session without traces are joined by it, and that is said`() throws {
    let log = try read(
      Self.payload.replacing("%", with: "1"), Self.payload.replacing("%", with: "2"))
    #expect(log.summary.traces == 1)
    #expect(log.summary.inputs[0].joins.keys.map(\.word) == ["session"])
    #expect(log.summary.cost.total.digits == "0.5")
  }

  @Test func `tries of LiteLLM's proxy share the call's id, and each is an attempt`() throws {
    let failed = Self.payload.replacing("%", with: "1").replacing("success", with: "failure")
      .replacing("0.25", with: "0").replacing(#""trace_id":"s""#, with: #""trace_id":"t""#)
    let log = try read(
      failed, failed.replacing("184.5", with: "185.6").replacing("185.5", with: "186.5"),
      failed.replacing("failure", with: "success").replacing(":0,", with: ":0.25,")
        .replacing("184.5", with: "187.5").replacing("185.5", with: "188.5"))
    #expect(log.summary.traces == 1)
    #expect(log.summary.attempts.first == 1)
    #expect(log.summary.attempts.retry == 2)
    #expect(log.summary.cost.total.digits == "0.25")
    #expect(!log.summary.findings.contains { $0.code == "trace-broken" })
  }

  @Test func `what LiteLLM has redacted is no text of the call's`() throws {
    let redacted = "redacted-by-litellm"
    let record = Self.payload.replacing("%", with: "1").replacing(
      #""messages":[]"#,
      with: #""messages":[{"role":"user","content":"\#(redacted)"}],"response":{"id":"chatcmpl-1","#
        + #""model":"m","choices":[{"finish_reason":"stop","#
        + #""message":{"role":"assistant","content":"\#(redacted)"}}]}"#)
    let call = try #require(FormatSample([Data((record + "\n").utf8)]).events.first)
    #expect(call["input"] == nil && call["input_summary"] == nil)
    #expect(call["output"] == nil && call["output_summary"] == nil)
    #expect(call["model"]?["finish_reason"]?.string == "stop")
    #expect(call["usage"]?["prompt_tokens"]?.whole == 3)
  }

  @Test(arguments: [
    #"{"id":"g","traceId":"t","type":"GENERATION","name":"ask","startTime":"2026-11-09T10:00:01Z","#
      + #""endTime":"2026-11-09T10:00:03Z","model":"m","usageDetails":{"input":3,"output":4},"#
      + #""output":{"id":"chatcmpl-Df29skq83jdkwq8sjd92","choices":[]}}"#,
    #"{"id":"g","trace_id":"t","name":"ask","type":"llm","start_time":"2026-11-09T10:00:01Z","#
      + #""end_time":"2026-11-09T10:00:03Z","model":"m","provider":"openai","#
      + #""usage":{"prompt_tokens":3,"completion_tokens":4},"output":{"choices":[]},"#
      + #""metadata":{"created_from":"openai","id":"chatcmpl-Df29skq83jdkwq8sjd92"}}"#,
  ])
  func `a call is one with its exchange by the id of the answer that was kept`(record: String)
    throws
  {
    let exchange =
      #"{"time":"2026-11-09T10:00:02Z","method":"POST","status":200,"request":{"model":"m"},"#
      + #""url":"https://api.openai.com/v1/chat/completions","#
      + #""response":{"id":"chatcmpl-Df29skq83jdkwq8sjd92","object":"chat.completion","#
      + #""model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}}"#
    let read = try FormatSample([Data((record + "\n").utf8), Data((exchange + "\n").utf8)])
    #expect(read.counted.summary.traces == 1)
    #expect(read.counted.summary.tokens.prompt == 3)
    #expect(read.events("model").count == 1)
  }

  @Test func `what the user says next in a session is another request`() throws {
    func call(_ id: String, at start: Double, _ said: String..., status: String = "success")
      -> String
    {
      let messages = said.map { #"{"role":"user","content":"\#($0)"}"# }.joined(separator: ",")
      return Self.payload.replacing("%", with: id).replacing("success", with: status)
        .replacing("1794216184.5", with: "\(1_794_216_000 + start)")
        .replacing("1794216185.5", with: "\(1_794_216_001 + start)")
        .replacing(#""messages":[]"#, with: #""messages":[\#(messages)]"#)
    }
    func traces(_ calls: String...) throws -> [Int] {
      let summary = try read(calls.joined(separator: "\n")).summary
      #expect(try read(calls.reversed().joined(separator: "\n")).summary.traces == summary.traces)
      return [summary.traces, summary.events]
    }
    // Said again after a failure, and once more with the rest of a loop.
    #expect(
      try traces(
        call("1", at: 1, "Where?", status: "failure"), call("2", at: 2, "Where?"),
        call("3", at: 3, "Where?")) == [1, 3])
    // With what was said before in the history, or much later.
    #expect(try traces(call("1", at: 1, "Where?"), call("2", at: 9, "Where?", "And?")) == [2, 2])
    #expect(try traces(call("1", at: 1, "Where?"), call("2", at: 60, "And?")) == [2, 2])
    // A step's own prompt right behind, and another one after a failure.
    #expect(try traces(call("1", at: 1, "Where?"), call("2", at: 2, "Rewrite")) == [1, 2])
    #expect(
      try traces(call("1", at: 1, "Where?", status: "failure"), call("2", at: 60, "Where??"))
        == [1, 2])
  }

  @Test func `a caller's own trace in the metadata divides a session`() throws {
    let named = Self.payload.replacing(
      "\"metadata\":{}", with: #""metadata":{"requester_metadata":{"trace_id":"t%"}}"#)
    let log = try read(named.replacing("%", with: "1"), named.replacing("%", with: "2"))
    #expect(log.summary.traces == 2)
  }

  @Test(arguments: [
    ("0.006682499999999999", "0.006682499999999999"), ("0.0005928000000000001", "0.0005928"),
    ("0.00043759999999999996", "0.0004376"), ("6.4e-05", "0.000064"),
    ("1.2500000000000005e-04", "0.000125000000000000"), ("1e-25", "0"),
  ])
  func `a cost of a binary float keeps 18 decimals`(logged: String, amount: String) throws {
    let log = try read(Self.payload.replacing("0.25", with: logged))
    #expect(log.problems.isEmpty)
    #expect(log.summary.cost.total == ExactDecimal(amount))
  }

  @Test func `a comment on an observation comes to its trace`() throws {
    let observation =
      #"{"id":"o1","traceId":"t1","type":"SPAN","name":"look up","startTime":"2026-11-16T09:00:00Z"}"#
    let comment =
      #"{"id":"c1","objectType":"OBSERVATION","objectId":"%","content":"**Old** data","#
      + #""createdAt":"2026-11-16T10:00:00Z"}"#
    let log = try read(
      observation, comment.replacing("%", with: "o1"), comment.replacing("%", with: "o2"))
    #expect(log.summary.traces == 1)
    #expect(log.summary.events == 2)
    #expect(log.problems.map(\.line) == [3])
  }

  @Test func `an Opik trace is paid for by its spans, and judged by its scores`() throws {
    let log = try read(
      #"{"id":"t","name":"ask","start_time":"2026-11-16T09:00:00Z","end_time":"2026-11-16T09:00:02Z","#
        + #""input":{"question":"Where?"},"output":{"answer":"There."},"thread_id":"th","#
        + #""usage":{"total_tokens":30},"total_estimated_cost":0.3,"#
        + #""feedback_scores":[{"name":"quality","value":1,"category_name":"correct","#
        + #""reason":"right","source":"ui"}],"comments":[{"id":"c","text":"**Good**"}]}"#,
      #"{"id":"s","trace_id":"t","type":"llm","name":"call","start_time":"2026-11-16T09:00:00Z","#
        + #""model":"m","provider":"openai","usage":{"prompt_tokens":10,"completion_tokens":20},"#
        + #""total_estimated_cost":0.3}"#)
    #expect(log.summary.traces == 1)
    #expect(log.summary.cost.total.digits == "0.3")
    #expect(log.summary.tokens.prompt == 10)
    #expect(log.summary.verdicts.labels["correct"] == 1)
    #expect(log.summary.events == 4)
  }

  @Test func `Helicone's sessions are traces, and its failures have no cost`() throws {
    func request(_ id: String, _ status: Int, _ rest: String) -> String {
      #"{"request_id":""# + id + #"","request_created_at":"2026-11-16T09:00:00Z","#
        + #""response_created_at":"2026-11-16T09:00:01Z","response_status":\#(status),"#
        + #""model":"m","provider":"OPENAI","request_properties":{"Helicone-Session-Id":"s"},"#
        + rest + "}"
    }
    let log = try read(
      request("r1", 429, #""prompt_tokens":0,"cost":0,"response_body":{"error":{"type":"rate"}}"#),
      request("r2", 200, #""prompt_tokens":5,"completion_tokens":6,"cost":0.01"#))
    #expect(log.summary.traces == 1)
    #expect(log.summary.cost.total.digits == "0.01")
    #expect(log.summary.tokens.completion == 6)
  }

  @Test func `Langfuse's comments are notes on what they are about, and pages of rows are read`()
    throws
  {
    let log = try read(
      #"{"data":[{"id":"o","traceId":"t","type":"GENERATION","startTime":"2026-11-16T09:00:00Z","#
        + #""model":"m","usageDetails":{"input":5,"cache_read_input_tokens":900,"output":9},"#
        + #""costDetails":{"total":0.5}}],"meta":{"page":1}}"#,
      #"{"id":"c","objectType":"TRACE","objectId":"t","content":"- [ ] ask them","#
        + #""authorUserId":"u","createdAt":"2026-11-17T09:00:00Z"}"#)
    #expect(log.summary.events == 2)
    #expect(log.summary.tokens.prompt == 905)
    #expect(log.summary.tokens.cached == 900)
    #expect(log.summary.cost.total.digits == "0.5")
    #expect(log.summary.actions.map(\.text) == ["ask them"])
  }

  @Test func `a number becomes a label by its threshold, and a score of a session is left out`()
    throws
  {
    let score = #"{"id":"s%","traceId":"t","name":"help","value":0.4,"dataType":"NUMERIC"}"#
    let log = try read(
      score.replacing("%", with: "1"),
      #"{"id":"s2","sessionId":"x","name":"csat","value":1,"dataType":"BOOLEAN"}"#)
    #expect(log.summary.verdicts.judged == 0)
    #expect(log.problems.map(\.isValueOnly) == [true])
  }

  @Test func `retries inside a gateway are part of the attempt's number`() throws {
    let retried = Self.payload.replacing(
      "\"metadata\":{}",
      with: #""metadata":{},"hidden_params":{"additional_headers":{"#
        + #""x-litellm-attempted-retries":2,"x-litellm-attempted-fallbacks":0}}"#)
    let read = try FormatSample([Data(retried.utf8)])
    #expect(read.events[0]["attempt"]?.members == ["number": .number("3")])
  }

  @Test func `a failure behind a gateway is known by the request's id`() throws {
    let failed = Self.payload.replacing("success", with: "failure").replacing(
      "\"metadata\":{}",
      with: #""metadata":{},"hidden_params":{"additional_headers":{"x-request-id":"req_7"}}"#)
    let read = try FormatSample([Data(failed.utf8)])
    #expect(read.events[0]["ids"]?["request"]?.string == "req_7")
  }

  @Test func `a gateway's counts of OpenAI's other interface keep their parts`() throws {
    let usage =
      #"{"input_tokens":3,"output_tokens":4,"input_tokens_details":{"cached_tokens":2},"#
      + #""output_tokens_details":{"reasoning_tokens":1}}"#
    let log = try read(
      Self.payload.replacing("\"metadata\":{}", with: #""metadata":{"usage_object":\#(usage)}"#))
    #expect(log.summary.tokens.cached == 2)
    #expect(log.summary.tokens.reasoning == 1)
  }

  @Test(arguments: [
    ("http://localhost:8000/v1", "localhost:8000"), ("http://10.1.2.3/v1", "10.1.2.3"),
    ("http://vllm:8000/v1", "vllm:8000"), ("https://llm.corp.internal", "llm.corp.internal"),
    ("https://api.openai.com/v1", "openai"), ("https://8.8.8.8/v1", "openai"),
  ])
  func `who answers in one's own network is not the vendor`(address: String, provider: String)
    throws
  {
    let local = Self.payload.replacing("\"metadata\":{}", with: #""api_base":"\#(address)""#)
    let read = try FormatSample([Data(local.utf8)])
    #expect(read.events[0]["model"]?["provider"]?.string == provider)
  }

  @Test func `an MLflow span's answer has the provider's id`() throws {
    let trace =
      #"{"info":{"trace_id":"tr-4bf92f3577b34da6a3ce929d0e0e4736","#
      + #""request_time":"2026-11-10T08:40:00Z","state":"OK","trace_metadata":{},"tags":{},"#
      + #""assessments":[]},"data":{"spans":[{"trace_id":"S/kvNXezTaajzpKdDg5HNg==","#
      + #""span_id":"qqqqqqqqqqI=","parent_span_id":null,"name":"chat","#
      + #""start_time_unix_nano":1794300000100000000,"end_time_unix_nano":1794300000600000000,"#
      + #""status":{"code":"STATUS_CODE_OK","message":""},"events":[],"attributes":{"#
      + #""mlflow.spanType":"\"CHAT_MODEL\"","#
      + #""mlflow.spanOutputs":"{\"id\":\"chatcmpl-1\",\"choices\":[]}"}}]}}"#
    let read = try FormatSample([Data(trace.utf8)])
    #expect(read.events("model").first?["ids"]?["response"] == "chatcmpl-1")
  }

  @Test func `what stands in a string of JSON is shown out of its quotes`() throws {
    let call =
      #"{"id":"o","traceId":"t","type":"GENERATION","startTime":"2026-11-16T09:00:00Z","model":"m","#
      + #""input":"\"Say 'hi'\"","output":"\"\\\"Hi\\\"\""}"#
    let read = try FormatSample([Data(call.utf8)])
    #expect(read.events[0]["input_summary"]?.string == "Say 'hi'")
    #expect(read.events[0]["output_summary"]?.string == "Hi")
  }

  @Test(
    arguments: [
      (
        #""prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"#
          + #""original_usage.prompt_tokens":1000,"original_usage.completion_tokens":100,"#
          + #""original_usage.prompt_tokens_details.cached_tokens":400,"#
          + #""original_usage.completion_tokens_details.reasoning_tokens":60"#,
        [1000, 400, 100, 60]
      ),
      (
        #""prompt_tokens":10,"completion_tokens":100,"original_usage.input_tokens":10,"#
          + #""original_usage.output_tokens":100,"original_usage.cache_read_input_tokens":3000,"#
          + #""original_usage.cache_creation_input_tokens":0"#, [3010, 3000, 100, nil]
      ),
      (
        #""prompt_tokens":1000,"completion_tokens":100,"#
          + #""original_usage.prompt_tokens_details.cached_tokens":400"#, [1000, 400, 100, nil]
      ),
    ] as [(String, [Int?])])
  func `Opik keeps the provider's own counts beside the usual ones`(usage: String, counts: [Int?])
    throws
  {
    let span =
      #"{"id":"s","trace_id":"t","type":"llm","name":"call","#
      + #""start_time":"2026-11-16T09:00:00Z","model":"m","usage":{\#(usage)}}"#
    let counted = try #require(try FormatSample([Data(span.utf8)]).events("model").first?["usage"])
    let names = ["prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens"]
    #expect(names.map { counted[$0]?.whole } == counts)
  }

  @Test(
    arguments: [
      (#""status_fields":{"guardrail_status":"guardrail_intervened"}"#, "HTTPException", "400"),
      (#""status_fields":{"guardrail_status":"not_run"}"#, "HTTPException", "499"),
      (#""status_fields":{"guardrail_status":"not_run"}"#, "HTTPException", "400"),
    ].enumerated().map { ($0.element, ["blocked", "cancelled", "error"][$0.offset]) })
  func `a gateway's guardrail blocks a call, and a client that goes away cancels it`(
    failure: (fields: String, error: String, code: String), status: String
  ) throws {
    let failed = Self.payload.replacing("\"success\"", with: "\"failure\"").replacing(
      "\"metadata\":{}",
      with: #""metadata":{},\#(failure.fields),"error_information":{"#
        + #""error_class":"\#(failure.error)","error_code":"\#(failure.code)"}"#)
    #expect(try FormatSample([Data(failed.utf8)]).events[0]["status"]?.string == status)
  }

  @Test func `a gateway's record is one without the type of its call too`() throws {
    let log = try read(Self.payload.replacing(#""call_type":"completion","#, with: ""))
    #expect(log.summary.inputs[0].format == "litellm")
    #expect(log.summary.cost.total.digits == "0.25")
  }

  @Test func `a gateway's metadata may stand in a string`() throws {
    let record = Self.payload.replacing(
      "\"metadata\":{}",
      with: #""metadata":"{\"spend_logs_metadata\":{\"feature\":\"returns\"},"#
        + #"\"usage_object\":{\"prompt_tokens_details\":{\"cached_tokens\":2}}}""#)
    let read = try FormatSample([Data(record.utf8)])
    #expect(read.counted.problems.isEmpty)
    #expect(read.events[0]["context"]?["feature"] == "returns")
    #expect(read.events[0]["usage"]?["cached_tokens"]?.whole == 2)
  }

  @Test func `a limit that Helicone logs is named by its code`() throws {
    let failed =
      #"{"request_id":"r","request_created_at":"2026-11-16 09:00:00+00","response_status":429,"#
      + #""model":"m","provider":"OPENAI","response_body":{"error":{"message":"slow down","#
      + #""type":"requests","code":"rate_limit_exceeded"}}}"#
    let event = try FormatSample([Data(failed.utf8)]).events[0]
    #expect(event["error"]?["type"] == "rate_limit_exceeded")
    #expect(event["error"]?["message"] == "slow down")
    #expect(event["timestamp"] == "2026-11-16T09:00:00Z")
  }

  @Test func `what two records of one call say is put together, names below names too`() throws {
    let records = ["1", "2"].map {
      Data(
        Self.payload.replacing("call-%", with: "call-\($0)").replacing(
          "\"custom_llm", with: "\"model_group\":\"fast\",\"custom_llm"
        ).utf8)
    }
    let read = try FormatSample(records)
    #expect(read.events.count == 1)
    #expect(read.events[0]["context"]?["route"] == "fast")
  }

  @Test func `rows of what LiteLLM spent are calls, alone and on a page`() throws {
    let row =
      #"{"request_id":"chatcmpl-%","call_type":"acompletion","api_key":"88dc","spend":0.25,"#
      + #""prompt_tokens":100,"completion_tokens":50,"startTime":"2026-11-16T09:00:00.5Z","#
      + #""endTime":"2026-11-16T09:00:02Z","model":"openai/m","model_group":"fast","#
      + #""custom_llm_provider":"openai","user":"u","cache_hit":"False","request_tags":"[\"a\"]","#
      + #""metadata":{"usage_object":{"prompt_tokens":100,"completion_tokens":50,"#
      + #""prompt_tokens_details":{"cached_tokens":40}}},"messages":{},"response":"{}","#
      + #""proxy_server_request":"{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}","#
      + #""session_id":"s","status":"success"}"#
    let first = row.replacing("%", with: "1")
    let failed = row.replacing("chatcmpl-%", with: "7a0c").replacing("success", with: "failure")
      .replacing("T09:00:0", with: "T08:00:0").replacing("0.25", with: "0")
      .replacing("100", with: "0").replacing("50", with: "0").replacing(
        #""metadata":{"#,
        with: #""metadata":{"status":"failure","error_information":{"#
          + #""error_class":"RateLimitError","error_message":"slow"},"#)
    for text in [first + "\n" + failed, #"{"data":[\#(first),\#(failed)],"total":2,"page":1}"#] {
      let log = try read(text)
      #expect(log.problems.map(\.reason) == [])
      #expect(log.summary.traces == 1)
      #expect(log.summary.events == 2)
      #expect(log.summary.cost.total.digits == "0.25")
      #expect(log.summary.tokens.prompt == 100)
      #expect(log.summary.tokens.cached == 40)
      #expect(log.summary.attempts.triggers == ["RateLimitError": 1])
    }
    let event = try FormatSample([Data(first.utf8)]).events[0]
    #expect(event["event_id"] == "chatcmpl-1")
    #expect(event["ids"]?["response"] == "chatcmpl-1")
    #expect(event["context"]?["user_id"] == "u")
    #expect(event["input_summary"] == "Hi")
    #expect(event["output"] == nil)
  }

  @Test func `a payload may stand in what a callback is given`() throws {
    let log = try read(#"{"standard_logging_object":\#(Self.payload)}"#)
    #expect(log.summary.cost.total.digits == "0.25")
  }

  @Test func `what the cache answers is a call of its own where only the answer's id is logged`()
    throws
  {
    let first = Self.payload.replacing(#""litellm_call_id":"call-%","#, with: "")
    let again = first.replacing("0.25", with: "0").replacing("4184.5", with: "4189.5")
      .replacing("4185.5", with: "4190.5").replacing(
        #""messages""#, with: #""cache_hit":true,"messages""#)
    let log = try read(first, again)
    #expect(log.summary.events == 2)
    #expect(log.summary.cost.total.digits == "0.25")
    #expect(log.summary.tokens.prompt == 3)
    #expect(!log.summary.findings.contains { $0.code == "trace-broken" })
  }

  /// What Helicone writes where no answer came, and how the call ended.
  @Test(arguments: [
    ("-1", "timeout", "timeout"), ("-2", "cancelled", "pending"),
    ("-3", "cancelled", "cancelled"), ("-4", "blocked", "threat"), ("499", "cancelled", "499"),
    ("500", "error", "500"),
  ])
  func `a status of Helicone's own is what it stands for`(
    code: String, status: String, type: String
  ) throws {
    let record =
      #"{"request_id":"r","request_created_at":"2026-11-16T09:00:00Z","response_status":\#(code),"#
      + #""model":"m","provider":"OPENAI"}"#
    let event = try FormatSample([Data(record.utf8)]).events[0]
    #expect(event["status"]?.string == status)
    #expect(event["error"]?["type"]?.string == type)
  }

  /// What a row of Helicone counts, what the answer does, and what of both is so.
  @Test(arguments: [
    (
      #""prompt_tokens":null"#,
      #"{"prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":20}}"#,
      [100, 50, 40, 20]
    ),
    (
      #""prompt_tokens":10,"completion_tokens":5"#,
      #"{"input_tokens":10,"cache_read_input_tokens":900,"output_tokens":5}"#, [910, 5, 900, nil]
    ),
    (
      #""prompt_tokens":10,"completion_tokens":5"#, #"{"prompt_tokens":7,"completion_tokens":5}"#,
      [10, 5, nil, nil]
    ),
  ])
  func `the answer that Helicone kept says more of the same tokens`(
    row: String, usage: String, counts: [Int?]
  ) throws {
    let record =
      #"{"request_id":"r","request_created_at":"2026-11-16T09:00:00Z","response_status":200,"#
      + #""model":"m",\#(row),"response_body":{"usage":\#(usage)}}"#
    let used = try FormatSample([Data(record.utf8)]).events[0]["usage"]
    let keys = ["prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens"]
    #expect(keys.map { used?[$0]?.whole } == counts)
  }

  @Test func `a sentence that tells of a time-out is no name of an error`() throws {
    let generation =
      #"{"id":"g","traceId":"t","type":"GENERATION","name":"ask","startTime":"2026-11-09T10:00:01Z","#
      + #""level":"ERROR","statusMessage":"Request timed out.","model":"m"}"#
    let event = try FormatSample([Data(generation.utf8)]).events[0]
    #expect(event["status"] == "timeout")
    #expect(event["error"]?["type"] == nil)
    #expect(event["error"]?["message"] == "Request timed out.")
  }

  @Test func `a time-out that Opik logs is one`() throws {
    let span =
      #"{"id":"s","trace_id":"t","type":"llm","start_time":"2026-11-16T09:00:00Z","name":"call","#
      + #""error_info":{"exception_type":"openai.APITimeoutError","message":"Request timed out."}}"#
    let event = try FormatSample([Data(span.utf8)]).events[0]
    #expect(event["status"] == "timeout")
    #expect(event["error"]?["type"] == "openai.APITimeoutError")
  }

  /// A page as an API gives it, and the format of what is on it.
  @Test(arguments: [
    (
      #"{"page":1,"size":10,"total":2,"content":[{"id":"s","trace_id":"t","type":"llm","name":"a","start_time":"2026-11-16T09:00:00Z"},{"id":"u","trace_id":"t","type":"tool","name":"b","start_time":"2026-11-16T09:00:01Z"}]}"#,
      "opik"
    ),
    (
      #"{"traces":[{"info":{"trace_id":"tr-1","request_time":"2026-11-16T09:00:00Z"},"data":{"spans":[]}},{"info":{"trace_id":"tr-2","request_time":"2026-11-16T09:00:00Z"},"data":{"spans":[]}}]}"#,
      "mlflow"
    ),
    (
      #"{"data":[{"request_id":"r","request_created_at":"2026-11-16T09:00:00Z","response_status":200},{"request_id":"s","request_created_at":"2026-11-16T09:00:00Z","response_status":200}],"error":null}"#,
      "helicone"
    ),
  ])
  func `a page of an API holds records`(page: String, format: String) throws {
    let log = try read(page)
    #expect(log.problems.map(\.reason) == [])
    #expect(log.summary.inputs[0].format == format)
    #expect(log.summary.events == 2)
  }
}
