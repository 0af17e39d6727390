/// The known word that a word was probably meant to be; absent where none is near.
func nearestWord(to word: String, among known: [String]) -> String? {
  let plain = simplified(word)
  let allowed = max(1, min(plain.count, 24) / 3)
  let candidates = known.map { (word: $0, distance: distance(plain, simplified($0))) }
  guard let nearest = candidates.min(by: { $0.distance < $1.distance }),
    nearest.distance <= allowed
  else { return nil }
  return nearest.word
}

/// Capitals, and hyphens in place of underscores, are the likeliest slips of all.
private func simplified(_ word: String) -> [UInt8] {
  word.utf8.prefix(64).map { byte in
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
    case UInt8(ascii: "-"), UInt8(ascii: " "): UInt8(ascii: "_")
    default: byte
    }
  }
}

/// How many letters must be added, left out, replaced or exchanged with their neighbour.
private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for (row, letter) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      var cost = min(
        current[column] + 1, last[column + 1] + 1, last[column] + (letter == other ? 0 : 1))
      if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
        cost = min(cost, beforeLast[column - 1] + 1)
      }
      current.append(cost)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
