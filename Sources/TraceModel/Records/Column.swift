/// Plain values, one after another, in memory of their own.
///
/// An array counts references and asks at each change whether it is shared; on the road from line to
/// figure that took more time than the figures did. A column is only a pointer and two counts, so it
/// is copied for nothing, and whoever made it frees it. What it holds is written to disk and read
/// back as it lies in memory.
package struct Column<Element: BitwiseCopyable>: @unchecked Sendable {
  package var base: UnsafeMutablePointer<Element>?
  package var count = 0
  @usableFromInline var capacity = 0

  @inlinable package init() {}

  @inlinable package var sizeInBytes: Int { count * MemoryLayout<Element>.stride }
  @inlinable package var isEmpty: Bool { count == 0 }
  @inlinable package var last: Element? { count == 0 ? nil : self[count - 1] }

  @inlinable @inline(__always)
  package subscript(index: Int) -> Element {
    unsafeAddress {
      precondition(index >= 0 && index < count)
      return UnsafePointer(base.unsafelyUnwrapped + index)
    }
    nonmutating unsafeMutableAddress {
      precondition(index >= 0 && index < count)
      return base.unsafelyUnwrapped + index
    }
  }

  @inlinable @inline(__always)
  package mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    (base.unsafelyUnwrapped + count).initialize(to: element)
    count += 1
  }

  /// Makes room for more elements, whose memory is the caller's to fill.
  @inlinable @inline(__always)
  package mutating func extend(by more: Int) -> UnsafeMutableBufferPointer<Element> {
    if count + more > capacity { grow(to: count + more) }
    defer { count += more }
    return UnsafeMutableBufferPointer(start: base.map { $0 + count }, count: more)
  }

  /// Forgets the elements from here on and keeps their memory.
  @inlinable package mutating func truncate(to count: Int = 0) {
    precondition(count <= self.count)
    self.count = count
  }

  package mutating func free() {
    base?.deallocate()
    self = Column()
  }

  @inline(never)
  @usableFromInline mutating func grow(to needed: Int) {
    let larger = max(needed, capacity * 2, 64)
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: larger)
    if let base {
      memory.update(from: base, count: count)
      base.deallocate()
    }
    base = memory
    capacity = larger
  }
}
