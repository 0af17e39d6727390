/// Turns the nodes of a template into a program, with every name resolved.
///
/// Partials and parents are compiled in place, so the depth of the context stack is known
/// everywhere and a template that includes itself is refused.
struct TemplateCompiler {
  let sources: TemplateSources
  private var state = MarkupState()
  private var shapes: [Shape] = []
  private var blocks: [String: TemplateBlock] = [:]
  private var depth = 0
  private var program = Program()

  init(sources: TemplateSources) { self.sources = sources }

  mutating func compile(_ name: String, for shape: Shape) throws(TemplateError) -> Program {
    shapes = [shape]
    program = Program()
    try compile(try nodes(of: name, indentation: [], includedBy: nil))
    guard state.place == .text else {
      let file = TemplateSources.path(of: name)
      throw TemplateError(file: file, line: 1, reason: .endsInside(state.description))
    }
    return program
  }

  private mutating func compile(_ nodes: [TemplateNode]) throws(TemplateError) {
    for node in nodes { try compile(node) }
  }

  private mutating func compile(_ node: TemplateNode) throws(TemplateError) {
    switch node.kind {
    case .literal(let bytes):
      state.read(bytes)
      program.literal(bytes)
    case .value(let name, let isRaw):
      try value(name, isRaw: isRaw, at: node)
    case .section(let name, let isInverted, let body):
      try section(name, isInverted: isInverted, body, at: node)
    case .partial(let name, let indentation):
      try included(name, indentation: indentation, at: node)
    case .parent(let name, let indentation, let replaced):
      let outer = blocks
      blocks.merge(replaced) { outermost, _ in outermost }
      defer { blocks = outer }
      try included(name, indentation: indentation, at: node)
    case .block(let name, let body):
      try compile(blocks[name]?.nodes ?? body)
    }
  }

  // MARK: - Values

  private mutating func value(
    _ name: String, isRaw: Bool, at node: TemplateNode
  ) throws(TemplateError) {
    let (level, reader) = try resolve(name, at: node)
    if case .html(let read) = reader {
      guard isRaw else { throw wrongKind(name, reader, "text; write {{{\(name)}}}", node) }
      guard state.takesMarkup else { throw badPlace(name, node) }
      state.wroteValue()
      program.markup(level: level, read)
      return
    }
    guard !isRaw else { throw wrongKind(name, reader, "markup; write {{\(name)}}", node) }
    // A browser drops a line end right behind <pre>, so one is added for it to drop.
    if state.isAtStartOfPre { program.literal([0x0A]) }
    let context = state.contextOfText
    switch reader {
    case .text(let read):
      guard let context else { throw badPlace(name, node) }
      program.text(level: level, context, read)
    case .optionalText(let read):
      guard let context else { throw badPlace(name, node) }
      program.optionalText(level: level, context, read)
    case .html, .flag, .section:
      throw wrongKind(name, reader, "text", node)
    }
    state.wroteValue()
  }

  // MARK: - Sections

  private mutating func section(
    _ name: String, isInverted: Bool, _ body: [TemplateNode], at node: TemplateNode
  ) throws(TemplateError) {
    let (level, reader) = try resolve(name, at: node)
    let start = state
    switch reader {
    case .text:
      throw wrongKind(name, reader, "a section", node)
    case .flag(let isTrue):
      try compile(body, onlyIf: { isTrue($0) != isInverted }, level)
    case .html(let read):
      try compile(body, onlyIf: { (read($0)?.isEmpty ?? true) == isInverted }, level)
    case .optionalText(let read) where isInverted:
      try compile(body, onlyIf: { read($0) == nil }, level)
    case .optionalText(let read):
      try compile(body, inside: .text, level) { box, body in
        if let text = read(box) { body(Box(text)) }
      }
    case .section(let section) where isInverted:
      try compile(body, onlyIf: section.isEmpty, level)
    case .section(let section):
      if section.kind == .list { state.wroteValue() }
      try compile(body, inside: section.shape(), level, section.visit)
    }
    guard state.agrees(with: start) else {
      throw error(
        .unevenSection(name, starts: start.description, ends: state.description), node)
    }
    state.mayHaveSkipped(from: start)
  }

  private mutating func compile(
    _ body: [TemplateNode], onlyIf isTrue: @escaping @Sendable (AnyObject) -> Bool, _ level: Int
  ) throws(TemplateError) {
    let section = program.beginIf(level: level, isTrue)
    try compile(body)
    program.end(section)
  }

  private mutating func compile(
    _ body: [TemplateNode], inside shape: Shape, _ level: Int,
    _ visit: @escaping @Sendable (AnyObject, (AnyObject) -> Void) -> Void
  ) throws(TemplateError) {
    let section = program.beginEach(level: level, child: shapes.count, visit)
    shapes.append(shape)
    defer { shapes.removeLast() }
    try compile(body)
    program.end(section)
  }

  // MARK: - Other templates

  private mutating func included(
    _ name: String, indentation: [UInt8], at node: TemplateNode
  ) throws(TemplateError) {
    guard depth < 32 else { throw error(.includesItself(name), node) }
    depth += 1
    defer { depth -= 1 }
    try compile(try nodes(of: name, indentation: indentation, includedBy: node))
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
