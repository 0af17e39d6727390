import TraceModel

/// For a trace that the compare page holds, the one to hold it against: of the same feature, with
/// another end, asked the same if there is one, and else the nearest in time.
struct Counterparts: Sendable {
  /// What is asked of each of them, for every page again.
  private struct Candidate: Sendable {
    var id: Name
    var verdict: VerdictMark
    var end: VerdictClass
    var question: String?
    var start: Instant?
  }

  private let byFeature: [Name?: [Candidate]]
  private let held: Set<Name>

  init(_ week: Week) {
    // A comma would end the id in the page's address.
    let traces = CompareRecordList.candidates(of: week).filter { !$0.id.text.contains(",") }
    byFeature = Dictionary(grouping: traces, by: \.feature).mapValues { traces in
      traces.compactMap { trace in
        let mark = VerdictMark(trace.verdict.judgement, class: trace.verdict.verdictClass)
        return trace.verdict.verdictClass.map {
          Candidate(
            id: trace.id, verdict: mark, end: $0, question: trace.question, start: trace.start)
        }
      }
    }
    held = Set(traces.map(\.id))
  }

  /// Nil where the page does not hold the trace, or none that differs from it.
  func counterpart(of trace: TraceCase) -> Counterpart? {
    guard held.contains(trace.id), let end = trace.verdict.verdictClass else { return nil }
    let question = trace.question
    func rank(_ other: Candidate) -> (Int, Int64, Name) {
      let isSame = question != nil && question == other.question
      return (isSame ? 0 : 1, nanoseconds(trace.start, other.start), other.id)
    }
    let others = (byFeature[trace.feature] ?? []).lazy.filter { $0.end != end }
    guard let other = others.map({ (rank: rank($0), candidate: $0) }).min(by: { $0.rank < $1.rank })
    else { return nil }
    return Counterpart(of: trace.id, other.candidate.id, other.candidate.verdict)
  }

  /// From one to the other; as far as can be where a clock is missing.
  private func nanoseconds(_ start: Instant?, _ end: Instant?) -> Int64 {
    guard let start, let end else { return .max }
    let (difference, overflow) = start.nanoseconds.subtractingReportingOverflow(end.nanoseconds)
    return overflow ? .max : Int64(clamping: difference.magnitude)
  }
}

/// The link from a trace's page to the page that shows it beside another one.
struct Counterpart: TemplateData {
  var id: String
  var word: String
  var address: String

  static let fields: [TemplateField<Counterpart>] = [
    .text("id") { $0.id },
    .text("word") { $0.word },
    .text("address") { $0.address },
  ]

  init(of trace: Name, _ other: Name, _ verdict: VerdictMark) {
    id = clipped(other.text, to: 20)
    word = verdict.word
    address = "../\(ComparePage.path)#\(Self.encoded(trace)),\(Self.encoded(other))"
  }

  private static func encoded(_ id: Name) -> String {
    id.text.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        String(UnicodeScalar(byte))
      default: (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
