import ArgumentParser
import Foundation
import TestSupport
import TraceModel

@testable import casebook

/// A folder with a week in `week/`, counted in one go or piece by piece.
struct DigestedFolder {
  let folder: TemporaryFolder
  static let period = ["--week", "2026-W47"]
  /// What lies beside the logs of a `StrangeWeek`.
  var settings: [String] {
    [
      "--config", folder("week/casebook.yml"), "--notes", folder("week/notes"),
      "--prices", folder("week/prices.json"),
    ]
  }

  init(_ week: StrangeWeek) throws {
    folder = try TemporaryFolder()
    try week.write(to: folder, "week")
  }

  /// A folder of one log.
  init(_ lines: [String]) throws {
    folder = try TemporaryFolder()
    try folder.write(lines, to: "week/log.jsonl")
  }

  var logs: [String] {
    folder.files(in: "week").filter { $0.hasSuffix(".jsonl") }.map { folder("week/\($0)") }
  }

  /// Runs a command in this process, to its end.
  func run(_ arguments: [String]) throws {
    var command = try Casebook.parseAsRoot(arguments + ["--quiet"])
    try command.run()
  }

  @discardableResult
  func digest(_ arguments: [String], to name: String) throws -> String {
    try run(["digest", "-o", folder(name)] + Self.period + arguments)
    return folder(name)
  }

  @discardableResult
  func merge(_ digests: [String], to name: String) throws -> String {
    try run(["merge", "-o", folder(name)] + digests)
    return folder(name)
  }

  /// Maps a range of a log; returns the files of records by partition.
  func map(_ log: String, _ range: Range<Int>? = nil, partitions: Int, to name: String) throws
    -> [String]
  {
    let range = range.map { ["--range", "\($0.lowerBound)-\($0.upperBound)"] } ?? []
    try run(["map", log, "--partitions", "\(partitions)", "-o", folder(name)] + range)
    return folder.files(in: name).filter { $0.hasSuffix("of-" + padded(partitions) + ".records") }
      .map { folder("\(name)/\($0)") }
  }

  /// The files of a report without pages of traces; the logs stand by for what was rejected.
  func report(_ arguments: [String], to name: String = "report") throws -> [String: [UInt8]] {
    try run(["report", "-o", folder(name)] + arguments)
    var files: [String: [UInt8]] = [:]
    for path in folder.files(in: name) { files[path] = try folder.read("\(name)/\(path)") }
    return files
  }

  /// Merges in a random tree.
  func mergeInTree(_ digests: [String], _ numbers: inout SeededNumbers) throws -> String {
    var digests = digests.shuffled(using: &numbers)
    var step = 0
    while digests.count > 1 {
      let count = min(digests.count, Int.random(in: 2...4, using: &numbers))
      step += 1
      let merged = try merge(Array(digests.prefix(count)), to: "tree-\(step).digest")
      digests.removeFirst(count)
      digests.insert(merged, at: Int.random(in: 0...digests.count, using: &numbers))
    }
    return digests[0]
  }

  private func padded(_ number: Int) -> String {
    String(repeating: "0", count: 5 - "\(number)".count) + "\(number)"
  }
}
