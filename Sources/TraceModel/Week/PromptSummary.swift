package struct PromptSummary: Sendable {
  package var name: Name
  package var version: Name
  /// Distinct texts under this name and version.
  package var texts = 0
  package var calls = 0
  package var firstSeen: Instant?
  package var lastSeen: Instant?
  /// More than one text went by one name and version. Prompts that nobody named are no one prompt.
  package var hasChanged: Bool { texts > 1 && !name.isEmpty }
  /// What each text did, in order of their first use; only the first ones of a week of very many.
  package var uses: [PromptTextSummary] = []
  package init(name: Name, version: Name) {
    self.name = name
    self.version = version
  }
}

/// What one text of a prompt did.
package struct PromptTextSummary: Sendable {
  /// Model events, retries included, and what they cost.
  package var events = 0
  package var cost: ExactDecimal = .zero
  /// The traces that used it, and how they were judged.
  package var traces = 0
  package var judged = 0
  package var good = 0
  package var firstSeen: Instant?
  package var lastSeen: Instant?
  package var firstTrace: Name?
  package var lastTrace: Name?
  /// What it says, where the events were read again; content, unlike all else here.
  package var wording: PromptWording?
  package init() {}
}

/// The words of a prompt.
package struct PromptWording: Sendable, Equatable {
  package var text: String?
  package var toolInstructions: String?

  package init(text: String?, toolInstructions: String?) {
    self.text = text
    self.toolInstructions = toolInstructions
  }
}
