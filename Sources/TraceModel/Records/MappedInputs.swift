/// All inputs as records, partitioned by trace id: what the first pass gives to the join.
package struct MappedInputs: Sendable {
  package var partitions: [RecordBatch]
  package var names: NameTable
  /// In the order of the files' names; `EventRecord.file` counts in it.
  package var inputs: [InputSummary]
  /// In order of file and offset.
  package var problems: [InputProblem]

  package init(
    partitions: [RecordBatch], names: NameTable, inputs: [InputSummary], problems: [InputProblem]
  ) {
    self.partitions = partitions
    self.names = names
    self.inputs = inputs
    self.problems = problems
  }
}
