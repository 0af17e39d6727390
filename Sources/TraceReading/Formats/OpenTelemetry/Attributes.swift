import TraceModel

/// The attributes of one span, log record, resource or event after another, each found by its key.
///
/// Gathered in one pass, in memory used again; what nobody took is written as it is. Where known names
/// go on inside of a value, the value is taken apart:
///
///     "llm":{"token_count":{"prompt":12}}      →  llm.token_count.prompt = 12
///     "evaluations":[{"evaluation":{"label":…  →  evaluations.0.evaluation.label = …
struct Attributes: ~Copyable {
  struct Entry: BitwiseCopyable {
    var name: UnsafeBufferPointer<UInt8>
    var value: AnyValue
    var isTaken = false
    /// Of a family: which.
    var family: AttributeKey?
    /// Of a family: where its name goes on.
    var rest = 0

    var restOfName: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: name[rest...]) }
  }

  private var gathered = Column<Entry>()
  /// The place of each key's entry, -1 for none, and which of its names it has.
  private let places: UnsafeMutablePointer<Int32>
  private let ranks: UnsafeMutablePointer<UInt8>
  private let vocabulary: Vocabulary
  /// Names put together of those of values and of what they lie in.
  private var joinedNames: [UnsafeMutableBufferPointer<UInt8>] = []

  init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    places = .allocate(capacity: AttributeKey.count)
    places.initialize(repeating: -1, count: AttributeKey.count)
    ranks = .allocate(capacity: AttributeKey.count)
    ranks.initialize(repeating: 0, count: AttributeKey.count)
  }

  deinit {
    var gathered = gathered
    gathered.free()
    for name in joinedNames { name.deallocate() }
    places.deallocate()
    ranks.deallocate()
  }

  var entries: UnsafeMutableBufferPointer<Entry> {
    UnsafeMutableBufferPointer(start: gathered.base, count: gathered.count)
  }

  // MARK: - Gathering

  mutating func clear() {
    places.update(repeating: -1, count: AttributeKey.count)
    gathered.truncate()
    if joinedNames.isEmpty { return }
    for name in joinedNames { name.deallocate() }
    joinedNames.removeAll(keepingCapacity: true)
  }

  /// OTLP's list of `{"key":…,"value":{…}}`, or an object of plain values.
  mutating func add(_ attributes: JSONNode?) {
    guard let attributes else { return }
    if attributes.isArray {
      for attribute in attributes.elements {
        if let (name, value) = attribute.nameAndValue, let value = AnyValue(wrapped: value) {
          add(name.rawBytes, value)
        }
      }
    } else {
      attributes.forEachRawMember { name, value in
        if !value.isNull { add(name.rawBytes, AnyValue(plain: value)) }
      }
    }
  }

  @inline(__always)
  mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ value: AnyValue) {
    if value.isContainer, addMembers(of: name, value) { return }
    let place = gathered.count
    var entry = Entry(name: name, value: value)
    if let (key, rank) = vocabulary.key(of: name) {
      let slot = Int(key.rawValue)
      let before = Int(places[slot])
      if before < 0 || ranks[slot] >= rank {
        // Of a key that comes twice the last one counts.
        if before >= 0, ranks[slot] == rank { gathered[before].isTaken = true }
        places[slot] = Int32(place)
        ranks[slot] = rank
      }
    } else if let (family, rest) = vocabulary.family(of: name) {
      entry.family = family
      entry.rest = rest
      places[Int(family.rawValue)] = Int32(place)
    }
    gathered.append(entry)
  }

  /// Adds what lies in a value by its own names, where known ones go on there; false where none do.
  @inline(never)
  private mutating func addMembers(of name: UnsafeBufferPointer<UInt8>, _ value: AnyValue) -> Bool {
    guard vocabulary.goesOn(behind: name, inList: value.isList) else { return false }
    let place = joinedNames.count
    var members: [(name: UnsafeBufferPointer<UInt8>, value: AnyValue)] = []
    value.forEachMember { key, member in
      members.append((joined(name, key), member))
    }
    // What has a meaning as a whole too is one, unless all of it has one by itself.
    guard !members.isEmpty,
      vocabulary.key(of: name) == nil || members.allSatisfy({ vocabulary.knows($0.name) })
    else {
      for name in joinedNames[place...] { name.deallocate() }
      joinedNames.removeSubrange(place...)
      return false
    }
    for (name, value) in members { add(name, value) }
    return true
  }

  private mutating func joined(
    _ name: UnsafeBufferPointer<UInt8>, _ member: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8> {
    let joined = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.count + 1 + member.count)
    var end = joined.initialize(fromContentsOf: name)
    joined.initializeElement(at: end, to: UInt8(ascii: "."))
    end = joined[(end + 1)...].initialize(fromContentsOf: member)
    joinedNames.append(joined)
    return UnsafeBufferPointer(joined)
  }

  // MARK: - Looking

  func has(_ key: AttributeKey) -> Bool { places[Int(key.rawValue)] >= 0 }

  subscript(key: AttributeKey) -> AnyValue? {
    let place = Int(places[Int(key.rawValue)])
    return place < 0 ? nil : gathered[place].value
  }

  /// The value, which is said elsewhere in the event from now on.
  mutating func take(_ key: AttributeKey) -> AnyValue? {
    let place = Int(places[Int(key.rawValue)])
    guard place >= 0 else { return nil }
    gathered[place].isTaken = true
    return gathered[place].value
  }

  mutating func takeText(_ key: AttributeKey) -> JSONNode? {
    guard let text = self[key]?.text else { return nil }
    _ = take(key)
    return text
  }

  /// The first of the keys that says something; the others say the same and are let go.
  mutating func takeText(
    _ first: AttributeKey, _ second: AttributeKey, _ third: AttributeKey? = nil
  ) -> JSONNode? {
    var text = takeText(first)
    if text == nil { text = takeText(second) } else { _ = take(second) }
    guard let third else { return text }
    if text == nil { text = takeText(third) } else { _ = take(third) }
    return text
  }

  /// Leaves a value among the rest, although the event may say it elsewhere too.
  mutating func giveBack(_ key: AttributeKey) {
    let place = Int(places[Int(key.rawValue)])
    if place >= 0 { gathered[place].isTaken = false }
  }

  mutating func take(at place: Int) { gathered[place].isTaken = true }

  /// Takes all of a family.
  mutating func takeAll(_ family: AttributeKey) {
    for place in 0..<gathered.count where gathered[place].family == family {
      gathered[place].isTaken = true
    }
  }

  // MARK: - Names of vendors

  /// Takes values under a vendor's names for what these mean, where nothing else says it.
  mutating func read(as names: ByteTable<AttributeKey>) {
    for place in 0..<gathered.count {
      if let key = names[gathered[place].name], !has(key) {
        places[Int(key.rawValue)] = Int32(place)
      }
    }
  }

  /// Gives a key a value that stands elsewhere, where it has none.
  mutating func imply(_ key: AttributeKey, _ value: JSONNode?) {
    guard let value, !value.isNull, !has(key) else { return }
    places[Int(key.rawValue)] = Int32(gathered.count)
    let noName = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    gathered.append(Entry(name: noName, value: AnyValue(plain: value), isTaken: true))
  }

  /// Gives a key that has a value another one in its place.
  mutating func replace(_ key: AttributeKey, with value: AnyValue) {
    let place = Int(places[Int(key.rawValue)])
    if place >= 0 { gathered[place].value = value }
  }

  /// Lets a value stand for nothing but its own name.
  mutating func forget(_ key: AttributeKey) { places[Int(key.rawValue)] = -1 }

  // MARK: - Writing what is left

  func writeRest(to events: inout EventWriter) {
    guard entries.contains(where: { !$0.isTaken }) else { return }
    guard !events.isForCounting else {
      for entry in entries where !entry.isTaken {
        events.note(rest: ContentHash(of: entry.name).low)
        events.note(rest: ContentHash(of: entry.value.node.rawBytes).low)
      }
      return
    }
    events.open("attributes")
    for entry in entries where !entry.isTaken { events.put(rawKey: entry.name, entry.value) }
    events.close()
  }
}

extension JSONNode {
  /// Of `{"key":…,"value":…}`: both.
  @inline(__always)
  fileprivate var nameAndValue: (name: JSONNode, value: JSONNode)? {
    guard isObject else { return nil }
    var name: JSONNode?
    var value: JSONNode?
    var (place, end) = insides
    while place < end {
      let (key, member) = (node(place), node(place + 1))
      let spelled = key.rawBytes
      switch spelled.count {
      case 3: if spelled.equals("key") { name = member }
      case 5: if spelled.equals("value") { value = member }
      default:
        guard key.isEscaped else { break }
        if key.isText("key") { name = member } else if key.isText("value") { value = member }
      }
      place = member.behind
    }
    guard let name, name.isString, let value else { return nil }
    return (name, value)
  }
}

/// All names that are known, and those that the configuration adds.
final class Vocabulary: Sendable {
  private let table: AttributeTable
  private let families: [(key: AttributeKey, prefix: StaticString)]
  /// By the first letter of a name: which families begin with it, as bits.
  private let familiesByLetter: [UInt32]
  /// What known names begin with, up to one of their dots.
  private let beginnings: AttributeTable
  private static let holdsNames: UInt16 = 0
  private static let holdsList: UInt16 = 1
  /// Names of the team's that are known by another meaning too.
  let known: [(team: AttributeKey, key: AttributeKey)]
  /// The same names without regard to what they are of, for the members of a span's metadata.
  let teamNames: AttributeTable
  /// Those of them that may lead into objects, by what they say.
  let dottedTeamNames: [(key: AttributeKey, name: String)]
  /// Whether the configuration names any.
  let hasTeamNames: Bool

  init(_ names: AttributeNames) {
    var entries: [(String, UInt16)] = []
    var ranks: [AttributeKey: Int] = [:]
    for (key, spellings) in AttributeKey.names + AttributeKey.vendorNames {
      for spelling in spellings {
        let rank = ranks[key, default: 0]
        entries.append((spelling, UInt16(key.rawValue) << 4 | UInt16(min(rank, 15))))
        ranks[key] = rank + 1
      }
    }
    let standard = AttributeTable(entries)
    var known: [(AttributeKey, AttributeKey)] = []
    var team: [(String, UInt16)] = []
    for (key, names) in Self.team(names) {
      for (rank, name) in names.enumerated() {
        var text = name.text
        let number = UInt16(key.rawValue) << 4 | UInt16(min(rank, 15))
        team.append((text, number))
        if let found = text.withUTF8({ standard[$0] }) {
          if let other = AttributeKey(rawValue: UInt8(found >> 4)) { known.append((key, other)) }
        } else {
          entries.append((text, number))
        }
      }
    }
    table = AttributeTable(entries)
    let lists = AttributeKey.families.filter { !$0.0.hasNames }.map { "\($0.1)" }
    let begun = entries.map(\.0) + AttributeKey.families.map { "\($0.1)" }
    beginnings = AttributeTable(
      lists.map { (String($0.dropLast()), Self.holdsList) }
        + begun.flatMap { name in
          name.utf8.indices.filter { name.utf8[$0] == UInt8(ascii: ".") }
            .map { (String(name[..<$0]), Self.holdsNames) }
        })
    teamNames = AttributeTable(team)
    hasTeamNames = !team.isEmpty
    dottedTeamNames = Self.team(names).flatMap { key, names in
      names.filter { $0.text.utf8.contains(UInt8(ascii: ".")) }.map { (key, $0.text) }
    }
    families = AttributeKey.families.map { ($0.0, $0.1) }
    var letters = [UInt32](repeating: 0, count: 256)
    for (place, family) in families.enumerated() {
      letters[Int(family.prefix.utf8Start.pointee)] |= 1 << UInt32(place)
    }
    familiesByLetter = letters
    self.known = known
  }

  private static func team(_ names: AttributeNames) -> [(AttributeKey, [Name])] {
    [
      (.teamFeature, names.feature), (.teamRoute, names.route), (.teamAttempt, names.attempt),
      (.teamTrigger, names.trigger), (.teamToolCost, names.toolCost),
      (.teamRequest, names.request), (.teamAnswer, names.answer),
    ]
  }

  @inline(__always)
  func key(of name: UnsafeBufferPointer<UInt8>) -> (AttributeKey, UInt8)? {
    guard let number = table[name] else { return nil }
    return (unsafeBitCast(UInt8(number >> 4), to: AttributeKey.self), UInt8(number & 15))
  }

  /// Whether what lies in a value of that name is called by known names.
  func goesOn(behind name: UnsafeBufferPointer<UInt8>, inList isList: Bool) -> Bool {
    if isList { return beginnings[name] == Self.holdsList && key(of: name) == nil }
    return beginnings[name] != nil || isInList(name)
  }

  /// Whether a name has a meaning, or those that go on behind it.
  func knows(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    key(of: name) != nil || beginnings[name] != nil || isInList(name)
  }

  /// Whether it is that of an element of a list, or goes on behind one.
  private func isInList(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let (family, rest) = family(of: name), !family.hasNames else { return false }
    return name[rest] &- UInt8(ascii: "0") < 10
  }

  @inline(__always)
  func family(of name: UnsafeBufferPointer<UInt8>) -> (AttributeKey, Int)? {
    guard let start = name.baseAddress, name.count > 0 else { return nil }
    // Most names begin with another letter than any of them.
    var candidates = familiesByLetter[Int(start.pointee)]
    while candidates != 0 {
      let (key, prefix) = families[candidates.trailingZeroBitCount]
      candidates &= candidates - 1
      let length = prefix.utf8CodeUnitCount
      // All prefixes end with a dot, which in most names stands elsewhere.
      if name.count > length, start[length - 1] == UInt8(ascii: "."),
        areEqual(start, prefix.utf8Start, length)
      {
        return (key, length)
      }
    }
    return nil
  }
}
