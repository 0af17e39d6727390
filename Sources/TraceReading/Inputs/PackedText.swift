/// The text of a file that is packed, from its first byte to its last.
protocol PackedText: AnyObject {
  /// What is wrong with the file, and at which of its bytes that shows; known at the end.
  var damage: (reason: String, offset: Int)? { get }
  var isAtEnd: Bool { get }
  /// How many of the file's bytes were unpacked.
  var consumed: Int { get }
  /// Fills the buffer with the text that comes next; returns fewer bytes only at its end.
  func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int
}
