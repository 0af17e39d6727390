import Foundation
import TestSupport
import Testing

/// What many machines count is what one counts, to the byte.
struct ManyMachinesTests {
  @Test(arguments: [(31, 1), (32, 2), (33, 8)] as [(UInt64, Int)])
  func `ranges, partitions and merges come to the report of one machine`(
    seed: UInt64, partitions: Int
  ) throws {
    var numbers = SeededNumbers(seed: seed)
    let week = try DigestedFolder(StrangeWeek(seed: seed, traces: 12))
    let pages = ["--trace-pages", "4"]
    let one = try week.report(
      [week.folder("week")] + pages + DigestedFolder.period, to: "one")
    #expect(one["rejected.jsonl"] != nil)

    var byPartition = Array(repeating: [String](), count: partitions)
    for (number, log) in week.logs.enumerated() {
      for (place, range) in try ranges(of: log, &numbers).enumerated() {
        let files = try week.map(
          log, range, partitions: partitions, to: "records/\(number)-\(place)")
        for (partition, file) in files.enumerated() { byPartition[partition].append(file) }
      }
    }
    var groups = byPartition.shuffled(using: &numbers)
    if groups.count > 2 { groups.append(groups.removeFirst() + groups.removeFirst()) }
    let digests = try groups.enumerated().map { number, files in
      try week.digest(
        ["--records"] + files.shuffled(using: &numbers) + week.settings
          + ["--threads", "\(1 + number % 2)"], to: "\(number).digest")
    }
    let merged = try week.mergeInTree(digests, &numbers)
    let many = try week.report(
      ["--digest", merged, week.folder("week")] + pages, to: "many")
    #expect(many.keys.sorted() == one.keys.sorted())
    let unlike = one.keys.filter { many[$0] != one[$0] }.sorted()
    #expect(unlike.isEmpty)
    // And the digest is that of one machine.
    let digest = try week.digest([week.folder("week")], to: "one.digest")
    #expect(try Data(contentsOf: URL(filePath: merged)) == Data(contentsOf: URL(filePath: digest)))
  }

  /// Ranges that cover the file: some cut lines, one is a byte long, one empty, one behind the end.
  private func ranges(of log: String, _ numbers: inout SeededNumbers) throws -> [Range<Int>] {
    let size = try Data(contentsOf: URL(filePath: log)).count
    var cuts = (0..<3).map { _ in Int.random(in: 0...size, using: &numbers) }
    cuts += [cuts[0], min(cuts[1] + 1, size)]
    cuts = ([0, size, size] + cuts).sorted()
    return zip(cuts, cuts.dropFirst()).map { $0..<$1 } + [size + 10..<size + 20]
  }

  @Test(arguments: [41, 42] as [UInt64])
  func `digests of logs that share no trace merge to that of all`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let week = StrangeWeek(seed: seed, traces: 12)
    // Each trace's events in one file.
    var files: [String: [String]] = [:]
    for line in week.logs.sorted(by: { $0.key < $1.key }).flatMap(\.value) {
      let trace = (try? readJSONLine(line))?["trace_id"]?.string ?? line
      files["\(trace.utf8.reduce(0) { $0 &* 31 &+ Int($1) } & 3).jsonl", default: []].append(line)
    }
    let all = try DigestedFolder([])
    try FileManager.default.removeItem(atPath: all.folder("week/log.jsonl"))
    for (name, lines) in files { try all.folder.write(lines, to: "week/\(name)") }
    for (name, text) in week.settings { try all.folder.write(text, to: "week/\(name)") }
    let digests = try all.logs.enumerated().map {
      try all.digest([$1] + all.settings, to: "\($0).digest")
    }
    let merged = try all.mergeInTree(digests, &numbers)
    let whole = try all.digest([all.folder("week")], to: "whole.digest")
    #expect(try read(merged) == read(whole))
    let report = try all.report(["--digest", merged])
    let direct = try all.report(
      [all.folder("week"), "--trace-pages", "0"] + DigestedFolder.period, to: "direct")
    #expect(report["summary.json"] == direct["summary.json"])
  }

  @Test func `packed logs, and any number of threads, come to the same digest`() throws {
    let week = try DigestedFolder(StrangeWeek(seed: 51, traces: 12))
    let first = try week.digest([week.folder("week"), "--threads", "1"], to: "1.digest")
    let second = try week.digest([week.folder("week"), "--threads", "2"], to: "2.digest")
    #expect(try read(first) == read(second))
    let plain = try week.report(["--digest", first])
    for log in week.logs {
      let bytes = Array(try Data(contentsOf: URL(filePath: log)))
      try Data(gzip(bytes)).write(to: URL(filePath: log))
    }
    let packed = try week.report(
      ["--digest", week.digest([week.folder("week")], to: "packed.digest")])
    #expect(try summary(packed, without: "inputs") == summary(plain, without: "inputs"))
  }

  private func read(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  private func summary(_ files: [String: [UInt8]], without key: String) throws -> [String] {
    guard
      case .object(let members) = try readJSONLine(
        String(decoding: files["summary.json"] ?? [], as: UTF8.self))
    else { return [] }
    return members.filter { $0.key != key }.map { "\($0)" }
  }

  @Test func `a digest and a merged one go to standard output where it is named`() throws {
    let week = try DigestedFolder([event("a", .request), event("b", .answer, at: 1)])
    let file = try week.digest([week.folder("week")], to: "d.digest")
    let commands = [
      ["digest", week.folder("week"), "--week", "2026-W47"], ["merge", file],
    ]
    for command in commands {
      let run = try CasebookProgram.run(command + ["-o", "-"], in: week.folder.path)
      #expect(run.exitCode == 0 && run.message.contains("wrote standard output: 1 trace"))
      try week.folder.write(run.output, to: "\(command[0]).digest")
      #expect(try week.report(["--digest", week.folder("\(command[0]).digest")]).isEmpty == false)
      #expect(try !week.folder.files(in: ".").contains("-"))
    }
    let merged = try CasebookProgram.run(["merge", file, "-o", "-", "--quiet"])
    #expect(try Data(merged.output) == read(file) && merged.message.isEmpty)
  }

  // MARK: What is like one log and is not

  @Test func `a log given twice counts once, and its digest is whole`() throws {
    let week = try DigestedFolder([event("a", .request), "broken", event("b", .answer, at: 1)])
    let digest = try week.digest([week.logs[0], week.logs[0]], to: "d.digest")
    let report = try week.report(["--digest", digest])
    let text = String(decoding: report["summary.json"] ?? [], as: UTF8.self)
    #expect(text.contains("\"traces\": 1") && text.contains("log.jsonl (2)"))
  }

  @Test func `names that differ only in how an accent is written are two logs`() throws {
    let week = try DigestedFolder([event("a", .request)])
    try week.folder.write([event("b", .answer)], to: "week/\u{E9}.jsonl")
    try week.folder.write([event("c", .answer)], to: "week/e\u{301}.jsonl")
    let digest = try week.digest([week.folder("week")], to: "d.digest")
    let report = try week.report(["--digest", digest])
    let text = String(decoding: report["summary.json"] ?? [], as: UTF8.self)
    #expect(text.contains("\"\u{E9}.jsonl\"") && text.contains("\"e\u{301}.jsonl\""))
    let files = try week.logs.enumerated().flatMap {
      try week.map($1, partitions: 1, to: "r\($0)")
    }
    #expect(try week.digest(["--records"] + files, to: "r.digest").isEmpty == false)
    #expect(try week.folder.read("r.digest") == week.folder.read("d.digest"))
  }

  @Test func `an empty log and one of nothing but blank lines are whole`() throws {
    let week = try DigestedFolder([event("a", .request)])
    try week.folder.write("", to: "week/empty.jsonl")
    try week.folder.write("\n \n\n", to: "week/blank.jsonl")
    let whole = try week.digest([week.folder("week")], to: "d.digest")
    var byPartition = [[String](), [String]()]
    for (number, log) in week.logs.enumerated() {
      for (partition, file) in try week.map(log, partitions: 2, to: "r\(number)").enumerated() {
        byPartition[partition].append(file)
      }
    }
    let parts = try byPartition.enumerated().map {
      try week.digest(["--records"] + $1, to: "\($0).digest")
    }
    let merged = try week.merge(parts, to: "m.digest")
    #expect(try read(merged) == read(whole))
    #expect(try week.report(["--digest", merged]).isEmpty == false)
  }
}
