import TraceModel

/// What was decided, and whether it is done.
struct ActionsBlock: TemplateData {
  var head: BlockHead
  var groups: [ActionGroup]
  var more: Phrase?

  static let fields: [TemplateField<ActionsBlock>] = [
    .object("head") { $0.head },
    .list("groups") { $0.groups },
    .optionalHTML("moreHTML") { $0.more?.html },
  ]
}

/// The actions that were carried on, or those of this week's notes.
struct ActionGroup: TemplateData {
  var caption: String?
  var actions: [ActionRow]

  static let fields: [TemplateField<ActionGroup>] = [
    .optionalText("caption") { $0.caption },
    .list("actions") { $0.actions },
  ]
}

struct ActionRow: TemplateData {
  var text: String
  var isDone: Bool
  var since: String
  var trace: TraceLink
  /// What this week's figures say of it.
  var figure: Phrase?

  static let fields: [TemplateField<ActionRow>] = [
    .text("text") { $0.text },
    .flag("isDone") { $0.isDone },
    .text("since") { $0.since },
    .object("trace") { $0.trace },
    .optionalHTML("figureHTML") { $0.figure?.html },
  ]
}

extension ActionsBlock {
  private static let listed = 30

  init(_ figures: OverviewFigures, number: Int) {
    let all = figures.summary.actions
    let week = figures.summary.period.week
    let isFollowing = figures.summary.change != nil
    // Open ones first, so that none is cut while a done one stands.
    let ordered = all.filter { !$0.isDone } + all.filter(\.isDone)
    let carried = isFollowing ? ordered.filter { $0.since != week } : []
    let new = isFollowing ? ordered.filter { $0.since == week } : ordered
    let groups = [
      (carried, nil), (new, carried.isEmpty ? nil : "New this week"),
    ].map { actions, caption in
      ActionGroup(
        caption: caption,
        actions: actions.prefix(Self.listed).map { ActionRow($0, figures) })
    }
    self.groups = groups.filter { !$0.actions.isEmpty }
    let rest = all.count - groups.map(\.actions.count).reduce(0, +)
    more = rest > 0 ? "\(rest, "more task stands", "more tasks stand") in summary.json." : nil
    head = BlockHead(
      number: number,
      heading: carried.isEmpty ? OverviewBlock.actions.heading : Self.heading(figures.summary),
      about: "Task-list items of the notes; an open one stays until a later note ticks it.",
      take: Self.take(carried: carried, new: new))
  }

  /// The previous report may be older than a week.
  private static func heading(_ summary: WeekSummary) -> String {
    let before = summary.change.flatMap { ISOWeek($0.previous.week) }
    let now = summary.period.week.flatMap { ISOWeek($0) }
    return before?.next == now ? "From last week" : "From earlier weeks"
  }

  private static func take(carried: [Action], new: [Action]) -> Phrase {
    func count(_ actions: [Action]) -> (open: Int, done: Int) {
      let open = actions.count { !$0.isDone }
      return (open, actions.count - open)
    }
    let (old, fresh) = (count(carried), count(new))
    if carried.isEmpty {
      return new.isEmpty
        ? "No note of this period has a task."
        : "\(fresh.open, "task is", "tasks are") open, \(fresh.done) done."
    }
    let before: Phrase =
      "\(carried.count, "task was", "tasks were") carried on: \(old.done) done, \(old.open) open."
    return new.isEmpty
      ? before : Phrase(sentences: [before, "\(new.count, "is", "are") new."])
  }
}

extension ActionRow {
  fileprivate init(_ action: Action, _ figures: OverviewFigures) {
    self.init(
      text: clipped(action.text, to: 240), isDone: action.isDone,
      since: clipped(action.since, to: 20), trace: TraceLink(action.traceID, figures.links),
      figure: figures.figure(for: action))
  }
}
