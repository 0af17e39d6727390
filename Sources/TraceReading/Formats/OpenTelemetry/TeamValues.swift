import TraceModel

/// What a team's own attributes say, by the names that the configuration gives them, wherever they
/// stand: on the span, in its metadata, or among what is said of the whole trace.
struct TeamValues {
  typealias Text = UnsafeBufferPointer<UInt8>

  var feature: Text?
  var route: Text?
  var attempt: Int64?
  var trigger: Text?
  var toolCost: JSONNode?
  /// Where they stand in metadata, or under a name that a convention has too.
  var request: JSONNode?
  var answer: JSONNode?
  var session: Text?
  var user: Text?
  var promptName: Text?
  var promptVersion: Text?
  /// As it was written, with the places to be filled in.
  var promptText: JSONNode?
}

extension TelemetryReader {
  /// - Parameter events: of the span, whose attributes count where its own say nothing.
  func teamValues(
    events: JSONNode? = nil, _ translation: borrowing Translation
  ) -> TeamValues {
    guard vocabulary.hasTeamNames else { return usualValues(translation) }
    var team = usualValues(translation)
    addNested(to: &team, translation)
    if let events { add(events: events, to: &team) }
    team.feature = team.feature ?? resource.team.feature
    team.route = team.route ?? resource.team.route
    return team
  }

  private func usualValues(_ translation: borrowing Translation) -> TeamValues {
    var team = TeamValues()
    take(.teamFeature) { team.feature = $0 }
    take(.teamRoute) { team.route = $0 }
    take(.teamAttempt) { team.attempt = Self.number($0) }
    take(.teamTrigger) { team.trigger = $0 }
    team.toolCost = attributes[.teamToolCost]?.text
    for (key, other) in vocabulary.known {
      guard let value = attributes[other]?.text else { continue }
      put(key, value, into: &team)
    }
    if let metadata = attributes[.metadata], let json = json(of: metadata, translation) {
      json.forEachRawMember { key, value in
        if value.isText { look(at: key.rawBytes, value, &team) }
      }
    }
    for family in [
      AttributeKey.associations, .traceMetadata, .observationMetadata, .vercelMetadata,
      .mastraMetadata,
    ] where attributes.has(family) {
      for place in attributes.entries.indices where attributes.entries[place].family == family {
        let entry = attributes.entries[place]
        guard let value = entry.value.text else { continue }
        if look(at: entry.restOfName, value, &team)
          || family == .vercelMetadata && entry.restOfName.equals("langfusePrompt")
            && readPrompt(value, translation, &team)
        {
          attributes.take(at: place)
        }
      }
    }
    return team
  }

  /// What names with dots lead to inside of metadata: `app.route` in `{"app":{"route":…}}`.
  private func addNested(to team: inout TeamValues, _ translation: borrowing Translation) {
    guard !vocabulary.dottedTeamNames.isEmpty else { return }
    if let json = attributes[.metadata].flatMap({ json(of: $0, translation) }) {
      for (key, name) in vocabulary.dottedTeamNames {
        if let value = json.text(along: name.utf8[...]) { put(key, value, into: &team) }
      }
    }
    for family in [AttributeKey.traceMetadata, .observationMetadata] where attributes.has(family) {
      for place in attributes.entries.indices where attributes.entries[place].family == family {
        let entry = attributes.entries[place]
        for (key, name) in vocabulary.dottedTeamNames {
          let rest = name.utf8.dropFirst(entry.restOfName.count)
          guard rest.first == UInt8(ascii: "."), name.utf8.starts(with: entry.restOfName),
            let value = json(of: entry.value, translation)?.text(along: rest.dropFirst())
          else { continue }
          put(key, value, into: &team)
        }
      }
    }
  }

  /// A span may tell of its attempts in an event each; the last one counts.
  private func add(events: JSONNode, to team: inout TeamValues) {
    var last = TeamValues()
    for event in events.elements {
      eventAttributes.clear()
      eventAttributes.add(event["attributes"])
      var own = TeamValues()
      for key in AttributeKey.ofTeams {
        if let value = eventAttributes[key]?.text { put(key, value, into: &own) }
      }
      last.feature = last.feature ?? own.feature
      last.route = last.route ?? own.route
      guard let number = own.attempt, number >= last.attempt ?? number else { continue }
      last.attempt = number
      last.trigger = own.trigger
    }
    team.feature = team.feature ?? last.feature
    team.route = team.route ?? last.route
    if team.attempt == nil, team.trigger == nil {
      team.attempt = last.attempt
      team.trigger = last.trigger
    }
  }

  /// Whom the request of a log record works for, as far as the record says it itself.
  func putContext(ofRecord translation: inout Translation) -> TeamValues {
    let team = teamValues(translation)
    let session = attributes.takeText(.sessionID, .conversationID)
    let user = attributes.takeText(.userID, .endUserID)
    translation.events.open("context")
    translation.events.put("session_id", text: session)
    translation.events.put("user_id", text: user)
    translation.events.put("feature", rawText: team.feature)
    translation.events.put("route", rawText: team.route)
    translation.events.close()
    return team
  }

  /// Whom a program works for; attempts and costs are of single steps.
  func teamValues(ofResource attributes: borrowing Attributes) -> TeamValues {
    var team = TeamValues()
    func put(_ key: AttributeKey, _ value: AnyValue?) {
      if let value = value?.text { self.put(key, value, into: &team) }
    }
    for key in [AttributeKey.teamFeature, .teamRoute] {
      put(key, attributes[key])
      for (known, other) in vocabulary.known where known == key { put(key, attributes[other]) }
    }
    return team
  }

  /// The prompt of Langfuse's that a program says it used, as its client gives it:
  /// `{"name":"rewrite","version":3,"prompt":"You are {{who}}",…}`.
  private func readPrompt(
    _ value: JSONNode, _ translation: borrowing Translation, _ team: inout TeamValues
  ) -> Bool {
    guard let prompt = translation.json(value), prompt.isObject, let name = prompt["name"],
      name.isString
    else { return false }
    team.promptName = team.promptName ?? name.rawBytes
    team.promptVersion =
      team.promptVersion ?? prompt["version"].flatMap { $0.isText ? $0.rawBytes : nil }
    team.promptText = prompt["prompt"].flatMap { $0.isString ? $0 : nil }
    return true
  }

  private func take(_ key: AttributeKey, _ body: (TeamValues.Text) -> Void) {
    guard let text = attributes.takeText(key)?.rawBytes else { return }
    body(text)
  }

  /// Whether the name is one that means something.
  @discardableResult
  private func look(
    at name: UnsafeBufferPointer<UInt8>, _ value: JSONNode, _ team: inout TeamValues
  ) -> Bool {
    let text = value.unquoted
    if let number = vocabulary.teamNames[name], let key = AttributeKey(rawValue: UInt8(number >> 4))
    {
      put(key, value, into: &team)
      return true
    }
    if name.equals("feature") {
      team.feature = team.feature ?? text
    } else if name.equals("session_id") || name.equals("sessionId") || name.equals("thread_id")
      || name.equals("conversation_id") || name.equals("langfuse_session_id")
    {
      team.session = team.session ?? text
    } else if name.equals("user_id") || name.equals("userId") || name.equals("langfuse_user_id") {
      team.user = team.user ?? text
    } else if name.equals("prompt_name") {
      team.promptName = team.promptName ?? text
    } else if name.equals("prompt_version") {
      team.promptVersion = team.promptVersion ?? text
    } else {
      return false
    }
    return true
  }

  private func put(_ key: AttributeKey, _ value: JSONNode, into team: inout TeamValues) {
    let text = value.unquoted
    switch key {
    case .teamFeature: team.feature = team.feature ?? text
    case .teamRoute: team.route = team.route ?? text
    case .teamAttempt: team.attempt = team.attempt ?? Self.number(text)
    case .teamTrigger: team.trigger = team.trigger ?? text
    case .teamToolCost: team.toolCost = team.toolCost ?? value
    case .teamRequest: team.request = team.request ?? value
    case .teamAnswer: team.answer = team.answer ?? value
    default: break
    }
  }

  private static func number(_ text: TeamValues.Text) -> Int64? {
    guard let value = ExactDecimal(digits: text) else { return nil }
    let (quotient, rest) = value.units.quotientAndRemainder(dividingBy: ExactDecimal.unitsPerOne)
    return rest == 0 ? Int64(exactly: quotient) : nil
  }
}

extension JSONNode {
  /// A string's text as written; of a string of JSON that is a string itself, what is inside.
  var unquoted: UnsafeBufferPointer<UInt8> {
    let text = rawBytes
    guard text.count > 4, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "\""),
      text[text.count - 2] == UInt8(ascii: "\\"), text[text.count - 1] == UInt8(ascii: "\"")
    else { return text }
    let inside = UnsafeBufferPointer(rebasing: text[2..<(text.count - 2)])
    return inside.contains(UInt8(ascii: "\\")) ? text : inside
  }
}
