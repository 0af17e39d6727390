/// A logged line, read again: asked for only where two records of the same ids differ in their bytes,
/// and where a tool was asked the same twice.
package struct EventLine: Sendable {
  /// Equal for equal JSON values.
  package var content: ContentHash
  /// Keys sorted, no white space.
  package var canonical: [UInt8]
  /// Of the output, or else of its summary; none where the line has neither.
  package var output: ContentHash

  package init(content: ContentHash, canonical: [UInt8], output: ContentHash = .none) {
    self.content = content
    self.canonical = canonical
    self.output = output
  }
}

package typealias LineLookup = @Sendable (EventRecord) throws -> EventLine
