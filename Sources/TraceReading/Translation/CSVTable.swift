import TraceModel

// A table in CSV is one record, as only its header says what a cell is. Each row becomes an object:
//
//   id,traceId,totalCost
//   o1,t1,0.5              →   {"id":"o1","traceId":"t1","totalCost":"0.5"}
//
// with JSON in the cells of what is no text.

extension Translation {
  /// Hands over each row of a table as an object, which is valid until the next; an empty cell says
  /// nothing.
  mutating func forEachRow(
    of table: UnsafeBufferPointer<UInt8>,
    _ body: (_ row: JSONNode, _ number: Int, inout Translation) -> Void
  ) {
    var cells = CSVCells(Array(table))
    guard let names = cells.nextRow() else { return }
    var number = 1
    while let row = cells.nextRow() {
      number += 1
      guard row.count == names.count else {
        events.leave("row \(number)", "\(row.count) cells under \(names.count) names")
        continue
      }
      let json = json(of: row, named: names)
      if let record = json.withUnsafeBufferPointer({ document($0) }) { body(record, number, &self) }
      releaseDocuments()
    }
  }

  private func json(of row: [String], named names: [String]) -> [UInt8] {
    var json = [UInt8(ascii: "{")]
    for (name, cell) in zip(names, row) where !cell.isEmpty {
      if json.count > 1 { json.append(UInt8(ascii: ",")) }
      json += quoted(name) + [UInt8(ascii: ":")]
      let isJSON = Array(cell.utf8).withUnsafeBufferPointer {
        (try? passing.parse($0))?.isContainer == true
      }
      json += isJSON ? Array(cell.utf8) : quoted(cell)
    }
    return json + [UInt8(ascii: "}")]
  }

  private func quoted(_ text: String) -> [UInt8] {
    var json = CleanJSON()
    json.writeString(text)
    return json.bytes
  }
}

/// The names in the first row of a text, if it may be a table.
func columnNames(of text: some Collection<UInt8>) -> Set<String> {
  var cells = CSVCells(Array(text.prefix(1 << 14).prefix { $0 != 0x0A }))
  return Set(cells.nextRow() ?? [])
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
