import TraceModel

/// How a call ended, by its status, its body and its envelope.
struct ExchangeResult {
  var status: StaticString = "ok"
  var type: String?
  var message: String?

  // An exchange and an answer hold so much that copying them takes longer than reading them here, so
  // they are passed along where they are.
  static func of(_ exchange: Exchange, _ reader: AnswerReader) -> ExchangeResult {
    var result = ExchangeResult()
    if let failure = exchange.failure {
      result.read(envelope: failure, exchange.status)
    } else if exchange.isUnanswered {
      result = ExchangeResult(status: "error", type: "network", message: "No answer came.")
    } else {
      result.read(exchange, reader, reader.answer)
    }
    return result
  }

  private mutating func read(_ exchange: Exchange, _ reader: AnswerReader, _ answer: Answer) {
    var code = exchange.status ?? 200
    if code < 400, let inside = answer.failure?.code { code = inside }
    if code >= 400 {
      readError(code, exchange, answer, reader.text)
    } else if let failure = answer.failure {
      status = "error"
      type = failure.type ?? "other"
      message = failure.message
    } else if answer.state == "failed" || answer.state == "cancelled" || answer.state == "expired" {
      readState(answer.state)
    } else if reader.isCut {
      status = "error"
      type = "network"
      message = "The stream ends before its answer does."
    }
    readFilter(answer)
  }

  private mutating func readState(_ state: String?) {
    switch state {
    case "cancelled": status = "cancelled"
    case "expired": status = "timeout"
    default: status = "error"
    }
    type = state
  }

  private mutating func readError(
    _ code: Int64, _ exchange: Exchange, _ answer: Answer, _ text: String?
  ) {
    status =
      code == 408 || code == 504 || code == 524 ? "timeout" : code == 499 ? "cancelled" : "error"
    let body = answer.body
    let word =
      answer.failure?.type
      ?? exchange.headers["x-amzn-errortype"]?.asText.map { String($0.prefix { $0 != ":" }) }
      ?? body?["__type"]?.asText.map { String($0.split(separator: "#").last ?? "") }
    type = word ?? Self.reason(of: code)
    message =
      answer.failure?.message
      ?? (body?["message"] ?? body?["Message"] ?? body?["detail"])?.asText
      ?? text.map { String($0.prefix(500)) }
    let isOfSent = code == 400 || code == 413 || code == 422
    if isOfSent, type != ContextWindow.name, let message, ContextWindow.isExceeded(by: message) {
      type = ContextWindow.name
    }
  }

  /// The classes of reasons that a status stands for.
  private static func reason(of code: Int64) -> String {
    switch code {
    case 429: "rate_limit"
    case 529, 503: "overloaded"
    case 408, 504, 524: "timeout"
    case 500...: "server_error"
    default: "other"
    }
  }

  /// What went wrong where no answer came: a word, a sentence, or an object of both.
  private mutating func read(envelope failure: JSONNode, _ code: Int64?) {
    let text = failure.isObject ? failure["message"]?.asText : failure.asText
    let word = Self.word(of: failure)
    let said = "\(word ?? "") \(text ?? "")".lowercased()
    message = text
    if ["timeout", "timed out", "timed_out", "deadline"].contains(where: said.contains)
      || text == "expired" || word == "batch_expired"
    {
      (status, type) = ("timeout", word ?? "timeout")
    } else if ["cancel", "abort"].contains(where: said.contains) {
      (status, type) = ("cancelled", word ?? "cancelled")
    } else {
      status = "error"
      let isWord = text.map { $0.utf8.count <= 60 && !$0.contains(" ") } ?? false
      type = word ?? (isWord ? text : code.map { Self.reason(of: $0) } ?? "network")
    }
  }

  /// What an error is called; a sentence may have it before a colon, as of Vertex's batches.
  private static func word(of failure: JSONNode) -> String? {
    if failure.isObject {
      let code = failure["code"]
      if let number = code?.integer, failure["type"] == nil, failure["name"] == nil, number > 0,
        number <= codes.count
      {
        return codes[Int(number - 1)]
      }
      return (failure["type"] ?? failure["name"] ?? code)?.asText
    }
    guard let text = failure.string, let colon = text.firstIndex(of: ":"),
      text[..<colon].utf8.count <= 40, text[colon...].dropFirst().contains("{")
    else { return nil }
    return String(text[..<colon])
  }

  /// Google's codes of errors that are none of HTTP, from 1.
  private static let codes = [
    "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE",
    "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
  ]

  private mutating func readFilter(_ answer: Answer) {
    if let type, Self.filters.contains(type) {
      status = "blocked"
    }
    if status.isOK, let finish = answer.finishReason, Self.filters.contains(finish) {
      status = "blocked"
      type = "content_filter"
      message = finish
    }
  }

  private static let filters: Set = [
    "content_filter", "SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION",
    "guardrail_intervened", "content_filtered", "CONTENT_FILTERED", "ERROR_TOXIC", "refusal",
    "content_policy_violation", "MODEL_ARMOR", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
    "IMAGE_RECITATION", "sensitive",
  ]
}

extension StaticString {
  fileprivate var isOK: Bool { utf8CodeUnitCount == 2 }
}
