import TraceModel

/// The spans of a sample: which hold anything, what is around them, and when they end.
///
/// Older logs have steps that begin and end in turn, newer ones spans with ids.
struct InspectSpans {
  private var parents: [String: String] = [:]
  private var ends: [String: Int64] = [:]
  private var full: Set<String> = []
  /// The steps that are open, by their numbers.
  private var open: [String] = []
  private var steps = 0

  init() {}

  init(_ events: JSONNode.Elements) {
    var walk = InspectSpans()
    for event in events {
      let kind = event["event"]?.string
      switch kind {
      case "span_begin":
        if let id = event["id"]?.asText, let parent = event["parent_id"]?.asText, parent != id {
          parents[id] = parent
        }
      case "span_end":
        if let id = event["id"]?.asText { ends[id] = event["timestamp"]?.time }
      case "step" where event["action"]?.isText("begin") == true:
        let around = walk.open.last
        let id = walk.push()
        parents[id] = around
      case "step":
        if let id = walk.open.popLast() { ends[id] = event["timestamp"]?.time }
      case "state", "store", "sample_init", nil: break
      default:
        var here = walk.open.last ?? event["span_id"]?.asText
        while let id = here, full.insert(id).inserted { here = parents[id] }
      }
    }
  }

  private mutating func push() -> String {
    let id = "step-\(steps)"
    steps += 1
    open.append(id)
    return id
  }

  /// The span around an event, where it has one that holds anything; goes over events in order.
  mutating func enter(_ event: JSONNode) -> String? {
    let kind = event["event"]?.string
    if kind == "step" {
      if event["action"]?.isText("begin") == true { _ = push() } else { _ = open.popLast() }
      return nil
    }
    let span = open.last ?? event["span_id"]?.asText
    return span.flatMap { full.contains($0) ? $0 : nil }
  }

  /// The span that begins with an event, what is around it, and its end; nil where it is empty.
  func opening(_ event: JSONNode) -> (id: String, around: String?, end: Int64?)? {
    let isStep = event["event"]?.isText("step") == true
    if isStep, event["action"]?.isText("begin") != true { return nil }
    guard let id = isStep ? open.last : event["id"]?.asText, full.contains(id) else { return nil }
    return (id, parents[id].flatMap { full.contains($0) ? $0 : nil }, ends[id])
  }
}
