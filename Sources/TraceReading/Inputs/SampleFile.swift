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
package func sample(_ file: SourceFile, _ limits: InputLimits) throws(InputError) -> FileSample {
  let lineLimit = 1000
  var reader = LineReader(limit: limits.lineInBytes)
  let parser = JSONParser(keys: EventKey.spellings, maxDepth: limits.depth)
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
  try reader.forEachLine(in: range, of: file, unpackedBy: text) { line in
    guard sample.lines < lineLimit else {
      sample.isWhole = false
      return
    }
    switch line {
    case .empty: break
    case .tooLong:
      sample.lines += 1
      sample.problem = sample.problem ?? "longer than the limit of \(limits.lineInBytes) bytes"
    case .text(let text, let offset):
      let text = text.withoutByteOrderMark(at: offset)
      guard !text.isBlank else { return }
      sample.lines += 1
      do {
        let root = try parser.parse(text)
        try decoder.decode(
          root, file: 0, offset: offset, length: text.count, into: &batches, tables: &tables)
        sample.events += 1
      } catch let problem as JSONProblem {
        sample.problem = sample.problem ?? problem.reason
      } catch let problem as LineProblem {
        sample.problem = sample.problem ?? problem.reason
      } catch {
        sample.problem = sample.problem ?? "\(error)"
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
