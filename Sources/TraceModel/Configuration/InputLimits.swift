/// Beyond these, a line or a note is rejected and listed.
package struct InputLimits: Sendable, Hashable {
  package var lineInBytes = 64_000_000

  /// How deep JSON objects and arrays may stand inside each other.
  package var depth = 256
  package var noteInBytes = 64_000

  package init() {}
}
