// Where in the markup a template is, as a browser reads it. A value between tags is escaped
// otherwise than one in quotes, and one in a script or outside quotes is refused.

/// The place that the markup written so far leads to.
struct MarkupState: Sendable {
  enum Place: Sendable, Equatable {
    case text
    case tagStart
    case tagName
    case tag
    case attributeName
    case beforeValue
    case value(quote: UInt8)
    case bareValue
    case comment
    case declaration
    /// Inside an element whose content is no markup.
    case rawText(element: String)

    var description: String {
      switch self {
      case .text: "text"
      case .tagStart, .tagName, .tag, .attributeName: "a tag"
      case .beforeValue, .bareValue: "an attribute without quotes"
      case .value: "an attribute"
      case .comment: "a comment"
      case .declaration: "a declaration"
      case .rawText(let element): "<\(element)>"
      }
    }
  }

  private(set) var place = Place.text
  private var elementName: [UInt8] = []
  private var attribute: [UInt8] = []
  private var isClosingTag = false
  /// Nothing but values so far in this attribute.
  private var isAtValueStart = false
  private var svgDepth = 0
  private var recent: [UInt8] = []
  /// Right behind `<pre>`, where a browser drops a line end.
  private(set) var isAtStartOfPre = false

  /// Whether a section may start at one state and end at another.
  func agrees(with other: MarkupState) -> Bool {
    coarse == other.coarse && svgDepth == other.svgDepth
  }

  private var coarse: Place {
    switch place {
    case .tagName, .attributeName: .tag
    default: place
    }
  }

  /// How a text is escaped here, or nil if it may not stand here.
  var contextOfText: EscapeContext? {
    switch place {
    case .text: return svgDepth > 0 ? .plain : .text
    case .value:
      let name = String(decoding: attribute, as: UTF8.self)
      if name.hasPrefix("on") || Self.refused.contains(name) { return nil }
      return isAtValueStart && Self.addresses.contains(name) ? .address : .plain
    case .rawText(let element):
      return Self.plainElements.contains(element) ? .plain : nil
    default: return nil
    }
  }

  /// Whether markup may be put in: between tags, or a whole script, style or data block.
  var takesMarkup: Bool {
    switch place {
    case .text, .rawText("script"), .rawText("style"): true
    default: false
    }
  }

  /// What a value was refused for.
  var description: String {
    if case .value = place, contextOfText == nil {
      return "the attribute \(String(decoding: attribute, as: UTF8.self))"
    }
    return place.description
  }

  private static let addresses: Set = ["href", "src", "action", "formaction", "poster", "cite"]
  private static let refused: Set = ["style", "srcdoc", "one of two"]
  private static let plainElements: Set = ["title", "textarea", "option"]
  private static let rawElements = plainElements.union(["script", "style"])

  /// Something was put in here, so a line end that follows is kept.
  mutating func wroteValue() { isAtStartOfPre = false }

  /// Takes into account that a section, which began at `start`, may be left out.
  mutating func mayHaveSkipped(from start: MarkupState) {
    isAtValueStart = isAtValueStart || start.isAtValueStart
    isAtStartOfPre = false
    if coarse == .tag, attribute != start.attribute {
      attribute = Array("one of two".utf8)
      place = .tag
    }
  }

  mutating func read(_ bytes: [UInt8]) {
    for byte in bytes {
      isAtStartOfPre = false
      read(byte)
    }
  }

  private mutating func read(_ byte: UInt8) {
    let isSpace = byte <= 0x20
    switch place {
    case .text:
      if byte == UInt8(ascii: "<") { place = .tagStart }
    case .tagStart: readTagStart(byte)
    case .tagName:
      if isSpace || byte == UInt8(ascii: "/") {
        remember(byte)
        place = .tag
      } else if byte == UInt8(ascii: ">") {
        endTag()
      } else {
        elementName.append(lowercased(byte))
      }
    case .tag, .attributeName:
      remember(byte)
      if byte == UInt8(ascii: ">") {
        endTag()
      } else if byte == UInt8(ascii: "=") {
        place = .beforeValue
      } else if isSpace || byte == UInt8(ascii: "/") {
        place = .tag
      } else {
        if place == .tag { attribute = [] }
        place = .attributeName
        attribute.append(lowercased(byte))
      }
    case .beforeValue:
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        place = .value(quote: byte)
        isAtValueStart = true
      } else if byte == UInt8(ascii: ">") {
        endTag()
      } else if !isSpace {
        place = .bareValue
      }
    case .value(let quote):
      isAtValueStart = false
      if byte == quote {
        attribute = []
        place = .tag
      }
    case .bareValue:
      if byte == UInt8(ascii: ">") { endTag() } else if isSpace { place = .tag }
    case .comment:
      remember(byte)
      if recent.suffix(3).elementsEqual("-->".utf8) { place = .text }
    case .declaration:
      remember(byte)
      if recent.elementsEqual("--".utf8) {
        place = .comment
        recent = []
      } else if byte == UInt8(ascii: ">") {
        place = .text
      }
    case .rawText(let element):
      remember(lowercased(byte))
      if recent.suffix(element.utf8.count + 2).elementsEqual("</\(element)".utf8) {
        elementName = Array(element.utf8)
        isClosingTag = true
        place = .tag
      }
    }
  }

  private mutating func readTagStart(_ byte: UInt8) {
    elementName = []
    attribute = []
    isClosingTag = false
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "?"):
      place = .declaration
      recent = []
    case UInt8(ascii: "/"):
      isClosingTag = true
      place = .tagName
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
      place = .tagName
      elementName = [lowercased(byte)]
    default:
      place = .text
      if byte == UInt8(ascii: "<") { place = .tagStart }
    }
  }

  private mutating func endTag() {
    let element = String(decoding: elementName, as: UTF8.self)
    let closesItself = recent.suffix(2).elementsEqual("/>".utf8)
    recent = []
    place = .text
    if element == "svg", !closesItself { svgDepth = max(0, svgDepth + (isClosingTag ? -1 : 1)) }
    guard !isClosingTag else { return }
    if svgDepth == 0, Self.rawElements.contains(element) { place = .rawText(element: element) }
    isAtStartOfPre = element == "pre"
  }

  private mutating func remember(_ byte: UInt8) {
    recent.append(byte)
    if recent.count > 16 { recent.removeFirst() }
  }

  private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
