/// The members of an observation that something is read from, found in one pass over it, and over
/// an update of it.
struct LangfuseMembers {
  private let record: JSONNode
  private(set) var update: JSONNode?
  /// Which members of the update, in their order, say what the record does not; each a bit.
  private var added: UInt64 = 0
  /// By member, its place in the document; 0 for none.
  private var places = InlineArray<48, Int32>(repeating: 0)
  /// The members of the record in their order, as far as it has room; each by its number.
  private var order = InlineArray<32, UInt8>(repeating: Self.unknown)
  private static let unknown = UInt8.max

  init(_ record: JSONNode) {
    self.record = record
    guard record.isObject else { return }
    var (place, end) = record.insides
    var count = 0
    while place < end {
      if let member = Self.member(record.node(place)) {
        places[Int(member.rawValue)] = Int32(truncatingIfNeeded: place + 1)
        if count < order.count { order[count] = UInt8(truncatingIfNeeded: member.rawValue) }
      }
      count += 1
      place = record.node(place + 1).behind
    }
  }

  /// Takes what an update adds; false, and nothing is taken, where it says anything otherwise than the
  /// record does.
  mutating func add(_ update: JSONNode) -> Bool {
    guard self.update == nil else { return false }
    var (places, added, count) = (places, 0 as UInt64, 0)
    var isOtherwise = false
    update.forEachRawMember { key, value in
      defer { count += 1 }
      guard !isOtherwise, !value.isNull else { return }
      let member = Self.member(key)
      let known = member.map { self[$0] } ?? record.member(named: key)
      if let known {
        isOtherwise = !known.isWritten(as: value)
      } else if count < UInt64.bitWidth {
        added |= 1 << UInt64(count)
        if let member { places[Int(member.rawValue)] = Int32(truncatingIfNeeded: value.place) }
      }
    }
    guard !isOtherwise, count <= UInt64.bitWidth else { return false }
    self.places = places
    self.added = added
    self.update = update
    return true
  }

  /// Goes over all members, each with what becomes of it.
  @inline(__always)
  func forEachMember(_ body: (JSONNode, JSONNode, Use) -> Void) {
    var count = 0
    record.forEachRawMember { key, value in
      let use =
        count < order.count
        ? Self.use(of: Member(rawValue: UInt16(order[count]))) : Self.use(of: key)
      count += 1
      body(key, value, use)
    }
    if let update { forEachAdded(update, body) }
  }

  private func forEachAdded(_ update: JSONNode, _ body: (JSONNode, JSONNode, Use) -> Void) {
    var rest = added
    update.forEachRawMember { key, value in
      if rest & 1 != 0 { body(key, value, Self.use(of: key)) }
      rest >>= 1
    }
  }

  /// The last member of this name; nil where there is none, or it is `null`.
  @inline(__always)
  subscript(member: Member) -> JSONNode? {
    let place = Int(places[Int(member.rawValue)])
    guard place > 0, case let value = record.node(place), !value.isNull else { return nil }
    return value
  }

  enum Member: UInt16, CaseIterable {
    // What is said elsewhere in the event, or by other events.
    case id, traceID, projectID, parent, type, name, startTime, endTime, statusMessage, input
    case output, metadata, model, providedModel, promptName, promptVersion, environment, userID
    case sessionID, createdAt, updatedAt, latency, toolCalls, toolCallNames, scores, comments, tags
    case traceTags
    // Tokens and costs.
    case usageDetails, costDetails, providedCostDetails, inputCost, outputCost, totalCost
    case inputUsage, outputUsage, totalUsage, usage, promptTokens, completionTokens, totalTokens
    case calculatedInputCost, calculatedOutputCost, calculatedTotalCost, unit
    // Also shown as they are.
    case level, toolDefinitions, modelParameters

    fileprivate var name: String {
      switch self {
      case .traceID: "traceId"
      case .projectID: "projectId"
      case .parent: "parentObservationId"
      case .providedModel: "providedModelName"
      case .userID: "userId"
      case .sessionID: "sessionId"
      default: "\(self)"
      }
    }
  }

  /// What becomes of a member beside what is read from it.
  enum Use {
    case shown, figure, level, none
  }

  static func use(of key: JSONNode) -> Use { use(of: member(key)) }

  private static func use(of member: Member?) -> Use {
    switch member {
    case nil: .none
    case .level: .level
    case let known? where known.rawValue < Member.usageDetails.rawValue: .shown
    case let known? where known.rawValue < Member.level.rawValue: .figure
    default: .none
    }
  }

  private static func member(_ key: JSONNode) -> Member? {
    key.withText { table[$0] }.flatMap { Member(rawValue: $0) }
  }

  /// The export to a bucket writes the names of columns: `parent_observation_id`.
  private static let table = AttributeTable(
    Member.allCases.flatMap { member in
      Set([member.name, member.name.snakeCased]).sorted().map { ($0, member.rawValue) }
    })
}

extension JSONNode {
  /// Whether no member of another object says anything otherwise than the one of its name here.
  func agrees(with other: JSONNode) -> Bool {
    var (agrees, count) = (true, 0)
    other.forEachRawMember { key, value in
      count += 1
      guard agrees, !value.isNull, count <= 64 else { return }
      if let own = member(named: key) { agrees = own.isWritten(as: value) }
    }
    return agrees && count <= 64
  }

  /// The last member whose name is written as this one; nil where there is none, or it is `null`.
  fileprivate func member(named key: JSONNode) -> JSONNode? {
    var found: JSONNode?
    forEachRawMember { name, value in if name.isWritten(as: key) { found = value } }
    return found?.isNull == true ? nil : found
  }

  /// Whether it stands in the text as another value does.
  func isWritten(as other: JSONNode) -> Bool {
    let (bytes, others) = (rawBytes, other.rawBytes)
    guard let one = bytes.baseAddress, let two = others.baseAddress else { return false }
    return isString == other.isString && bytes.count == others.count
      && areEqual(one, two, bytes.count)
  }
}

extension String {
  fileprivate var snakeCased: String {
    reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }
}

/// What an observation is.
enum LangfuseType: CaseIterable {
  case span, generation, event, agent, tool, chain, retriever, evaluator, embedding, guardrail

  /// `"GENERATION"`; nil for what Langfuse does not know.
  init?(_ word: JSONNode?) {
    guard let type = Self.words[word] else { return nil }
    self = type
  }

  var isModelCall: Bool { self == .generation || self == .embedding }
  var isGroup: Bool { self == .span || self == .agent || self == .chain }

  private static let words = ByteTable<LangfuseType>([
    ("SPAN", .span), ("GENERATION", .generation), ("EVENT", .event), ("AGENT", .agent),
    ("TOOL", .tool), ("CHAIN", .chain), ("RETRIEVER", .retriever), ("EVALUATOR", .evaluator),
    ("EMBEDDING", .embedding), ("GUARDRAIL", .guardrail),
  ])
}
