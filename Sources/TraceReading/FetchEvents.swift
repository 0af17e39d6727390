// The second pass: only the lines of the traces that get a page are read again, in the order in
// which they stand in their files.

import Synchronization
import TraceModel

/// Where an event's line stands.
package struct EventPlace: Hashable, Sendable {
  package var file: UInt32
  package var offset: Int
  package var length: Int
  /// Which event of the record there, from 1; 0 where the line is the event.
  package var part: UInt32

  package init(_ record: EventRecord) {
    file = record.file
    offset = record.offset
    length = Int(record.length)
    part = record.part
  }
}

/// Reads the whole events of these sources; they are found by the place of their record.
///
/// A line that is no longer what it was in the first pass is an error: the figures are of another
/// input than the text.
package func fetchEvents(
  of sources: some Sequence<EventSources>, from files: [SourceFile], _ rules: ReadingRules,
  threads: Int = 1
) throws(InputError) -> FetchedEvents {
  let sources = Array(sources)
  let merged = sources.filter { !$0.others.isEmpty || $0.correction != nil }
  let mergedPlaces = Set(merged.flatMap { $0.places })
  // In the order in which they stand in their files.
  let places = Set(sources.flatMap { $0.places }).sorted()
  let parts = try inParallel(places.count, threads: threads) { range throws(InputError) in
    try FetchedPart(of: places[range], merged: mergedPlaces, EventReader(files, rules))
  }
  let texts = parts.reduce(into: [:]) { texts, part in texts.merge(part.texts) { $1 } }
  let wholes = try inParallel(merged.count, threads: threads) { range throws(InputError) in
    try FetchedPart(of: merged[range], texts, files, EventReader(files, rules))
  }
  return FetchedEvents(parts + wholes)
}

/// Events by the place of their record.
package struct FetchedEvents: Sendable {
  // An event takes a kilobyte, so it stays where it was put.
  private let parts: [FetchedPart]
  private var indices: [EventPlace: (part: Int, index: Int)] = [:]

  fileprivate init(_ parts: [FetchedPart]) {
    self.parts = parts
    indices.reserveCapacity(parts.reduce(0) { $0 + $1.places.count })
    for (part, fetched) in parts.enumerated() {
      for (index, place) in fetched.places.enumerated() { indices[place] = (part, index) }
    }
  }

  package var count: Int { indices.count }

  package subscript(place: EventPlace) -> Event? {
    indices[place].map { parts[$0.part].events[$0.index] }
  }
}

/// What one thread fetched.
private struct FetchedPart: Sendable {
  private(set) var events: [Event] = []
  /// As many, in the same order.
  private(set) var places: [EventPlace] = []
  /// What other events are put together of.
  private(set) var texts: [EventPlace: JSONValue] = [:]

  init(
    of places: ArraySlice<EventPlace>, merged: Set<EventPlace>, _ reader: EventReader
  ) throws(InputError) {
    for place in places {
      let json = try reader.json(at: place)
      if merged.contains(place) {
        texts[place] = json
      } else {
        let own = place.part > 0 ? json.withoutJoin : json
        events.append(try reader.event(own, at: place))
        self.places.append(place)
      }
    }
  }

  /// The events that are put together of several records.
  init(
    of merged: ArraySlice<EventSources>, _ texts: [EventPlace: JSONValue], _ files: [SourceFile],
    _ reader: EventReader
  ) throws(InputError) {
    for sources in merged {
      let places = sources.places
      let json = sources.event(
        of: places.compactMap { texts[$0] }, files: places.map { files[Int($0.file)].name })
      events.append(try reader.event(json, at: places[0]))
      self.places.append(places[0])
    }
  }
}

extension EventSources {
  /// The record's own first.
  var places: [EventPlace] { [EventPlace(record)] + others.map { EventPlace($0) } }
}

extension EventPlace: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    (left.file, left.offset, left.part) < (right.file, right.offset, right.part)
  }
}

/// Reads events again by their places; those of one record are best asked for one after another.
final class EventReader {
  private let files: [SourceFile]
  private let parser: JSONParser
  private lazy var translator = Translator(rules)
  private let rules: ReadingRules
  /// The record whose events are at hand.
  private var record: EventPlace?
  private var lines: [[UInt8]] = []
  private lazy var counter = Translator(rules, isForCounting: true)
  /// The record whose events' contents are at hand.
  private var counted: EventPlace?
  private var contents: [UInt64] = []

  init(_ files: [SourceFile], _ rules: ReadingRules) {
    self.files = files
    parser = JSONParser(maxDepth: rules.limits.depth + 8)
    self.rules = rules
  }

  /// The event as its record became one, with what only the join needs.
  func json(at place: EventPlace) throws(InputError) -> JSONValue {
    let value: JSONValue? = try withNode(at: place) { $0.value }
    guard let value else { throw InputError(path: path(of: place), reason: .changed) }
    return value
  }

  func event(_ json: JSONValue, at place: EventPlace) throws(InputError) -> Event {
    let file = files[Int(place.file)]
    let event = Event(
      json, provenance: Provenance(file: file.name, offset: place.offset, length: place.length))
    guard let event else { throw InputError(path: file.path, reason: .changed) }
    return event
  }

  /// The event of these sources.
  func json(of sources: EventSources) throws(InputError) -> JSONValue {
    var texts: [JSONValue] = []
    for place in sources.places { texts.append(try json(at: place)) }
    guard sources.record.part > 0 || sources.correction != nil || texts.count > 1 else {
      return texts[0]
    }
    return sources.event(of: texts, files: sources.places.map { files[Int($0.file)].name })
  }

  /// The event's line, without a line feed; nil where it is none any more.
  func withNode<Result>(at place: EventPlace, _ body: (JSONNode) -> Result?) throws(InputError)
    -> Result?
  {
    let line =
      place.part == 0 ? try files[Int(place.file)].readLine(at: place) : try event(at: place)
    return line.withUnsafeBufferPointer { bytes in
      guard let node = try? parser.parse(bytes) else { return nil }
      return body(node)
    }
  }

  private func event(at place: EventPlace) throws(InputError) -> [UInt8] {
    var whole = place
    whole.part = 0
    if record != whole {
      let bytes = try files[Int(place.file)].readLine(at: whole)
      lines = []
      let isTranslated = bytes.withUnsafeBufferPointer { (try? translator.translate($0)) != nil }
      guard isTranslated else { throw InputError(path: path(of: place), reason: .changed) }
      while let line = translator.nextLine() { lines.append(Array(line)) }
      record = whole
    }
    guard lines.indices.contains(Int(place.part) - 1) else {
      throw InputError(path: path(of: place), reason: .changed)
    }
    return lines[Int(place.part) - 1]
  }

  /// The event's content as it was counted; nil where there is no such event any more.
  func content(at place: EventPlace) throws(InputError) -> UInt64? {
    guard place.part > 0 else {
      return try withNode(at: place) { ContentHash(of: $0.rawBytes).low }
    }
    var whole = place
    whole.part = 0
    if counted != whole {
      let bytes = try files[Int(place.file)].readLine(at: whole)
      contents = []
      guard bytes.withUnsafeBufferPointer({ (try? counter.translate($0)) != nil }) else {
        return nil
      }
      while let line = counter.nextLine() {
        let marks = counter.marks(of: UInt32(contents.count + 1))
        contents.append(marks.content(of: ContentHash(of: line).low))
      }
      counted = whole
    }
    let index = Int(place.part) - 1
    return contents.indices.contains(index) ? contents[index] : nil
  }

  private func path(of place: EventPlace) -> String { files[Int(place.file)].path }
}

/// Reads lines again for the join, which has to compare those that share their ids.
package func lineLookup(in files: [SourceFile], _ rules: ReadingRules) -> LineLookup {
  let readers = IdleReaders { _ in EventReader(files, rules) }
  return { record in
    try readers.withReader(of: 0) {
      try eventLine(of: record, at: EventPlace(record), $0, files[Int(record.file)].path)
    }
  }
}

/// The same for logs that are only opened if they are asked for, wherever they lay when they were
/// mapped.
package func lineLookup(inFilesAt paths: [String], _ rules: ReadingRules) -> LineLookup {
  let readers = IdleReaders { file in
    let path = paths[Int(file)]
    do { return EventReader([try SourceFile(name: path, path: path)], rules) } catch {
      throw InputError(path: path, reason: .neededAgain)
    }
  }
  return { record in
    var place = EventPlace(record)
    place.file = 0
    return try readers.withReader(of: record.file) {
      try eventLine(of: record, at: place, $0, paths[Int(record.file)])
    }
  }
}

/// Readers that wait to be asked again: what one parses with takes longer to make than many lines take
/// to be read.
private final class IdleReaders: Sendable {
  private let idle = Mutex<[Idle]>([])
  private let make: @Sendable (_ file: UInt32) throws -> EventReader
  /// Each may hold a file open.
  private static let most = 16

  /// Only one thread at a time has it.
  private struct Idle: @unchecked Sendable {
    let file: UInt32
    let reader: EventReader
  }

  init(_ make: @escaping @Sendable (_ file: UInt32) throws -> EventReader) { self.make = make }

  func withReader<Result>(of file: UInt32, _ body: (EventReader) throws -> Result) throws -> Result
  {
    let known = idle.withLock { idle in
      idle.lastIndex { $0.file == file }.map { idle.remove(at: $0) }
    }
    let taken = try known ?? Idle(file: file, reader: make(file))
    let result = try body(taken.reader)
    idle.withLock { idle in
      if idle.count == Self.most { idle.removeFirst() }
      idle.append(taken)
    }
    return result
  }
}

private func eventLine(
  of record: EventRecord, at place: EventPlace, _ reader: EventReader, _ path: String
) throws -> EventLine {
  guard try reader.content(at: place) == record.content else {
    throw InputError(path: path, reason: .changed)
  }
  let parsed: EventLine? = try reader.withNode(at: place) { root in
    var output = ContentHash.none
    var summary = ContentHash.none
    root.forEachMember { key, value in
      if key == "output" { output = value.contentHash }
      if key == "output_summary" { summary = value.contentHash }
    }
    return EventLine(
      content: root.contentHash, canonical: root.value.canonicalBytes,
      output: output == .none ? summary : output)
  }
  guard let parsed else { throw InputError(path: path, reason: .changed) }
  return parsed
}

extension SourceFile {
  func readLine(at place: EventPlace) throws(InputError) -> [UInt8] {
    var failure: InputError?
    let bytes = [UInt8](unsafeUninitializedCapacity: place.length) { buffer, count in
      do throws(InputError) {
        count = try read(at: place.offset, into: UnsafeMutableRawBufferPointer(buffer))
      } catch { failure = error }
    }
    if let failure { throw failure }
    guard bytes.count == place.length else { throw InputError(path: path, reason: .shrank) }
    return bytes
  }
}
