import TraceModel

/// What the first lines of a file turned out to be.
package struct FileSample: Sendable {
  package var name: String
  /// `casebook` for version-1 events; nil where no line is of a known format.
  package var format: String?
  /// Lines that were looked at, blank ones left out.
  package var lines = 0
  package var events = 0
  /// What is wrong with the first line that is no event, or else with the file.
  package var problem: String?
  /// Every line of the file was looked at.
  package var isWhole = true
}

/// Looks at the first lines of a file, at most 1,000 in the first megabyte of its text.
package func sample(_ file: SourceFile, _ rules: ReadingRules) throws(InputError) -> FileSample {
  let lineLimit = 1000
  var reader = LineReader(limit: rules.limits.lineInBytes)
  let parser = EventRecordDecoder.parser(maxDepth: rules.limits.depth)
  var decoder = EventRecordDecoder()
  var batches = [RecordBatch()]
  defer { batches[0].free() }
  var tables = LocalTables(RecordTables())
  var sample = FileSample(name: file.name)
  if case .unreadable(let advice) = file.packing {
    sample.problem = advice
    return sample
  }
  let text = file.compressedText()
  let range = 0..<(text == nil ? min(file.size, 1 << 20) : 1 << 20)
  sample.isWhole = text != nil || range.upperBound == file.size
  reader.begin(range, of: file, unpackedBy: text)
  reading: while let block = try reader.next() {
    guard case .lines(var lines) = block else {
      sample.add(problem: "longer than the limit of \(rules.limits.lineInBytes) bytes")
      continue
    }
    parser.begin(lines.bytes)
    while let line = lines.next() {
      guard sample.lines < lineLimit else {
        sample.isWhole = false
        break reading
      }
      switch line {
      case .empty: break
      case .tooLong:
        sample.add(problem: "longer than the limit of \(rules.limits.lineInBytes) bytes")
      case .text(let text, let offset):
        do {
          guard let line = try parser.parse(text.withoutByteOrderMark(at: offset)) else { continue }
          _ = try decoder.decode(
            line, file: 0, offset: offset, length: text.count, into: &batches, tables: &tables)
          sample.lines += 1
          sample.events += 1
        } catch let problem as JSONProblem {
          sample.add(problem: problem.reason)
        } catch let problem as LineProblem {
          sample.add(problem: problem.reason)
        } catch {
          sample.add(problem: "\(error)")
        }
      }
    }
  }
  if let text {
    sample.isWhole = sample.isWhole && text.isAtEnd
    sample.problem = sample.problem ?? text.damage?.reason
  }
  if sample.events > 0 { sample.format = "casebook" }
  return sample
}

extension FileSample {
  /// A line that is no event.
  fileprivate mutating func add(problem: String) {
    lines += 1
    self.problem = self.problem ?? problem
  }
}
