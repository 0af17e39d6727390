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

/// Records by partition, wherever they lie.
package protocol RecordSource: Sendable {
  var partitionCount: Int { get }

  /// Puts the records of a partition, and no others, into the batch.
  func load(_ partition: Int, into batch: inout RecordBatch) throws
}
