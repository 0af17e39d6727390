import TraceModel

/// What both passes read logs by; a record gives the same events only under the same rules.
package struct ReadingRules: Sendable {
  package var limits: InputLimits
  package var attributes: AttributeNames

  package init(_ limits: InputLimits = InputLimits(), _ attributes: AttributeNames = .init()) {
    self.limits = limits
    self.attributes = attributes
  }
}

extension Configuration {
  package var reading: ReadingRules { ReadingRules(limits, attributes) }
}
