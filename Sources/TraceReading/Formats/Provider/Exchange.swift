import TraceModel

// Proxies, recorders and test tools write the same exchange in many ways:
//
//   {"time":…,"method":"POST","url":…,"request":{"model":…},"status":200,"response":{"id":…}}
//   {"request":{"method":"POST","uri":…,"body":{…}},"response":{"status":200,"headers":{…},"body":"…"}}
//   {"startedDateTime":…,"time":812,"request":{"postData":{"text":…}},"response":{"content":{"text":…}}}
//
// Whatever stands where, an exchange is an address, what was sent, what came back, and when.

/// One call to a provider's server and what came back.
struct Exchange {
  var method: String?
  private var address: JSONNode?
  /// The address where its parts are kept apart.
  private var url: String?
  var hasAddress: Bool { address != nil || url != nil }
  /// What was sent, and what came back: an object, an array, or a text that is no single JSON value.
  var sent: JSONNode?
  var answer: JSONNode?
  var status: Int64?
  /// What the envelope says went wrong where no answer came.
  var failure: JSONNode?
  /// Whether a status of 0 says that nobody answered.
  private(set) var isUnanswered = false
  var sentHeaders = Headers(nil)
  var headers = Headers(nil)
  var start: Int64?
  var duration: Int64?
  /// When it was read out of a batch that was fetched.
  var fetched: Int64?
  var envelope: JSONNode?
  /// It was asked for in a file of many, which are answered together.
  var isBatched = false
  var isOfVertex = false
  /// Who was called, and for what.
  var endpoint = Endpoint.unknown

  /// An exchange of which only the answer was kept.
  init(answer: JSONNode?) { self.answer = answer }

  /// What Anthropic or Gemini says of one call of a batch.
  init?(batched record: JSONNode) {
    if record["custom_id"] != nil {
      self.init(named: record)
    } else if record["key"] != nil {
      self.init(keyed: record)
    } else {
      return nil
    }
  }

  /// A line of Anthropic's file:
  /// `{"custom_id":…,"result":{"type":"succeeded","message":{…}}}`.
  private init?(named record: JSONNode) {
    guard let result = record["result"], let type = result["type"], type.isString else {
      return nil
    }
    isBatched = true
    if let message = result["message"], Answer.recognises(message) {
      answer = message
    } else if let error = result["error"], Answer.recognises(error) {
      answer = error
    } else if type.isText("expired") || type.isText("canceled") || type.isText("errored") {
      failure = type
    } else {
      return nil
    }
  }

  init?(_ record: JSONNode) {
    let request = record.any("request", "http_request") ?? record["req"]
    let response = record.any("response", "http_response") ?? record.any("res", "resp")
    readRequest(request, record)
    readResponse(response, record)
    readOneBody(record)
    isBatched = record["custom_id"] != nil && record.has("response")
    if record["processed_time"] != nil { readVertex(record) }
    let isBatch = isBatched && (answer != nil || failure != nil)
    guard hasAddress || method != nil || sent != nil || isBatch,
      answer != nil || status != nil || failure != nil || isUnanswered
    else { return nil }
    envelope = record
    if let address { endpoint = Endpoint.of(address) } else if let url { endpoint = .of(url) }
    if isOfVertex { endpoint = endpoint.asked(of: "vertex_ai") }
    readTimes(record)
  }

  private mutating func readRequest(_ request: JSONNode?, _ record: JSONNode) {
    let isWrapper = request.map { Self.wrapsRequest($0) } ?? false
    let wrapper = isWrapper ? request : nil
    method = (wrapper?["method"] ?? record.any("method", "http_method"))?.string
    if let first = method?.utf8.first, first >= UInt8(ascii: "a") { method = method?.uppercased() }
    address =
      wrapper?.any("url", "uri") ?? record.any("url", "uri", "request_url", "endpoint")
      ?? record["http_url"]
    if address?.isString != true { address = nil }
    if address == nil, let host = (wrapper ?? record)["host"]?.string,
      let path = (wrapper ?? record)["path"]?.string
    {
      url = "https://\(host)\(path)"
    }
    sentHeaders = Headers(
      wrapper?["headers"] ?? record.any("request_headers", "requestHeaders"))
    sent =
      isWrapper
      ? Self.body(of: wrapper)
      : request ?? record.any("request_body", "requestBody")
        ?? record.any("request_json", "req_body", "request_payload", "request_content")
        ?? record.any("request_body_base64", "request_body_b64")
  }

  private static func wrapsRequest(_ request: JSONNode) -> Bool {
    guard request.isObject else { return false }
    if request["method"]?.isString == true { return true }
    if request["body"] != nil || request["postData"] != nil { return true }
    return request["headers"] != nil && (request.any("url", "uri")) != nil
  }

  private mutating func readResponse(_ response: JSONNode?, _ record: JSONNode) {
    let isWrapper = response.map { Self.wrapsResponse($0) } ?? false
    let wrapper = isWrapper ? response : nil
    status =
      wrapper.flatMap { Self.code(in: $0) ?? Self.code($0["code"]) }
      ?? Self.code(in: record) ?? Self.code(record["http_status"])
      ?? Self.code(record["response_status"])
    headers = Headers(
      wrapper?["headers"] ?? record.any("response_headers", "responseHeaders"))
    answer =
      isWrapper
      ? Self.body(of: wrapper)
      : response ?? record.any("response_body", "responseBody")
        ?? record.any("response_json", "resp_body", "response_payload", "response_content")
        ?? record.any("response_body_base64", "response_body_b64", "response_text", "res_body")
        ?? record.any("response_chunks", "stream_chunks")
        ?? (hasAddress ? record["chunks"] : nil)
    if let error = record["error"] ?? wrapper?["_error"] ?? wrapper?["error"],
      error.bool != false, !error.saysNothing
    {
      failure = error
    }
    if status == nil, Self.isZero(wrapper ?? record),
      answer.map({ !Self.saysSomething($0) }) ?? true
    {
      isUnanswered = true
      answer = nil
    }
  }

  /// Names that only tell which body they are beside an address and the other one.
  private mutating func readOneBody(_ record: JSONNode) {
    guard address?.rawBytes.starts(with: "http".utf8) == true || url != nil,
      sent == nil || answer == nil
    else { return }
    sent = sent ?? record["payload"]
    guard (sent == nil) != (answer == nil), let body = record["body"] else { return }
    if sent == nil { sent = body } else { answer = body }
  }

  /// Whether the status is the 0 of a call that nobody answered.
  private static func isZero(_ object: JSONNode) -> Bool {
    object.any("status", "status_code", "statusCode", "http_status")?.integer == 0
  }

  private static func saysSomething(_ body: JSONNode) -> Bool {
    if body.isString { return !body.rawBytes.isEmpty }
    // What a HAR has in place of a body says only that there is none.
    return body.isArray || body.isObject && body.rawBytes.count > 2 && body["mimeType"] == nil
  }

  private static func wrapsResponse(_ response: JSONNode) -> Bool {
    guard response.isObject else { return false }
    if response["body"] != nil { return true }
    let isStatus = response.any("status", "status_code", "statusCode").map {
      $0.isObject || code($0) != nil
    }
    return isStatus == true || response["headers"] != nil && isZero(response)
  }

  /// The first status of HTTP under the names that most give it.
  private static func code(in object: JSONNode) -> Int64? {
    code(object["status"]) ?? code(object["status_code"]) ?? code(object["statusCode"])
  }

  /// `429`, `{"code":429}`, `"429 Too Many Requests"` or `"HTTP/1.1 429 Too Many Requests"`; nil
  /// for a word, and for the 0 of a call that nobody answered.
  private static func code(_ status: JSONNode?) -> Int64? {
    guard let status else { return nil }
    if status.isObject { return status["code"]?.integer }
    if let code = status.integer { return code == 0 ? nil : code }
    guard let words = status.string?.split(separator: " ").prefix(2) else { return nil }
    let code = words.first?.hasPrefix("HTTP/") == true ? words.last : words.first
    return code.flatMap { $0.utf8.count == 3 ? Int64($0) : nil }
  }

  private static func body(of wrapper: JSONNode?) -> JSONNode? {
    guard let wrapper else { return nil }
    if let posted = wrapper["postData"] { return posted["text"] }
    let body =
      wrapper.any("body", "content", "json", "data") ?? wrapper["text"]
      ?? wrapper.any("body_base64", "body_b64", "chunks")
    guard let body, body.isObject else { return body }
    // A body that is kept with its encoding.
    if let text = body.any("string", "base64_string"), text.isString { return text }
    if let text = body.any("text", "data"), text.isString,
      body["mimeType"] != nil || body["size"] != nil || body["encoding"] != nil
    {
      return text
    }
    return body
  }
}

// MARK: - Times

extension Exchange {
  /// Start and duration. A log line is written when the answer is there, so its time is the end of
  /// what took so long; only a name that says so is a start.
  private mutating func readTimes(_ record: JSONNode) {
    let isArchive = record["startedDateTime"] != nil
    duration =
      ExchangeTime.duration(
        record.any("duration_ms", "durationMs", "latency_ms", "elapsed_ms")
          ?? record.any("responseTime", "response_time_ms")
          ?? (isArchive ? record["time"] : nil),
        nanosecondsPerUnit: 1_000_000)
      ?? ExchangeTime.duration(
        record.any("duration_s", "duration_seconds", "elapsed", "elapsed_seconds"),
        nanosecondsPerUnit: 1_000_000_000)
    start = ExchangeTime.nanoseconds(
      record.any("startedDateTime", "start_time", "started_at", "start")
        ?? record.any("startTime", "request_time", "requested_at")
        ?? record["request", "timestamp_start"])
    let written =
      record.any("end_time", "endTime", "ended_at", "completed_at")
      ?? (isArchive ? nil : record["time"])
      ?? record.any("timestamp", "ts", "recorded_at", "processed_time")
      ?? record.any("end", "finished_at") ?? record["response", "timestamp_end"]
    guard let end = ExchangeTime.nanoseconds(written) else { return }
    if let start, duration == nil, end >= start {
      duration = end - start
    } else if start == nil {
      start = end - (duration ?? 0)
    }
  }

  static let known = ByteTable<Bool>([
    ("request", true), ("response", true), ("http_request", true), ("http_response", true),
    ("method", true), ("http_method", true), ("url", true), ("uri", true), ("request_url", true),
    ("endpoint", true), ("host", true), ("path", true), ("request_headers", true),
    ("requestHeaders", true), ("response_headers", true), ("responseHeaders", true),
    ("request_body", true), ("requestBody", true), ("response_body", true),
    ("responseBody", true), ("request_body_base64", true), ("request_body_b64", true),
    ("response_body_base64", true), ("response_body_b64", true), ("response_chunks", true),
    ("req", true), ("res", true), ("resp", true), ("http_url", true), ("request_json", true),
    ("req_body", true), ("request_payload", true), ("request_content", true), ("payload", true),
    ("response_json", true), ("resp_body", true), ("response_payload", true),
    ("response_content", true), ("response_text", true), ("res_body", true), ("body", true),
    ("responseTime", true), ("response_time_ms", true), ("end", true), ("finished_at", true),
    ("stream_chunks", true), ("chunks", true), ("status", true), ("status_code", true),
    ("statusCode", true),
    ("http_status", true), ("response_status", true), ("error", true), ("duration_ms", true),
    ("durationMs", true), ("latency_ms", true), ("elapsed_ms", true), ("duration_s", true),
    ("duration_seconds", true), ("elapsed", true), ("elapsed_seconds", true),
    ("startedDateTime", true), ("start_time", true), ("started_at", true), ("start", true),
    ("startTime", true), ("request_time", true), ("requested_at", true), ("end_time", true),
    ("endTime", true), ("ended_at", true), ("completed_at", true), ("time", true),
    ("timestamp", true), ("ts", true), ("recorded_at", true), ("traceparent", true),
    ("trace_id", true), ("traceId", true), ("parent_id", true), ("span_id", true),
    ("cookies", true), ("timings", true), ("cache", true), ("processed_time", true),
  ])
}
