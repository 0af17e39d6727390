import Foundation
import ReportPages
import Testing

#if DEBUG
  private let sizesInKilobytes = [16]
#else
  private let sizesInKilobytes = [16, 64, 1024]
#endif

// A quadratic path shows as a run that does not end.
@Test(
  .timeLimit(.minutes(15)), arguments: sizesInKilobytes,
  try fixtureLines("pathological-notes.jsonl", of: Shape.self))
private func `a pathological note takes little room and ends`(
  kilobytes: Int, shape: Shape
) throws {
  let note = shape.note(ofBytes: kilobytes * 1024)
  var html: [UInt8] = []
  let time = ContinuousClock().measure { html = renderMarkdown(note).bytes }
  #expect(html.count <= 8 << 20)
  // For measuring: SHOW_TIMES=1 swift test -c release --no-parallel --filter pathological
  if ProcessInfo.processInfo.environment["SHOW_TIMES"] != nil {
    let plain = html.starts(with: "<p class=\"note-notice\"".utf8) ? "plain" : "markup"
    print("\(kilobytes) kB \(time) \(html.count) bytes \(plain): \(shape.name)")
  }
  if kilobytes == 16 { #expect(try scanHTML(html).isBalanced) }
}

private struct Shape: Decodable, Sendable, CustomTestStringConvertible {
  enum Piece: Decodable {
    case text(String)
    case times(Int)

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      self =
        if let text = try? value.decode(String.self) { .text(text) } else {
          .times(try value.decode(Int.self))
        }
    }
  }

  var name: String
  var segs: [[Piece]]?
  var unitBytes: Int?
  var recipe: String?

  enum CodingKeys: String, CodingKey {
    case name, segs, recipe
    case unitBytes = "unit_bytes"
  }

  var testDescription: String { name }

  func note(ofBytes size: Int) -> String {
    if let recipe { return Self.note(after: recipe, ofBytes: size) }
    return (segs ?? []).map { pieces in
      guard case .text(let text) = pieces[0], case .times(let k) = pieces[1] else { return "" }
      return String(repeating: text, count: k == 0 ? 1 : k * size / (unitBytes ?? 1))
    }.joined()
  }

  private static func note(after recipe: String, ofBytes size: Int) -> String {
    switch recipe {
    case "deeply nested lists ramp":
      let lines = Int(Double(size).squareRoot())
      return (0..<lines).map { String(repeating: "  ", count: $0) + "* a\n" }.joined()
    case "reference collisions":
      let keys = collidingKeys
      let pairs = (0..<size / 25).map { "[\(keys[$0 % keys.count])]: /url\n\n[\(keys[0])]\n\n" }
      return pairs.joined()
    case "table n cols n rows":
      let columns = Int(Double(size).squareRoot())
      let header = String(repeating: "|x", count: columns) + "|\n"
      let rule = String(repeating: "|-", count: columns) + "|\n"
      return header + rule + String(repeating: "|y\n", count: size / 3)
    default:
      Issue.record("no recipe \(recipe)")
      return ""
    }
  }

  /// Keys that share a bucket in a hash table of 16.
  private static let collidingKeys: [String] = (0..<100_000).lazy.map { "x\($0)" }.filter { key in
    var hash: UInt32 = 0
    for byte in key.utf8 { hash = UInt32(byte) &+ (hash << 6) &+ (hash << 16) &- hash }
    return hash % 16 == 0
  }
}
