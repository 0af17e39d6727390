import TraceModel

/// The attributes of one span, log record, resource or event after another, each found by its key.
///
/// Gathered in one pass, in memory used again; what nobody took is written as it is.
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
  }

  /// OTLP's list of `{"key":…,"value":{…}}`, or an object of plain values.
  mutating func add(_ attributes: JSONNode?) {
    guard let attributes else { return }
    if attributes.isArray {
      for attribute in attributes.elements {
        var name: JSONNode?
        var value: JSONNode?
        attribute.forEachRawMember { key, node in
          if key.rawBytes.equals("key") {
            name = node
          } else if key.rawBytes.equals("value") {
            value = node
          } else if key.isEscaped {
            if key.isText("key") { name = node } else if key.isText("value") { value = node }
          }
        }
        guard let name, name.isString, let value, let value = AnyValue(wrapped: value) else {
          continue
        }
        add(name.rawBytes, value)
      }
    } else {
      attributes.forEachRawMember { name, value in
        if !value.isNull { add(name.rawBytes, AnyValue(plain: value)) }
      }
    }
  }

  @inline(__always)
  mutating func add(_ name: UnsafeBufferPointer<UInt8>, _ value: AnyValue) {
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

  mutating func take(at place: Int) { gathered[place].isTaken = true }

  /// Takes all of a family.
  mutating func takeAll(_ family: AttributeKey) {
    for place in 0..<gathered.count where gathered[place].family == family {
      gathered[place].isTaken = true
    }
  }

  // MARK: - Writing what is left

  func writeRest(to events: inout EventWriter) {
    guard entries.contains(where: { !$0.isTaken }) else { return }
    events.open("attributes")
    for entry in entries where !entry.isTaken { events.put(rawKey: entry.name, entry.value) }
    events.close()
  }
}

/// All names that are known, and those that the configuration adds.
final class Vocabulary: Sendable {
  private let table: AttributeTable
  private let families: [(key: AttributeKey, prefix: StaticString)]
  /// Names of the team's that are known by another meaning too.
  let known: [(team: AttributeKey, key: AttributeKey)]
  /// The same names without regard to what they are of, for the members of a span's metadata.
  let teamNames: AttributeTable

  init(_ names: AttributeNames) {
    var entries: [(String, UInt16)] = []
    for (key, spellings) in AttributeKey.names {
      for (rank, spelling) in spellings.enumerated() {
        entries.append((spelling, UInt16(key.rawValue) << 4 | UInt16(rank)))
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
    teamNames = AttributeTable(team)
    families = AttributeKey.families.map { ($0.0, $0.1) }
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

  @inline(__always)
  func family(of name: UnsafeBufferPointer<UInt8>) -> (AttributeKey, Int)? {
    guard let start = name.baseAddress else { return nil }
    for (key, prefix) in families {
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
