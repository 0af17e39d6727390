import TraceModel

extension ValueKind<RedactionSettings> {
  static var redaction: ValueKind {
    .record(startingFrom: RedactionSettings()) {
      Key(
        "key_file", \.keyFile, .text,
        "The key for pseudonyms that stay the same over the weeks; else one is made for the run.",
        example: "casebook.key")
      Key(
        "words", \.wordsFile, .wordsFile, "Words of your own to mask.",
        example: "{file: names.txt}")
      Key(
        "review", \.review, .editionRules(RedactionSettings().review),
        "The rules for the review edition.", default: "{detect: [secret, card]}",
        example: "{detect: [secret, card], fields: {context.user_id: keep}}")
      Key(
        "share", \.share, .editionRules(RedactionSettings().share),
        "The rules for the share edition.", default: "{detect: [all]}",
        example: """
          {detect: [all], fields: {context.user_id: pseudonym, input: drop, \
          output.customer.email: mask}}
          """)
    }
  }
}

extension ValueKind<String> {
  /// A map with a file in it, so that words can stand elsewhere too one day.
  fileprivate static var wordsFile: ValueKind {
    ValueKind<String?>.record(startingFrom: nil) {
      Key(
        "file", \.self, .text, "A file beside this one, a word or phrase a line.",
        example: "names.txt")
    }.then { file, value, reading in
      if file == nil {
        reading.add(line: value.line, "'file' is missing; add it, or leave 'words' out")
      }
      return file
    }
  }
}

extension ValueKind<EditionRules> {
  fileprivate static func editionRules(_ start: EditionRules) -> ValueKind {
    .record(startingFrom: start) {
      Key(
        "detect", \.detect, .privateData, "What is looked for in every text, and masked.",
        example: "[secret, card]")
      Key(
        "fields", \.fields, .byName(.fieldAction),
        "What becomes of a field, by its path.", default: "{}",
        example: "{context.user_id: pseudonym}")
    }
  }
}

extension ValueKind<FieldAction> {
  fileprivate static var fieldAction: ValueKind {
    ValueKind<String>.word(of: FieldAction.allCases.map(\.rawValue), kind: "action")
      .then { word, _, _ in FieldAction(rawValue: word) }
  }
}

extension ValueKind<Set<PrivateDataKind>> {
  fileprivate static var privateData: ValueKind {
    let kinds = PrivateDataKind.allCases.map(\.rawValue)
    return ValueKind<[String]>.list(of: .word(of: ["all"] + kinds, kind: "kind of private data"))
      .then { words, _, _ in
        words.contains("all")
          ? Set(PrivateDataKind.allCases) : Set(words.compactMap(PrivateDataKind.init))
      }
  }
}
