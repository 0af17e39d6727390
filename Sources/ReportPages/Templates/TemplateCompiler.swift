/// Turns the nodes of a template into operations, with every name resolved.
///
/// Partials and parents are compiled in place, so the depth of the context stack is known
/// everywhere and a template that includes itself is refused.
struct TemplateCompiler {
  let sources: TemplateSources
  private var state = MarkupState()
  private var shapes: [Shape] = []
  private var blocks: [String: TemplateBlock] = [:]
  private var depth = 0

  init(sources: TemplateSources) { self.sources = sources }

  mutating func compile(_ name: String, for shape: Shape) throws(TemplateError) -> [Operation] {
    shapes = [shape]
    let nodes = try nodes(of: name, indentation: [], includedBy: nil)
    let operations = try compile(nodes)
    guard state.place == .text else {
      let file = TemplateSources.path(of: name)
      throw TemplateError(file: file, line: 1, reason: .endsInside(state.description))
    }
    return operations
  }

  private mutating func compile(_ nodes: [TemplateNode]) throws(TemplateError) -> [Operation] {
    var operations: [Operation] = []
    for node in nodes {
      for operation in try compile(node) {
        if case .literal(let bytes) = operation, case .literal(let before) = operations.last {
          operations[operations.count - 1] = .literal(before + bytes)
        } else {
          operations.append(operation)
        }
      }
    }
    return operations
  }

  private mutating func compile(_ node: TemplateNode) throws(TemplateError) -> [Operation] {
    switch node.kind {
    case .literal(let bytes):
      state.read(bytes)
      return [.literal(bytes)]
    case .value(let name, let isRaw):
      return try value(name, isRaw: isRaw, at: node)
    case .section(let name, let isInverted, let body):
      return [try section(name, isInverted: isInverted, body, at: node)]
    case .partial(let name, let indentation):
      return try included(name, indentation: indentation, at: node)
    case .parent(let name, let indentation, let replaced):
      let outer = blocks
      blocks.merge(replaced) { outermost, _ in outermost }
      defer { blocks = outer }
      return try included(name, indentation: indentation, at: node)
    case .block(let name, let body):
      return try compile(blocks[name]?.nodes ?? body)
    }
  }

  // MARK: - Values

  private mutating func value(
    _ name: String, isRaw: Bool, at node: TemplateNode
  ) throws(TemplateError) -> [Operation] {
    let (level, reader) = try resolve(name, at: node)
    if case .html(let read) = reader {
      guard isRaw else { throw wrongKind(name, reader, "text; write {{{\(name)}}}", node) }
      guard state.takesMarkup else { throw badPlace(name, node) }
      state.wroteValue()
      return [.markup(level: level, read)]
    }
    guard !isRaw else { throw wrongKind(name, reader, "markup; write {{\(name)}}", node) }
    let operation: Operation
    let context = state.contextOfText
    switch reader {
    case .text(let read):
      guard let context else { throw badPlace(name, node) }
      operation = .text(level: level, context, read)
    case .optionalText(let read):
      guard let context else { throw badPlace(name, node) }
      operation = .optionalText(level: level, context, read)
    case .html, .flag, .section:
      throw wrongKind(name, reader, "text", node)
    }
    // A browser drops a line end right behind <pre>, so one is added for it to drop.
    defer { state.wroteValue() }
    return state.isAtStartOfPre ? [.literal([0x0A]), operation] : [operation]
  }

  // MARK: - Sections

  private mutating func section(
    _ name: String, isInverted: Bool, _ body: [TemplateNode], at node: TemplateNode
  ) throws(TemplateError) -> Operation {
    let (level, reader) = try resolve(name, at: node)
    let start = state
    let operation: Operation
    switch reader {
    case .text:
      throw wrongKind(name, reader, "a section", node)
    case .flag(let isTrue):
      operation = .ifTrue(
        level: level, { isTrue($0) != isInverted }, then: try compile(body))
    case .html(let read):
      operation = .ifTrue(
        level: level, { (read($0)?.isEmpty ?? true) == isInverted }, then: try compile(body))
    case .optionalText(let read) where isInverted:
      operation = .ifTrue(level: level, { read($0) == nil }, then: try compile(body))
    case .optionalText(let read):
      let section = SectionReader(
        kind: .object, shape: { .text }, isEmpty: { read($0) == nil },
        visit: { box, body in if let text = read(box) { body(Box(text)) } })
      operation = .each(level: level, section, then: try compile(body, inside: .text))
    case .section(let section) where isInverted:
      operation = .ifTrue(level: level, section.isEmpty, then: try compile(body))
    case .section(let section):
      if section.kind == .list { state.wroteValue() }
      operation = .each(level: level, section, then: try compile(body, inside: section.shape()))
    }
    guard state.agrees(with: start) else {
      throw error(
        .unevenSection(name, starts: start.description, ends: state.description), node)
    }
    state.mayHaveSkipped(from: start)
    return operation
  }

  private mutating func compile(
    _ body: [TemplateNode], inside shape: Shape
  ) throws(TemplateError) -> [Operation] {
    shapes.append(shape)
    defer { shapes.removeLast() }
    return try compile(body)
  }

  // MARK: - Other templates

  private mutating func included(
    _ name: String, indentation: [UInt8], at node: TemplateNode
  ) throws(TemplateError) -> [Operation] {
    guard depth < 32 else { throw error(.includesItself(name), node) }
    depth += 1
    defer { depth -= 1 }
    return try compile(try nodes(of: name, indentation: indentation, includedBy: node))
  }

  private mutating func nodes(
    of name: String, indentation: [UInt8], includedBy node: TemplateNode?
  ) throws(TemplateError) -> [TemplateNode] {
    let path = TemplateSources.path(of: name)
    guard let source = try sources.template(name) else {
      let known = sources.paths.filter { $0.hasPrefix("templates/") }
      throw TemplateError(
        file: node?.file ?? path, line: node?.line ?? 1,
        reason: .missingTemplate(path: path, nearest: nearest(to: path, among: known)))
    }
    return try TemplateParser.parse(indent(Array(source.utf8), by: indentation), file: path)
  }

  private func indent(_ source: [UInt8], by indentation: [UInt8]) -> [UInt8] {
    guard !indentation.isEmpty else { return source }
    let lines = source.split(separator: 0x0A, omittingEmptySubsequences: false)
    let indented = lines.enumerated().map { number, line in
      line.isEmpty && number == lines.count - 1 ? Array(line) : indentation + line
    }
    return Array(indented.joined(separator: [0x0A]))
  }

  // MARK: - Names

  /// The innermost level that has the name, and how it is read there.
  private func resolve(
    _ name: String, at node: TemplateNode
  ) throws(TemplateError) -> (level: Int, reader: Reader) {
    if name == "." {
      guard let reader = shapes.last?.itself else {
        throw error(.wrongKind(".", is: shapes.last?.name ?? "nothing", usedAs: "text"), node)
      }
      return (shapes.count - 1, reader)
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let level = shapes.lastIndex(where: { $0.fields[parts[0]] != nil }) else {
      throw unknown(parts[0], in: shapes.last { !$0.fields.isEmpty } ?? shapes[0], shapes, node)
    }
    if let misnamed = shapes[level].misnamed { throw error(.markupName(misnamed), node) }
    var reader = try field(parts[0], of: shapes[level], node)
    for part in parts.dropFirst() {
      guard case .section(let section) = reader, section.kind == .object else {
        throw wrongKind(name, reader, "an object with “\(part)”", node)
      }
      reader = try field(part, of: section.shape(), node).through(section)
    }
    return (level, reader)
  }

  private func field(
    _ name: String, of shape: Shape, _ node: TemplateNode
  ) throws(TemplateError) -> Reader {
    guard let reader = shape.fields[name] else { throw unknown(name, in: shape, [shape], node) }
    return reader
  }

  private func unknown(
    _ name: String, in shape: Shape, _ searched: [Shape], _ node: TemplateNode
  ) -> TemplateError {
    let known = Set(searched.flatMap(\.fields.keys))
    return error(
      .unknownName(name, in: shape.name, nearest: nearest(to: name, among: known)), node)
  }

  private func wrongKind(
    _ name: String, _ reader: Reader, _ use: String, _ node: TemplateNode
  ) -> TemplateError {
    error(.wrongKind(name, is: reader.kind, usedAs: use), node)
  }

  private func badPlace(_ name: String, _ node: TemplateNode) -> TemplateError {
    error(.badPlace(name, place: state.description), node)
  }

  private func error(_ reason: TemplateError.Reason, _ node: TemplateNode) -> TemplateError {
    TemplateError(file: node.file, line: node.line, reason: reason)
  }
}
