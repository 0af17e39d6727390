/// What each edition may show of what was logged.
package struct RedactionSettings: Sendable, Hashable {
  /// A file with the key for pseudonyms, beside the configuration; absent for a key of the run.
  package var keyFile: String?

  /// A file of words to mask, one a line, beside the configuration.
  package var wordsFile: String?

  package var review = EditionRules(detect: [.secret, .card])
  package var share = EditionRules(detect: Set(PrivateDataKind.allCases))

  package init() {}
}

/// The rules for one edition.
package struct EditionRules: Sendable, Hashable {
  /// What is looked for in every text, and masked.
  package var detect: Set<PrivateDataKind>

  /// What becomes of a field, by its path such as `context.user_id`.
  package var fields: [Name: FieldAction] = [:]

  package init(detect: Set<PrivateDataKind>) { self.detect = detect }
}

package enum FieldAction: String, Sendable, Hashable, CaseIterable {
  /// Shown as it was logged, whatever is detected in it.
  case keep
  /// Replaced by a name that is the same for the same value.
  case pseudonym
  /// Left out with everything below it.
  case drop
  /// Replaced by a mark that says something stood here.
  case mask
}

/// A kind of private data that can be told by its form.
package enum PrivateDataKind: String, Sendable, Hashable, CaseIterable {
  case card
  case email
  case iban
  case ip
  case mac
  case phone
  case secret
  case ssn
}
