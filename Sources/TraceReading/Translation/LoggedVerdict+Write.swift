extension EventWriter {
  /// A word of a verdict: an outcome where it is one of the usual ones, else a label as logged.
  mutating func putVerdictWord(_ word: JSONNode) {
    if outcomeWords.contains(where: { word.isText($0) }) {
      put("outcome", text: word)
    } else {
      put("label", text: word)
    }
  }

  /// Who said it.
  mutating func putJudge(isHuman: Bool, _ name: JSONNode? = nil) {
    open("by")
    put("kind", isHuman ? "human" : "automated")
    put("name", text: name)
    close()
  }
}

private let outcomeWords: [StaticString] = [
  "success", "partial", "failed", "escalated", "blocked", "timeout",
]
