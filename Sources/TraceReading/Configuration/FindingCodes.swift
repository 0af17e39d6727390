/// The codes that `gates.fail_on` may name: those of all rules for findings.
package let knownFindingCodes = [
  "prompt-changed", "prompt-unversioned", "settings-missing", "hidden-fallback", "attempt-missing",
  "cost-missing", "cost-mismatch", "retry-unpaid", "tool-stale", "tool-incomplete",
  "tools-unequal", "verdict-missing", "verdict-unknown", "verdict-unreasoned", "verdict-conflict",
  "verdict-drift", "sample-small", "sample-picked", "trace-broken", "trace-split", "summary-gap",
  "word-unknown", "note-orphan", "name-unclear", "private-data", "retention-overdue",
  "input-rejected",
]

/// The code that a word was probably meant to be; nil where none is near.
package func nearestFindingCode(to word: String) -> String? {
  nearestWord(to: word, among: knownFindingCodes)
}
