/// A logged line, read again: asked for only where two records of the same ids differ in their bytes.
package struct EventLine: Sendable {
  /// Equal for equal JSON values.
  package var content: ContentHash
  /// Keys sorted, no white space.
  package var canonical: [UInt8]

  package init(content: ContentHash, canonical: [UInt8]) {
    self.content = content
    self.canonical = canonical
  }
}

package typealias LineLookup = @Sendable (EventRecord) throws -> EventLine
