/// What was read of one input, whole or by ranges on several machines.
package struct InputDigest: Sendable {
  package var name: String
  package var format: String
  /// On disk.
  package var bytes: Int
  /// In their order; two that touch are one, and none is empty.
  package var spans: [InputSpan]
  /// Which of its records are counted.
  package var parts: InputParts
  /// Repeated events, owned by the file that sorts later by name.
  package var duplicates = 0
  package var joins: [JoinKey: JoinCount] = [:]
  /// Of the events that are counted.
  package var coverage = FieldCounts()

  package init(
    name: String, format: String, bytes: Int, spans: [InputSpan] = [], parts: InputParts
  ) {
    self.name = name
    self.format = format
    self.bytes = bytes
    self.spans = spans
    self.parts = parts
  }

  /// What a file's bytes in a range held, its lines counted from the range's first one.
  package init(_ input: InputSummary, _ problems: [InputProblem], range: Range<Int>) {
    self.init(
      name: input.name, format: input.format, bytes: input.bytes, parts: InputParts(range))
    // An empty range holds no line, but it may say why the file can't be read.
    if !range.isEmpty || !problems.isEmpty {
      spans = [
        InputSpan(
          range: range, lines: input.lines, blank: input.blank,
          events: input.events + input.duplicates, rejected: input.rejected, problems: problems)
      ]
    }
    duplicates = input.duplicates
  }

  /// Takes in what was read of other parts of the same file.
  package mutating func merge(_ other: InputDigest) throws(InputPartsError) {
    guard bytes == other.bytes else {
      throw .otherFile(name: name, bytes: bytes, otherBytes: other.bytes)
    }
    // One file may mix formats, and a range of it hold only some of them.
    format = Set((format + "+" + other.format).split(separator: "+").map { Name(String($0)) })
      .sorted().map(\.text).joined(separator: "+")
    do throws(InputParts.Overlap) { try parts.merge(other.parts) } catch {
      throw .readTwice(name: name, error)
    }
    duplicates += other.duplicates
    for (key, count) in other.joins { joins[key, default: JoinCount()].add(count) }
    coverage.merge(other.coverage)
    let all = (spans + other.spans).sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    spans = []
    for span in all {
      if let last = spans.last, last.range.upperBound == span.range.lowerBound {
        spans[spans.count - 1].append(span)
      } else {
        spans.append(span)
      }
    }
  }

  /// How many events were read, repeated ones included.
  package var events: Int { spans.map(\.events).reduce(0, +) }

  package var summary: InputSummary {
    var summary = InputSummary(name: name, format: format)
    summary.bytes = bytes
    summary.lines = spans.map(\.lines).reduce(0, +)
    summary.blank = spans.map(\.blank).reduce(0, +)
    summary.events = events - duplicates
    summary.rejected = spans.map(\.rejected).reduce(0, +)
    summary.duplicates = duplicates
    summary.joins = joins
    return summary
  }
}

/// What a stretch of a file's bytes held: the lines that start in it.
package struct InputSpan: Sendable {
  package var range: Range<Int>
  package var lines: Int
  package var blank: Int
  package var events: Int
  package var rejected: Int
  /// Their lines counted from the first one of the span.
  package var problems: [InputProblem]

  package init(
    range: Range<Int>, lines: Int, blank: Int, events: Int, rejected: Int,
    problems: [InputProblem]
  ) {
    self.range = range
    self.lines = lines
    self.blank = blank
    self.events = events
    self.rejected = rejected
    self.problems = problems
  }

  fileprivate mutating func append(_ next: InputSpan) {
    for problem in next.problems {
      var problem = problem
      problem.line += lines
      problems.append(problem)
    }
    range = range.lowerBound..<next.range.upperBound
    lines += next.lines
    blank += next.blank
    events += next.events
    rejected += next.rejected
  }
}

/// Why two readings of one file don't belong together.
package enum InputPartsError: Error {
  case readTwice(name: String, InputParts.Overlap)
  case otherFile(name: String, bytes: Int, otherBytes: Int)
}

/// How many events one kind of key has joined to their traces.
package struct JoinCount: Sendable, Hashable {
  package var events = 0
  /// Those of them whose trace has no event of another input.
  package var alone = 0

  package init(events: Int = 0, alone: Int = 0) {
    self.events = events
    self.alone = alone
  }

  package mutating func add(_ other: JoinCount) {
    events += other.events
    alone += other.alone
  }
}
