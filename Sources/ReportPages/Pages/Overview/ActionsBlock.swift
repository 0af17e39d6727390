import TraceModel

/// What was decided, and whether it is done.
struct ActionsBlock: TemplateData {
  var head: BlockHead
  var actions: [ActionRow]
  var more: Phrase?

  static let fields: [TemplateField<ActionsBlock>] = [
    .object("head") { $0.head },
    .list("actions") { $0.actions },
    .optionalHTML("moreHTML") { $0.more?.html },
  ]
}

struct ActionRow: TemplateData {
  var text: String
  var isDone: Bool
  var since: String
  var trace: TraceLink

  static let fields: [TemplateField<ActionRow>] = [
    .text("text") { $0.text },
    .flag("isDone") { $0.isDone },
    .text("since") { $0.since },
    .object("trace") { $0.trace },
  ]
}

extension ActionsBlock {
  private static let listed = 30

  init(_ figures: OverviewFigures, number: Int) {
    let all = figures.summary.actions
    // Open ones first, so that none is cut while a done one stands.
    let ordered = all.filter { !$0.isDone } + all.filter(\.isDone)
    actions = ordered.prefix(Self.listed).map { action in
      ActionRow(
        text: clipped(action.text, to: 240), isDone: action.isDone,
        since: clipped(action.since, to: 20), trace: TraceLink(action.traceID, figures.links))
    }
    let rest = ordered.count - actions.count
    more = rest > 0 ? "\(rest, "more task stands", "more tasks stand") in the notes." : nil
    let open = all.count { !$0.isDone }
    head = BlockHead(
      number: number, heading: OverviewBlock.actions.heading,
      about: "Task-list items of the notes; an open one stays until a later note ticks it.",
      take: all.isEmpty
        ? "No note of this period has a task."
        : "\(open, "task is", "tasks are") open, \(all.count - open) done.")
  }
}
