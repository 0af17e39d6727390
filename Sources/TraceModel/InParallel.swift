import Dispatch
import Synchronization

/// Calls with ranges that together are `0..<count`, one a thread, and gives what was made in their
/// order; of several errors the first one's.
package func inParallel<Made: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ body: @Sendable (Range<Int>) throws(Failure) -> Made
) throws(Failure) -> [Made] {
  let threads = max(1, min(threads, count))
  guard threads > 1 else { return [try body(0..<count)] }
  let results = Mutex([Result<Made, Failure>?](repeating: nil, count: threads))
  DispatchQueue.concurrentPerform(iterations: threads) { thread in
    let range = count * thread / threads..<count * (thread + 1) / threads
    let result: Result<Made, Failure>
    do throws(Failure) { result = .success(try body(range)) } catch { result = .failure(error) }
    results.withLock { $0[thread] = result }
  }
  var made: [Made] = []
  for result in results.withLock({ $0 }) {
    if let result { made.append(try result.get()) }
  }
  return made
}

/// Does two things that don't need each other, at once if there are threads for it.
package func both<One: Sendable, Other: Sendable>(
  threads: Int, _ one: @Sendable () -> One, _ other: @Sendable () -> Other
) -> (One, Other) {
  guard threads > 1 else { return (one(), other()) }
  let first = Mutex<One?>(nil)
  let second = Mutex<Other?>(nil)
  DispatchQueue.concurrentPerform(iterations: 2) { task in
    if task == 0 { first.withLock { $0 = one() } } else { second.withLock { $0 = other() } }
  }
  return (first.withLock { $0 } ?? one(), second.withLock { $0 } ?? other())
}
