// A page runs thousands of operations, so they are plain numbers in one array: reading one touches no
// reference count, which an enum that holds its literal, its reader or its body would do.
//
//   <b>{{name}}</b>{{#rows}}<i>{{.}}</i>{{/rows}}
//
//   literal "<b>" · text 0 · literal "</b>" · each 0, up to 7 · literal "<i>" · text 1 · literal "</i>"

/// One thing to do.
struct Operation: Sendable {
  enum Kind: UInt8, Sendable {
    /// Copies bytes of the program's `literals`.
    case literal
    case text, optionalText, markup
    /// Runs the operations up to `end` if a flag is true.
    case ifTrue
    /// Runs them for each value of a section.
    case each
  }

  var kind: Kind
  var context = EscapeContext.text
  /// The place of the value on the stack.
  var level = 0
  /// Of the literal's first byte, or of the reader among those of its kind.
  var place: Int
  /// After the literal's last byte, or after the last operation of the body.
  var end = 0
}

/// The operations of a template in their order, and what they refer to.
struct Program: Sendable {
  private(set) var operations: [Operation] = []
  private(set) var literals: [UInt8] = []
  fileprivate var texts: [@Sendable (AnyObject) -> String] = []
  fileprivate var optionalTexts: [@Sendable (AnyObject) -> String?] = []
  fileprivate var markups: [@Sendable (AnyObject) -> HTML?] = []
  fileprivate var flags: [@Sendable (AnyObject) -> Bool] = []
  fileprivate var sections: [@Sendable (AnyObject, (AnyObject) -> Void) -> Void] = []
  /// Where the last body ended; a literal there is not joined with the one before.
  private var lastEnd = 0

  mutating func literal(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    let start = literals.count
    literals += bytes
    if operations.last?.kind == .literal, operations.count > lastEnd {
      operations[operations.count - 1].end = literals.count
    } else {
      operations.append(Operation(kind: .literal, place: start, end: literals.count))
    }
  }

  mutating func text(
    level: Int, _ context: EscapeContext, _ read: @escaping @Sendable (AnyObject) -> String
  ) {
    operations.append(Operation(kind: .text, context: context, level: level, place: texts.count))
    texts.append(read)
  }

  mutating func optionalText(
    level: Int, _ context: EscapeContext, _ read: @escaping @Sendable (AnyObject) -> String?
  ) {
    operations.append(
      Operation(kind: .optionalText, context: context, level: level, place: optionalTexts.count))
    optionalTexts.append(read)
  }

  mutating func markup(level: Int, _ read: @escaping @Sendable (AnyObject) -> HTML?) {
    operations.append(Operation(kind: .markup, level: level, place: markups.count))
    markups.append(read)
  }

  /// Begins a body; `end` is called with the same number when it is whole.
  mutating func beginIf(level: Int, _ isTrue: @escaping @Sendable (AnyObject) -> Bool) -> Int {
    operations.append(Operation(kind: .ifTrue, level: level, place: flags.count))
    flags.append(isTrue)
    lastEnd = operations.count
    return operations.count - 1
  }

  mutating func beginEach(
    level: Int,
    _ visit: @escaping @Sendable (AnyObject, (AnyObject) -> Void) -> Void
  ) -> Int {
    operations.append(Operation(kind: .each, level: level, place: sections.count))
    sections.append(visit)
    lastEnd = operations.count
    return operations.count - 1
  }

  mutating func end(_ section: Int) {
    operations[section].end = operations.count
    lastEnd = operations.count
  }
}

/// A program with its operations and literals at hand.
struct ProgramRun {
  let program: Program
  let operations: UnsafeBufferPointer<Operation>
  let literals: UnsafeBufferPointer<UInt8>

  func run(_ part: Range<Int>, on stack: inout [AnyObject], into buffer: inout [UInt8]) {
    var next = part.lowerBound
    while next < part.upperBound {
      let operation = operations[next]
      next += 1
      switch operation.kind {
      case .literal:
        buffer.append(
          contentsOf: UnsafeBufferPointer(rebasing: literals[operation.place..<operation.end]))
      case .text:
        let text = program.texts[operation.place](stack[operation.level])
        appendEscaped(text, to: &buffer, in: operation.context)
      case .optionalText:
        if let text = program.optionalTexts[operation.place](stack[operation.level]) {
          appendEscaped(text, to: &buffer, in: operation.context)
        }
      case .markup:
        if let html = program.markups[operation.place](stack[operation.level]) {
          buffer.append(contentsOf: html.bytes)
        }
      case .ifTrue:
        if !program.flags[operation.place](stack[operation.level]) { next = operation.end }
      case .each:
        let body = next..<operation.end
        program.sections[operation.place](stack[operation.level]) { child in
          stack.append(child)
          run(body, on: &stack, into: &buffer)
          stack.removeLast()
        }
        next = operation.end
      }
    }
  }
}
