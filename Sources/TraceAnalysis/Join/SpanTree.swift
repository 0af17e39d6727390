import TraceModel

/// Which record of a trace hangs on which. Those that hang on each other in a ring hang on nothing.
struct SpanTree {
  private var byID: [[UInt8]: Int32] = [:]
  private var ringMembers: Set<Int32> = []
  /// A chain beyond all use ends here.
  private static let deepest = 32

  init(_ kept: [Int32], _ records: RecordBatch) {
    byID.reserveCapacity(kept.count)
    for record in kept { byID[Array(records.eventID(of: Int(record)))] = record }
    findRings(of: kept, records)
  }

  private mutating func findRings(of kept: [Int32], _ records: RecordBatch) {
    // Of each record seen the one whose way upwards met it first.
    var ways: [Int32: Int32] = [:]
    for record in kept where ways[record] == nil {
      var here = record
      ways[here] = record
      while let parent = parent(of: here, records), ways[parent] == nil {
        ways[parent] = record
        here = parent
      }
      // A way that meets itself has gone round.
      while let parent = parent(of: here, records), ways[parent] == record {
        ringMembers.insert(here)
        here = parent
      }
    }
  }

  /// The model call that a record was made for: the nearest one above, with nothing between them but
  /// spans that only group.
  func modelCall(above record: Int32, _ records: RecordBatch) -> Int32? {
    call(of: .model, above: record, records)
  }

  /// The tool call that a record was made for, likewise.
  func toolCall(above record: Int32, _ records: RecordBatch) -> Int32? {
    call(of: .tool, above: record, records)
  }

  private func call(of stage: Stage, above record: Int32, _ records: RecordBatch) -> Int32? {
    var here = record
    for _ in 0..<Self.deepest {
      guard let parent = parent(of: here, records) else { return nil }
      switch records.events[Int(parent)].stage {
      case stage: return parent
      case .infrastructure, .route, .unknown: here = parent
      default: return nil
      }
    }
    return nil
  }

  /// Whether a record hangs on a call of a model that says what it used or cost, however far above.
  func isInsideCountedCall(_ record: Int32, _ records: RecordBatch) -> Bool {
    var isInside = false
    forEachAbove(record, records) {
      isInside = records.isCountedCall($0)
      return !isInside
    }
    return isInside
  }

  /// The record that all above a record hangs on; itself where it hangs on nothing.
  func top(of record: Int32, _ records: RecordBatch) -> Int32 {
    var top = self.record(like: record, records)
    forEachAbove(record, records) {
      top = $0
      return true
    }
    return top
  }

  /// The one that stands for all records of an id.
  func record(like record: Int32, _ records: RecordBatch) -> Int32 {
    byID[Array(records.eventID(of: Int(record)))] ?? record
  }

  /// Whether one record is among those that another hangs on.
  func isAround(_ outer: Int32, _ inner: Int32, _ records: RecordBatch) -> Bool {
    var here = inner
    for _ in 0..<Self.deepest {
      guard let parent = parent(of: here, records) else { return false }
      if parent == outer { return true }
      here = parent
    }
    return false
  }

  /// Gives each record that another one hangs on to `body`, the nearest first, until that says to stop.
  func forEachAbove(_ record: Int32, _ records: RecordBatch, _ body: (Int32) -> Bool) {
    var here = record
    for _ in 0..<Self.deepest {
      guard let parent = parent(of: here, records), body(parent) else { return }
      here = parent
    }
  }

  private func parent(of record: Int32, _ records: RecordBatch) -> Int32? {
    guard records.events[Int(record)].parentLength > 0, !ringMembers.contains(record) else {
      return nil
    }
    return byID[Array(records.parentID(of: Int(record)))]
  }
}
