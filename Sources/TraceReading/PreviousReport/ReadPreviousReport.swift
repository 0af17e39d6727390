import TraceModel

// An earlier report is somebody's file and may be made up: it is bounded in size and depth, texts in
// it are bounded in length, counts are checked against each other, and what of its lists is not
// what it should be is left out.

/// Reads an earlier report: its folder, its summary.json, or a page that holds the short summary.
///
/// - Throws: `InputError` if it can't be opened, `PreviousReportError` if it is of no use.
package func readPreviousReport(_ path: String) throws -> PreviousReport {
  let file = try summaryPath(path)
  return try previousReport(try readWhole(file, limit: PreviousReport.fileLimit), path: file)
}

/// Reads an earlier report's bytes, JSON or a page; `path` is only for messages.
package func previousReport(
  _ bytes: [UInt8], path: String
) throws(PreviousReportError) -> PreviousReport {
  guard let json = summaryBytes(bytes) else {
    throw PreviousReportError(path: path, reason: .noSummary)
  }
  do {
    let summary = try readJSON(json, members: SummaryReader.members, maxDepth: 32)
    return try SummaryReader(summary: summary).report()
  } catch let problem as JSONProblem {
    throw PreviousReportError(path: path, reason: .notJSON(problem.reason))
  } catch let reason as PreviousReportError.Reason {
    throw PreviousReportError(path: path, reason: reason)
  } catch {
    throw PreviousReportError(path: path, reason: .noSummary)
  }
}

extension PreviousReport {
  static let fileLimit = 256 << 20
}

extension PreviousReportError.Reason: Error {}

private func summaryPath(_ path: String) throws -> String {
  guard isFolder(path) else { return path }
  let file = path.hasSuffix("/") ? path + "summary.json" : path + "/summary.json"
  guard exists(file) else { throw PreviousReportError(path: path, reason: .noSummary) }
  return file
}

/// The JSON of a file: all of it, or the data block of a page.
private func summaryBytes(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
  guard let first = bytes.first(where: { !" \t\r\n".utf8.contains($0) }) else { return nil }
  if first == UInt8(ascii: "{") { return bytes[...] }
  let opening = Array(#"<script type="application/json" id="summary">"#.utf8)
  guard let start = find(opening, in: bytes[...]),
    let end = find(Array("</script>".utf8), in: bytes[(start + opening.count)...])
  else { return nil }
  return bytes[(start + opening.count)..<end]
}

private func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
  var from = bytes.startIndex
  while let start = bytes[from...].firstIndex(of: pattern[0]) {
    if bytes[start...].starts(with: pattern) { return start }
    from = start + 1
  }
  return nil
}
