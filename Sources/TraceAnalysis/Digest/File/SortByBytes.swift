/// The order of byte strings that lie one after another, of which no two are equal: byte by byte, then
/// the shorter first.
///
/// - Parameter ends: where each begins is where the one before ends; one more than there are.
/// - Returns: their places in that order.
func placesInOrder(ofBytes bytes: UnsafeRawBufferPointer, ends: [Int]) -> [UInt32] {
  var heads = (0..<ends.count - 1).map { Head(place: UInt32($0)) }
  heads.withUnsafeMutableBufferPointer { heads in
    ends.withUnsafeBufferPointer { ends in
      sort(heads[...], from: 0, bytes, ends)
    }
  }
  return heads.map(\.place)
}

/// The next eight bytes of one of them, so that most comparisons are of two numbers.
private struct Head: BitwiseCopyable {
  /// The first byte highest; 0 behind the end.
  var word: UInt64 = 0
  var place: UInt32
  /// How many bytes there are from here on; 9 where more than eight.
  var left: UInt8 = 0

  init(place: UInt32) { self.place = place }

  static func < (left: Self, right: Self) -> Bool {
    left.word != right.word ? left.word < right.word : left.left < right.left
  }
}

/// Sorts those that are alike in their first `depth` bytes.
private func sort(
  _ heads: Slice<UnsafeMutableBufferPointer<Head>>, from depth: Int,
  _ bytes: UnsafeRawBufferPointer, _ ends: UnsafeBufferPointer<Int>
) {
  var heads = heads
  var depth = depth
  while heads.count > 1 {
    for index in heads.indices {
      let place = Int(heads[index].place)
      let left = ends[place + 1] - ends[place] - depth
      heads[index].left = UInt8(min(left, 9))
      heads[index].word = word(of: bytes, at: ends[place] + depth, left)
    }
    let (first, last) = (heads.startIndex, heads.endIndex - 1)
    let isOneRun = heads.allSatisfy { !($0 < heads[first]) && !(heads[first] < $0) }
    depth += 8
    if isOneRun {
      // Nothing follows where equal ones would be given.
      if heads[first].left <= 8 { return }
      continue
    }
    heads.sort(by: <)
    var start = first
    for index in first..<last where heads[index] < heads[index + 1] {
      if index > start { sort(heads[start...index], from: depth, bytes, ends) }
      start = index + 1
    }
    heads = heads[start...]
    if heads.count > 1, heads[start].left <= 8 { return }
  }
}

private func word(of bytes: UnsafeRawBufferPointer, at start: Int, _ left: Int) -> UInt64 {
  if left >= 8 {
    return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
  }
  var word: UInt64 = 0
  for index in 0..<8 { word = word << 8 | (index < left ? UInt64(bytes[start + index]) : 0) }
  return word
}
