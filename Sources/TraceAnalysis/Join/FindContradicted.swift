import TraceModel

// A tool may well say something else when it is asked again: a job gets done, a page of a list comes
// after the other. What counts is a result that the user was answered from, and that the same
// question later in the trace gave otherwise:
//
//   lookup(4417) → pending · answer · lookup(4417) → refunded     the first result was old
//   lookup(4417) → pending · lookup(4417) → refunded · answer     nobody was told the first

/// Marks the results that were contradicted after an answer rested on them.
func findContradicted(_ trace: inout JoinedTrace, _ lines: LineLookup) throws {
  guard trace.hasToolAfterAnswer else { return }
  struct Question: Hashable {
    var tool: NameID
    var input: UInt64
  }
  let records = trace.records
  var earlier: [Question: Int] = [:]
  var lastAnswer = -1
  var looks = 0
  for place in trace.events.indices where !trace.events[place].isSuperseded {
    let record = records.events[trace.index(place)]
    if record.stage == .answer { lastAnswer = place }
    guard record.stage == .tool, record.status == .ok, record.input != 0,
      record.traits.contains(.output)
    else { continue }
    let question = Question(tool: record.target, input: record.input)
    defer { earlier[question] = place }
    guard let before = earlier[question], before < lastAnswer, looks < 64 else { continue }
    // The records keep no outputs, so the two lines are read again; few traces have them.
    looks += 1
    let one = try lines(records.events[trace.index(before)]).output
    let other = try lines(record).output
    if one != .none, other != .none, one != other { trace.events[before].isContradicted = true }
  }
}

extension JoinedTrace {
  fileprivate var hasToolAfterAnswer: Bool {
    var isAnswered = false
    for event in events {
      switch records.events[Int(event.record)].stage {
      case .answer: isAnswered = true
      case .tool: if isAnswered { return true }
      default: break
      }
    }
    return false
  }
}
