import TraceModel

/// For a trace that the compare page holds, the one to hold it against: of the same feature, with
/// another end, asked the same if there is one, and else the nearest in time.
struct Counterparts: Sendable {
  private let byFeature: [Name?: [TraceCase]]
  private let held: Set<Name>

  init(_ week: Week) {
    // A comma would end the id in the page's address.
    let traces = CompareRecordList.candidates(of: week).filter { !$0.id.text.contains(",") }
    byFeature = Dictionary(grouping: traces, by: \.feature)
    held = Set(traces.map(\.id))
  }

  /// Nil where the page does not hold the trace, or none that differs from it.
  func counterpart(of trace: TraceCase) -> Counterpart? {
    guard held.contains(trace.id), let end = trace.verdict.verdictClass else { return nil }
    let others = (byFeature[trace.feature] ?? []).filter {
      $0.verdict.verdictClass != nil && $0.verdict.verdictClass != end
    }
    func rank(_ other: TraceCase) -> (Int, Int64, Name) {
      let isSame = trace.question != nil && trace.question == other.question
      return (isSame ? 0 : 1, trace.apart(from: other), other.id)
    }
    return others.min { rank($0) < rank($1) }.map { Counterpart(trace, $0) }
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

  init(_ trace: TraceCase, _ other: TraceCase) {
    id = clipped(other.id.text, to: 20)
    word = VerdictMark(other.verdict.judgement, class: other.verdict.verdictClass).word
    address = "../\(ComparePage.path)#\(Self.encoded(trace.id)),\(Self.encoded(other.id))"
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

extension TraceCase {
  /// In nanoseconds; as far as can be where a clock is missing.
  fileprivate func apart(from other: TraceCase) -> Int64 {
    guard let start, let end = other.start else { return .max }
    let (difference, overflow) = start.nanoseconds.subtractingReportingOverflow(end.nanoseconds)
    return overflow ? .max : Int64(clamping: difference.magnitude)
  }
}
