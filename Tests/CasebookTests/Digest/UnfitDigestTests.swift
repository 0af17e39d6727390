import Foundation
import TestSupport
import Testing

/// Digests and files of records that don't belong together, and what the program says of them.
struct UnfitDigestTests {
  private let week: DigestedFolder
  private static let lines = (0..<12).flatMap { number in
    [
      event("a", .request, at: Double(number), .trace("\(number)")),
      event("b", .answer, at: Double(number) + 0.5, .trace("\(number)"), .costs("0.1")),
    ]
  }

  init() throws { week = try DigestedFolder(Self.lines) }

  /// The words of a run that has to end with this code, each file by its name alone.
  private func failure(_ code: Int32, _ arguments: [String]) throws -> String {
    let run = try CasebookProgram.run(arguments, in: week.folder.path)
    #expect(run.exitCode == code, "\(arguments): \(run.message)")
    return run.message.replacing(week.folder.path + "/", with: "")
  }

  private var log: String { week.logs[0] }
  private var halves: (Range<Int>, Range<Int>) {
    let size = Self.lines.map { $0.utf8.count + 1 }.reduce(0, +)
    return (0..<size / 2, size / 2..<size)
  }

  // MARK: Digests

  @Test func `digests of other periods, settings and prices are refused by name`() throws {
    let folder = week.folder
    try folder.write("title: One\n", to: "casebook.yml")
    try folder.write("{}", to: "prices.json")
    try folder.write([event("z", .request, .trace("z"))], to: "other.jsonl")
    let first = try week.digest([log], to: "1.digest")
    let other = folder("other.jsonl")
    try week.run(["digest", other, "--week", "2026-W46", "-o", folder("period.digest")])
    try week.run(["digest", other, "-o", folder("unnamed.digest")])
    try week.digest([other, "--config", folder("casebook.yml")], to: "settings.digest")
    try week.digest([other, "--prices", folder("prices.json")], to: "prices.digest")
    for (name, words) in [
      ("period", "is of the period 2026-W46, another of 2026-W47; make all digests with the same"),
      ("unnamed", "was made without a named period, another with one; name --week for all"),
      ("settings", "was made with another casebook.yml; make all digests with the same --config"),
      ("prices", "was made with another price table; make all digests with the same --prices"),
    ] {
      let path = folder("\(name).digest")
      #expect(
        try failure(65, ["merge", first, path, "-o", "m"])
          .contains("casebook: \(name).digest: \(words)"))
    }
    let turned = try failure(65, ["merge", folder("unnamed.digest"), first, "-o", "m"])
    #expect(turned.contains("1.digest: was made with a named period, another without one"))
    #expect(!folder.files().contains("m"))
  }

  @Test func `a digest counts once`() throws {
    let digest = try week.digest([log], to: "1.digest")
    #expect(
      try failure(65, ["merge", digest, digest, "-o", "m"]).contains(
        "1.digest: counts log.jsonl, which another digest counts too; give each once"))
    let parts = try week.map(log, partitions: 4, to: "r").enumerated().map {
      try week.digest(["--records", $1], to: "\($0).digest")
    }
    // As many records as a whole week has, but not those.
    let message = try failure(65, ["merge", parts[1], parts[2], parts[1], "-o", "m"])
    #expect(message.contains("1.digest: counts partition 1 of 4 of log.jsonl, which another"))
  }

  @Test func `a part that is missing is named`() throws {
    let (first, second) = halves
    let one = try week.map(log, first, partitions: 2, to: "one")
    let two = try week.map(log, second, partitions: 2, to: "two")
    let zero = try week.digest(["--records", one[0], two[0]], to: "0.digest")
    #expect(
      try failure(65, ["report", "--digest", zero]).contains(
        "0.digest: bytes 0 to \(second.upperBound) of log.jsonl are not counted in partition 1 of 2"
      ))
    let half = try week.digest(["--records", one[1]], to: "half.digest")
    let merged = try week.merge([zero, half], to: "m.digest")
    let place = "bytes \(second.lowerBound) to \(second.upperBound) of log.jsonl"
    #expect(
      try failure(65, ["report", "--digest", merged]).contains(
        "m.digest: \(place) are not counted in partition 1 of 2; make its digest of the record"))
    // What is missing can't come in another digest: traces lie across the ranges.
    let rest = try week.digest(["--records", two[1]], to: "rest.digest")
    #expect(
      try failure(65, ["merge", merged, rest, "-o", "x"]).contains(
        "rest.digest: counts partition 1 of 2 of log.jsonl, which another digest counts too"))
  }

  @Test func `a partition of several logs goes into one digest`() throws {
    try week.folder.write(
      [event("c", .verdict, .trace("3"), .verdict("success"))], to: "late.jsonl")
    let one = try week.map(log, partitions: 2, to: "one")
    let late = try week.map(week.folder("late.jsonl"), partitions: 2, to: "two")
    let first = try week.digest(["--records", one[1]], to: "1.digest")
    let second = try week.digest(["--records", late[1]], to: "2.digest")
    #expect(
      try failure(65, ["merge", first, second, "-o", "m"]).contains(
        "2.digest: counts records of partition 1 of 2, and so does another digest"))
    let quarter = try week.map(week.folder("late.jsonl"), partitions: 4, to: "four")
    let third = try week.digest(["--records", quarter[0]], to: "3.digest")
    #expect(
      try failure(65, ["merge", first, third, "-o", "m"]).contains(
        "3.digest: is cut into 4 partitions, another into 2 partitions; map all logs with the same")
    )
  }

  @Test func `a report of a digest needs neither its prices nor its rejected lines`() throws {
    try week.folder.write(Self.lines + ["broken"], to: "week/log.jsonl")
    try week.folder.write("prices: {file: own.json}\n", to: "week/casebook.yml")
    try week.folder.write("{}", to: "week/own.json")
    let digest = try week.digest([week.folder("week")], to: "d.digest")
    let run = try CasebookProgram.run(
      ["report", "--digest", digest, "-o", "report"], in: week.folder.path)
    #expect(run.exitCode == 0, "\(run.message)")
    #expect(try week.folder.text("report/rejected.jsonl").contains("log.jsonl"))
    // Other logs beside it are not taken for those of the digest.
    try week.folder.write(["something private", "x"], to: "week/log.jsonl")
    try week.folder.write([event("a", .request, .trace("q"))], to: "week/b.jsonl")
    let other = try CasebookProgram.run(
      ["report", "--digest", digest, "week", "-o", "report"], in: week.folder.path)
    #expect(other.exitCode == 0, "\(other.message)")
    #expect(other.message.contains("12 of the 12 traces that get a page are not in these logs"))
    #expect(try !week.folder.text("report/rejected.jsonl").contains("private"))
  }

  // MARK: Files of records

  @Test func `records of other cuts, and a part given twice, are refused by name`() throws {
    let (first, second) = halves
    let one = try week.map(log, first, partitions: 2, to: "one")
    let two = try week.map(log, second, partitions: 4, to: "two")
    let over = try week.map(log, 10..<second.upperBound, partitions: 2, to: "over")
    func refused(_ files: [String]) throws -> String {
      try failure(65, ["digest", "--week", "2026-W47", "-o", "d", "--records"] + files)
    }
    #expect(
      try refused([one[0], two[0]]).contains(
        "two/00000-of-00004.records: is cut into another number of partitions than the files"))
    for partition in 0..<2 {
      let words = "0000\(partition)-of-00002.records: holds a part of log.jsonl that a file before"
      #expect(try refused([one[partition], one[partition]]).contains("one/" + words))
      #expect(try refused([one[partition], over[partition]]).contains("over/" + words))
    }
    try week.folder.write(Self.lines + ["", ""], to: "grown/log.jsonl")
    let grown = try week.map(
      week.folder("grown/log.jsonl"), second, partitions: 2, to: "three")
    #expect(
      try refused([one[1], grown[1]]).contains(
        "its log log.jsonl had \(second.upperBound + 2) bytes, that of a file before it"))
  }

  @Test func `one kind of file is not taken for the other`() throws {
    let digest = try week.digest([log], to: "d.digest")
    let records = try week.map(log, partitions: 1, to: "r")[0]
    let period = ["--week", "2026-W47", "-o", "x"]
    #expect(
      try failure(65, ["digest", "--records", digest] + period).contains(
        "d.digest: a digest, and no file of records; casebook merge and report --digest take it"))
    #expect(
      try failure(65, ["merge", records, "-o", "x"]).contains(
        "00000-of-00001.records: a file of records, and no digest; make one of it with"))
    #expect(
      try failure(65, ["report", "--digest", log]).contains(
        "log.jsonl: no digest; make one with casebook digest"))
    #expect(try failure(66, ["report", "--digest", "."]).contains(".: a folder; give a file"))
    #expect(try failure(66, ["merge", "gone", "-o", "x"]).contains("gone: there is no such file"))
    try week.folder.write(Array("casebook digest 2\nmore".utf8), to: "new.digest")
    #expect(
      try failure(65, ["merge", "new.digest", "-o", "x"]).contains(
        "new.digest: written by another version of casebook; make it again with this one"))
  }

  @Test func `a folder of logs may hold digests and files of records`() throws {
    let before = try week.digest([week.folder("week")], to: "before")
    try week.folder.write(week.folder.read("before"), to: "week/all.digest")
    _ = try week.map(log, partitions: 2, to: "week/parts")
    let after = try week.digest([week.folder("week")], to: "after")
    #expect(before != after)
    #expect(try week.folder.read("before") == week.folder.read("after"))
  }

  // MARK: Options

  @Test func `what map and digest can't do ends with a word on what to do`() throws {
    try week.folder.write(gzip(Array("{}".utf8)), to: "log.gz")
    try week.folder.write("a file", to: "taken")
    try week.folder.write("[\n{}\n]", to: "array.json")
    for (code, arguments, words) in [
      (
        64, ["map", "log.gz", "-o", "r"], "log.gz: map reads one log that is not compressed; unpack"
      ),
      (
        64, ["map", "week", "-o", "r", "--partitions", "3"],
        "--partitions 3: give 1, 2, 4 and so on"
      ),
      (66, ["map", "gone.jsonl", "-o", "r"], "gone.jsonl: there is no such file"),
      (
        64, ["map", "week/log.jsonl", "-o", "r", "--range", "9-1"], "--range 9-1 is none; write it"
      ),
      (
        64, ["map", "week/log.jsonl", "-o", "r", "--range", "a-b"], "--range a-b is none; write it"
      ),
      (
        64, ["map", "array.json", "-o", "r", "--range", "2-4"],
        "array.json: its records go over several lines; map it without --range"
      ),
      (73, ["map", "week/log.jsonl", "-o", "taken"], "taken: is no folder; give another place"),
      (
        73, ["map", "week/log.jsonl", "-o", "taken/r"],
        "taken/r: cannot be written: Not a directory"
      ),
      (
        64, ["digest", "--records", "x", "-o", "d"], "--records needs its period named: give --week"
      ),
      (64, ["digest", "-o", "d"], "digest takes logs, or --records with files that map wrote"),
      (64, ["report"], "report takes logs, or --digest with a file that digest wrote"),
      (64, ["report", "--digest", "d", "--to", "2026-11-01"], "a digest has its period"),
    ] as [(Int32, [String], String)] {
      let message = try failure(code, arguments)
      #expect(message.contains(words), "\(arguments): \(message)")
    }
    #expect(!week.folder.files().contains("d"))
  }

  @Test func `a log that is gone or changed is named where its lines are needed again`() throws {
    try week.folder.write(
      Self.lines + [event("a", .request, .trace("3"), .costs("9"))], to: "week/log.jsonl")
    let records = try week.map(log, partitions: 1, to: "r")
    let moved = week.folder("moved.jsonl")
    let arguments = ["digest", "--week", "2026-W47", "-o", "d", "--records"] + records
    #expect(try CasebookProgram.run(arguments, in: week.folder.path).exitCode == 0)
    let text = try week.folder.text("week/log.jsonl")
    try week.folder.write(text.replacing("\"9\"", with: "\"8\""), to: "week/log.jsonl")
    #expect(try failure(74, arguments).contains("log.jsonl: is no longer what was read of it; run"))
    try week.folder.write("", to: "week/log.jsonl")
    #expect(try failure(74, arguments).contains("log.jsonl: became shorter while it was read"))
    try FileManager.default.moveItem(atPath: log, toPath: moved)
    #expect(
      try failure(66, arguments).contains(
        "week/log.jsonl: is needed again, as two of its events have to be compared, and is not there;"
          + " put the log where it was mapped"))
  }
}
