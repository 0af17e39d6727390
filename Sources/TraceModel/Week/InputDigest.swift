/// What was read of one input, whole or by ranges on several machines.
package struct InputDigest: Sendable {
  package var name: String
  package var format: String
  /// On disk.
  package var bytes: Int
  /// In their order; two that touch are one.
  package var spans: [InputSpan]
  /// Repeated events, owned by the file that sorts later by name.
  package var duplicates = 0

  package init(name: String, format: String, bytes: Int, spans: [InputSpan]) {
    self.name = name
    self.format = format
    self.bytes = bytes
    self.spans = spans
  }

  /// What a file's bytes in a range held, its lines counted from the range's first one.
  package init(_ input: InputSummary, _ problems: [InputProblem], range: Range<Int>) {
    self.init(
      name: input.name, format: input.format, bytes: input.bytes,
      spans: [
        InputSpan(
          range: range, lines: input.lines, blank: input.blank,
          events: input.events + input.duplicates, rejected: input.rejected,
          problems: problems)
      ])
    duplicates = input.duplicates
  }

  /// Takes in what was read of other parts of the same file.
  package mutating func merge(_ other: InputDigest) throws(InputOverlap) {
    bytes = max(bytes, other.bytes)
    duplicates += other.duplicates
    let all = (spans + other.spans).sorted { $0.range.lowerBound < $1.range.lowerBound }
    spans = []
    for span in all {
      guard let last = spans.last else {
        spans.append(span)
        continue
      }
      guard last.range.upperBound <= span.range.lowerBound else {
        throw InputOverlap(name: name, range: span.range)
      }
      if last.range.upperBound == span.range.lowerBound {
        spans[spans.count - 1].append(span)
      } else {
        spans.append(span)
      }
    }
  }

  /// The first bytes of the file that nobody read; nil where all of it was.
  package var gap: Range<Int>? {
    var end = 0
    for span in spans {
      if span.range.lowerBound > end { return end..<span.range.lowerBound }
      end = span.range.upperBound
    }
    return end < bytes ? end..<bytes : nil
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

/// A stretch of a file that was read twice.
package struct InputOverlap: Error {
  package let name: String
  package let range: Range<Int>
}
