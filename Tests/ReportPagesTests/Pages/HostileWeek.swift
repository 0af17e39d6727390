import TraceModel

/// The rich week with one text in every field that holds logged words.
func hostileWeek(_ text: String) -> Week {
  let name = Name(text)
  var week = EdgeWeek.followed()
  var summary = week.summary
  summary.title = text
  summary.organisation = text
  summary.cost.byProvider = [name: WeekStub.amount("4")]
  summary.cost.byModel = [name: WeekStub.amount("4")]
  summary.cost.byTool = [name: WeekStub.amount("4")]
  summary.cost.byFeature = [name: WeekStub.amount("4")]
  summary.cost.byRoute = [name: WeekStub.amount("4")]
  summary.cost.bySourceAndDay[text] = [.model: WeekStub.amount("1")]
  summary.cost.tracesByDay[text] = 1
  summary.cost.thrownAwayByTrigger = [name: WeekStub.amount("1")]
  summary.cost.thrownAwayByModel = [name: WeekStub.amount("1")]
  summary.cost.byCurrency = [name: WeekStub.amount("1")]
  for index in summary.cost.charges.indices {
    summary.cost.charges[index].provider = name
    summary.cost.charges[index].model = name
    summary.cost.charges[index].tool = name
    summary.cost.charges[index].item = name
    summary.cost.charges[index].unit = name
  }
  summary.verdicts.outcomes = [name: 3]
  summary.verdicts.labels = [name: 3]
  summary.verdicts.unknown = [name: 3]
  for kind in GroupKind.allCases {
    summary.groups[kind] = [
      WeekStub.group(name, traces: 100, judged: 90, good: 30, 0.2, 0.4, handedOff: 2)
    ]
  }
  for index in summary.causes.indices {
    summary.causes[index].layer = text
    summary.causes[index].what = text
    summary.causes[index].example = name
  }
  summary.attempts.triggers = [name: 3]
  for index in summary.paths.indices where index > 0 {
    summary.paths[index].path = Name("\(text) \(text) → \(text) ok · \(text) ok")
    summary.paths[index].example = name
  }
  for index in summary.prompts.indices {
    summary.prompts[index].name = name
    summary.prompts[index].version = name
  }
  for index in summary.findings.indices {
    summary.findings[index].examples = [name]
    if index > 1 { summary.findings[index].code = text }
  }
  summary.review = [ReviewItem(traceID: name, why: text, isRandom: true)]
  summary.actions = [Action(text: text, isDone: false, traceID: name, since: text)]
  for kind in GroupKind.allCases {
    summary.change?.groups[kind] = [
      GroupChange(
        previous: PreviousGroup(name: name, judged: 90, good: 80),
        difference: RateDifference(value: -0.5, low: -0.6, high: -0.4), reading: .clear)
    ]
  }
  for index in summary.inputs.indices {
    summary.inputs[index].name = text
    summary.inputs[index].format = text
  }
  for index in summary.rejected.indices {
    summary.rejected[index].file = text
    summary.rejected[index].reason = text
  }
  summary.orphanNotes = [name]
  var trace = WeekStub.trace(name, text, .bad, name)
  trace.slug = "t-1"
  trace.feature = name
  trace.route = name
  trace.cause = Cause(layer: text, step: nil, isSaid: true)
  trace.cost.currency = name
  trace.findings = [TraceFinding(code: text, message: text, step: nil)]
  for index in trace.steps.indices { trace.steps[index].event.model?.name = name }
  week.summary = summary
  week.cases = [trace]
  return week
}
