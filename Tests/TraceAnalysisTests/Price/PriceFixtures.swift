import Foundation
import Testing
import TraceAnalysis
import TraceModel
import TraceReading

/// A stored excerpt of a published price table, or of priced calls.
func priceFixture(_ name: String) throws -> [UInt8] {
  let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  return Array(try Data(contentsOf: tests.appending(path: "Fixtures/Prices/\(name)")))
}

func fixtureTable(_ name: String) throws -> PriceTable {
  try PriceTable(reading: readJSON(try priceFixture(name)), name: name)
}

/// The whole published tables, where they lie beside the package.
enum WholeTables {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data")

  static var arePresent: Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "prices").path)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: path)))
  }
}

extension PriceTable {
  /// A table of the few rows that a test is about.
  init(_ text: String) throws {
    try self.init(reading: readJSON(Array(text.utf8)), name: "prices.json")
  }
}

extension Usage {
  init(
    prompt: Int? = nil, cached: Int? = nil, written: Int? = nil, writtenForAnHour: Int? = nil,
    completion: Int? = nil, reasoning: Int? = nil, audioPrompt: Int? = nil,
    audioCompletion: Int? = nil
  ) {
    self.init()
    self.prompt = prompt
    self.cached = cached
    cacheWrite = written
    cacheWrite1h = writtenForAnHour
    self.completion = completion
    self.reasoning = reasoning
    self.audioPrompt = audioPrompt
    self.audioCompletion = audioCompletion
  }
}

extension PriceResult {
  /// `588 prompt tokens × 0.00000015` for each charge, or the reason why there is none.
  var lines: [String] {
    switch self {
    case .priced(let usage):
      usage.charges.map { "\($0.quantity!) \($0.item!) × \($0.unitPrice!)" }
    case .unpriced(let reason): ["\(reason)"]
    }
  }

  var total: ExactDecimal? {
    charges.map { $0.reduce(.zero) { $0 + $1.amount } }
  }

  var doubts: [UsageDoubt] {
    if case .priced(let usage) = self { return usage.doubts }
    return []
  }
}
