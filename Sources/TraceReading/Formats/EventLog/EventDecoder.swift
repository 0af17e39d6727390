import TraceModel

extension Event {
  /// The whole event of a line that counting has accepted; nil for any other value.
  ///
  /// Keys that the format does not know, and values of the wrong kind, are kept in `otherFields`
  /// under their path.
  package init?(_ json: JSONValue, provenance: Provenance) {
    guard
      let traceID = json["trace_id"]?.string, let eventID = json["event_id"]?.string,
      let stageWord = json["stage"]?.string, let statusWord = json["status"]?.string
    else { return nil }
    self.init(
      traceID: Name(traceID), eventID: Name(eventID), stage: Stage(word: stageWord),
      stageWord: stageWord, status: Status(word: statusWord), statusWord: statusWord,
      provenance: provenance)
    var fields = EventFields(json)
    for required in ["trace_id", "event_id", "stage", "status"] { fields.pass(required) }
    start = fields.text("timestamp").flatMap { Instant($0) }
    sequence = fields.integer("sequence")
    parentID = fields.name("parent_id")
    name = fields.text("name")
    inputSummary = fields.text("input_summary")
    outputSummary = fields.text("output_summary")
    input = fields.any("input")
    output = fields.any("output")
    durationNanoseconds = duration(&fields)
    fields.object("context") { context = EventContext(&$0) }
    fields.object("prompt") { prompt = Prompt(&$0) }
    fields.object("model") { model = ModelCall(&$0) }
    fields.object("route") { route = RouteChoice(&$0) }
    fields.object("tool") { tool = ToolCall(&$0) }
    fields.object("attempt") { attempt = LoggedAttempt(&$0) }
    fields.object("usage") { usage = Usage(&$0) }
    fields.object("error") { error = EventError(&$0) }
    fields.object("verdict") { verdict = LoggedVerdict(&$0) }
    fields.object("note") { note = LoggedNote(&$0) }
    attachments = fields.list("attachments").map { Attachment($0) }
    sources = fields.texts("sources") ?? []
    if case .object(let members)? = fields.any("ids") { ids = members }
    // Charges are counted from the records; the page shows those.
    fields.pass("charges")
    otherFields = fields.rest
  }

  private func duration(_ fields: inout EventFields) -> Int64? {
    let end = fields.text("end_timestamp").flatMap { Instant($0) }
    if let milliseconds = fields.digits("duration_ms").flatMap({ ExactDecimal($0) }),
      let duration = StepDuration.nanoseconds(
        ofMilliseconds: milliseconds, from: start?.nanoseconds)
    {
      return duration
    }
    guard let start, let end else { return nil }
    return StepDuration.nanoseconds(from: start.nanoseconds, to: end.nanoseconds)
  }
}

/// The members of an object, taken one by one; what nobody takes is the rest.
struct EventFields {
  private let path: String
  private let members: [JSONValue.Member]
  /// For each member, once somebody took it.
  private var isTaken: [Bool]
  private(set) var nestedRest: [JSONValue.Member] = []

  init(_ json: JSONValue, path: String = "") {
    self.path = path
    if case .object(let members) = json { self.members = members } else { members = [] }
    isTaken = Array(repeating: false, count: members.count)
  }

  var rest: [JSONValue.Member] {
    members.indices.filter { !isTaken[$0] && members[$0].value != .null }
      .map { .init(path + members[$0].key, members[$0].value) } + nestedRest
  }

  /// The last member of a key counts, as everywhere.
  private func value(_ key: String) -> JSONValue? {
    let place = members.indices.last { members[$0].key.hasSameBytes(as: key) && !isTaken[$0] }
    return place.map { members[$0].value }
  }

  mutating func pass(_ key: String) {
    for place in members.indices where members[place].key.hasSameBytes(as: key) {
      isTaken[place] = true
    }
  }

  private mutating func take<Value>(_ key: String, _ read: (JSONValue) -> Value?) -> Value? {
    guard let value = value(key), let taken = read(value) else { return nil }
    pass(key)
    return taken
  }

  mutating func any(_ key: String) -> JSONValue? { take(key) { $0 == .null ? nil : $0 } }
  mutating func text(_ key: String) -> String? { take(key) { $0.string } }

  /// A name, or the digits of a number that stands for one.
  mutating func digits(_ key: String) -> String? {
    take(key) {
      if case .number(let digits) = $0 { return digits }
      return $0.string
    }
  }

  mutating func name(_ key: String) -> Name? {
    digits(key).flatMap { $0.isEmpty ? nil : Name($0) }
  }

  mutating func integer(_ key: String) -> Int? {
    take(key) {
      guard case .number(let digits) = $0, let value = ExactDecimal(digits),
        value.units % ExactDecimal.unitsPerOne == 0
      else { return nil }
      return Int(exactly: value.units / ExactDecimal.unitsPerOne)
    }
  }

  mutating func bool(_ key: String) -> Bool? {
    take(key) {
      if case .bool(let value) = $0 { return value }
      return nil
    }
  }

  mutating func list(_ key: String) -> [JSONValue] {
    take(key) {
      if case .array(let elements) = $0 { return elements }
      return nil
    } ?? []
  }

  mutating func texts(_ key: String) -> [String]? {
    take(key) {
      guard case .array(let elements) = $0 else { return nil }
      let texts = elements.compactMap(\.string)
      return texts.count == elements.count ? texts : nil
    }
  }

  mutating func object(_ key: String, _ read: (inout EventFields) -> Void) {
    guard let value = value(key), case .object = value else { return }
    pass(key)
    var fields = EventFields(value, path: "\(path)\(key).")
    read(&fields)
    nestedRest += fields.rest
  }
}

// MARK: - Objects

extension EventContext {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    sessionID = fields.name("session_id")
    userID = fields.name("user_id")
    feature = fields.name("feature")
    route = fields.name("route")
    environment = fields.name("environment")
    if case .object(let members)? = fields.any("tags") { tags = members }
  }
}

extension Prompt {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    name = fields.name("name")
    version = fields.name("version")
    text = fields.text("text")
    toolInstructions = fields.text("tool_instructions")
    hash = fields.text("hash")
    tools = fields.texts("tools")
    toolSchemaVersion = fields.digits("tool_schema_version")
  }
}

extension ModelCall {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    provider = fields.name("provider")
    name = fields.name("name")
    version = fields.digits("version")
    requested = fields.name("requested")
    temperature = fields.digits("temperature")
    topP = fields.digits("top_p")
    maxTokens = fields.digits("max_tokens")
    toolChoice = fields.text("tool_choice")
    serviceTier = fields.text("service_tier")
    chosenBy = fields.text("chosen_by")
    finishReason = fields.text("finish_reason")
  }
}

extension RouteChoice {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    candidates = fields.texts("candidates") ?? []
    chosen = fields.text("chosen")
    reason = fields.text("reason")
  }
}

extension ToolCall {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    name = fields.name("name")
    dataAsOf = fields.text("data_as_of").flatMap { Instant($0) }
    truncated = fields.bool("truncated")
  }
}

extension LoggedAttempt {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    number = fields.integer("number")
    kind = fields.text("kind").flatMap { word in AttemptKind.allCases.first { $0.word == word } }
    of = fields.name("of")
    trigger = fields.digits("trigger")
  }
}

extension Usage {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    prompt = fields.integer("prompt_tokens")
    completion = fields.integer("completion_tokens")
    cached = fields.integer("cached_tokens")
    cacheWrite = fields.integer("cache_write_tokens")
    cacheWrite1h = fields.integer("cache_write_1h_tokens")
    reasoning = fields.integer("reasoning_tokens")
    audioPrompt = fields.integer("audio_prompt_tokens")
    audioCompletion = fields.integer("audio_completion_tokens")
  }
}

extension EventError {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    type = fields.digits("type")
    message = fields.text("message")
  }
}

extension LoggedVerdict {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    outcome = fields.name("outcome")
    label = fields.name("label")
    reason = fields.text("reason")
    shownToUser = fields.text("shown_to_user")
    fields.object("by") { by in
      self.by = Judge(
        isHuman: by.text("kind") == "human", name: by.name("name"), team: by.name("team"))
    }
    fields.object("score") { score in
      scoreName = score.text("name")
      scoreValue = score.digits("value")
    }
    fields.object("cause") { cause in
      causeEventID = cause.name("event_id")
      causeLayer = cause.text("layer")
    }
  }
}

extension LoggedNote {
  fileprivate init(_ fields: inout EventFields) {
    self.init()
    author = fields.name("author")
    markdown = fields.text("markdown")
  }
}

extension Attachment {
  fileprivate init(_ json: JSONValue) {
    self.init()
    var fields = EventFields(json)
    name = fields.text("name")
    type = fields.text("type")
    bytes = fields.integer("bytes")
  }
}
