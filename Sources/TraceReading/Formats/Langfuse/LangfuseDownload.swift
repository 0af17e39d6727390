// A trace with its observations, as Langfuse's page downloads it and its API gives it:
//
//   {"trace":{"id":"t",…,"scores":[…]},"observations":[{"id":"o","type":"GENERATION",…}]}
//   {"id":"t",…,"observations":[…],"scores":[…]}
//
// The observation that everything hangs below and the trace are one step, the request. Where there
// is no such one, as in a trace that is nothing but a generation, the trace itself is the request.

import TraceModel

enum LangfuseDownload: LogFormat {
  static let name = "langfuse"
  static let description = "Langfuse downloads"

  static func recognises(_ record: JSONNode) -> Bool {
    if let trace = record["trace"], trace.isObject {
      return trace["id"] != nil && record["observations"]?.isArray == true
    }
    return record["id"] != nil && record["timestamp"] != nil
      && record["observations"]?.first?.isObject == true
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    let trace = record["trace"] ?? record
    let listed = record["observations"] ?? trace["observations"]
    let observations = (listed?.elements ?? JSONNode.noElements).filter { $0.isObject }
    let tree = LangfuseTree(observations, translation)
    let root = tree.root(of: trace)
    let head = LangfuseTrace(trace, eventID: root?["id"])
    if root == nil { head.write(to: &translation) }
    for observation in observations {
      var step = LangfuseObservation(observation, trace: head)
      step.isRequest = observation["id"]?.asText == root?["id"]?.asText && root != nil
      step.hangsBelowTrace = root == nil
      step.isSum = tree.isSum(observation)
      step.isCalled = tree.isCalled(observation)
      step.write(to: &translation)
      // What was unpacked for one is no longer needed for the next.
      translation.releaseDocuments()
    }
    for score in trace["scores"]?.elements ?? JSONNode.noElements {
      LangfuseScore(score, traceID: trace["id"]).write(to: &translation)
    }
    for comment in [trace["comments"], record["comments"]].compactMap({ $0 }).flatMap({
      $0.elements
    }) {
      LangfuseComment(comment, traceID: trace["id"]).write(to: &translation)
    }
  }
}

/// How the observations of one trace hang together.
private struct LangfuseTree {
  private var parents: [String: String] = [:]
  private var roots: [JSONNode] = []
  /// Observations inside of which others were paid for.
  private var sums: Set<String> = []
  private var calledTools: Set<String> = []

  init(_ observations: [JSONNode], _ translation: borrowing Translation) {
    let ids = Set(observations.compactMap { $0["id"]?.asText })
    for observation in observations {
      guard let id = observation["id"]?.asText else { continue }
      let parent = observation["parentObservationId"]?.asText ?? ""
      if ids.contains(parent), parent != id {
        parents[id] = parent
      } else {
        roots.append(observation)
      }
    }
    for observation in observations {
      guard LangfuseType(observation["type"])?.isModelCall == true,
        LangfuseObservation.hasFigures(observation)
      else { continue }
      markSums(above: observation["id"]?.asText ?? "")
    }
    for observation in observations
    where LangfuseType(observation["type"])?.isModelCall == true {
      if let names = observation["toolCallNames"], names.first != nil {
        calledTools.formUnion(names.elements.lazy.compactMap(\.asText))
      } else if let answer = translation.json(observation["output"])?.answer {
        calledTools.formUnion(answer.calls.lazy.map(\.name))
      }
    }
  }

  private mutating func markSums(above id: String) {
    var here = id
    // A way back to itself ends where it has been.
    while let parent = parents[here], sums.insert(parent).inserted { here = parent }
  }

  /// The only observation without a parent, where it groups the others.
  func root(of trace: JSONNode) -> JSONNode? {
    guard roots.count == 1, let root = roots.first, root["startTime"]?.time != nil,
      LangfuseType(root["type"])?.isGroup == true || isSum(root)
    else { return nil }
    return root
  }

  func isSum(_ observation: JSONNode) -> Bool {
    observation["id"]?.asText.map { sums.contains($0) } ?? false
  }

  /// Whether a model asked for a tool of its name.
  func isCalled(_ observation: JSONNode) -> Bool {
    observation["name"]?.asText.map { calledTools.contains($0) } ?? false
  }
}

/// What a trace says of all its observations.
struct LangfuseTrace {
  let record: JSONNode
  private var update: JSONNode?
  /// The event that stands for it; the trace's own id where no observation does.
  let eventID: JSONNode?

  init(_ record: JSONNode, eventID: JSONNode? = nil) {
    self.record = record
    self.eventID = eventID ?? record["id"]
  }

  /// The member of this name of the record, or else of what was added to it.
  subscript(name: StaticString) -> JSONNode? { record[name] ?? update?[name] }

  /// Takes what an update adds, so that both are one event; false where it says anything otherwise.
  mutating func add(_ update: JSONNode) -> Bool {
    guard self.update == nil, record.agrees(with: update) else { return false }
    self.update = update
    return true
  }

  /// Writes the trace as its request.
  func write(to translation: inout Translation, writtenAt: Int64? = nil, isWhole: Bool = true) {
    let asked = Asked(self["input"], translation, isChat: false)
    let answered = Answered(self["output"], translation, isChat: false)
    let metadata = translation.json(self["metadata"])
    let own = Self.names(metadata, translation)
    translation.events.begin()
    translation.events.put("trace_id", text: self["id"])
    translation.events.put("event_id", text: self["id"])
    if let start = translation.events.time(self["timestamp"]) {
      translation.events.put(start: start, end: nil)
    } else {
      translation.events.putNull("timestamp")
      translation.events.put("sequence", 0 as Int64)
    }
    translation.events.put("stage", "request")
    translation.events.put("name", text: self["name"])
    translation.events.put("status", isWhole ? "ok" : "unknown")
    translation.events.putPart(writtenAt: writtenAt ?? translation.events.time(self["updatedAt"]))
    translation.events.put(asked)
    translation.events.put(answered)
    writeContext(own, to: &translation.events)
    translation.events.putRest(of: record, update) { events in
      events.put("metadata", metadata)
      for name: StaticString in ["release", "version", "public", "bookmarked", "externalId"] {
        if let value = self[name], !value.saysNothing { events.put(name, value) }
      }
    }
    translation.events.end()
  }

  typealias Names = (feature: JSONNode?, route: JSONNode?)

  static func names(_ metadata: JSONNode?, _ translation: borrowing Translation) -> Names {
    let spans = metadata?["attributes"]
    return (
      translation.named(translation.attributes.feature, or: "feature", in: metadata, spans),
      translation.named(translation.attributes.route, or: "route", in: metadata, spans)
    )
  }

  func writeContext(_ own: Names, to events: inout EventWriter) {
    Self.writeContext(
      own, session: self["sessionId"] ?? self["session_id"],
      user: self["userId"] ?? self["user_id"],
      environment: self["environment"], tags: self["tags"], to: &events)
  }

  static func writeContext(
    _ own: Names, session: JSONNode?, user: JSONNode?, environment: JSONNode?, tags: JSONNode?,
    to events: inout EventWriter
  ) {
    events.open("context")
    events.put("session_id", text: session)
    events.put("user_id", text: user)
    events.put("feature", text: own.feature)
    events.put("route", text: own.route)
    events.put("environment", text: environment)
    if tags?.first != nil {
      events.open("tags")
      events.put("tags", tags)
      events.close()
    }
    events.close()
  }
}

extension EventWriter {
  /// The members of these names that say something.
  mutating func put(_ record: JSONNode, _ names: StaticString...) {
    for name in names {
      guard let value = record[name], !value.saysNothing else { continue }
      put(name, value)
    }
  }
}
