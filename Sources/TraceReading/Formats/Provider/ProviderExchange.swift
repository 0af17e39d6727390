import Glibc
import TraceModel

// Exchanges with the providers of models as they went over the wire, in an envelope of a proxy's or
// a recorder's, or the bare answer. Each becomes one event: a call of a model, or a step of
// infrastructure where no model was asked (lists, uploads, counts, runs that are not done). What the
// application logged of the same call is put together with it by the join.

enum ProviderExchange: LogFormat {
  static let name = "provider exchanges"
  static let description =
    "raw exchanges with model providers (OpenAI and compatible, Anthropic, Gemini, Bedrock, Cohere, Ollama)"

  static func recognises(_ record: JSONNode) -> Bool {
    guard record.isObject else { return AnswerStream.recognises(list: record) }
    if Answer.recognises(record) { return true }
    if Exchange(batched: record) != nil || Exchange.inlined(in: record) != nil { return true }
    if isArchive(record) { return true }
    guard let exchange = Exchange(record) else { return false }
    return isOfProvider(exchange)
  }

  /// A whole archive of a browser or a recorder.
  private static func isArchive(_ record: JSONNode) -> Bool {
    entries(record) != nil
  }

  /// `{"log":{"entries":[…]}}` of browsers, `{"interactions":[…]}` of test recorders.
  private static func entries(_ record: JSONNode) -> JSONNode? {
    if record["log", "version"] != nil, let entries = record["log", "entries"] {
      return entries.isArray ? entries : nil
    }
    guard let list = record["interactions"] ?? record["http_interactions"], list.isArray,
      list.first?["request"] != nil
    else { return nil }
    return list
  }

  private static func isOfProvider(_ exchange: Exchange) -> Bool {
    if exchange.hasAddress {
      let endpoint = exchange.endpoint
      if endpoint.provider != nil { return true }
      // The paths of compatible servers are also others'; what was sent tells.
      let isAsked = endpoint.kind == .model || endpoint.kind == .embeddings
      let named = endpoint.model != nil || (exchange.sent.map(namesModel) ?? false)
      if isAsked, named || exchange.answer.map(namesAnswer) ?? false { return true }
      if exchange.answer?["data"]?.first?["object"]?.isText("model") == true { return true }
    }
    if let answer = exchange.answer, Answer.recognises(answer) { return true }
    if exchange.isBatched, exchange.failure?["message"] != nil || exchange.isOfVertex {
      return true
    }
    guard let sent = exchange.sent, sent["model"] != nil else { return false }
    return (sent["messages"] ?? sent["input"] ?? sent["prompt"]) != nil
      && exchange.envelope?["messages"] == nil
  }

  /// Whether what was sent names a model, in JSON or in a string of it.
  private static func namesModel(_ sent: JSONNode) -> Bool {
    if sent.isObject { return sent["model"] != nil }
    guard sent.isString else { return false }
    return namesModel(sent.rawBytes)
      || sent.decodedBody.map { $0.withUnsafeBufferPointer { namesModel($0) } } ?? false
  }

  private static func namesModel(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var rest = text[...]
    while let place = rest.firstIndex(of: UInt8(ascii: "m")) {
      if rest[place...].starts(with: "model".utf8) { return true }
      rest = rest[(place + 1)...]
    }
    return false
  }

  /// Whether a body in a string reads as an answer, where what was asked is masked, or a gateway chose
  /// the model by itself. Inside of the string its quotes are escaped.
  private static func namesAnswer(_ body: JSONNode) -> Bool {
    guard body.isString else { return false }
    let text = body.rawBytes
    if UnsafeBufferPointer(rebasing: text.prefix(400)).has("\"chat.completion") { return true }
    guard text.has("\"model\\\"") else { return false }
    return text.has("\"message\\\"") && text.has("\"assistant\\\"") && text.has("\"stop_reason\\\"")
      || text.has("\"response\\\"") && text.has("\"output\\\"")
  }

  static func take(_ record: JSONNode, _ translation: inout Translation) -> Bool {
    // What most are is looked at once; `recognises` would do it another time.
    if record.isObject, !isArchive(record), let exchange = Exchange(record), isOfProvider(exchange)
    {
      write(exchange, of: record, &translation)
      return true
    }
    guard recognises(record) else { return false }
    translate(record, &translation)
    return true
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    if isArchive(record) {
      var others = 0
      for entry in entries(record).elements {
        if let exchange = Exchange(entry), isOfProvider(exchange) {
          write(exchange, of: entry, &translation)
        } else {
          others += 1
        }
        translation.releaseDocuments()
      }
      if others > 0 { translation.events.leave("entries", "\(others) are of other servers") }
      return
    }
    if record.isArray,
      record.first.map({ AnswerStream.isOllamaPiece($0) || AnswerStream.isChunk($0) }) == true
    {
      return write(pieces: record, &translation)
    }
    if record.isArray { return write(Exchange(answer: record), of: record, &translation) }
    if let exchange = Exchange(record), isOfProvider(exchange) {
      return write(exchange, of: record, &translation)
    }
    if Exchange.inlined(in: record) != nil { return writeInlined(in: record, &translation) }
    if record["done"]?.bool == false, record["done_reason"] == nil {
      translation.events.leave("record", "a piece of a stream; the last piece has the counts")
      return
    }
    write(Exchange(batched: record) ?? Exchange(answer: record), of: record, &translation)
  }

  // MARK: - A stream as a whole text

  static func recognises(stream text: UnsafeBufferPointer<UInt8>) -> Bool {
    AnswerStream.recognises(text) || AnswerStream.recognises(lines: text)
      || Cassette.recognises(text)
  }

  static func translate(
    stream text: UnsafeBufferPointer<UInt8>, _ translation: inout Translation
  ) {
    if Cassette.recognises(text) { return translate(cassette: text, &translation) }
    for text in AnswerStream.answers(in: text) {
      var reader = AnswerReader()
      reader.read(stream: text, translation.passing, &translation.events)
      guard reader.answer.isKnown else {
        translation.events.leave("record", "a stream of events that holds no provider's answer")
        continue
      }
      reader.hasOthers = AnswerStream.beginsWithChunk(text)
      let writer = ExchangeWriter(
        Exchange(answer: nil), SentCall(), reader, of: .text(ContentHash(of: text)))
      writer.write(&translation)
    }
  }

  private static func translate(
    cassette text: UnsafeBufferPointer<UInt8>, _ translation: inout Translation
  ) {
    let (json, problem) = Cassette.json(of: text)
    // What the translation parses goes with each exchange.
    let parser = JSONParser()
    withExtendedLifetime(parser) {
      json.withUnsafeBufferPointer { json in
        guard let record = try? parser.parse(json), isArchive(record) else {
          return translation.events.leave("record", problem ?? "a cassette without interactions")
        }
        translate(record, &translation)
      }
    }
  }

  /// Pieces in a list: each has its answer's id, or those of one answer follow those of another.
  private static func write(pieces list: JSONNode, _ translation: inout Translation) {
    var answers: [(reader: AnswerReader, text: [UInt8])] = []
    var places: [String: Int] = [:]
    for piece in list.elements where piece.isObject {
      let id = AnswerStream.answerID(of: piece)
      let isNext =
        id.isEmpty && piece.any("done", "candidates") != nil
        && places[id].map { answers[$0].reader.answer.isWhole } == true
      let place = isNext ? answers.count : places[id] ?? answers.count
      if place == answers.count { answers.append((AnswerReader(), [])) }
      places[id] = place
      answers[place].reader.read(piece: piece, &translation.events)
      answers[place].text += piece.rawBytes
    }
    for (reader, text) in answers {
      let hash = text.withUnsafeBufferPointer { ContentHash(of: $0) }
      ExchangeWriter(Exchange(answer: nil), SentCall(), reader, of: .text(hash))
        .write(&translation)
    }
  }

  // MARK: - One exchange

  private static func write(
    _ exchange: consuming Exchange, of record: JSONNode, _ translation: inout Translation
  ) {
    let sent = whole(exchange.sent, translation).map { SentCall($0) } ?? SentCall()
    var reader = AnswerReader()
    let file = batchFile(of: exchange, translation)
    if file == nil, let body = exchange.answer {
      if let bytes = body.joinedPieces {
        bytes.withUnsafeBufferPointer { bytes in
          if let whole = translation.document(bytes) {
            reader.read(whole, &translation.events)
          } else {
            reader.read(bytes, translation.passing, &translation.events)
          }
        }
      } else if let whole = whole(body, translation), !whole.isString {
        reader.read(whole, &translation.events)
      } else if let bytes = body.decodedBody {
        bytes.withUnsafeBufferPointer { reader.read($0, translation.passing, &translation.events) }
      } else if body.isString, !exchange.endpoint.isFile || (exchange.status ?? 200) >= 400 {
        reader.read(translation.text(of: body), translation.passing, &translation.events)
      }
    }
    let isHousekeeping = exchange.endpoint.kind == .housekeeping
    let writer = ExchangeWriter(
      consume exchange, consume sent, consume reader, of: .record(record))
    writer.write(&translation)
    if let file {
      writeBatch(file, by: writer, &translation)
    } else if isHousekeeping, let body = writer.reader.answer.body {
      writeInlined(in: body, by: writer, &translation)
    }
  }

  /// The answers of a batch, which are fetched as a file of one a line.
  private static func batchFile(
    of exchange: Exchange, _ translation: borrowing Translation
  ) -> [UInt8]? {
    guard exchange.endpoint.kind == .housekeeping, let body = exchange.answer, body.isString else {
      return nil
    }
    let start = UnsafeBufferPointer(rebasing: body.rawBytes.prefix(200))
    if start.namesCall {
      // A batch may name its calls itself.
      let isBatch = Exchange.inlined(in: translation.json(body)) != nil
      return isBatch ? nil : Array((body.string ?? "").utf8)
    }
    guard start.first != UInt8(ascii: "{"), let decoded = body.decodedBody else { return nil }
    return decoded.prefix(200).withUnsafeBufferPointer { $0.namesCall } ? decoded : nil
  }

  private static func writeBatch(
    _ file: [UInt8], by fetch: ExchangeWriter, _ translation: inout Translation
  ) {
    for line in file.split(separator: 0x0A) {
      let answered = line.withUnsafeBufferPointer { translation.document($0) }
      if let answered, let call = Exchange(batched: answered) ?? Exchange(answered), call.isBatched
      {
        write(call.asked(by: fetch), of: answered, &translation)
      }
      translation.releaseDocuments()
    }
  }

  /// The calls of a batch that holds their answers itself.
  private static func writeInlined(
    in batch: JSONNode, by fetch: ExchangeWriter? = nil, _ translation: inout Translation
  ) {
    guard let answers = Exchange.inlined(in: batch) else { return }
    let end = Exchange.end(ofBatch: batch)
    for answered in answers.elements {
      if let call = Exchange(inlined: answered, at: end) ?? Exchange(listed: answered) {
        write(call.asked(by: fetch), of: answered, &translation)
      } else {
        translation.events.leave("inlinedResponses", "an element is no answer")
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether a line begins as the answer to one call of a batch does, by the name it was given; in a
  /// string its quotes are escaped.
  fileprivate var namesCall: Bool {
    has("custom_id", by: 6) || has("{\"key\"", by: 0) || has("{\\\"key\\\"", by: 0)
  }

  /// Whether a text stands in it, looked for by the byte of it that is met least.
  private func has(_ text: StaticString, by place: Int) -> Bool {
    guard let start = baseAddress else { return false }
    let (length, byte) = (text.utf8CodeUnitCount, Int32(text.utf8Start[place]))
    var at = 0
    while at + length <= count,
      let found = memchr(start + at + place, byte, count - length - at + 1)
    {
      at = UnsafeRawPointer(found) - UnsafeRawPointer(start) - place
      if areEqual(start + at, text.utf8Start, length) { return true }
      at += 1
    }
    return false
  }
}

extension ProviderExchange {
  /// A body that is one JSON value, also out of a string of it and out of base64.
  private static func whole(
    _ body: JSONNode?, _ translation: borrowing Translation
  ) -> JSONNode? {
    if let whole = translation.json(body) { return whole }
    return body?.decodedBody.flatMap { $0.withUnsafeBufferPointer { translation.document($0) } }
  }
}

/// Reads an answer's body, whole or in pieces.
struct AnswerReader {
  var answer = Answer()
  var isStream = false
  var isDone = false
  /// Whether other pieces of the same answer may be elsewhere.
  var hasOthers = false
  /// Whether there are pieces, though of a stream that nobody here knows.
  private var hasPieces = false
  /// Whether it is a stream that stops before its answer does.
  var isCut: Bool { isStream && !isDone && !answer.isWhole && (answer.isKnown || !hasPieces) }
  /// The body where it is neither JSON nor a stream, such as an error page.
  var text: String?

  /// A body that is one JSON value; the pieces of a stream may be kept as a list.
  mutating func read(_ whole: JSONNode, _ events: inout EventWriter) {
    answer.body = whole
    answer.read(whole, &events)
    isStream = whole.isArray && answer.isKnown
  }

  mutating func read(piece: JSONNode, _ events: inout EventWriter) {
    isStream = true
    hasPieces = true
    answer.read(piece, &events)
  }

  /// A body that is no single JSON value.
  mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>, _ parser: JSONParser, _ events: inout EventWriter
  ) {
    let isLines = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
    if isLines || AnswerStream.recognises(bytes) { read(stream: bytes, parser, &events) }
    if !answer.isKnown, !bytes.isEmpty {
      text = String(decoding: bytes.prefix(2000), as: UTF8.self)
    }
  }

  mutating func read(
    stream text: UnsafeBufferPointer<UInt8>, _ parser: JSONParser, _ events: inout EventWriter
  ) {
    isStream = true
    var broken = 0
    // Pieces that the text goes on behind are padded by it.
    let end = text.baseAddress.map { $0 + text.count - LineParser.padding }
    isDone = AnswerStream.forEachPiece(of: text) { piece in
      let start = piece.baseAddress
      let isPadded = start.map { text.baseAddress! <= $0 && $0 + piece.count < end! } ?? false
      guard let value = try? parser.parse(piece, isPadded: isPadded) else {
        broken += 1
        return
      }
      hasPieces = true
      answer.read(value, &events)
    }
    if broken > 0 { events.leave("response", "\(broken) pieces of the stream are no JSON") }
  }
}

extension Exchange {
  /// The same for the same exchange wherever it was kept.
  func hash(or record: JSONNode) -> ContentHash {
    guard let envelope else { return record.contentHash }
    var hash = ContentHash(high: 0x9E37_79B9, low: 0x85EB_CA6B)
    func add(_ value: JSONNode?) {
      let other = value?.contentHash ?? .none
      hash.high = (hash.high ^ other.high) &* 0x9E37_79B9_7F4A_7C15
      hash.low = (hash.low &+ other.low) &* 0xD1B5_4A32_D192_ED03
      hash.low ^= hash.low >> 29
    }
    for value in [
      envelope["request"], envelope["response"], envelope["time"] ?? envelope["startedDateTime"],
      envelope["traceparent"], envelope["url"], envelope["status"], envelope["error"],
      envelope["request_body"], envelope["response_body"], envelope["timestamp"],
    ] { add(value) }
    if envelope.any("time", "timestamp", "startedDateTime") == nil, let start {
      hash.high = (hash.high ^ UInt64(bitPattern: start)) &* 0x9E37_79B9_7F4A_7C15
    }
    if isBatched {
      add(envelope.any("custom_id", "key", "batch_request_id"))
      add(envelope["batch_result"])
    }
    return hash
  }
}
