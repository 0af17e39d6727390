package struct VerdictSummary: Sendable {
  package var judged = 0
  package var unjudged = 0
  package var outcomes: [Name: Int] = [:]
  package var labels: [Name: Int] = [:]
  package var unknown: [Name: Int] = [:]
  package var classes: [VerdictClass: Int] = [:]
  package var good = 0
  package var handedOff = 0
  package var goodRate: Rate?
  /// Traces whose deciding verdict a person gave.
  package var judgedByPeople = 0
  /// Of traces that an automated and a human judge have both judged.
  package var agreement = Agreement()
  /// The same of traces that have both an outcome and a label: what the system says happened,
  /// against what was said of the answer.
  package var bridge = Agreement()
  package init() {}
}

/// How far automated and human verdicts agree on the same traces.
package struct Agreement: Sendable, Equatable {
  /// Traces with an automated and a human judgement that both belong to a class.
  package var pairs = 0
  /// Cohen's kappa on the classes, from -1 to 1; nil where there is nothing to tell apart.
  package var kappa: Double?
  /// The ends of its 95 % interval; nil also where all agree.
  package var low: Double?
  package var high: Double?
  /// Traces by the automated word, then by the human one; words of no class are in it too.
  package var matrix: [Name: [Name: Int]] = [:]
  /// The same, each with a trace to look at: disagreements first, then the commonest.
  package var cells: [AgreementCell] = []
  package init() {}
}

/// Traces that one judge, or one vocabulary, put under one word and the other under another.
package struct AgreementCell: Sendable, Equatable {
  package var first: Name
  package var second: Name
  package var firstClass: VerdictClass?
  package var secondClass: VerdictClass?
  package var traces: Int
  package var example: Name?

  package init(
    _ first: Name, _ firstClass: VerdictClass?, _ second: Name, _ secondClass: VerdictClass?,
    traces: Int, example: Name?
  ) {
    self.first = first
    self.firstClass = firstClass
    self.second = second
    self.secondClass = secondClass
    self.traces = traces
    self.example = example
  }

  /// Whether both belong to a class, and not to the same one.
  package var isDisagreement: Bool {
    guard let firstClass, let secondClass else { return false }
    return firstClass != secondClass
  }
}

/// A share with its 95 % Wilson interval, all from 0 to 1.
package struct Rate: Sendable, Equatable {
  package var value: Double
  package var low: Double
  package var high: Double
  package init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}
