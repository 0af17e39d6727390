// The second pass: only the lines of the traces that get a page are read again, in the order in
// which they stand in their files.

import TraceModel

/// Where an event's line stands.
package struct EventPlace: Hashable, Sendable {
  package var file: UInt32
  package var offset: Int
  package var length: Int

  package init(_ record: EventRecord) {
    file = record.file
    offset = record.offset
    length = Int(record.length)
  }
}

/// Reads the whole events at these places.
///
/// A line that is no longer what it was in the first pass is an error: the figures are of another
/// input than the text.
package func fetchEvents(
  at places: some Sequence<EventPlace>, from files: [SourceFile], _ limits: InputLimits
) throws(InputError) -> [EventPlace: Event] {
  let parser = JSONParser(maxDepth: limits.depth)
  var events: [EventPlace: Event] = [:]
  for place in places.sorted(by: { ($0.file, $0.offset) < ($1.file, $1.offset) }) {
    let file = files[Int(place.file)]
    let line = try file.readLine(at: place)
    let event: Event? = line.withUnsafeBufferPointer {
      guard let node = try? parser.parse($0) else { return nil }
      return Event(
        node.value,
        provenance: Provenance(file: file.name, offset: place.offset, length: place.length))
    }
    guard let event else { throw InputError(path: file.path, reason: .changed) }
    events[place] = event
  }
  return events
}

/// Reads lines again for the join, which has to compare those that share their ids.
package func lineLookup(in files: [SourceFile], _ limits: InputLimits) -> LineLookup {
  { try eventLine(of: $0, in: files[Int($0.file)], limits) }
}

/// The same for logs that are only opened if they are asked for, wherever they lay when they were
/// mapped.
package func lineLookup(inFilesAt paths: [String], _ limits: InputLimits) -> LineLookup {
  { record in
    let path = paths[Int(record.file)]
    let file: SourceFile
    do { file = try SourceFile(name: path, path: path) } catch {
      throw InputError(path: path, reason: .neededAgain)
    }
    return try eventLine(of: record, in: file, limits)
  }
}

private func eventLine(of record: EventRecord, in file: SourceFile, _ limits: InputLimits) throws
  -> EventLine
{
  let line = try file.readLine(at: EventPlace(record))
  let parser = JSONParser(maxDepth: limits.depth)
  let parsed: EventLine? = line.withUnsafeBufferPointer { bytes in
    guard let root = try? parser.parse(bytes), ContentHash(of: root.rawBytes).low == record.content
    else { return nil }
    return EventLine(content: root.contentHash, canonical: root.value.canonicalBytes)
  }
  guard let parsed else { throw InputError(path: file.path, reason: .changed) }
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
