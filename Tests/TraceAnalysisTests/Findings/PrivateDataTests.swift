import Foundation
import TestSupport
import Testing
import TraceAnalysis
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
        "An IP address in the input: \(expected["IP"] ?? 0) requests.",
        "A social security number in the input: \(expected["SSN"] ?? 0) requests.",
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

  @Test(arguments: [
    "client 203.0.113.17 retried", "ip=198.51.100.7", "[198.51.100.208:443]", "93.184.216.34",
    "from 203.0.113.5, then gone.", "{\"client_ip\":\"8.8.8.8\"}", "host 9.9.9.9",
    "2001:db8::9dbe:61d", "at 2a00:1450:4001:82b::200e:443", "[2001:db8::1]",
    "2001:db8:79b9:d4da:e436:1b3d:3dec:a0a4", "line\n203.0.113.5", "line\u{8}2001:db8::1",
  ])
  func `an address of the internet is found`(_ text: String) throws {
    #expect(try found(in: text) == ["An IP address in the input: 1 request."])
  }

  @Test(arguments: [
    // Versions and other numbers with dots.
    "1.2.3.4", "version 10.15.7.1 of the SDK", "build 1.2.3.4-rc.1", "release 2.116.4.9",
    "see §3.2.1.4 of the policy", "v203.0.113.17", "app@203.0.113.17", "numpy==1.126.0.4",
    "Chrome/126.0.113.17", "1.3.6.1.4.1.203", "203.0.113.256", "203.00.113.17", "203.0.113",
    "203.0.113.17-beta", "203.0.113.17.jar", "$203.0.113.17", "203.0.113.0/24",
    // Of one's own network.
    "10.0.113.17", "127.0.0.1 is loopback", "192.168.178.20", "172.16.200.1", "169.254.169.254",
    "100.64.113.1", "0.0.0.0:8080", "255.255.255.0", "239.255.255.250", "::1",
    "fe80::1ff:fe23:4567",
    "fd12:3456:789a::1",
    // Times, hardware and code.
    "12:34:56:78 frames", "63:ac:82:16:81:fa", "2026-02-09T10:00:00.123Z", "2001:05:12 10:00:00",
    "abcd::efef", "std::vec::Vec", "face:b00c::d", "2001:db8:1:2", "2001::db8::1",
    "2001:db8:79b9:d4da:e436:1b3d:3dec",
  ])
  func `what only looks like an address is none`(_ text: String) throws {
    #expect(try found(in: text) == [])
  }

  @Test(arguments: [
    "SSN 527-44-1595 on file", "ssn=331-98-9763&x", "my number is 527-44-1595.",
    "SSN: 527441595", "Social Security Number 527 44 1595",
  ])
  func `a social security number is found`(_ text: String) throws {
    #expect(try found(in: text) == ["A social security number in the input: 1 request."])
  }

  @Test(arguments: [
    "000-44-1595", "666-44-1595", "900-44-1595", "527-00-1595", "527-44-0000", "123-45-6789",
    "527441595", "527 44 1595", "SSN 527-441595", "sku 527-44-1595", "order 527-44-1595",
    "527-44-15951", "1527-44-1595", "A-527-44-1595", "527-44-1595-2", "sku 123-45-67890",
    "ISBN 978-3-16-148410-0", "score 999-99 vs 12",
  ])
  func `what only looks like a social security number is none`(_ text: String) throws {
    #expect(try found(in: text) == [])
  }

  /// Where a text stands in the blocks that are looked at changes nothing.
  @Test func `an address is found wherever it stands in a long text`() throws {
    for length in 0..<150 {
      let text = String(repeating: "-", count: length) + " 203.0.113.7 "
      #expect(try found(in: text).count == 1, "\(length)")
    }
  }

  @Test func `a note file is looked at as a note in the log is`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "---\ntrace_id: t\nreason: call +49 30 23125 178\n---\nAsk mara@example.com\n",
      to: "note.md")
    try folder.write("---\ntrace_id: t\n---\nAsk Mara.\n", to: "other.md")
    let notes = try ["note.md", "other.md"].map { try readNoteFile(folder($0), limit: 65_536) }
      .map { TraceNote(traceID: $0.traceID, note: $0.note) }
    let log = try count(
      event("r", .request, .input("Where?")), with: LogSettings(notes: notes))
    let finding = log.summary.findings.first { $0.code == "private-data" }
    #expect(finding?.traces == 1 && finding?.events == 0)
    #expect(
      Set(finding?.details ?? []) == [
        "An e-mail address in the verdict or note: 1 request.",
        "A phone number in the verdict or note: 1 request.",
      ])
    let other = try count(
      event("r", .request, .input("Where?")), with: LogSettings(notes: Array(notes.suffix(1))))
    #expect(!other.summary.findings.contains { $0.code == "private-data" })
  }

  private func found(in text: String) throws -> [String] {
    try count(files: ["log": [event("r", .request, .input(text))]]).summary.findings
      .first { $0.code == "private-data" }?.details ?? []
  }

  private func rows(_ name: String) throws -> [JSONValue] {
    let text = try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8)
    return try text.split(separator: "\n").map { line in
      var line = String(line)
      return try line.withUTF8 { try readJSON($0) }
    }
  }
}
