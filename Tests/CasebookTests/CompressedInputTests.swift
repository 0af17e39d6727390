import Foundation
import TestSupport
import Testing

struct CompressedInputTests {
  private static let log = Array(
    (0..<200).map { request in
      event(
        "m\(request)", .model, at: Double(request), .trace("t\(request)"),
        .input("question \(request)"), .output("answer \(request)"), .tokens(100, request)) + "\n"
        + (request % 40 == 0 ? "no event\n" : "")
    }.joined().utf8)

  @Test func `figures and pages are the same from plain, gzip and zstd, also on standard input`()
    throws
  {
    let folder = try TemporaryFolder()
    let logs = ["plain": Self.log, "gzip": gzip(Self.log), "zstd": zstd(Self.log)]
    for (name, bytes) in logs {
      try folder.write(bytes, to: "\(name)/week.jsonl")
      let run = try CasebookProgram.run([
        "report", folder("\(name)/week.jsonl"), "-o", folder("\(name)/report"),
      ])
      #expect(run.exitCode == 0, "\(run.message)")
      let piped = try CasebookProgram.run(
        ["report", "-", "-o", folder("\(name)/piped")], standardInput: bytes)
      #expect(piped.exitCode == 0, "\(piped.message)")
    }
    for kind in ["report", "piped"] {
      let files = folder.files(in: "plain/\(kind)")
      #expect(files.count > 200)
      for file in files {
        let texts = try logs.map { name, bytes in
          try withoutSize(bytes.count, folder.text("\(name)/\(kind)/\(file)"))
        }
        #expect(Set(texts).count == 1, "\(kind)/\(file)")
      }
    }
    let rejected = try folder.text("zstd/report/rejected.jsonl")
    #expect(rejected.contains("no event"))
  }

  /// A page says how long its input is on disk.
  private func withoutSize(_ bytes: Int, _ text: String) -> String {
    let grouped = "\(bytes / 1000),\(String(bytes % 1000 + 1000).dropFirst())"
    return text.replacingOccurrences(of: "\"bytes\":\(bytes),", with: "\"bytes\":")
      .replacingOccurrences(of: "\"bytes\": \(bytes),", with: "\"bytes\":")
      .replacingOccurrences(of: ">\(grouped)<", with: "><")
  }

  @Test func `a damaged file is named on the terminal and in the report`() throws {
    let folder = try TemporaryFolder()
    let bytes = gzip(Self.log)
    try folder.write(Array(bytes[..<(bytes.count - 8)]), to: "week.jsonl.gz")
    let run = try CasebookProgram.run(["report", folder("week.jsonl.gz"), "-o", folder("report")])
    #expect(run.exitCode == 0)
    let place = "after \(bytes.count - 8) bytes: it is cut off"
    #expect(run.message.contains("week.jsonl.gz:205: gzip data, \(place)"))
    #expect(try folder.text("report/findings.html").contains(place))
    #expect(try folder.text("report/rejected.jsonl").contains(place))
    #expect(try folder.text("report/index.html").contains("could not be read whole"))
  }

  @Test func `a broken zip archive alone says what it is and ends the run`() throws {
    let folder = try TemporaryFolder()
    try folder.write([0x50, 0x4B, 0x03, 0x04, 0x0A], to: "run.eval")
    let run = try CasebookProgram.run(["report", folder("run.eval"), "-o", folder("report")])
    #expect(run.exitCode == 65)
    #expect(
      run.message.contains("run.eval: a zip archive that is cut off or damaged at its end; copy"))
  }
}
