import Glibc

/// Plain values, one after another, in memory of their own.
///
/// An array counts references and asks at each change whether it is shared; on the road from line to
/// figure that took more time than the figures did. A column is only a pointer and two counts, so it
/// is copied for nothing, and whoever made it frees it. What it holds is written to disk and read
/// back as it lies in memory; so memory is zeroed when it is asked for, and what lies between two
/// values is nothing that was in it before.
///
/// It is public because the compiler takes nothing less into another module, and an `append` that is
/// called and not inlined asks for the element's type at run time: 40 ns instead of 2.
public struct Column<Element: BitwiseCopyable>: @unchecked Sendable {
  @usableFromInline var memory: UnsafeMutablePointer<Element>?
  @usableFromInline var used = 0
  @usableFromInline var room = 0

  @inlinable public init() {}

  @inlinable public var base: UnsafeMutablePointer<Element>? { memory }
  @inlinable public var count: Int { used }
  @inlinable public var sizeInBytes: Int { count * MemoryLayout<Element>.stride }
  @inlinable public var isEmpty: Bool { count == 0 }
  @inlinable public var last: Element? { count == 0 ? nil : self[count - 1] }

  @inlinable @inline(__always)
  public subscript(index: Int) -> Element {
    unsafeAddress {
      precondition(index >= 0 && index < used)
      return UnsafePointer(memory.unsafelyUnwrapped + index)
    }
    nonmutating unsafeMutableAddress {
      precondition(index >= 0 && index < used)
      return memory.unsafelyUnwrapped + index
    }
  }

  @inlinable @inline(__always)
  public mutating func append(_ element: Element) {
    if used == room { grow(to: used + 1) }
    (memory.unsafelyUnwrapped + used).initialize(to: element)
    used += 1
  }

  /// Makes room for more elements, whose memory is the caller's to fill.
  @inlinable @inline(__always)
  public mutating func extend(by more: Int) -> UnsafeMutableBufferPointer<Element> {
    if used + more > room { grow(to: used + more) }
    guard let memory else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
    used += more
    return UnsafeMutableBufferPointer(start: memory + used - more, count: more)
  }

  /// Forgets the elements from here on and keeps their memory.
  @inlinable
  public mutating func truncate(to count: Int = 0) {
    precondition(count <= used)
    used = count
  }

  @inlinable
  public mutating func free() {
    if let memory { releaseColumn(memory) }
    self = Column()
  }

  /// Makes room for so many elements in all.
  @inlinable
  public mutating func reserve(_ count: Int) {
    if count > room { move(to: count) }
  }

  @inlinable @inline(never)
  mutating func grow(to needed: Int) { move(to: max(needed, room * 2, 64)) }

  @inlinable
  mutating func move(to larger: Int) {
    let grown = zeroedColumn(larger, MemoryLayout<Element>.stride)
      .bindMemory(to: Element.self, capacity: larger)
    if let memory {
      UnsafeMutableRawPointer(grown).copyMemory(
        from: memory, byteCount: used * MemoryLayout<Element>.stride)
      releaseColumn(memory)
    }
    memory = grown
    room = larger
  }
}

@usableFromInline
func zeroedColumn(_ count: Int, _ stride: Int) -> UnsafeMutableRawPointer {
  guard let memory = calloc(count, stride) else { fatalError("no memory") }
  return memory
}

@usableFromInline
func releaseColumn(_ memory: UnsafeMutableRawPointer) { free(memory) }
