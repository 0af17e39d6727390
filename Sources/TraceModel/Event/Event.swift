/// One recorded step of a trace, with all its text, as a page shows it.
///
/// Counting uses `EventRecord`, which keeps no text; this is read for the traces that get a page.
package struct Event: Sendable {
  package var traceID: Name
  package var eventID: Name
  package var parentID: Name?
  /// Nil where the log has no clock; then `sequence` orders.
  package var start: Instant?
  package var sequence: Int?
  package var durationNanoseconds: Int64?
  package var stage: Stage
  /// The stage as logged, also when it is outside the set.
  package var stageWord: String
  package var status: Status
  package var statusWord: String
  package var name: String?
  package var inputSummary: String?
  package var outputSummary: String?
  package var input: JSONValue?
  package var output: JSONValue?
  package var context = EventContext()
  package var prompt: Prompt?
  package var model: ModelCall?
  package var route: RouteChoice?
  package var tool: ToolCall?
  package var attempt: LoggedAttempt?
  package var usage: Usage?
  package var error: EventError?
  package var verdict: LoggedVerdict?
  package var note: LoggedNote?
  package var attachments: [Attachment] = []
  package var ids: [JSONValue.Member] = []
  package var sources: [String] = []
  /// Members the format does not know, with their path: `pod`, `model.seed`.
  package var otherFields: [JSONValue.Member] = []
  package var provenance: Provenance

  package init(
    traceID: Name, eventID: Name, stage: Stage, stageWord: String, status: Status,
    statusWord: String, provenance: Provenance
  ) {
    self.traceID = traceID
    self.eventID = eventID
    self.stage = stage
    self.stageWord = stageWord
    self.status = status
    self.statusWord = statusWord
    self.provenance = provenance
  }

  package var end: Instant? {
    start.map { Instant(nanoseconds: $0.nanoseconds + (durationNanoseconds ?? 0)) }
  }
}

/// Where a record came from.
package struct Provenance: Sendable, Hashable {
  /// The input's path relative to the given folder.
  package var file: String
  /// The byte at which its line starts.
  package var offset: Int
  /// The line's length in bytes, without its end.
  package var length: Int

  package init(file: String, offset: Int, length: Int) {
    self.file = file
    self.offset = offset
    self.length = length
  }
}

package struct EventContext: Sendable {
  package var sessionID: Name?
  package var userID: Name?
  package var feature: Name?
  package var route: Name?
  package var environment: Name?
  package var tags: [JSONValue.Member] = []
  package init() {}
}

package struct Prompt: Sendable {
  package var name: Name?
  package var version: Name?
  package var text: String?
  package var toolInstructions: String?
  package var hash: String?
  /// The tools offered; nil is unknown, empty is none.
  package var tools: [String]?
  package var toolSchemaVersion: String?
  package init() {}
}

package struct ModelCall: Sendable {
  package var provider: Name?
  package var name: Name?
  package var version: String?
  package var requested: Name?
  /// Numbers as logged.
  package var temperature: String?
  package var topP: String?
  package var maxTokens: String?
  package var toolChoice: String?
  package var serviceTier: String?
  package var chosenBy: String?
  package var finishReason: String?
  package init() {}
}

package struct RouteChoice: Sendable {
  package var candidates: [String] = []
  package var chosen: String?
  package var reason: String?
  package init() {}
}

package struct ToolCall: Sendable {
  package var name: Name?
  package var dataAsOf: Instant?
  package var truncated: Bool?
  package init() {}
}

package struct LoggedAttempt: Sendable {
  package var number: Int?
  package var kind: AttemptKind?
  package var of: Name?
  package var trigger: String?
  package init() {}
}

package struct EventError: Sendable {
  package var type: String?
  package var message: String?
  package init() {}
}

package struct LoggedVerdict: Sendable {
  package var outcome: Name?
  package var label: Name?
  package var reason: String?
  package var shownToUser: String?
  package var by = Judge()
  package var scoreName: String?
  /// Digits as logged.
  package var scoreValue: String?
  package var causeEventID: Name?
  package var causeLayer: String?
  package init() {}
}

/// Who said a verdict.
package struct Judge: Sendable, Hashable {
  package var isHuman: Bool
  package var name: Name?
  package var team: Name?

  package init(isHuman: Bool = false, name: Name? = nil, team: Name? = nil) {
    self.isHuman = isHuman
    self.name = name
    self.team = team
  }
}

package struct LoggedNote: Sendable {
  package var author: Name?
  package var markdown: String?
  package init() {}
}

package struct Attachment: Sendable {
  package var name: String?
  package var type: String?
  package var bytes: Int?
  package init() {}
}
