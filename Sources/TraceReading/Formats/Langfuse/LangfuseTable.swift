import TraceModel

// Langfuse's tables as CSV: a row is what a line of the JSON export is, with JSON in the cells of what
// is no text. Only the header says what a cell is, so the whole table is one record.
//
//   id,traceId,type,startTime,totalCost
//   o1,t1,GENERATION,2026-11-10T10:00:01.000Z,0.5   →   {"id":"o1","traceId":"t1",…,"totalCost":"0.5"}

enum LangfuseTable: LogFormat {
  static let name = "langfuse"
  static let description = "Langfuse tables in CSV"

  static func recognises(_ record: JSONNode) -> Bool { false }
  static func translate(_ record: JSONNode, _ translation: inout Translation) {}

  static func recognises(stream text: UnsafeBufferPointer<UInt8>) -> Bool { isHeader(text) }

  /// Whether a text begins with the names of columns that Langfuse's tables have.
  static func isHeader(_ text: some Collection<UInt8>) -> Bool {
    var cells = CSVCells(Array(text.prefix(1 << 14).prefix { $0 != 0x0A }))
    guard let names = cells.nextRow().map(Set.init), names.contains("id") else { return false }
    if !names.isDisjoint(with: ["traceId", "trace_id"]) {
      return !names.isDisjoint(with: ["startTime", "start_time"])
        || names.contains("name") && names.contains("value")
    }
    return names.contains("timestamp") && names.contains("name")
      && !names.isDisjoint(with: ["userId", "user_id", "sessionId", "session_id", "bookmarked"])
  }

  static func translate(stream text: UnsafeBufferPointer<UInt8>, _ translation: inout Translation) {
    var cells = CSVCells(Array(text))
    guard let names = cells.nextRow() else { return }
    var number = 1
    while let row = cells.nextRow() {
      number += 1
      guard row.count == names.count else {
        translation.events.leave(
          "row \(number)", "\(row.count) cells under \(names.count) names")
        continue
      }
      let json = json(of: row, named: names, translation)
      let record = json.withUnsafeBufferPointer { translation.document($0) }
      if let record, let kind = LangfuseRows.Row(record) {
        kind.write(record, to: &translation)
      } else {
        translation.events.leave(
          "row \(number)", "neither trace, observation, score nor comment")
      }
      translation.releaseDocuments()
    }
  }

  /// A row as an object; an empty cell says nothing.
  private static func json(
    of row: [String], named names: [String], _ translation: borrowing Translation
  ) -> [UInt8] {
    var json = [UInt8(ascii: "{")]
    for (name, cell) in zip(names, row) where !cell.isEmpty {
      if json.count > 1 { json.append(UInt8(ascii: ",")) }
      json += quoted(name) + [UInt8(ascii: ":")]
      let isJSON = Array(cell.utf8).withUnsafeBufferPointer {
        (try? translation.passing.parse($0))?.isContainer == true
      }
      json += isJSON ? Array(cell.utf8) : quoted(cell)
    }
    return json + [UInt8(ascii: "}")]
  }

  private static func quoted(_ text: String) -> [UInt8] {
    var json = CleanJSON()
    json.writeString(text)
    return json.bytes
  }
}

/// Cells parted by commas; one in quotes may hold commas, line feeds and doubled quotes.
private struct CSVCells {
  private let text: [UInt8]
  private var place = 0

  init(_ text: [UInt8]) {
    self.text = text
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
  }

  /// The next row that is not empty; nil behind the last.
  mutating func nextRow() -> [String]? {
    while place < text.count, text[place] == 0x0A || text[place] == 0x0D { place += 1 }
    guard place < text.count else { return nil }
    var row: [String] = []
    while true {
      row.append(nextCell())
      guard place < text.count, text[place] == UInt8(ascii: ",") else { return row }
      place += 1
    }
  }

  private mutating func nextCell() -> String {
    var cell: [UInt8] = []
    var isQuoted = false
    while place < text.count {
      let byte = text[place]
      if byte == UInt8(ascii: "\"") {
        let isDoubled = isQuoted && place + 1 < text.count && text[place + 1] == byte
        if isDoubled { cell.append(byte) } else { isQuoted.toggle() }
        place += isDoubled ? 2 : 1
        continue
      }
      if !isQuoted, byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D { break }
      cell.append(byte)
      place += 1
    }
    return String(decoding: cell, as: UTF8.self)
  }
}
