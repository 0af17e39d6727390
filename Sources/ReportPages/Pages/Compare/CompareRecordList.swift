// The records that a script may put side by side, as JSON in the page. Texts of prompts are many
// times the same, and stand in it once.

import TraceModel

/// The review list's traces and up to 200 more, as many as fit.
struct CompareRecordList: Sendable {
  private(set) var records: [CompareRecord] = []
  private var values: [JSONValue] = []
  private var texts: [String] = []
  private var textPlaces: [Name: Int] = [:]
  private var size = 0

  static let mostOthers = 200
  static let mostBytes = 2_700_000
  /// Of one text, in letters; the rest is on the trace's page.
  private static let longestText = 20_000

  init(_ week: Week, _ address: (Name) -> String?) {
    for trace in Self.candidates(of: week) {
      let record = CompareRecord(trace, in: week, address: address(trace.id))
      guard add(record) else { break }
    }
  }

  /// Those that it holds where they fit, the most wanted first.
  static func candidates(of week: Week) -> [TraceCase] {
    let cases = Dictionary(week.cases.map { ($0.id, $0) }) { first, _ in first }
    let listed = week.summary.review.compactMap { cases[$0.traceID] }
    let ids = Set(listed.map(\.id))
    return listed + week.cases.filter { !ids.contains($0.id) }.prefix(mostOthers)
  }

  /// False where it does not fit any more.
  private mutating func add(_ record: CompareRecord) -> Bool {
    var json = record.json
    var added = 0
    if let text = record.promptText.map({ clipped($0, to: Self.longestText) }) {
      let name = Name(text)
      if textPlaces[name] == nil {
        added += text.utf8.count * 11 / 10
        guard size + added < Self.mostBytes else { return false }
        textPlaces[name] = texts.count
        texts.append(text)
      }
      json.append(.init("prompt", .number("\(textPlaces[name] ?? 0)")))
    }
    let value = JSONValue.object(json)
    added += value.compactBytes.count * 11 / 10
    guard size + added < Self.mostBytes else { return false }
    size += added
    records.append(record)
    values.append(value)
    return true
  }

  func island(_ money: MoneyFormat) -> HTML {
    let all = JSONValue.object([
      .init("sign", .string(money.sign)), .init("texts", .array(texts.map { .string($0) })),
      .init("records", .array(values)),
    ])
    return .dataIsland(String(decoding: all.compactBytes, as: UTF8.self))
  }
}

extension CompareRecord {
  fileprivate var json: [JSONValue.Member] {
    func rows(_ entries: [Entry]) -> JSONValue {
      .array(
        entries.map { entry in
          var row: [JSONValue] = [.string(entry.name), .string(entry.value)]
          switch entry.amount {
          case .money(let amount): row += [.number(amount.digits), .string("m")]
          case .count(let count): row += [.number("\(count)"), .string("n")]
          case .nanoseconds(let time): row += [.number("\(time / 1_000_000)"), .string("t")]
          case nil: break
          }
          return .array(row)
        })
    }
    let lanes = TimelineLane.lanes(of: bars)
    return [
      .init("id", .string(id.text)), .init("href", address.map { .string($0) } ?? .null),
      .init("when", .string(when)), .init("q", .string(question)),
      .init(
        "verdict",
        .array([.string(verdict.word), .string(verdict.style), .string(verdict.boxStyle)])),
      .init("by", .string(judgedBy)), .init("cost", .string(cost)),
      .init("lost", .string(thrownAway)), .init("waited", .string(waited)),
      .init("steps", .string(steps)), .init("conditions", rows(conditions)),
      .init("figures", rows(figures)), .init("settings", rows(settings)),
      .init("tools", rows(tools)), .init("promptName", .string(promptName)),
      .init("reply", .string(clipped(reply ?? "What the user saw was not logged.", to: 4000))),
      .init(
        "notes",
        .array(
          plainNotes.prefix(20).map {
            .array([.string(clipped($0.author)), .string(clipped($0.text, to: 4000))])
          })),
      .init(
        "lanes",
        .array(
          lanes.map { lane in
            .object([
              .init("name", .string(lane.actor.word ?? clipped(lane.actor.loggedName?.text ?? ""))),
              .init(
                "bars",
                .array(
                  lane.bars.prefix(200).map { bar in
                    .array([
                      .number("\(bar.span.lowerBound / 1_000_000)"),
                      .number("\(bar.span.upperBound / 1_000_000)"), .string(bar.look.rawValue),
                      .string(clipped(bar.words, to: 60)),
                    ])
                  })),
            ])
          })),
    ]
  }
}
