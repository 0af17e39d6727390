// Two texts as lines that stayed, went or came; in a line that was changed, the words:
//
//   Always name the policy.        same
// − Answer in [two] sentences.     the line before, with the words that went
// + Answer in [three] sentences.   the line after, with the words that came
//
// Lines that stayed far from any change are counted and not shown.

/// One line of a difference.
struct DifferenceLine: Equatable {
  enum Kind: Equatable {
    case same, removed, added
    /// So many lines that stayed and are left out.
    case skipped(Int)
  }

  struct Part: Equatable {
    var text: String
    /// Went or came within the line.
    var isChanged: Bool
  }

  var kind: Kind
  var parts: [Part]
}

/// The lines in which two texts differ, each with a line around it; nil where the texts are too
/// long to be compared.
func difference(from old: String, to new: String) -> [DifferenceLine]? {
  guard old.utf8.count <= 64 << 10, new.utf8.count <= 64 << 10 else { return nil }
  let before = lines(of: old)
  let after = lines(of: new)
  guard before.count <= 1000, after.count <= 1000 else { return nil }
  var lines: [DifferenceLine] = []
  var removed: [Substring] = []
  var added: [Substring] = []
  func flush() {
    lines += changed(removed, added)
    removed = []
    added = []
  }
  for step in steps(from: before, to: after) {
    switch step {
    case .removed(let line): removed.append(line)
    case .added(let line): added.append(line)
    case .same(let line):
      flush()
      lines.append(
        DifferenceLine(kind: .same, parts: [.init(text: String(line), isChanged: false)]))
    }
  }
  flush()
  return folded(lines)
}

private func lines(of text: String) -> [Substring] {
  // On bytes: a carriage return and a line feed are one letter in Swift.
  text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
}

private enum Step {
  case same(Substring)
  case removed(Substring)
  case added(Substring)
}

private func steps(from old: [Substring], to new: [Substring]) -> [Step] {
  // Compared by their bytes, as letters that look alike are no sameness.
  let changes = new.map { Array($0.utf8) }.difference(from: old.map { Array($0.utf8) })
  var removals: Set<Int> = []
  var insertions: Set<Int> = []
  for change in changes {
    switch change {
    case .remove(let offset, _, _): removals.insert(offset)
    case .insert(let offset, _, _): insertions.insert(offset)
    }
  }
  var steps: [Step] = []
  var (left, right) = (0, 0)
  while left < old.count || right < new.count {
    if left < old.count, removals.contains(left) {
      steps.append(.removed(old[left]))
      left += 1
    } else if right < new.count, insertions.contains(right) {
      steps.append(.added(new[right]))
      right += 1
    } else {
      steps.append(.same(new[right]))
      left += 1
      right += 1
    }
  }
  return steps
}

/// Lines that went beside those that came in their place.
private func changed(_ removed: [Substring], _ added: [Substring]) -> [DifferenceLine] {
  var before: [DifferenceLine] = []
  var after: [DifferenceLine] = []
  for index in 0..<max(removed.count, added.count) {
    let old = index < removed.count ? removed[index] : nil
    let new = index < added.count ? added[index] : nil
    let steps = old.flatMap { old in new.map { wordSteps(from: old, to: $0) } } ?? []
    if let old {
      before.append(
        DifferenceLine(
          kind: .removed, parts: parts(steps, of: old) { if case .added = $0 { nil } else { $0 } }))
    }
    if let new {
      after.append(
        DifferenceLine(
          kind: .added, parts: parts(steps, of: new) { if case .removed = $0 { nil } else { $0 } }))
    }
  }
  return before + after
}

/// The words of two lines; none where the lines have little in common.
private func wordSteps(from old: Substring, to new: Substring) -> [Step] {
  let before = words(of: old)
  let after = words(of: new)
  guard before.count <= 400, after.count <= 400 else { return [] }
  let steps = steps(from: before, to: after)
  let same = steps.count { if case .same = $0 { true } else { false } }
  return same * 3 >= max(before.count, after.count) ? steps : []
}

private func words(of line: Substring) -> [Substring] {
  var words: [Substring] = []
  var start = line.startIndex
  var index = line.startIndex
  while index < line.endIndex {
    let isBlank = line[index] == " "
    line.formIndex(after: &index)
    if isBlank || index == line.endIndex || line[index] == " " {
      words.append(line[start..<index])
      start = index
    }
  }
  return words
}

private func parts(
  _ steps: [Step], of line: Substring, _ isMine: (Step) -> Step?
) -> [DifferenceLine.Part] {
  guard !steps.isEmpty else { return [.init(text: String(line), isChanged: false)] }
  var parts: [DifferenceLine.Part] = []
  for step in steps.compactMap(isMine) {
    let (word, isChanged) =
      switch step {
      case .same(let word): (word, false)
      case .removed(let word), .added(let word): (word, true)
      }
    if let last = parts.last, last.isChanged == isChanged {
      parts[parts.count - 1].text += word
    } else {
      parts.append(.init(text: String(word), isChanged: isChanged))
    }
  }
  return parts
}

private func folded(_ lines: [DifferenceLine]) -> [DifferenceLine] {
  let around = 1
  var isNear = Array(repeating: false, count: lines.count)
  for (index, line) in lines.enumerated() where line.kind != .same {
    for near in max(0, index - around)...min(lines.count - 1, index + around) {
      isNear[near] = true
    }
  }
  var folded: [DifferenceLine] = []
  var skipped = 0
  for (index, line) in lines.enumerated() {
    if isNear[index] {
      if skipped > 0 { folded.append(DifferenceLine(kind: .skipped(skipped), parts: [])) }
      skipped = 0
      folded.append(line)
    } else {
      skipped += 1
    }
  }
  if skipped > 0, !folded.isEmpty {
    folded.append(DifferenceLine(kind: .skipped(skipped), parts: []))
  }
  return folded
}
