/// A line of a note's task list: something to do, or something done.
package struct TaskItem: Hashable, Sendable {
  /// The item's first paragraph without its markup, white space folded to single spaces.
  package var text: String
  package var done: Bool

  package init(text: String, done: Bool) {
    self.text = text
    self.done = done
  }
}
