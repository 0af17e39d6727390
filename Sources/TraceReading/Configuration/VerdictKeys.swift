import TraceModel

extension ValueKind<VerdictVocabulary> {
  static var verdicts: ValueKind {
    ValueKind<VerdictWords>.record(startingFrom: VerdictWords()) {
      Key(
        "classes", \.classes, .classes, "What each word counts as.",
        example: "{good: [success, correct, acceptable], partial: [partial]}")
      Key(
        "outcomes", \.outcomes, .list(of: .located(.name)),
        "What the system may say happened.",
        example: "[success, partial, failed, escalated, blocked, timeout]")
      Key(
        "labels", \.labels, .list(of: .located(.name)),
        "What a reviewer may say of an answer.",
        example: "[correct, acceptable, wrong, unsafe, needs_human_follow_up]")
      Key(
        "map", \.map, .byName(.located(.name)),
        "Words of other vocabularies, and the outcome or label each stands for.",
        default: "{}", example: "{\"needs human follow-up\": needs_human_follow_up}")
      Key(
        "thresholds", \.thresholds, .list(of: .located(.threshold)),
        "Where a score becomes a label.", default: "[]",
        example: "[{name: helpfulness, at_least: 0.7, label: acceptable, else: wrong}]")
    }.then { words, value, reading in
      words.vocabulary(line: value.line, &reading)
    }
  }
}

/// The words as they stand in the file, with their lines, before they are held together.
private struct VerdictWords: Sendable {
  var classes: WordsOfClasses?
  var outcomes: [Located<Name>]?
  var labels: [Located<Name>]?
  var map: [Name: Located<Name>] = [:]
  var thresholds: [Located<ScoreThreshold>] = []

  /// Checks that every word is known, and has one class.
  ///
  /// A class that the file doesn't name keeps those of its usual words that are still in use.
  func vocabulary(line: Int, _ reading: inout Reading) -> VerdictVocabulary {
    let usual = VerdictVocabulary()
    var vocabulary = usual
    if let outcomes { vocabulary.outcomes = distinct(outcomes, "outcomes", &reading) }
    if let labels { vocabulary.labels = distinct(labels, "labels", &reading) }
    let known = vocabulary.outcomes + vocabulary.labels

    vocabulary.classes = [:]
    for (verdictClass, words) in classes?.inOrder ?? [] {
      for word in words where isKnown(word, among: known, "classes", &reading) {
        if let other = vocabulary.classes[word.value] {
          reading.inside("classes") {
            $0.add(
              line: word.line,
              "\(quoted(word.value.text)) is in \(other.rawValue) already; keep it in one class")
          }
        }
        vocabulary.classes[word.value] = verdictClass
      }
    }
    for word in known where vocabulary.classes[word] == nil {
      guard let usualClass = usual.classes[word], classes?[usualClass] == nil else {
        let place = ((outcomes ?? []) + (labels ?? [])).first { $0.value == word }
        let message = "\(quoted(word.text)) has no class; add it to one under 'classes'"
        reading.add(line: place?.line ?? classes?.line ?? line, message)
        continue
      }
      vocabulary.classes[word] = usualClass
    }

    for (name, word) in map.sorted(by: { $0.key < $1.key })
    where isKnown(word, among: known, "map", &reading) {
      vocabulary.map[name] = word.value
    }
    for threshold in thresholds {
      for label in [threshold.value.label, threshold.value.otherwise].compactMap(\.self) {
        let word = Located(value: label, line: threshold.line)
        _ = isKnown(word, among: vocabulary.labels, "thresholds", &reading)
      }
    }
    vocabulary.thresholds = thresholds.map(\.value)
    return vocabulary
  }

  private func distinct(
    _ words: [Located<Name>], _ key: String, _ reading: inout Reading
  ) -> [Name] {
    var seen: Set<Name> = []
    return words.filter { word in
      if seen.insert(word.value).inserted { return true }
      reading.inside(key) {
        $0.add(line: word.line, "\(quoted(word.value.text)) is there twice; keep it once")
      }
      return false
    }.map(\.value)
  }

  private func isKnown(
    _ word: Located<Name>, among known: [Name], _ key: String, _ reading: inout Reading
  ) -> Bool {
    if known.contains(word.value) { return true }
    let kind = key == "thresholds" ? "label" : "outcome or label"
    reading.inside(key) {
      $0.add(
        line: word.line,
        adviceOnUnknown(word.value.text, kind: kind, known: known.map(\.text)))
    }
    return false
  }
}

/// The words of each class that the file names.
private struct WordsOfClasses: Sendable {
  var line = 1
  var good: [Located<Name>]?
  var partial: [Located<Name>]?
  var bad: [Located<Name>]?
  var unsafe: [Located<Name>]?
  var handedOff: [Located<Name>]?

  subscript(verdictClass: VerdictClass) -> [Located<Name>]? {
    switch verdictClass {
    case .good: good
    case .partial: partial
    case .bad: bad
    case .unsafe: unsafe
    case .handedOff: handedOff
    }
  }

  var inOrder: [(VerdictClass, [Located<Name>])] {
    VerdictClass.allCases.map { ($0, self[$0] ?? []) }
  }
}

extension ValueKind<WordsOfClasses> {
  fileprivate static var classes: ValueKind {
    let words = ValueKind<[Located<Name>]>.list(of: .located(.name))
    return .record(startingFrom: WordsOfClasses()) {
      Key("good", \.good, words, "A good end.", example: "[success, correct, acceptable]")
      Key("partial", \.partial, words, "Good in part.", example: "[partial]")
      Key("bad", \.bad, words, "A bad end.", example: "[failed, timeout, blocked, wrong]")
      Key("unsafe", \.unsafe, words, "Harm was possible.", example: "[unsafe]")
      Key(
        "handed_off", \.handedOff, words, "A person took over.",
        example: "[escalated, needs_human_follow_up]")
    } check: { classes, line, _ in
      classes.line = line
    }
  }
}

extension ValueKind<ScoreThreshold> {
  fileprivate static var threshold: ValueKind {
    .record(startingFrom: ScoreThreshold(name: "", atLeast: ExactDecimal(units: 0), label: "")) {
      Key(
        "name", \.name, .name, "The name of the score.", example: "helpfulness",
        isRequired: true)
      Key(
        "at_least", \.atLeast, .decimal, "The lowest score that has the label.",
        example: "0.7", isRequired: true)
      Key(
        "label", \.label, .name, "The label from there on.", example: "acceptable",
        isRequired: true)
      Key("else", \.otherwise, .name, "The label of a lower score.", example: "wrong")
    }
  }
}
