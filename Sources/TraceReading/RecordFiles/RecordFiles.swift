import TraceModel

/// The record files of a run, by partition.
package struct RecordFiles: RecordSource {
  /// Paths by partition.
  private let partitions: [[(path: String, file: UInt32)]]
  private let tables: RecordTables
  package let inputs: [InputDigest]
  /// Where each input's logs lie.
  package let sources: [String]

  /// Looks at every file once; the records are read again when their partition is joined.
  package init(_ paths: [String], _ tables: RecordTables) throws {
    self.tables = tables
    var byPartition: [Int: [(path: String, file: UInt32)]] = [:]
    var places: [Name: UInt32] = [:]
    var inputs: [InputDigest] = []
    var sources: [String] = []
    var count: Int?
    for path in paths {
      var file = try RecordFile(path, tables, file: 0)
      file.records.free()
      guard count ?? file.partitions == file.partitions else {
        throw RecordFilesError(path: path, reason: .otherPartitions)
      }
      count = file.partitions
      let name = Name(file.input.name)
      let place = places[name] ?? UInt32(inputs.count)
      if places[name] == nil {
        places[name] = place
        inputs.append(file.input)
        sources.append(file.path)
      } else {
        do throws(InputPartsError) { try inputs[Int(place)].merge(file.input) } catch {
          throw RecordFilesError(path: path, reason: .unfit(error))
        }
      }
      byPartition[file.partition, default: []].append((path, place))
    }
    // In the order of their names, which says who owns a repeated event.
    let order = inputs.indices.sorted { Name(inputs[$0].name) < Name(inputs[$1].name) }
    self.inputs = order.map { inputs[$0] }
    self.sources = order.map { sources[$0] }
    var ranks = Array(repeating: UInt32(0), count: order.count)
    for (rank, place) in order.enumerated() { ranks[place] = UInt32(rank) }
    partitions = byPartition.sorted { $0.key < $1.key }.map { _, files in
      files.map { (path: $0.path, file: ranks[Int($0.file)]) }
    }
  }

  package var partitionCount: Int { partitions.count }

  package func load(_ partition: Int, into batch: inout RecordBatch) throws {
    batch.clear()
    for (path, place) in partitions[partition] {
      var file = try RecordFile(path, tables, file: place)
      batch.append(file.records)
      file.records.free()
    }
  }
}

/// Record files that don't belong together.
package struct RecordFilesError: Error, CustomStringConvertible {
  package enum Reason: Sendable {
    case otherPartitions
    case unfit(InputPartsError)
  }

  package let path: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .otherPartitions:
      "\(path): is cut into another number of partitions than the files before it;"
        + " map all with the same --partitions"
    case .unfit(.readTwice(let name, _)):
      "\(path): holds a part of \(name) that a file before it holds too; give each part once,"
        + " and map other logs of that name with --name"
    case .unfit(.otherFile(let name, let bytes, let otherBytes)):
      "\(path): its log \(name) had \(otherBytes) bytes, that of a file before it \(bytes);"
        + " map a log again that has grown, and other logs of that name with --name"
    }
  }
}
