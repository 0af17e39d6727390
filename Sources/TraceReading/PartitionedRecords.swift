// Records lie in memory up to a bound; what comes after it goes to a file without a name, chunk
// behind chunk, and comes back partition by partition. Writing costs no more than touching fresh
// memory for as many records would, because the chunk's own memory is used again.

import Synchronization
import TraceModel

/// The records of a run by partition, in memory or on disk.
package final class PartitionedRecords: RecordSource {
  package let partitionCount: Int
  /// A batch of this size is handed over.
  let chunkInBytes: Int
  private let memoryInBytes: Int
  private static let spillName = "the records beyond --memory"
  private let state: Mutex<State>

  private struct State {
    var chunks: [[Chunk]]
    var inMemory = 0
    var spill: OpenFile?
    var spilled = 0
  }

  private enum Chunk {
    case memory(RecordBatch)
    case file(OpenFile, offset: Int, RecordCounts)
  }

  /// - Parameter memory: how many bytes the whole run may take, about.
  package init(partitions: Int, threads: Int, memory: Int) {
    partitionCount = partitions
    // An eighth for chunks that stay, half as much for those being filled. Records that go to disk
    // cost no time, so names, the joined partitions, the digest and the program get the rest.
    memoryInBytes = memory / 8
    chunkInBytes = min(max(memory / 16 / (threads * partitions), 16 << 10), 1 << 20)
    state = Mutex(State(chunks: Array(repeating: [], count: partitions)))
  }

  deinit {
    state.withLock { state in
      for case .memory(var batch) in state.chunks.joined() { batch.free() }
    }
  }

  /// Takes the batch's records over; the batch is empty after it.
  func add(_ batch: inout RecordBatch, to partition: Int) throws(InputError) {
    guard !batch.events.isEmpty else { return }
    let size = batch.sizeInBytes
    let staysInMemory = state.withLock { state in
      guard state.inMemory + size <= memoryInBytes else { return false }
      state.inMemory += size
      state.chunks[partition].append(.memory(batch))
      return true
    }
    if staysInMemory {
      batch = RecordBatch()
      return
    }
    try state.withLock { (state) throws(InputError) in
      let file: OpenFile
      if let spill = state.spill {
        file = spill
      } else {
        file = try OpenFile(temporaryFor: Self.spillName)
      }
      state.spill = file
      let start = state.spilled
      for column in batch.columns {
        try file.write(column, at: state.spilled)
        state.spilled += column.count
      }
      state.chunks[partition].append(.file(file, offset: start, batch.counts))
    }
    batch.clear()
  }

  package func load(_ partition: Int, into batch: inout RecordBatch) throws {
    batch.clear()
    for chunk in state.withLock({ $0.chunks[partition] }) {
      switch chunk {
      case .memory(let records): batch.append(records)
      case .file(let spill, var offset, let counts):
        try batch.append(counts) { (memory) throws(InputError) in
          guard try spill.read(at: offset, into: memory) == memory.count else {
            throw InputError(path: Self.spillName, reason: .shrank)
          }
          offset += memory.count
        }
      }
    }
  }
}
