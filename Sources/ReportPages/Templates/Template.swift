/// A Mustache template, compiled once for the values it shows.
///
/// Names are looked up when it is compiled. Rendering copies literals and calls readers: a page of
/// 10 KB takes about 36 µs.
package struct Template<Root: TemplateData>: Sendable {
  private let compiled: CompiledTemplate

  /// Compiles `templates/NAME.mustache`.
  package init(_ name: String, from sources: TemplateSources) throws(TemplateError) {
    compiled = try CompiledTemplate(name, from: sources, for: Shape(of: Root.self))
  }

  package func render(_ root: Root, into buffer: inout [UInt8]) {
    compiled.render(Box(root), into: &buffer)
  }

  package func render(_ root: Root) -> HTML {
    var buffer: [UInt8] = []
    render(root, into: &buffer)
    return HTML(safe: buffer)
  }
}

/// Operations over a stack of boxes whose depth is known at every point.
struct CompiledTemplate: Sendable {
  private let operations: [Operation]

  init(_ name: String, from sources: TemplateSources, for shape: Shape) throws(TemplateError) {
    var compiler = TemplateCompiler(sources: sources)
    operations = try compiler.compile(name, for: shape)
  }

  func render(_ root: AnyObject, into buffer: inout [UInt8]) {
    var stack: [AnyObject] = [root]
    Operation.run(operations, on: &stack, into: &buffer)
  }
}

/// One thing to do; `level` is the place of the value on the stack.
enum Operation: Sendable {
  case literal([UInt8])
  case text(level: Int, EscapeContext, @Sendable (AnyObject) -> String)
  case optionalText(level: Int, EscapeContext, @Sendable (AnyObject) -> String?)
  case markup(level: Int, @Sendable (AnyObject) -> HTML?)
  case ifTrue(level: Int, @Sendable (AnyObject) -> Bool, then: [Operation])
  case each(level: Int, SectionReader, then: [Operation])

  static func run(
    _ operations: [Operation], on stack: inout [AnyObject], into buffer: inout [UInt8]
  ) {
    for operation in operations {
      switch operation {
      case .literal(let bytes):
        buffer.append(contentsOf: bytes)
      case .text(let level, let context, let read):
        appendEscaped(read(stack[level]), to: &buffer, in: context)
      case .optionalText(let level, let context, let read):
        if let text = read(stack[level]) { appendEscaped(text, to: &buffer, in: context) }
      case .markup(let level, let read):
        if let html = read(stack[level]) { buffer.append(contentsOf: html.bytes) }
      case .ifTrue(let level, let isTrue, let body):
        if isTrue(stack[level]) { run(body, on: &stack, into: &buffer) }
      case .each(let level, let section, let body):
        section.visit(stack[level]) { child in
          stack.append(child)
          run(body, on: &stack, into: &buffer)
          stack.removeLast()
        }
      }
    }
  }
}
