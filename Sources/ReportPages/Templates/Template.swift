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

  /// - Parameter capacity: bytes that are likely to be written.
  package func render(_ root: Root, capacity: Int = 0) -> HTML {
    var buffer: [UInt8] = []
    buffer.reserveCapacity(capacity)
    render(root, into: &buffer)
    return HTML(safe: buffer)
  }
}

/// A template as a program over a stack of boxes whose depth is known at every point.
struct CompiledTemplate: Sendable {
  private let program: Program

  init(_ name: String, from sources: TemplateSources, for shape: Shape) throws(TemplateError) {
    var compiler = TemplateCompiler(sources: sources)
    program = try compiler.compile(name, for: shape)
  }

  func render(_ root: AnyObject, into buffer: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: Unmanaged<AnyObject>.self, capacity: program.depth) { stack in
      stack[0] = Unmanaged.passUnretained(root)
      program.operations.withUnsafeBufferPointer { operations in
        program.literals.withUnsafeBufferPointer { literals in
          let run = ProgramRun(
            program: program, operations: operations, literals: literals, stack: stack)
          withExtendedLifetime(root) { run.run(operations.indices, into: &buffer) }
        }
      }
    }
  }
}
