import Foundation
import TestSupport
import Testing
import TraceModel
import TraceReading

/// Private data against texts of which somebody has marked what stands in them.
struct PrivateDataTests {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../../../shared/data/hostile").standardizedFileURL.path

  @Test(.enabled(if: FileManager.default.fileExists(atPath: folder + "/pii/pii.jsonl")))
  func `every address and number of the marked texts is found, and nothing else`() throws {
    var lines: [String] = []
    var expected: [String: Int] = [:]
    for (index, row) in try rows("pii/pii.jsonl").enumerated() {
      guard case .string(let text)? = row["text"], case .array(let spans)? = row["spans"] else {
        continue
      }
      if case .bool(true)? = row["ambiguous"] { continue }
      let types = Set(
        spans.compactMap { span -> String? in
          if case .string(let type)? = span["type"] { return type }
          return nil
        })
      for type in types { expected[type, default: 0] += 1 }
      lines.append(event("r", .request, .trace("t\(index)"), .input(text)))
    }
    let found = try #require(
      try count(files: ["log": lines]).summary.findings.first { $0.code == "private-data" })
    #expect(
      Set(found.details) == [
        "An e-mail address in the input: \(expected["EMAIL"] ?? 0) requests.",
        "A phone number in the input: \(expected["PHONE"] ?? 0) requests.",
        "A card number in the input: \(expected["CARD"] ?? 0) requests.",
        "A bank account in the input: \(expected["IBAN"] ?? 0) requests.",
      ])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: folder + "/secrets/secrets.jsonl")))
  func `nine of ten secrets are found, and nothing that is none`() throws {
    var secrets: [String] = []
    var others: [String] = []
    for (index, row) in try rows("secrets/secrets.jsonl").enumerated() {
      guard case .array(let parts)? = row["parts"], case .string(let type)? = row["type"] else {
        continue
      }
      let text = parts.map { part in
        if case .string(let text) = part { return text }
        return ""
      }.joined()
      let line = event("r", .request, .trace("t\(index)"), .input(text))
      if type == "none" { others.append(line) } else { secrets.append(line) }
    }
    func tracesFound(_ lines: [String]) throws -> Int {
      try count(files: ["log": lines]).summary.findings
        .first { $0.code == "private-data" }?.traces ?? 0
    }
    #expect(secrets.count > 300)
    #expect(try tracesFound(secrets) * 10 >= secrets.count * 9)
    #expect(try tracesFound(others) == 0)
  }

  @Test(arguments: [
    ("My card is 4111111111111111.", true), ("4111 1111 1111 1111", true),
    ("`4111-1111-1111-1111`", true), ("4111111111111112", false),
    ("order #4111111111111111", false),
    // Of the ids of spans some have only decimal digits.
    ("- see `4334864551534157`", false),
  ])
  func `a card's number is told from an id`(_ text: String, isCard: Bool) throws {
    let findings = try count(files: ["log": [event("r", .request, .input(text))]]).summary.findings
    let found = findings.first { $0.code == "private-data" }?.details ?? []
    #expect(found == (isCard ? ["A card number in the input: 1 request."] : []))
  }

  private func rows(_ name: String) throws -> [JSONValue] {
    let text = try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      var line = String(line)
      return try line.withUTF8 { try readJSON($0) }
    }
  }
}
