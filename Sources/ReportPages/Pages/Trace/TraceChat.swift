import TraceModel

/// What the user asked and saw, in order.
struct TraceChat: TemplateData {
  var turns: [ChatTurn]
  /// Where the log does not say what the user saw.
  var gap: String?

  init(_ facts: TraceFacts) {
    var turns: [ChatTurn] = []
    var hasReply = false
    let spoken = facts.steps.indices.filter {
      let stage = facts.steps[$0].event.stage
      return !facts.steps[$0].isSuperseded && (stage == .request || stage == .answer)
    }
    for index in spoken {
      let isReply = facts.steps[index].event.stage == .answer
      if isReply { hasReply = true }
      let text = isReply ? facts.steps[index].event.reply : facts.steps[index].event.question
      turns.append(ChatTurn(facts, index, text ?? "", isReply: isReply))
    }
    if let asked = facts.asked, asked.isFromModelCall {
      if let empty = turns.firstIndex(where: { !$0.isReply && $0.isBlank }) {
        turns.remove(at: empty)
      }
      var turn = ChatTurn(facts, asked.step, asked.text, isReply: false)
      turn.source = "as this model call was sent it"
      turns.insert(turn, at: 0)
    }
    let judged = facts.trace.verdict.deciding ?? facts.trace.verdict.all.last
    let shown = facts.trace.verdict.all.compactMap(\.shownToUser).last ?? judged?.shownToUser
    if !hasReply, let shown {
      turns.append(ChatTurn(reply: shown, atEndOf: facts))
    } else if !hasReply, let given = facts.trace.givenBack {
      var turn = ChatTurn(reply: given.text, atEndOf: facts)
      turn.step = given.step
      turn.source = given.isData ? "data that the request gave back" : nil
      turns.append(turn)
    } else if !hasReply, let said = facts.trace.lastModelText {
      var turn = ChatTurn(facts, said.step, said.text, isReply: true)
      turn.source = "the last model call wrote it; nothing says what the user saw"
      turns.append(turn)
    } else if !hasReply {
      gap = "What the user saw was not logged."
    }
    self.turns = Self.tight(turns)
  }

  /// Fits on the first screen: long texts are cut, and the middle of long conversations.
  private static func tight(_ turns: [ChatTurn]) -> [ChatTurn] {
    var shown = turns
    if turns.count > 4 {
      shown = Array(turns.prefix(2) + turns.suffix(2))
      shown[2].skipped = "\(Shown.count(turns.count - 4)) more messages between, in the steps below"
    }
    let limit = max(150, 1100 / max(1, shown.count))
    return shown.map { $0.cut(to: limit) }
  }

  static let fields: [TemplateField<TraceChat>] = [
    .flag("isLong") { $0.turns.count > 2 },
    .list("turns") { $0.turns },
    .optionalText("gap") { $0.gap },
  ]
}

/// One message as the user wrote or saw it.
struct ChatTurn: TemplateData {
  var isReply: Bool
  var offset: String
  var text: String
  /// Of what is shown of the text.
  private var paragraphs: [String] = []
  var attachments: [String]
  var skipped: String?
  /// Where the words come from, if no step of the user's own has them.
  var source: String?
  /// The step with the whole text, where this is cut.
  var more: Int?
  fileprivate var step: Int?

  init(_ facts: TraceFacts, _ index: Int, _ text: String, isReply: Bool) {
    self.isReply = isReply
    let end = facts.span(of: index)?.upperBound
    let shownEnd = end.map { ChatTurn.offset($0) } ?? ""
    offset = isReply ? shownEnd : facts.shownOffset(of: index)
    self.text = text
    attachments = facts.steps[index].event.attachments.map(\.sentence)
    step = index
  }

  init(reply: String, atEndOf facts: TraceFacts) {
    isReply = true
    offset = facts.trace.latencyNanoseconds.map { ChatTurn.offset($0) } ?? ""
    text = reply
    attachments = []
  }

  private static func offset(_ nanoseconds: Int64) -> String {
    nanoseconds < 59_950_000_000
      ? Shown.offset(nanoseconds: nanoseconds) : Shown.duration(nanoseconds: nanoseconds)
  }

  fileprivate func cut(to limit: Int) -> ChatTurn {
    var turn = self
    turn.text = clipped(text, to: limit)
    turn.paragraphs = turn.text.paragraphs
    if turn.text.utf8.count < text.utf8.count { turn.more = step }
    return turn
  }

  fileprivate var isBlank: Bool { text.paragraphs.isEmpty && attachments.isEmpty }

  static let fields: [TemplateField<ChatTurn>] = [
    .flag("isReply") { $0.isReply },
    .text("offset") { $0.offset },
    .texts("paragraphs") { $0.paragraphs },
    .flag("isEmpty") { $0.paragraphs.isEmpty },
    .texts("attachments") { $0.attachments },
    .optionalText("skipped") { $0.skipped },
    .optionalText("source") { $0.source },
    .text("step") { $0.step.map { String($0 + 1) } ?? "" },
    .optionalText("more") { $0.more.map { String($0 + 1) } },
  ]
}

extension String {
  /// The lines with anything to see in them.
  var paragraphs: [String] {
    var text = self
    return text.withUTF8 { bytes in
      var paragraphs: [String] = []
      var start = 0
      for end in 0...bytes.count {
        // CR LF is one letter, which does not end a paragraph.
        let isEnd =
          end == bytes.count
          || bytes[end] == UInt8(ascii: "\n") && (end == 0 || bytes[end - 1] != UInt8(ascii: "\r"))
        guard isEnd else { continue }
        let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
        if line.hasVisible { paragraphs.append(String(decoding: line, as: UTF8.self)) }
        start = end + 1
      }
      return paragraphs
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether valid UTF-8 has a letter that is no blank.
  fileprivate var hasVisible: Bool {
    if contains(where: { $0 < 0x80 && $0 != 0x20 && !(0x09...0x0D).contains($0) }) { return true }
    guard contains(where: { $0 >= 0x80 }) else { return false }
    return String(decoding: self, as: UTF8.self).contains { !$0.isWhitespace }
  }
}
