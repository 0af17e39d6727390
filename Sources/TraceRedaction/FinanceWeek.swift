// The finance edition is built up from what it may hold, not cut down from what there is: a value
// that somebody adds to the week's summary stays out of it until a line here lets it in.
//
// In: money, counts, rates, times, and the names of models, tools, features, routes and prompts.
// Out: traces with their content, notes, actions, the review list, users, sessions, reviewers, and
// what a rejected line's reason quotes. Ids of traces become pseudonyms.

import TraceModel

extension Week {
  func forFinance(_ pseudonyms: Pseudonyms) -> Week {
    Week(summary: summary.forFinance(pseudonyms), cases: [])
  }
}

extension WeekSummary {
  fileprivate func forFinance(_ pseudonyms: Pseudonyms) -> WeekSummary {
    var kept = WeekSummary(period: period)
    kept.title = title
    kept.organisation = organisation
    kept.traces = traces
    kept.events = events
    kept.sessions = sessions
    kept.cost = cost
    kept.tokens = tokens
    kept.verdicts = verdicts.forFinance
    kept.groups = groups
    kept.causes = causes.map(\.forFinance)
    kept.latency = latency
    kept.attempts = attempts
    kept.paths = paths.map(\.forFinance)
    kept.prompts = prompts.map(\.forFinance)
    kept.comparisons = comparisons
    kept.unfair = unfair
    kept.findings = findings.map { $0.forFinance(pseudonyms) }
    kept.history = history
    kept.change = change
    kept.inputs = inputs
    kept.rejected = rejected.map(\.forFinance)
    kept.orphanNotes = orphanNotes.map { pseudonyms.name(ofTrace: $0) }.sorted()
    kept.coverage = coverage
    kept.joinSuggestions = joinSuggestions.map { $0.renamed(pseudonyms.name(ofTrace:)) }
    kept.modelEvents = modelEvents
    kept.tracesOutsidePeriod = tracesOutsidePeriod
    return kept
  }
}

extension CauseSummary {
  fileprivate var forFinance: CauseSummary {
    var kept = CauseSummary(layer: layer, what: what)
    kept.traces = traces
    kept.said = said
    kept.inferred = inferred
    return kept
  }
}

extension PathSummary {
  fileprivate var forFinance: PathSummary {
    var kept = self
    kept.example = nil
    return kept
  }
}

extension PromptSummary {
  fileprivate var forFinance: PromptSummary {
    var kept = PromptSummary(name: name, version: version)
    kept.texts = texts
    kept.calls = calls
    kept.firstSeen = firstSeen
    kept.lastSeen = lastSeen
    kept.uses = uses.map(\.forFinance)
    return kept
  }
}

extension PromptTextSummary {
  /// Without its words and its traces.
  fileprivate var forFinance: PromptTextSummary {
    var kept = PromptTextSummary()
    kept.events = events
    kept.cost = cost
    kept.traces = traces
    kept.judged = judged
    kept.good = good
    kept.firstSeen = firstSeen
    kept.lastSeen = lastSeen
    return kept
  }
}

extension VerdictSummary {
  /// Counts and rates, without the traces that show them.
  fileprivate var forFinance: VerdictSummary {
    var kept = self
    for index in kept.agreement.cells.indices { kept.agreement.cells[index].example = nil }
    for index in kept.bridge.cells.indices { kept.bridge.cells[index].example = nil }
    return kept
  }
}

extension FindingSummary {
  fileprivate func forFinance(_ pseudonyms: Pseudonyms) -> FindingSummary {
    var kept = FindingSummary(code: code)
    kept.traces = traces
    kept.events = events
    kept.examples = examples.map { pseudonyms.name(ofTrace: $0) }.sorted()
    return kept
  }
}

extension InputProblem {
  /// A reason may quote the line, and a note's file is named after a trace or its author.
  fileprivate var forFinance: InputProblem {
    let reason =
      switch part {
      case .line: "the line could not be read"
      case .value: "a value was left out"
      case .file: "the file could not be read whole"
      }
    return InputProblem(
      file: file.hasPrefix("notes/") ? "notes" : file, line: line, offset: offset, bytes: bytes,
      reason: reason, part: part, input: input)
  }
}
