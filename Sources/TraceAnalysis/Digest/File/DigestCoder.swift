// One description of the format serves for writing and for reading, so that the two can't disagree:
// every `code` writes the value it is given, or reads one into it.
//
// Numbers of names differ from run to run, so a file has its own: all its names sorted, numbered in
// that order. A first pass only gathers the names. Dictionaries are written in the order of their
// keys' bytes. That makes equal digests equal bytes, whatever order they were merged in.
//
//   numbers  seven bits a byte, the lowest first, the sign in the lowest bit
//   text     its length, its bytes
//   hashes   eight bytes, the lowest first

import TraceModel

struct DigestCoder {
  enum Mode {
    case gathering, writing, reading
  }

  private(set) var mode: Mode
  private(set) var bytes: [UInt8]
  private var offset = 0
  private let tables: RecordTables
  /// Gathered or in the file, by number.
  private var nameIDs: [NameID] = []
  /// In the file, by number in the tables.
  private var numbers: [UInt32] = []
  private var gathered: [Bool] = []

  /// Writes behind what `bytes` holds already; `body` is called twice.
  static func write(
    behind bytes: [UInt8], _ tables: RecordTables, _ body: (inout DigestCoder) throws -> Void
  ) throws -> [UInt8] {
    let names = tables.allNames
    var gatherer = DigestCoder(mode: .gathering, bytes: [], tables: tables)
    gatherer.gathered = Array(repeating: false, count: names.count)
    try body(&gatherer)
    var writer = DigestCoder(mode: .writing, bytes: bytes, tables: tables)
    writer.writeNames(gatherer.gathered, of: names)
    try body(&writer)
    return writer.bytes
  }

  /// Writes the gathered names in their order, and numbers them in it.
  private mutating func writeNames(_ gathered: [Bool], of names: NameTable) {
    let ids = gathered.indices.dropFirst().filter { gathered[$0] }.map { NameID(UInt32($0)) }
    var written: [UInt8] = []
    var ends = [0]
    for id in ids {
      written += names.bytes(id)
      ends.append(written.count)
    }
    numbers = Array(repeating: 0, count: gathered.count)
    write(Int64(ids.count))
    let places = written.withUnsafeBytes { placesInOrder(ofBytes: $0, ends: ends) }
    for (number, place) in places.enumerated() {
      let place = Int(place)
      numbers[Int(ids[place].number)] = UInt32(number + 1)
      write(Int64(ends[place + 1] - ends[place]))
      bytes += written[ends[place]..<ends[place + 1]]
    }
  }

  /// Reads what `write` wrote.
  static func read(
    _ bytes: [UInt8], _ tables: RecordTables, _ body: (inout DigestCoder) throws -> Void
  ) throws {
    var reader = DigestCoder(mode: .reading, bytes: bytes, tables: tables)
    reader.nameIDs = [.none]
    var count = 0
    try reader.code(&count)
    guard count >= 0, count <= bytes.count else { throw DigestMismatch.damaged }
    for _ in 0..<count {
      var text = ""
      try reader.code(&text)
      reader.nameIDs.append(tables.number(of: Name(text)))
    }
    try body(&reader)
    guard reader.offset == bytes.count else { throw DigestMismatch.damaged }
  }

  private init(mode: Mode, bytes: [UInt8], tables: RecordTables) {
    self.mode = mode
    self.bytes = bytes
    self.tables = tables
  }
}

// MARK: - Numbers and text

extension DigestCoder {
  /// A count, or a number of bytes; one that is larger than any can be would make sums overflow.
  mutating func code(_ value: inout Int) throws {
    if mode != .reading {
      if mode == .writing { write(Int64(value)) }
      return
    }
    var wide = Int128(value)
    try code(&wide)
    guard wide >= 0, wide < 1 << 44 else { throw DigestMismatch.damaged }
    value = Int(wide)
  }

  /// A count of tokens, of which a slip of the log can make any number.
  mutating func code(tokens value: inout Int) throws {
    var wide = Int128(value)
    try code(&wide)
    guard let read = Int(exactly: wide), read >= 0 else { throw DigestMismatch.damaged }
    value = read
  }

  mutating func code(_ value: inout Int64) throws {
    if mode != .reading {
      if mode == .writing { write(value) }
      return
    }
    var wide = Int128(value)
    try code(&wide)
    guard let read = Int64(exactly: wide) else { throw DigestMismatch.damaged }
    value = read
  }

  /// Those that an instant can lie in, by their numbers.
  static let days: ClosedRange<Int64> = -107_000...107_000

  /// A day, or `.min` for none.
  mutating func code(day: inout Int32) throws {
    var wide = Int64(day)
    try code(&wide)
    let isDay = wide == Int64(Int32.min) || Self.days.contains(wide)
    guard isDay, let narrow = Int32(exactly: wide) else { throw DigestMismatch.damaged }
    day = narrow
  }

  mutating func code(_ range: inout Range<Int>) throws {
    var start = range.lowerBound
    var end = range.upperBound
    try code(&start)
    try code(&end)
    guard start <= end else { throw DigestMismatch.damaged }
    range = start..<end
  }

  mutating func code(_ value: inout Int128) throws {
    switch mode {
    case .gathering: break
    case .writing:
      if let short = Int64(exactly: value) { return write(short) }
      var rest = UInt128(bitPattern: value << 1 ^ value >> 127)
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    case .reading:
      var read: UInt128 = 0
      var shift: UInt128 = 0
      while true {
        let byte = try nextByte()
        guard shift < 126 || byte < 4 else { throw DigestMismatch.damaged }
        read |= UInt128(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      value = Int128(bitPattern: read >> 1) ^ -Int128(bitPattern: read & 1)
    }
  }

  private mutating func write(_ number: Int64) {
    var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Writes once more what stands at these places.
  mutating func write(again places: Range<Int>) {
    // A slice would share all that was written so far, which would be copied to be written to.
    let written = Array(bytes[places])
    bytes += written
  }

  mutating func code(_ value: inout ExactDecimal) throws {
    var units = value.units
    try code(&units)
    guard units != .min else { throw DigestMismatch.damaged }
    value = ExactDecimal(units: units)
  }

  mutating func code(_ value: inout Bool) throws {
    var number = value ? 1 : 0
    try code(&number)
    value = number == 1
  }

  /// Eight bytes, for hashes, which have no small values.
  mutating func code(_ value: inout UInt64) throws {
    switch mode {
    case .gathering: break
    case .writing: withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    case .reading:
      value = 0
      for shift in stride(from: UInt64(0), to: 64, by: 8) {
        value |= UInt64(try nextByte()) << shift
      }
    }
  }

  mutating func code(_ value: inout ContentHash) throws {
    try code(&value.high)
    try code(&value.low)
  }

  mutating func code(_ value: inout [UInt8]) throws {
    var count = value.count
    try code(&count)
    switch mode {
    case .gathering: break
    case .writing: bytes += value
    case .reading:
      guard count >= 0, count <= bytes.count - offset else { throw DigestMismatch.damaged }
      value = Array(bytes[offset..<offset + count])
      offset += count
    }
  }

  mutating func code(_ value: inout String) throws {
    var bytes = Array(value.utf8)
    try code(&bytes)
    if mode == .reading { value = String(decoding: bytes, as: UTF8.self) }
  }

  mutating func code(_ value: inout Name) throws {
    var text = value.text
    try code(&text)
    value = Name(text)
  }

  mutating func code(_ value: inout NameID) throws {
    switch mode {
    case .gathering: gathered[Int(value.number)] = true
    case .writing: write(Int64(numbers[Int(value.number)]))
    case .reading:
      var number = 0
      try code(&number)
      guard nameIDs.indices.contains(number) else { throw DigestMismatch.damaged }
      value = nameIDs[number]
    }
  }

  mutating func code<Value: RawRepresentable<UInt8> & CaseIterable>(_ value: inout Value) throws {
    var number = Int(value.rawValue)
    try code(&number)
    guard let known = UInt8(exactly: number).flatMap(Value.init(rawValue:)) else {
      throw DigestMismatch.damaged
    }
    value = known
  }

  private mutating func nextByte() throws -> UInt8 {
    guard offset < bytes.count else { throw DigestMismatch.damaged }
    defer { offset += 1 }
    return bytes[offset]
  }
}

// MARK: - Collections

extension DigestCoder {
  mutating func code<Element>(
    _ list: inout [Element], empty: Element,
    _ body: (inout DigestCoder, inout Element) throws -> Void
  ) throws {
    if mode == .reading {
      // Grows with what is read: a count is easily made up.
      list = []
      return try read { coder in
        var element = empty
        try body(&coder, &element)
        list.append(element)
      }
    }
    var count = list.count
    try code(&count)
    for index in list.indices { try body(&self, &list[index]) }
  }

  /// Reads a count, and calls `body` as many times.
  mutating func read(_ body: (inout DigestCoder) throws -> Void) throws {
    var count = 0
    try code(&count)
    guard count >= 0, count <= bytes.count - offset else { throw DigestMismatch.damaged }
    for _ in 0..<count { try body(&self) }
  }

  mutating func code<Value>(
    _ optional: inout Value?, empty: Value,
    _ body: (inout DigestCoder, inout Value) throws -> Void
  ) throws {
    var list = optional.map { [$0] } ?? []
    try code(&list, empty: empty, body)
    optional = list.first
  }

  /// Writes the entries in the order of their keys' bytes.
  mutating func code<Key: Hashable, Value>(
    _ dictionary: inout [Key: Value], emptyKey: Key, emptyValue: Value,
    key codeKey: (inout DigestCoder, inout Key) throws -> Void,
    value codeValue: (inout DigestCoder, inout Value) throws -> Void
  ) throws {
    switch mode {
    case .gathering:
      for (key, value) in dictionary {
        var (key, value) = (key, value)
        try codeKey(&self, &key)
        try codeValue(&self, &value)
      }
    case .writing:
      var entries = dictionary.map { (key: $0.key, value: $0.value) }
      try write(entries.count) { coder, place in
        try codeKey(&coder, &entries[place].key)
      } value: { coder, place in
        try codeValue(&coder, &entries[place].value)
      }
    case .reading:
      var entries: [(Key, Value)] = []
      try code(&entries, empty: (emptyKey, emptyValue)) { coder, entry in
        try codeKey(&coder, &entry.0)
        try codeValue(&coder, &entry.1)
      }
      dictionary = Dictionary(entries) { first, _ in first }
    }
  }

  /// Writes, or gathers, entries by their places from 0, in the order of their keys' bytes; no two
  /// keys are equal.
  mutating func write(
    _ count: Int, key writeKey: (inout DigestCoder, Int) throws -> Void,
    value writeValue: (inout DigestCoder, Int) throws -> Void
  ) throws {
    guard mode == .writing else {
      for place in 0..<count {
        try writeKey(&self, place)
        try writeValue(&self, place)
      }
      return
    }
    // The keys are written behind each other once, and their places put in order.
    var keys: [UInt8] = []
    var ends = [0]
    ends.reserveCapacity(count + 1)
    swap(&keys, &bytes)
    for place in 0..<count {
      try writeKey(&self, place)
      ends.append(bytes.count)
    }
    swap(&keys, &bytes)
    // Of much that comes at once no more room is made than it needs.
    if keys.count > bytes.count { bytes.reserveCapacity(bytes.count + keys.count * 3 / 2) }
    write(Int64(count))
    for place in keys.withUnsafeBytes({ placesInOrder(ofBytes: $0, ends: ends) }) {
      let place = Int(place)
      bytes += keys[ends[place]..<ends[place + 1]]
      try writeValue(&self, place)
    }
  }

  mutating func code<Element: Hashable>(
    _ set: inout Set<Element>, empty: Element,
    _ body: (inout DigestCoder, inout Element) throws -> Void
  ) throws {
    var dictionary = Dictionary(uniqueKeysWithValues: set.map { ($0, ()) })
    try code(
      &dictionary, emptyKey: empty, emptyValue: (), key: body, value: { _, _ in })
    if mode == .reading { set = Set(dictionary.keys) }
  }

  // MARK: By names

  mutating func code(_ counts: inout [NameID: Int]) throws {
    try code(&counts, emptyKey: .none, emptyValue: 0) {
      try $0.code(&$1)
    } value: {
      try $0.code(&$1)
    }
  }

  mutating func code(_ amounts: inout [NameID: ExactDecimal]) throws {
    try code(&amounts, emptyKey: .none, emptyValue: .zero) {
      try $0.code(&$1)
    } value: {
      try $0.code(&$1)
    }
  }

  var recordTables: RecordTables { tables }
}
