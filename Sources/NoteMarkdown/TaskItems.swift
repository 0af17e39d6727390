import TraceModel

/// The task-list items of a note, in the order they stand in it.
///
/// A note over a `MarkdownCap` has none, as it is shown without its markup.
package func taskItems(in markdown: String) -> [TaskItem] {
  guard case .success(let blocks) = parseMarkdown(markdown) else { return [] }
  return taskItems(in: blocks)
}

private func taskItems(in blocks: [MarkdownBlock]) -> [TaskItem] {
  blocks.flatMap { block -> [TaskItem] in
    switch block {
    case .quote(let inner): taskItems(in: inner)
    case .list(let list):
      list.items.flatMap { [$0.task].compactMap(\.self) + taskItems(in: $0.blocks) }
    case .heading, .paragraph, .code, .rawHTML, .rule, .table: []
    }
  }
}

extension MarkdownList.Item {
  fileprivate var task: TaskItem? {
    guard let isDone, case .paragraph(let words) = blocks.first else { return nil }
    let text = words.plainText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.isEmpty ? nil : TaskItem(text: text, done: isDone)
  }
}
