import Glibc
import TraceModel

/// The bytes of an id, where they lie in a batch.
typealias IDBytes = UnsafeRawBufferPointer

// A record is asked for its ids by its place: handing it over would copy all of it.
extension RecordBatch {
  @inline(__always)
  func traceID(of record: Int) -> IDBytes {
    id(at: Int(events[record].firstID), Int(events[record].traceLength))
  }

  @inline(__always)
  func eventID(of record: Int) -> IDBytes {
    id(
      at: Int(events[record].firstID) + Int(events[record].traceLength),
      Int(events[record].eventLength))
  }

  /// Empty for a root.
  @inline(__always)
  func parentID(of record: Int) -> IDBytes {
    id(
      at: Int(events[record].firstID) + Int(events[record].traceLength)
        + Int(events[record].eventLength), Int(events[record].parentLength))
  }

  /// Of the attempt before; empty where the log names none.
  @inline(__always)
  func attemptOf(_ record: Int) -> IDBytes {
    id(
      at: Int(events[record].firstID) + Int(events[record].traceLength)
        + Int(events[record].eventLength) + Int(events[record].parentLength),
      Int(events[record].attemptOfLength))
  }

  func causeID(_ verdict: VerdictRecord) -> IDBytes {
    id(at: Int(verdict.firstCauseID), Int(verdict.causeLength))
  }

  @inline(__always)
  private func id(at start: Int, _ length: Int) -> IDBytes {
    precondition(start + length <= ids.count)
    return IDBytes(start: ids.base.map { $0 + start }, count: length)
  }
}

extension IDBytes {
  @inline(__always)
  static func == (left: Self, right: Self) -> Bool {
    left.count == right.count
      && (left.count == 0 || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0)
  }

  static func < (left: Self, right: Self) -> Bool {
    let common = Swift.min(left.count, right.count)
    let order = common == 0 ? 0 : memcmp(left.baseAddress!, right.baseAddress!, common)
    return order != 0 ? order < 0 : left.count < right.count
  }

  /// The same for the same bytes, and unforeseeable without the seed.
  func hash(seed: UInt64) -> UInt64 {
    var hash = seed ^ UInt64(count)
    var offset = 0
    while count - offset >= 8 {
      hash = hash.folded(with: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var last: UInt64 = 0
    while offset < count {
      last = last << 8 | UInt64(self[offset])
      offset += 1
    }
    return hash.folded(with: last)
  }
}
