/// What a word of a verdict means for the counting.
///
/// Outcomes and labels are words that a team may replace; these five classes are ours.
package enum VerdictClass: String, Sendable, Hashable, CaseIterable {
  case good
  case partial
  case bad
  case unsafe
  case handedOff = "handed_off"
}
