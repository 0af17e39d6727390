// The records of a file are cut two ways: by ranges of its bytes, and by partitions of the trace ids.
// A week is whole when every range of every partition was counted, and each once:
//
//                 bytes 0–99   100–199   200–299
//   partition 0       ×           ×         ×
//   partition 1       ×           ×                  → bytes 200 to 300 of partition 1 are missing
//
// What one program reads by itself is one partition of one.

/// Which records of a file are counted: the ranges of its bytes, by partition.
package struct InputParts: Sendable, Equatable {
  /// How many partitions the trace ids are cut into.
  package private(set) var partitionCount: Int
  /// In order, none empty; two that touch are one.
  package private(set) var ranges: [Int: [Range<Int>]]

  /// A range was counted twice in one partition.
  package struct Overlap: Error, Equatable {
    package var range: Range<Int>
    package var partition: Int
    package var partitionCount: Int
  }

  /// Something that nobody counted.
  package struct Gap: Equatable, Sendable {
    /// Empty where a partition of an empty file is missing.
    package var range: Range<Int>
    package var partition: Int
    package var partitionCount: Int
  }

  package init(_ range: Range<Int>, partition: Int = 0, of partitionCount: Int = 1) {
    self.partitionCount = partitionCount
    ranges = [partition: range.isEmpty ? [] : [range]]
  }

  /// Nil where these can't be the parts of any file.
  package init?(ranges: [Int: [Range<Int>]], partitionCount: Int) {
    guard partitionCount > 0, !ranges.isEmpty,
      ranges.keys.allSatisfy({ $0 >= 0 && $0 < partitionCount })
    else { return nil }
    for list in ranges.values {
      guard list.allSatisfy({ !$0.isEmpty && $0.lowerBound >= 0 }),
        zip(list, list.dropFirst()).allSatisfy({ $0.upperBound < $1.lowerBound })
      else { return nil }
    }
    self.partitionCount = partitionCount
    self.ranges = ranges
  }

  /// Takes in the parts of the same file that are joined together with these.
  ///
  /// Both are cut into as many partitions.
  package mutating func merge(_ other: InputParts) throws(Overlap) {
    for (partition, more) in other.ranges {
      var merged: [Range<Int>] = []
      for range in ((ranges[partition] ?? []) + more).sorted(by: {
        $0.lowerBound < $1.lowerBound
      }) {
        guard let last = merged.last, last.upperBound >= range.lowerBound else {
          merged.append(range)
          continue
        }
        guard last.upperBound == range.lowerBound else {
          throw Overlap(
            range: range.lowerBound..<min(last.upperBound, range.upperBound),
            partition: partition, partitionCount: partitionCount)
        }
        merged[merged.count - 1] = last.lowerBound..<range.upperBound
      }
      ranges[partition] = merged
    }
  }

  /// The first part of a file of this size that is missing; nil where it is whole.
  package func gap(inFileOf bytes: Int) -> Gap? {
    for partition in 0..<partitionCount {
      func gap(_ range: Range<Int>) -> Gap {
        Gap(range: range, partition: partition, partitionCount: partitionCount)
      }
      guard let ranges = ranges[partition] else { return gap(0..<bytes) }
      let first = ranges.first ?? 0..<0
      if first.lowerBound > 0 { return gap(0..<first.lowerBound) }
      if first.upperBound < bytes {
        return gap(first.upperBound..<(ranges.count > 1 ? ranges[1].lowerBound : bytes))
      }
    }
    return nil
  }
}
