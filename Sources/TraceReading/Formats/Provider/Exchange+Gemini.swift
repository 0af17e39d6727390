import TraceModel

// The calls of a batch of Gemini's: a file of one a line, a list in the batch itself, or Vertex's file,
// in which the status says in words what went wrong.
//
//   {"key":"r1","response":{"candidates":[…],"usageMetadata":{…}}}
//   {"key":"r2","error":{"code":8,"message":"Quota exceeded"}}
//   {"done":true,"response":{"inlinedResponses":{"inlinedResponses":[{"response":{…},"metadata":{…}}]}}}
//   {"status":"","processed_time":…,"request":{"contents":[…]},"response":{"candidates":[…]}}
//
// Mistral's and xAI's batches have theirs in a list too.
//
//   {"outputs":[{"custom_id":"r1","response":{"status_code":200,"body":{…}}}]}
//   {"results":[{"batch_request_id":"r1","batch_result":{"response":{"chat_get_completion":{…}}}}]}

extension Exchange {
  /// A line of Gemini's file.
  init?(keyed record: JSONNode) {
    guard record["key"]?.isText == true, let call = Exchange(inlined: record) else { return nil }
    var isAlone = true
    record.forEachRawMember { name, _ in
      if Self.besideKeys[name.rawBytes] == nil { isAlone = false }
    }
    guard isAlone else { return nil }
    self = call
  }

  private static let besideKeys = ByteTable<Bool>([
    ("key", true), ("response", true), ("error", true), ("metadata", true), ("status", true),
    ("request", true),
  ])

  /// One call of a batch that has its answers inside.
  init?(inlined record: JSONNode, at time: Int64? = nil) {
    if let response = record["response"], response.isGeminiAnswer {
      answer = response
    } else if let error = record["error"], error["message"]?.isString == true,
      error["code"]?.integer != nil
    {
      failure = error
    } else {
      return nil
    }
    sent = record["request"]
    isBatched = true
    envelope = record
    start = time
  }

  /// The answers that a batch has inside.
  static func inlined(in batch: JSONNode?) -> JSONNode? {
    guard let batch, batch.isObject else { return nil }
    let output =
      batch["response", "inlinedResponses"] ?? batch["metadata", "output"]?["inlinedResponses"]
      ?? batch["dest"]?.any("inlinedResponses", "inlined_responses")
    let list = output?["inlinedResponses"] ?? output
    if let list, list.isArray { return list }
    // Mistral and xAI.
    let answers = batch.any("outputs", "results")
    let first = answers?.first
    let isAnswer =
      first?["batch_result"] != nil || first?["custom_id"] != nil && first?["response"] != nil
    return isAnswer ? answers : nil
  }

  /// One call of xAI's batch, or of Mistral's.
  init?(listed record: JSONNode) {
    guard let result = record["batch_result"] else {
      self.init(record)
      if isBatched { return }
      return nil
    }
    self.init(answer: result["response", "chat_get_completion"])
    failure = result["error"]
    guard answer != nil || failure != nil else { return nil }
    isBatched = true
    envelope = record
  }

  /// The same, of a batch that somebody was asked about.
  func asked(by fetch: ExchangeWriter?) -> Exchange {
    guard let fetch else { return self }
    var call = self
    call.fetched = fetch.end
    if let provider = fetch.endpoint.provider, !hasAddress {
      call.endpoint = endpoint.asked(of: provider)
    }
    return call
  }

  /// When a batch was done.
  static func end(ofBatch batch: JSONNode) -> Int64? {
    ExchangeTime.nanoseconds(
      batch["metadata"]?.any("endTime", "updateTime") ?? batch.any("endTime", "end_time"))
  }

  /// A line of Vertex's file.
  mutating func readVertex(_ record: JSONNode) {
    guard let status = record["status"], status.isString, record["request"]?.isObject == true else {
      return
    }
    isBatched = true
    isOfVertex = true
    if !status.rawBytes.isEmpty { failure = status }
  }
}

extension JSONNode {
  fileprivate var isGeminiAnswer: Bool {
    self["candidates"]?.isArray == true || any("usageMetadata", "usage_metadata") != nil
      || self["promptFeedback"] != nil
  }
}
