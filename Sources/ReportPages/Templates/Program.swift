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
  /// The place on the stack of a section's values.
  var child = 0
  /// Of the literal's first byte, or of the reader among those of its kind.
  var place: Int
  /// After the literal's last byte, or after the last operation of the body.
  var end = 0
}

// Each in a type of its own: a function that lies in an array as itself is called through a second
// one, which takes and gives everything by address.

private struct TextRead: Sendable { let read: @Sendable (AnyObject) -> String }
private struct OptionalTextRead: Sendable { let read: @Sendable (AnyObject) -> String? }
private struct MarkupRead: Sendable { let read: @Sendable (AnyObject) -> HTML? }
private struct FlagRead: Sendable { let read: @Sendable (AnyObject) -> Bool }
private struct SectionVisit: Sendable {
  let visit: @Sendable (AnyObject, (AnyObject) -> Void) -> Void
}

/// The operations of a template in their order, and what they refer to.
struct Program: Sendable {
  private(set) var operations: [Operation] = []
  private(set) var literals: [UInt8] = []
  /// How many values stand on the stack at most.
  private(set) var depth = 1
  fileprivate var texts: [TextRead] = []
  fileprivate var optionalTexts: [OptionalTextRead] = []
  fileprivate var markups: [MarkupRead] = []
  fileprivate var flags: [FlagRead] = []
  fileprivate var sections: [SectionVisit] = []
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
    texts.append(TextRead(read: read))
  }

  mutating func optionalText(
    level: Int, _ context: EscapeContext, _ read: @escaping @Sendable (AnyObject) -> String?
  ) {
    operations.append(
      Operation(kind: .optionalText, context: context, level: level, place: optionalTexts.count))
    optionalTexts.append(OptionalTextRead(read: read))
  }

  mutating func markup(level: Int, _ read: @escaping @Sendable (AnyObject) -> HTML?) {
    operations.append(Operation(kind: .markup, level: level, place: markups.count))
    markups.append(MarkupRead(read: read))
  }

  /// Begins a body; `end` is called with the same number when it is whole.
  mutating func beginIf(level: Int, _ isTrue: @escaping @Sendable (AnyObject) -> Bool) -> Int {
    operations.append(Operation(kind: .ifTrue, level: level, place: flags.count))
    flags.append(FlagRead(read: isTrue))
    lastEnd = operations.count
    return operations.count - 1
  }

  /// - Parameter child: the place on the stack of the section's values.
  mutating func beginEach(
    level: Int, child: Int,
    _ visit: @escaping @Sendable (AnyObject, (AnyObject) -> Void) -> Void
  ) -> Int {
    operations.append(Operation(kind: .each, level: level, child: child, place: sections.count))
    sections.append(SectionVisit(visit: visit))
    depth = max(depth, child + 1)
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
  /// Holds no box of its own: whoever visits a section keeps its value until the body is done.
  let stack: UnsafeMutableBufferPointer<Unmanaged<AnyObject>>

  func run(_ part: Range<Int>, into buffer: inout [UInt8]) {
    var next = part.lowerBound
    while next < part.upperBound {
      let operation = operations[next]
      next += 1
      if operation.kind == .literal {
        buffer.append(
          contentsOf: UnsafeBufferPointer(rebasing: literals[operation.place..<operation.end]))
        continue
      }
      let isSkipped = stack[operation.level]._withUnsafeGuaranteedRef {
        run(operation, on: $0, body: next..<max(next, operation.end), into: &buffer)
      }
      if isSkipped { next = operation.end }
    }
  }

  /// Whether the body after the operation is done or left out.
  @inline(__always)
  private func run(
    _ operation: Operation, on box: AnyObject, body: Range<Int>, into buffer: inout [UInt8]
  ) -> Bool {
    switch operation.kind {
    case .literal: break
    case .text:
      let text = program.texts[operation.place].read(box)
      appendEscaped(text, to: &buffer, in: operation.context)
    case .optionalText:
      if let text = program.optionalTexts[operation.place].read(box) {
        appendEscaped(text, to: &buffer, in: operation.context)
      }
    case .markup:
      if let html = program.markups[operation.place].read(box) {
        buffer.append(contentsOf: html.bytes)
      }
    case .ifTrue:
      return !program.flags[operation.place].read(box)
    case .each:
      program.sections[operation.place].visit(box) { child in
        stack[operation.child] = Unmanaged.passUnretained(child)
        run(body, into: &buffer)
      }
      return true
    }
    return false
  }
}
