/// All inputs as records, partitioned by trace id: what the first pass gives to the join.
package struct MappedInputs: Sendable {
  package var records: any RecordSource
  package var tables: RecordTables
  /// In the order of the files' names; `EventRecord.file` counts in it.
  package var inputs: [InputSummary]
  /// In order of file and offset.
  package var problems: [InputProblem]
  /// The start of the event that starts last, in nanoseconds; nil where none has a clock.
  package var latestStart: Int64?
  /// Events that count only where the join finds a trace for them.
  package var awaiting: [AwaitingEvent] = []
  /// Some events were translated from other formats.
  package var hasTranslations = false

  package init(
    records: any RecordSource, tables: RecordTables, inputs: [InputSummary],
    problems: [InputProblem], latestStart: Int64?
  ) {
    self.latestStart = latestStart
    self.records = records
    self.tables = tables
    self.inputs = inputs
    self.problems = problems
  }
}

/// An event that names no trace, only another event or an answer's id.
package struct AwaitingEvent: Sendable {
  /// Which event of its record it is, from 1.
  package var part: UInt32
  /// What is said, and where, if nothing has what it names.
  package var problem: InputProblem

  package init(part: UInt32, problem: InputProblem) {
    self.part = part
    self.problem = problem
  }
}

/// Records by partition, wherever they lie.
package protocol RecordSource: Sendable {
  var partitionCount: Int { get }

  /// Puts the records of a partition, and no others, into the batch.
  func load(_ partition: Int, into batch: inout RecordBatch) throws
}
