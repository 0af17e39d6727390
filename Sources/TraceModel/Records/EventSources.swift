/// An event's record with what its text is put together from.
package struct EventSources: Sendable {
  package var record: EventRecord
  /// Other records of the same event, the strongest first: what one lacks, the next may have.
  package var others: [EventRecord] = []
  /// What the join made of an event that is not as its text says; nil where it is.
  package var correction: Correction?

  package init(record: EventRecord) { self.record = record }

  /// The parts of an event that the join may change, as they are after it.
  package struct Correction: Sendable {
    package var traceID: String
    package var parentID: String
    package var attempt = LoggedAttempt()
    package var usage: UsageRecord?
    /// What a call around the event was billed for it, where its own text has none.
    package var charges: [JSONValue] = []
    /// Empty without one.
    package var model = ""
    package var promptName = ""
    package var promptVersion = ""

    package init(traceID: String, parentID: String) {
      self.traceID = traceID
      self.parentID = parentID
    }
  }
}
