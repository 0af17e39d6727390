/// A moment, in nanoseconds since 1970 UTC.
package struct Instant: Hashable, Comparable, Sendable {
  package let nanoseconds: Int64
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }
}
