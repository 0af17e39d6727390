/// The first cap that a note is over, in one pass over its bytes.
///
/// Counts are upper bounds of what the parser would find, and code counts like text: a fence can
/// be faked, and a note that is shown plainly by mistake is still shown.
func capExceeded(by note: UnsafeBufferPointer<UInt8>, limit: Int) -> MarkdownCap? {
  guard note.count <= limit else { return .bytes(limit: limit) }
  var count = StructureCount()
  var start = 0
  while start < note.count {
    let end = note[start...].firstIndex { $0 == .lineFeed || $0 == .carriageReturn } ?? note.count
    if let cap = count.add(line: note[start..<end]) { return cap }
    // Both bytes of a break at once, or every line would seem to be followed by a blank one.
    start = end + (note[end...].starts(with: [.carriageReturn, .lineFeed]) ? 2 : 1)
  }
  return count.referenceCap
}

private struct StructureCount {
  private var brackets = 0
  private var markRuns = 0
  private var instructions = 0
  private var closings = 0

  private var blockBytes = 0
  private var blockDefines = false
  private var longestDefinition = 0

  private var tables = 0
  private var columns = 0
  private var cells = 0

  typealias Line = Slice<UnsafeBufferPointer<UInt8>>

  mutating func add(line: Line) -> MarkdownCap? {
    let prefix = ContainerPrefix(of: line)
    guard prefix.deepest <= MarkdownCap.deepestContainers else { return .nesting }
    let rest = line[prefix.end...]
    if prefix.isBlank { endBlock() } else if prefix.startsItem { endParagraph() }
    return countTable(rest) ?? countMarks(rest)
  }

  /// A definition's label and title may run over lines, but not over a blank one.
  var referenceCap: MarkdownCap? {
    let longest = max(longestDefinition, blockDefines ? blockBytes : 0)
    return closings * longest > MarkdownCap.mostReferenceBytes ? .references : nil
  }

  private mutating func endBlock() {
    if blockDefines { longestDefinition = max(longestDefinition, blockBytes) }
    blockBytes = 0
    blockDefines = false
    columns = 0
    endParagraph()
  }

  private mutating func endParagraph() {
    brackets = 0
    markRuns = 0
    instructions = 0
  }

  private mutating func countTable(_ rest: Line) -> MarkdownCap? {
    if let found = delimiterColumns(rest) {
      tables += 1
      columns = max(columns, found)
    }
    cells += columns
    let bars = rest.count { $0 == .bar }
    let isOver =
      bars > MarkdownCap.mostBars || columns > MarkdownCap.mostColumns
      || tables > MarkdownCap.mostTables
      || cells > MarkdownCap.mostCells
    return isOver ? .tables : nil
  }

  private mutating func countMarks(_ rest: Line) -> MarkdownCap? {
    var previous: UInt8 = 0
    for byte in rest {
      switch byte {
      case .openingBracket: brackets += 1
      case .closingBracket: closings += 1
      case .star, .underscore, .tilde: markRuns += byte == previous ? 0 : 1
      case .question where previous == .lessThan: instructions += 1
      case .exclamation where previous == .lessThan: instructions += 1
      case .colon where previous == .closingBracket: blockDefines = true
      default: break
      }
      previous = byte
    }
    blockBytes += rest.count + 1
    let isOver =
      max(brackets, markRuns) > MarkdownCap.mostMarks
      || instructions > MarkdownCap.mostInstructions
    return isOver ? .marks : nil
  }
}

/// The quote and list markers before a line's text.
private struct ContainerPrefix {
  /// How many containers could hold this line; an item's content is at least two columns in.
  private(set) var deepest = 0
  /// Whether nothing follows, and no marker that might be a paragraph's text.
  private(set) var isBlank = true
  /// Whether the line surely begins a list item, and so a paragraph of its own.
  private(set) var startsItem = false
  /// Where the text begins.
  private(set) var end: Int

  init(of line: StructureCount.Line) {
    var spaces = 0
    var markers = 0
    var beginsWithBullet = false
    end = line.startIndex
    while end < line.endIndex {
      switch line[end] {
      case .space: spaces += 1
      case .tab: spaces += 4
      case let sign:
        let length = markerLength(line[end...])
        guard length > 0 else {
          isBlank = false
          startsItem = beginsWithBullet
          return
        }
        // A number but 1 can't interrupt a paragraph, and neither can what is indented like code.
        if markers == 0 { beginsWithBullet = spaces < 4 && sign.isBullet }
        if sign != .greaterThan || spaces > 3 { isBlank = false }
        markers += 1
        deepest = markers + spaces / 2
        end += length - 1
      }
      end += 1
    }
  }
}

/// The length of the quote or list marker at the start; 0 without one.
private func markerLength(_ text: StructureCount.Line) -> Int {
  let digits = text.prefix(10).prefix { (.zero ... .nine).contains($0) }.count
  let sign = text.dropFirst(digits).first
  switch (digits, sign) {
  case (0, .greaterThan): return 1
  case (0, .star), (0, .dash), (0, .plus), (1...9, .period), (1...9, .closingParenthesis):
    let next = text.dropFirst(digits + 1).first
    return next == nil || next == .space || next == .tab ? digits + 1 : 0
  default: return 0
  }
}

/// The columns of the table that this line could open, under its header; `nil` if it can't.
private func delimiterColumns(_ text: StructureCount.Line) -> Int? {
  var bars = 0
  var dashes = 0
  var others = 0
  for byte in text {
    switch byte {
    case .dash: dashes += 1
    case .bar: bars += 1
    case .colon, .verticalTab, .formFeed: others += 1
    case .space, .tab: continue
    default: return nil
    }
  }
  return dashes > 0 && bars + others > 0 ? bars + 1 : nil
}

extension UInt8 {
  fileprivate var isBullet: Bool { self == .dash || self == .star || self == .plus }

  fileprivate static let tab = UInt8(ascii: "\t")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
  fileprivate static let verticalTab: UInt8 = 0x0B
  fileprivate static let formFeed: UInt8 = 0x0C
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
  fileprivate static let space = UInt8(ascii: " ")
  fileprivate static let openingBracket = UInt8(ascii: "[")
  fileprivate static let closingBracket = UInt8(ascii: "]")
  fileprivate static let closingParenthesis = UInt8(ascii: ")")
  fileprivate static let star = UInt8(ascii: "*")
  fileprivate static let plus = UInt8(ascii: "+")
  fileprivate static let dash = UInt8(ascii: "-")
  fileprivate static let period = UInt8(ascii: ".")
  fileprivate static let zero = UInt8(ascii: "0")
  fileprivate static let nine = UInt8(ascii: "9")
  fileprivate static let colon = UInt8(ascii: ":")
  fileprivate static let exclamation = UInt8(ascii: "!")
  fileprivate static let question = UInt8(ascii: "?")
  fileprivate static let lessThan = UInt8(ascii: "<")
  fileprivate static let greaterThan = UInt8(ascii: ">")
  fileprivate static let underscore = UInt8(ascii: "_")
  fileprivate static let bar = UInt8(ascii: "|")
  fileprivate static let tilde = UInt8(ascii: "~")
}
