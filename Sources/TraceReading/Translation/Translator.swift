// Records of other formats → version-1 events.
//
// Every format but our own is read by writing its records as version-1 events, which then go the
// same road as logged ones: one decoder counts, one reader makes the pages' text, and what `convert`
// writes is what was counted. A record is the smallest value of a log that says something by itself:
// mostly a line, or an element of an array, or a whole document. It is translated alone, so that it
// can be translated again for a page, and to the same bytes, whatever stood around it; what several
// records say of one call is put together by the join (`MergeCalls`).
//
// What only the join needs is written under `join`, which no event has on its pages:
//
//   "join":{"role":"part"}            completes the event of the same id, wherever that stands
//   "join":{"role":"exchange"}        what went over the wire for a call that others may log too
//   "join":{"role":"client"}          the call as the library that sent it logs it by itself
//   "join":{"by":"traceparent"}       what its trace id was taken from, where it is no field of its own
//   "join":{"at":1794211843382152277} when the part was written; of two that say different, the later counts
//   "join":{"holds":"messages"}       the part has some of the call's messages, and others have the rest
//   "join":{"call":"call_12"}         the provider's id of the tool call
//   "join":{"turn":"8f3c"}            what the user said last, where a session stands for the trace
//   "join":{"turn_before":"91d0"}     what the user had said before that, as the call's history has it
//   "join":{"retry":"model_retry"}    what triggered the attempt that follows this failed one
//   "join":{"group":"support-fast"}   what the caller asked the gateway for, which chose a model
//   "join":{"used":true}              a step around calls says what they used, which is not counted twice
//
// and under `ids`, as in every version-1 event: `response` and `request`, the provider's own ids.
// A part says `"timestamp":null,"sequence":0` where it does not know when its event began, may say
// `end_timestamp` all the same, and `"status":"unknown"` where it does not know how it ended.
//
// Of events that are only counted less is written: what makes one a part, its times, and what else need
// not be a text are handed on as they are, and what is only shown is left out (`EventMarks`).

import Glibc
import TraceModel

/// A format other than our own, by what one record of it says.
protocol LogFormat: Sendable {
  /// As inputs are named in reports.
  static var name: String { get }
  /// What a message says that is supported.
  static var description: String { get }
  /// Whether the record is of this format; must be quick, and sure.
  static func recognises(_ record: JSONNode) -> Bool
  /// Writes the record's events.
  static func translate(_ record: JSONNode, _ translation: inout Translation)
  /// Writes the record's events where it is of this format, and says whether it is.
  static func take(_ record: JSONNode, _ translation: inout Translation) -> Bool

  /// Whether a text that is no JSON is one of the format's; must be quick, and sure.
  static func recognises(stream text: UnsafeBufferPointer<UInt8>) -> Bool
  /// Writes the events of such a text.
  static func translate(stream text: UnsafeBufferPointer<UInt8>, _ translation: inout Translation)
}

extension LogFormat {
  static func take(_ record: JSONNode, _ translation: inout Translation) -> Bool {
    guard recognises(record) else { return false }
    translate(record, &translation)
    return true
  }

  static func recognises(stream text: UnsafeBufferPointer<UInt8>) -> Bool { false }
  static func translate(
    stream text: UnsafeBufferPointer<UInt8>, _ translation: inout Translation
  ) {}
}

/// All formats, those first whose records could also be taken for others'.
let logFormats: [any (LogFormat & Sendable).Type] = [
  OTLP.self, EventDocument.self,
  LiteLLMPayload.self, LangfuseDownload.self, LangfuseBatch.self, LangfuseRows.self,
  LangfuseTable.self,
  InspectLog.self, TauBench.self, Tau2Bench.self, WhoAndWhen.self, AgentTrajectory.self,
  SWEAgent.self, MiniSWEAgent.self,
  MLflowTrace.self, OpikRecord.self, HeliconeRequest.self,
  ProviderExchange.self, SpanDocument.self, SpanTable.self, PhoenixAnnotation.self,
  AttributeDump.self,
]

/// What a format has at hand while it translates a record.
struct Translation: ~Copyable {
  var events: EventWriter
  /// What teams call their own attributes.
  let attributes: AttributeNames
  private let documents = NestedDocuments()
  /// For JSON that is done with before the next is looked at.
  let passing = JSONParser()
  let telemetry: TelemetryReader

  init(_ attributes: AttributeNames, isForCounting: Bool) {
    self.attributes = attributes
    events = EventWriter(isForCounting: isForCounting)
    telemetry = TelemetryReader(attributes)
  }

  /// The value in a string of JSON, and any other value itself; nil where a string holds no JSON
  /// object, array or string. It is valid until the record is done.
  func json(_ value: JSONNode?) -> JSONNode? {
    guard let value, value.isString else { return value }
    return documents.parse(value)
  }

  /// JSON that was put together of parts of the record, to be looked into like the rest.
  func document(_ json: UnsafeBufferPointer<UInt8>) -> JSONNode? { documents.parse(json) }

  /// The text of a string with its escapes undone, valid until the record is done.
  func text(of string: JSONNode) -> UnsafeBufferPointer<UInt8> { documents.text(of: string) }

  /// Lets the documents of `json` go; a record of many events does so after each.
  mutating func releaseDocuments() { documents.clear() }

  /// Keeps what is unpacked by now for as long as the events in it are written.
  mutating func keepingDocuments(_ write: (inout Translation) -> Void) {
    let before = documents.kept
    documents.kept = documents.used
    write(&self)
    documents.kept = before
  }

  fileprivate mutating func clear() {
    events.clear()
    documents.clear()
  }
}

/// Translates one record after another; each worker has one.
final class Translator {
  private let parser: JSONParser
  private let decoded: LineParser
  private var translation: Translation
  /// Where in the lines of the record's events the next one begins.
  private var position = 0
  /// Most records are of the format of the one before.
  private var latest = 0

  /// - Parameter isForCounting: nobody reads the events' texts, so those are left out that are short
  ///   for others.
  init(_ rules: ReadingRules, isForCounting: Bool = false) {
    parser = JSONParser(maxDepth: rules.limits.depth)
    decoded = LineParser(
      paths: EventPath.translatedSpellings, maxDepth: rules.limits.depth + 8, isWritten: true)
    translation = Translation(rules.attributes, isForCounting: isForCounting)
  }

  /// What was left out of the record's events: the field and why.
  var leftOut: [String] { translation.events.leftOut }

  /// The record's events that the join must find a trace for, by their number from 1, and what is
  /// said where it finds none.
  var awaiting: [(event: Int, reason: String)] { translation.events.awaiting }

  /// Translates a record; `next` gives its events. Returns its format's place in `logFormats`.
  ///
  /// - Parameter isPadded: as a line of a block is, which takes less time to parse.
  /// - Throws: why it is no record of any format.
  func translate(
    _ text: UnsafeBufferPointer<UInt8>, isPadded: Bool = false
  ) throws(LineProblem) -> Int {
    position = 0
    translation.clear()
    if !text.startsLikeJSON, let format = translate(stream: text) { return format }
    let record: JSONNode
    do { record = try parser.parse(text, isPadded: isPadded) } catch {
      if text.startsLikeJSON, let format = translate(stream: text) { return format }
      throw LineProblem("\(error.reason), at byte \(error.offset + 1)")
    }
    if !logFormats[latest].take(record, &translation) {
      guard let format = logFormats.firstIndex(where: { $0.take(record, &translation) }) else {
        throw LineProblem(Self.advice(record))
      }
      latest = format
    }
    decoded.begin(translation.events.block, around: translation.events.strings)
    return latest
  }

  /// Translates a text that is no single value; returns nil where it is of no format.
  private func translate(stream text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let format = logFormats.firstIndex(where: { $0.recognises(stream: text) }) else {
      return nil
    }
    logFormats[format].translate(stream: text, &translation)
    decoded.begin(translation.events.block, around: translation.events.strings)
    return format
  }

  /// The record's next event as a line of version 1; nil behind the last.
  func nextLine() -> UnsafeBufferPointer<UInt8>? {
    let lines = translation.events.lines
    guard position < lines.count, let start = lines.base.map({ $0 + position }),
      let end = memchr(start, 0x0A, lines.count - position)
    else { return nil }
    let line = UnsafeBufferPointer(
      start: UnsafePointer(start), count: UnsafeRawPointer(end) - UnsafeRawPointer(start))
    position += line.count + 1
    return line
  }

  /// What is known of an event beside its line, by its number from 1.
  func marks(of event: UInt32) -> EventMarks { translation.events.marks[Int(event) - 1] }

  /// The line as the decoder wants it; lines come in their order.
  func parse(_ line: UnsafeBufferPointer<UInt8>) throws(JSONProblem) -> ParsedLine? {
    try decoded.parse(line)
  }

  private static func advice(_ record: JSONNode) -> String {
    guard record.isObject else { return "not a JSON object" }
    var keys: [String] = []
    record.forEachMember { key, _ in if keys.count < 8 { keys.append(visible(key.prefix(40))) } }
    let known = logFormats.map { $0.description }
    return "of no known format: it has \(keys.isEmpty ? "no keys" : keys.joined(separator: ", "));"
      + " known are \(known.joined(separator: ", "))"
  }
}

/// Documents in strings of the record, each with a parser and a copy of its text.
private final class NestedDocuments {
  private var documents: [Document] = []
  private(set) var used = 0
  /// So many of the first ones stay.
  var kept = 0

  private final class Document {
    let parser = JSONParser()
    var text: UnsafeMutableBufferPointer<UInt8> = .allocate(capacity: 4096)
    deinit { text.deallocate() }

    func parse(_ count: Int) -> JSONNode? {
      text[count] = 0x0A
      let root = try? parser.parse(UnsafeBufferPointer(rebasing: text[..<count]), isPadded: true)
      return root.flatMap { $0.isContainer || $0.isString ? $0 : nil }
    }
  }

  func clear() { used = kept }

  /// - Parameter depth: how often a string may stand in another one, each encoded once more.
  func parse(_ value: JSONNode, depth: Int = 3) -> JSONNode? {
    let raw = value.rawBytes
    guard let first = raw.firstSaid,
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || raw.isQuoted
    else { return nil }
    let document = room(for: raw.count)
    guard let root = document.parse(value.copyText(to: document.text)).map(use) else { return nil }
    return root.isString && depth > 1 ? parse(root, depth: depth - 1) ?? root : root
  }

  func parse(_ json: UnsafeBufferPointer<UInt8>) -> JSONNode? {
    let document = room(for: json.count)
    _ = document.text.update(fromContentsOf: json)
    return document.parse(json.count).map(use)
  }

  /// A text lies in the memory of a document, which is kept from record to record: fresh memory for each
  /// would cost more than the text does.
  func text(of string: JSONNode) -> UnsafeBufferPointer<UInt8> {
    let document = room(for: string.rawBytes.count)
    used += 1
    let count = string.copyText(to: document.text)
    return UnsafeBufferPointer(rebasing: document.text[..<count])
  }

  private func use(_ root: JSONNode) -> JSONNode {
    used += 1
    return root
  }

  private func room(for count: Int) -> Document {
    if used == documents.count { documents.append(Document()) }
    let document = documents[used]
    let padding = LineParser.padding + 1
    if document.text.count < count + padding {
      document.text.deallocate()
      document.text = .allocate(capacity: count * 2 + padding)
    }
    return document
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The first byte of a string, as it is spelled, that is no white space. Some servers send blank
  /// lines until they have the answer.
  fileprivate var firstSaid: UInt8? {
    var rest = self[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "\\"), let escaped = rest.dropFirst().first,
        escaped == UInt8(ascii: "n") || escaped == UInt8(ascii: "r") || escaped == UInt8(ascii: "t")
      {
        rest = rest.dropFirst(2)
      } else if byte > 0x20 {
        return byte
      } else {
        rest = rest.dropFirst()
      }
    }
    return nil
  }

  /// Whether it begins and ends with a quote, as it is spelled inside of a string.
  fileprivate var isQuoted: Bool {
    count >= 4 && self[0] == UInt8(ascii: "\\") && self[1] == UInt8(ascii: "\"")
      && self[count - 2] == UInt8(ascii: "\\") && self[count - 1] == UInt8(ascii: "\"")
  }

  fileprivate var startsLikeJSON: Bool {
    let first = first { $0 > 0x20 }
    return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
  }
}
