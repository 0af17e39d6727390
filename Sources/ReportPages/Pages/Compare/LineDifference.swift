/// Two texts line by line: what both have stands side by side.
struct LineDifference: Sendable {
  struct Line: Sendable, Equatable {
    /// Its number from 1, and its text; nil where the side has no such line.
    var a: (number: Int, text: String)?
    var b: (number: Int, text: String)?
    var isSame: Bool {
      a != nil && b != nil && a?.text.utf8.elementsEqual(b?.text.utf8 ?? "".utf8) == true
    }

    static func == (left: Self, right: Self) -> Bool {
      left.a?.number == right.a?.number && left.b?.number == right.b?.number
    }
  }

  let lines: [Line]

  /// More lines than these are compared in their order only.
  static let most = 600

  init(_ a: String, _ b: String) {
    let one = a.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let two = b.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var lines: [Line] = []
    var only: (a: [Int], b: [Int]) = ([], [])
    // Lines that were changed stand beside each other.
    func flush() {
      for place in 0..<max(only.a.count, only.b.count) {
        lines.append(
          Line(
            a: place < only.a.count ? (only.a[place] + 1, one[only.a[place]]) : nil,
            b: place < only.b.count ? (only.b[place] + 1, two[only.b[place]]) : nil))
      }
      only = ([], [])
    }
    var (i, j) = (0, 0)
    for (x, y) in Self.shared(one, two) {
      only.a += i..<x
      only.b += j..<y
      flush()
      lines.append(Line(a: (x + 1, one[x]), b: (y + 1, two[y])))
      (i, j) = (x + 1, y + 1)
    }
    only.a += i..<one.count
    only.b += j..<two.count
    flush()
    self.lines = lines
  }

  var onlyInA: Int { lines.count { !$0.isSame && $0.a != nil } }
  var onlyInB: Int { lines.count { !$0.isSame && $0.b != nil } }

  /// The places of the lines that both have, in order: a longest common subsequence.
  private static func shared(_ a: [String], _ b: [String]) -> [(Int, Int)] {
    guard a.count <= most, b.count <= most else {
      return zip(a.indices, b.indices).filter { a[$0].utf8.elementsEqual(b[$1].utf8) }
    }
    let width = b.count + 1
    var lengths = [Int32](repeating: 0, count: (a.count + 1) * width)
    func isSame(_ i: Int, _ j: Int) -> Bool { a[i].utf8.elementsEqual(b[j].utf8) }
    for i in a.indices.reversed() {
      for j in b.indices.reversed() {
        lengths[i * width + j] =
          isSame(i, j)
          ? lengths[(i + 1) * width + j + 1] + 1
          : max(lengths[(i + 1) * width + j], lengths[i * width + j + 1])
      }
    }
    var (i, j) = (0, 0)
    var found: [(Int, Int)] = []
    while i < a.count, j < b.count {
      if isSame(i, j) {
        found.append((i, j))
        (i, j) = (i + 1, j + 1)
      } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
    return found
  }
}
