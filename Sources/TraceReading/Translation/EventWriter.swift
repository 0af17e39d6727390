import Glibc
import TraceModel

/// Writes version-1 events as lines of JSON, from values of other formats, into memory used again.
///
///     events.begin()
///     events.put("trace_id", id: span["traceId"])
///     events.open("model")
///     events.put("name", attributes.model)      // left out where there is none
///     events.close()                            // and so is an object with nothing in it
///     events.end()
///
/// A value that is copied keeps its digits, escapes and order of keys; what is left out of an event
/// although the record has it is said by `leave`.
package struct EventWriter: ~Copyable {
  /// All events of the record, each with its line feed.
  var lines = Column<UInt8>()
  /// What was left out: the field and why.
  private(set) var leftOut: [String] = []
  /// Of the events that count only where the join finds what they are about: their number, from 1, and
  /// what is said of them where it does not.
  private(set) var awaiting: [(event: Int, reason: String)] = []
  private(set) var eventCount = 0
  /// The events are counted, and nobody reads their texts.
  let isForCounting: Bool
  /// What is known of each event without its line, where the events are counted.
  private(set) var marks = Column<EventMarks>()
  private var mark = EventMarks()
  /// The start of what is written so far of each open object.
  private var open = Column<Int>()
  /// The strings that take longer to look through than to pass over.
  private var longStrings = Column<LongString>()
  var isFirst = true
  var times = InstantReader()
  var writtenTimes = InstantWriter()

  init(isForCounting: Bool = false) { self.isForCounting = isForCounting }

  deinit {
    var (lines, open, longStrings, marks) = (lines, open, longStrings, marks)
    lines.free()
    open.free()
    longStrings.free()
    marks.free()
  }

  /// All that is written, without a copy: until the next change.
  var written: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: lines.base, count: lines.count)
  }

  /// The lines as a block to be parsed, padded: until the next change.
  var block: UnsafeBufferPointer<UInt8> {
    mutating get {
      lines.reserve(lines.count + LineParser.padding)
      return written
    }
  }

  /// Where the long strings of the block are.
  var strings: UnsafeBufferPointer<LongString> {
    UnsafeBufferPointer(start: longStrings.base, count: longStrings.count)
  }

  /// Notices a string whose quote was the last to be written.
  @inline(__always)
  mutating func noticeString(of length: Int) {
    notice(LongString(at: lines.count - length - 1, of: length))
  }

  @inline(__always)
  mutating func notice(_ string: LongString?) {
    if let string { longStrings.append(string) }
  }

  mutating func clear() {
    lines.truncate()
    longStrings.truncate()
    marks.truncate()
    leftOut.removeAll(keepingCapacity: true)
    awaiting.removeAll(keepingCapacity: true)
    open.truncate()
    eventCount = 0
  }

  mutating func leave(_ field: String, _ reason: String) {
    leftOut.append("\(field): \(reason); the value is left out")
  }

  /// A record that may be written again and again: what is written last counts.
  ///
  /// - Parameters:
  ///   - isAlone: the record names no trace.
  ///   - holdsUsage: it is a step around calls that says what they used.
  mutating func putPart(
    writtenAt time: Int64?, isAlone: Bool = false, holdsUsage: Bool = false
  ) {
    if isForCounting {
      mark.part = EventMarks.Part(writtenAt: time ?? 0, isAlone: isAlone, holdsUsage: holdsUsage)
      return
    }
    open("join")
    if isAlone { put("by", "none") }
    put("role", "part")
    put("at", time)
    if holdsUsage { put("used", true) }
    close()
  }

  /// Takes in a hash of what is not written, as nobody reads it.
  mutating func note(rest hash: UInt64) { mark.add(rest: hash) }

  /// What pages show of a record beside all that is counted. Of what is only counted it is enough to
  /// tell whether two records say the same there.
  ///
  /// - Parameter sources: what it is taken from.
  mutating func putRest(of sources: JSONNode?..., body: (inout EventWriter) -> Void) {
    guard !isForCounting else {
      for case let source? in sources { note(rest: ContentHash(of: source.rawBytes).low) }
      return
    }
    open("attributes")
    body(&self)
    close()
  }

  // MARK: - Summaries

  /// How long the lines are, to tell `put(_:of:text:)` what was written behind it.
  var length: Int { lines.count }

  /// The short form of what was written since the lines were so long. What is only counted needs none
  /// where it has the whole.
  mutating func put(
    _ key: StaticString, of start: Int, text summary: @autoclosure () -> JSONNode?
  ) {
    if wantsSummary(of: start) { put(key, text: summary()) }
  }

  mutating func put(
    _ key: StaticString, of start: Int, texts summary: @autoclosure () -> [JSONNode]
  ) {
    if wantsSummary(of: start) { put(key, texts: summary()) }
  }

  mutating func put(_ key: StaticString, of start: Int, _ summary: @autoclosure () -> String?) {
    if wantsSummary(of: start) { put(key, summary()) }
  }

  private func wantsSummary(of start: Int) -> Bool { wantsSummary(of: lines.count > start) }

  /// Whether a summary is written where the whole is, or is not.
  func wantsSummary(of isWhole: Bool) -> Bool { !isForCounting || !isWhole }

  // MARK: - Events, objects and arrays

  mutating func begin() {
    lines.append(UInt8(ascii: "{"))
    isFirst = true
    mark = EventMarks()
  }

  mutating func end() {
    while !open.isEmpty { close() }
    lines.append(UInt8(ascii: "}"))
    lines.append(UInt8(ascii: "\n"))
    eventCount += 1
    if isForCounting { marks.append(mark) }
  }

  /// Ends an event that is of no trace that its record tells. The join puts it to the event that it
  /// names as its parent or by the answer's id; where there is none, it is left out.
  mutating func end(about field: String, _ what: String) {
    end()
    awaiting.append((eventCount, "\(field): about \(what) that is in none of the logs; left out"))
  }

  /// A whole event as it is written.
  mutating func copy(event: JSONNode) {
    copy(event)
    lines.append(UInt8(ascii: "\n"))
    eventCount += 1
    if isForCounting { marks.append(EventMarks()) }
  }

  /// Opens an object under a key; `close` takes it back where nothing was put into it.
  mutating func open(_ key: StaticString) {
    open.append(isFirst ? ~lines.count : lines.count)
    self.key(key)
    lines.append(UInt8(ascii: "{"))
    isFirst = true
  }

  mutating func close() {
    guard let start = open.last else { return }
    open.truncate(to: open.count - 1)
    if isFirst {
      lines.truncate(to: start < 0 ? ~start : start)
      isFirst = start < 0
    } else {
      lines.append(UInt8(ascii: "}"))
    }
  }

  /// An array of what `body` puts into it, element by element, with `element`.
  mutating func array(_ key: StaticString, _ body: (inout EventWriter) -> Void) {
    let start = lines.count
    let wasFirst = isFirst
    self.key(key)
    lines.append(UInt8(ascii: "["))
    isFirst = true
    body(&self)
    if isFirst {
      lines.truncate(to: start)
      isFirst = wasFirst
    } else {
      lines.append(UInt8(ascii: "]"))
    }
  }

  /// An object inside an array.
  mutating func element(_ body: (inout EventWriter) -> Void) {
    separate()
    lines.append(UInt8(ascii: "{"))
    isFirst = true
    body(&self)
    lines.append(UInt8(ascii: "}"))
    isFirst = false
  }

  /// A value inside an array, as it is written.
  mutating func element(_ value: JSONNode) {
    separate()
    copy(value)
  }

  /// A text inside an array.
  mutating func element(_ text: String) {
    separate()
    write(text)
  }

  mutating func element(_ text: QuotedText) {
    separate()
    text.bytes.withUnsafeBufferPointer { lines.append(quoted: $0) }
    noticeString(of: text.bytes.count)
  }

  // MARK: - Values

  /// A value as it is written; nothing for none.
  mutating func put(_ key: StaticString, _ value: JSONNode?) {
    guard let value, !value.isNull else { return }
    if value.isString { return put(key, quoted: value.rawBytes) }
    self.key(key)
    copy(value)
  }

  /// A value as text: of a string its text, of a number its digits, of anything else its JSON.
  mutating func put(_ key: StaticString, text value: JSONNode?) {
    guard let value, !value.isNull else { return }
    if value.isString {
      guard !value.rawBytes.isEmpty else { return }
      put(key, quoted: value.rawBytes)
    } else {
      put(key, String(decoding: value.rawBytes, as: UTF8.self))
    }
  }

  /// A number, also one in a string; anything else is left out and said to be.
  mutating func put(_ key: StaticString, number value: JSONNode?) {
    guard let value, !value.isNull else { return }
    if value.isNumber {
      self.key(key)
      lines.append(contentsOf: value.rawBytes)
    } else if let number = value.decimal {
      put(key, number: number)
    } else if !(value.isString && (value.rawBytes.isEmpty || value.isNoLimit)) {
      leave("\(key)", "not a number")
    }
  }

  mutating func put(_ key: StaticString, number value: ExactDecimal?) {
    guard let value else { return }
    self.key(key)
    write(value)
  }

  /// A word of ours is no `String` but a `StaticString`, which is copied as it is.
  @_disfavoredOverload
  mutating func put(_ key: StaticString, _ text: String?) {
    guard let text, !text.isEmpty else { return }
    self.key(key)
    write(text)
  }

  mutating func put(_ key: StaticString, _ text: QuotedText?) {
    guard let text, !text.isEmpty else { return }
    text.bytes.withUnsafeBufferPointer { put(rawKey: key.bytes, quoted: $0) }
  }

  /// A text put together of two.
  mutating func put(_ key: StaticString, _ text: String, _ between: StaticString, _ other: String) {
    self.key(key)
    lines.append(UInt8(ascii: "\""))
    write(inside: text)
    lines.append(contentsOf: between)
    write(inside: other)
    lines.append(UInt8(ascii: "\""))
  }

  /// Bytes that stand between the quotes of a string.
  @inline(__always)
  mutating func put(_ key: StaticString, quoted text: UnsafeBufferPointer<UInt8>) {
    put(rawKey: key.bytes, quoted: text)
  }

  mutating func put(_ key: StaticString, _ text: StaticString) {
    put(rawKey: key.bytes, quoted: text.bytes)
  }

  /// A member of the record under its own name; nothing for `null`, nor for any inside of it.
  mutating func put(_ key: JSONNode, _ value: JSONNode) {
    guard !value.isNull else { return }
    separate()
    copy(key)
    lines.append(UInt8(ascii: ":"))
    copyWithoutNulls(value)
  }

  mutating func put(_ key: StaticString, _ number: Int64?) {
    guard let number else { return }
    self.key(key)
    write(number)
  }

  mutating func put(_ key: StaticString, _ flag: Bool?) {
    guard let flag else { return }
    self.key(key)
    lines.append(contentsOf: flag ? "true" : "false" as StaticString)
  }

  /// A value that is JSON already, on one line; nothing for none.
  mutating func put(_ key: StaticString, json: [UInt8]) {
    guard !json.isEmpty else { return }
    self.key(key)
    json.withUnsafeBufferPointer { lines.append(contentsOf: $0) }
  }

  mutating func putNull(_ key: StaticString) {
    self.key(key)
    lines.append(contentsOf: "null" as StaticString)
  }

  /// A point in time in nanoseconds since 1970, as an RFC 3339 time in UTC.
  mutating func put(_ key: StaticString, time nanoseconds: Int64) {
    self.key(key)
    lines.append(UInt8(ascii: "\""))
    write(time: nanoseconds)
    lines.append(UInt8(ascii: "\""))
  }

  /// Start and duration of an event in nanoseconds; without an end it has no duration.
  mutating func put(start: Int64, end: Int64? = nil) {
    if isForCounting { mark.start = start } else { put("timestamp", time: start) }
    guard let end else { return }
    guard end >= start, let span = StepDuration.nanoseconds(from: start, to: end) else {
      leave("end", "before the event's start, or centuries after it")
      return
    }
    if isForCounting, span <= StepDuration.longest {
      mark.duration = span
    } else {
      put("duration_ms", milliseconds: span)
    }
  }

  /// A duration in nanoseconds, as milliseconds.
  mutating func put(_ key: StaticString, milliseconds nanoseconds: Int64) {
    self.key(key)
    write(milliseconds: nanoseconds)
  }
}

extension StaticString {
  @inline(__always)
  fileprivate var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
