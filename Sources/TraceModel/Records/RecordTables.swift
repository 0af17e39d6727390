import Synchronization

/// The number of a prompt in the week's tables; 0 is none.
public struct PromptID: Hashable, Sendable, BitwiseCopyable {
  public var number: UInt32
  @inlinable public init(_ number: UInt32) { self.number = number }
  @inlinable public static var none: PromptID { PromptID(0) }

  @inlinable
  public static func == (left: Self, right: Self) -> Bool { left.number == right.number }

  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// The number of a kind of charge in the week's tables.
public struct ChargeKindID: Hashable, Sendable, BitwiseCopyable {
  public var number: UInt32
  @inlinable public init(_ number: UInt32) { self.number = number }

  @inlinable
  public static func == (left: Self, right: Self) -> Bool { left.number == right.number }

  @inlinable
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

/// The prompt of a model call: which one, and a hash of what it said.
package struct PromptRecord: TableValue {
  package var name = NameID.none
  package var version = NameID.none
  package var toolSchemaVersion = NameID.none
  /// Of template and tool instructions; none where the log has neither.
  package var text = ContentHash.none
  /// Of the logged hash, which stands for a text that is not logged.
  package var hash = ContentHash.none
  /// Of the set of tools offered; none where unknown.
  package var tools = ContentHash.none
  /// Temperature and the like in one text, as `temperature 0.2, top p 1`; none where nothing is set.
  package var settings = NameID.none
  package init() {}

  package func hash(seed: UInt64) -> UInt64 {
    (UInt64(name.number) << 32 | UInt64(version.number))
      .folded(with: seed ^ text.high).folded(with: hash.low ^ tools.high)
      .folded(with: UInt64(toolSchemaVersion.number) << 32 | UInt64(settings.number))
  }
}

/// What charges are alike in: everything but how much.
package struct ChargeKind: TableValue {
  package var source: CostSource
  package var basis = CostBasis.recorded
  package var item = NameID.none
  package var unit = NameID.none
  /// None where the log says none.
  package var currency = NameID.none
  package var hasUnitPrice = false
  /// 0 where there is none.
  package var unitPriceUnits: Int128 = 0
  /// For a priced charge: the table, row and date it was priced by.
  package var pricedBy = NameID.none

  package init(source: CostSource) { self.source = source }

  package var unitPrice: ExactDecimal? {
    get { hasUnitPrice ? ExactDecimal(units: unitPriceUnits) : nil }
    set {
      hasUnitPrice = newValue != nil
      unitPriceUnits = newValue?.units ?? 0
    }
  }

  package func hash(seed: UInt64) -> UInt64 {
    (UInt64(item.number) << 32 | UInt64(unit.number) << 8 | UInt64(source.rawValue))
      .folded(with: seed ^ UInt64(currency.number))
      .folded(with: UInt64(truncatingIfNeeded: unitPriceUnits))
      .folded(
        with: UInt64(truncatingIfNeeded: unitPriceUnits >> 64) ^ UInt64(pricedBy.number) << 32)
  }
}

/// What records say by a number: names, kinds of charges and prompts; one numbering for a run.
package final class RecordTables: Sendable {
  private let names = Mutex(NameTable())
  private let chargeKinds = Mutex(ValueTable<ChargeKind>())
  private let prompts = Mutex(ValueTable<PromptRecord>())
  /// The tools' names by the hash of their set, in no order of their own.
  private let toolSets = Mutex<[ContentHash: [NameID]]>([:])

  package init() {}

  package func number(of text: UnsafeBufferPointer<UInt8>) -> NameID {
    names.withLock { $0.number(of: text) }
  }

  package func number(of name: Name) -> NameID { names.withLock { $0.number(of: name) } }
  package func text(_ id: NameID) -> String { names.withLock { $0.text(id) } }
  package func name(_ id: NameID) -> Name { Name(text(id)) }
  package func contentHash(of id: NameID) -> UInt64 { names.withLock { $0.contentHash(id) } }
  /// Nil for the absent name.
  package func known(_ id: NameID) -> Name? { id == .none ? nil : name(id) }

  package func number(of kind: ChargeKind) -> ChargeKindID {
    ChargeKindID(chargeKinds.withLock { $0.number(of: kind).number })
  }

  package func number(of prompt: PromptRecord) -> PromptID {
    PromptID(prompts.withLock { $0.number(of: prompt).number })
  }

  /// Keeps what a set of tools consists of.
  package func keep(tools: [NameID], of set: ContentHash) {
    toolSets.withLock { if $0[set] == nil { $0[set] = tools } }
  }

  /// Nil for a set that nobody named.
  package func tools(of set: ContentHash) -> [NameID]? { toolSets.withLock { $0[set] } }

  package subscript(id: ChargeKindID) -> ChargeKind { chargeKinds.withLock { $0[id.number] } }
  package subscript(id: PromptID) -> PromptRecord {
    id == .none ? PromptRecord() : prompts.withLock { $0[id.number] }
  }

  /// A copy to read from without asking for the lock; it lacks what is numbered later.
  package var allNames: NameTable { names.withLock { $0 } }
  package var allChargeKinds: ValueTable<ChargeKind> { chargeKinds.withLock { $0 } }
  package var allPrompts: ValueTable<PromptRecord> { prompts.withLock { $0 } }
  package var knownPrompts: KnownPrompts { KnownPrompts(self) }
}

/// The prompts as one reader knows them: it asks the shared table only for what was numbered later, as
/// the join does where it puts two records' prompts together.
package struct KnownPrompts: Sendable {
  private let known: ValueTable<PromptRecord>
  private let tables: RecordTables

  init(_ tables: RecordTables) {
    known = tables.allPrompts
    self.tables = tables
  }

  package subscript(number: UInt32) -> PromptRecord {
    number <= known.count ? known[number] : tables[PromptID(number)]
  }
}

/// The tables as one worker knows them: it asks the shared ones only for what it meets first.
package struct LocalTables {
  package let shared: RecordTables
  private static let mostNames = 1 << 16
  private var names = KnownNames()
  private var chargeKinds = ValueTable<ChargeKind>()
  private var chargeKindIDs: [ChargeKindID] = []
  private var prompts = ValueTable<PromptRecord>()
  private var promptIDs: [PromptID] = []
  private var toolSets: Set<ContentHash> = []

  package init(_ shared: RecordTables) { self.shared = shared }

  package mutating func number(of text: UnsafeBufferPointer<UInt8>) -> NameID {
    if text.isEmpty { return .none }
    if let id = names.find(text) { return id }
    let id = shared.number(of: text)
    // Where every line has another name, they are kept once and not by each worker too.
    if names.count == Self.mostNames { names = KnownNames() }
    names.add(text, id)
    return id
  }

  package mutating func number(of name: Name) -> NameID {
    var text = name.text
    return text.withUTF8 { number(of: $0) }
  }

  package mutating func number(of kind: ChargeKind) -> ChargeKindID {
    let (own, isNew) = chargeKinds.number(of: kind)
    if isNew { chargeKindIDs.append(shared.number(of: kind)) }
    return chargeKindIDs[Int(own) - 1]
  }

  package mutating func number(of prompt: PromptRecord) -> PromptID {
    let (own, isNew) = prompts.number(of: prompt)
    if isNew { promptIDs.append(shared.number(of: prompt)) }
    return promptIDs[Int(own) - 1]
  }

  /// - Parameter tools: the names of the tools offered, asked for a set that was not met before.
  package mutating func keep(
    toolsOf set: ContentHash, _ tools: (inout LocalTables) -> [NameID]
  ) {
    if toolSets.insert(set).inserted { shared.keep(tools: tools(&self), of: set) }
  }
}
