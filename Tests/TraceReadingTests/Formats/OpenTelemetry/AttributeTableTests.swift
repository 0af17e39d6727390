import TestSupport
import Testing

@testable import TraceReading

struct AttributeTableTests {
  @Test func `a name has the number of its first entry, and no other name has one`() {
    var numbers = SeededNumbers(seed: 8)
    let letters = Array("ab._")
    func name() -> String {
      String((0..<Int(numbers.next() % 24)).map { _ in numbers.pick(letters) })
    }
    for _ in 0..<50 {
      let entries = (0..<UInt16(numbers.next() % 120)).map { (name: name(), number: $0) }
      let table = AttributeTable(entries)
      let known = Dictionary(entries.map { ($0.name, $0.number) }) { first, _ in first }
      for name in entries.map(\.name) + (0..<200).map({ _ in name() }) {
        let found = Array(name.utf8).withUnsafeBufferPointer { table[$0] }
        #expect(found == (name.isEmpty ? nil : known[name]), "\(name)")
      }
    }
  }
}
