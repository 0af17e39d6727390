import TraceModel

/// What a record says of its attempt, and of what a tool cost, under the names that the configuration
/// gives them, in formats whose records are objects.
struct TeamAttempt {
  private(set) var number: Int64?
  private(set) var trigger: JSONNode?
  private(set) var toolCost: JSONNode?

  /// - Parameter objects: what may hold the team's own values, the first one first.
  init(_ translation: borrowing Translation, in objects: [JSONNode?]) {
    let names = translation.attributes
    if !names.attempt.isEmpty {
      number = translation.named(names.attempt, or: "", in: objects).flatMap(Self.number)
    }
    if !names.trigger.isEmpty {
      let reason = translation.named(names.trigger, or: "", in: objects)
      trigger = translation.json(reason)?.isContainer == true ? nil : reason
    }
    if !names.toolCost.isEmpty {
      let cost = translation.named(names.toolCost, or: "", in: objects)
      // MLflow keeps every value as JSON in a string.
      toolCost = translation.json(cost) ?? cost
    }
  }

  /// Where the format has names of its own for a number and a reason.
  init(number: JSONNode?, trigger: JSONNode?, toolCost: JSONNode?) {
    self.number = number.flatMap(Self.number)
    self.trigger = trigger
    self.toolCost = toolCost
  }

  private static func number(_ value: JSONNode) -> Int64? {
    guard let decimal = ExactDecimal(digits: value.unquoted) else { return nil }
    let (whole, rest) = decimal.units.quotientAndRemainder(dividingBy: ExactDecimal.unitsPerOne)
    return rest == 0 ? Int64(exactly: whole) : nil
  }

  /// The members of the event's attempt, whose object is open.
  func writeMembers(to events: inout EventWriter) {
    events.put("number", number)
    if let trigger { events.put("trigger", rawText: trigger.unquoted) }
  }

  func write(to events: inout EventWriter) {
    events.open("attempt")
    writeMembers(to: &events)
    events.close()
  }

  /// Whether it says more than that its caller asked for the first time: a gateway's own tries repeat
  /// that.
  var isLater: Bool { trigger != nil || (number ?? 0) > 1 }

  /// What the tool cost, as the event's charge.
  func writeToolCost(to events: inout EventWriter) {
    guard let toolCost else { return }
    let list = events.beginList("charges")
    events.putCharge("tool", "call", toolCost, currency: nil)
    events.endList(list)
  }
}
