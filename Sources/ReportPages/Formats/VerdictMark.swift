import TraceModel

/// A judgement as a page shows it: its word, and the shape and hue of its class.
struct VerdictMark: TemplateData {
  /// A logged word in reading form: `Needs human follow-up`.
  let word: String
  /// Named so in the stylesheet and the icons.
  let style: String

  init(_ judgement: Name?, class verdictClass: VerdictClass?) {
    guard let judgement, !judgement.isEmpty else {
      word = "No verdict"
      style = "none"
      return
    }
    word = Self.readable(judgement)
    style =
      switch verdictClass {
      // An open tick: good, with a reserve.
      case .good: judgement == "acceptable" ? "acceptable" : "correct"
      case .partial: "partial"
      case .bad: "wrong"
      case .unsafe: "unsafe"
      case .handedOff: "human"
      case nil: "none"
      }
  }

  /// The style of a box around it, where both ticks look alike.
  var boxStyle: String { style == "acceptable" ? "correct" : style }

  private static func readable(_ word: Name) -> String {
    if word == "needs_human_follow_up" { return "Needs human follow-up" }
    let isPlain = word.text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
    guard isPlain else { return clipped(word.text, to: 60) }
    var bytes = word.text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }
    if let first = bytes.first, first >= UInt8(ascii: "a") { bytes[0] = first & 0xDF }
    return String(decoding: bytes, as: UTF8.self)
  }

  static let fields: [TemplateField<VerdictMark>] = [
    .text("word") { $0.word },
    .text("style") { $0.style },
    .text("boxStyle") { $0.boxStyle },
  ]
}
