import Glibc

// Some vocabularies spread a list over many attributes; it is put together again and then read like
// any other:
//
//   gen_ai.prompt.0.role = user
//   gen_ai.prompt.0.content = Hi          →  [{"role":"user","content":"Hi","tool_calls":[{"id":"c1"}]}]
//   gen_ai.prompt.0.tool_calls.0.id = c1
//
// What was said in parts stands in one string, and is the parts again:
//
//   gen_ai.prompt.0.content = "[{\"type\":\"text\",\"text\":\"Hi\"}]"

extension TelemetryReader {
  /// The list that a family of attributes makes up; nil for none.
  func unflattened(_ family: AttributeKey, _ translation: borrowing Translation) -> JSONNode? {
    guard attributes.has(family) else { return nil }
    var parts: [Part] = []
    for entry in attributes.entries where entry.family == family {
      parts.append(Part(name: entry.restOfName, value: entry.value))
    }
    parts.sort { $0.isBefore($1) }
    scratch.clear()
    scratch.lines.append(UInt8(ascii: "["))
    write(parts[...], translation)
    scratch.lines.append(UInt8(ascii: "]"))
    return translation.document(scratch.written)
  }

  /// OpenLLMetry writes what was said to Bedrock as JSON, also where that is one text.
  private func quoted(_ text: JSONNode, _ translation: borrowing Translation) -> JSONNode? {
    guard isOfBedrock, text.isString, text.rawBytes.starts(with: #"\""#.utf8) else { return nil }
    return translation.json(text).flatMap { $0.isString ? $0 : nil }
  }

  private struct Part {
    var name: UnsafeBufferPointer<UInt8>
    var value: AnyValue

    /// Up to its next dot.
    var head: UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(rebasing: name.prefix { $0 != UInt8(ascii: ".") })
    }

    /// What is behind that dot; nil where there is none.
    var rest: Part? {
      let length = head.count
      guard length < name.count else { return nil }
      return Part(name: UnsafeBufferPointer(rebasing: name[(length + 1)...]), value: value)
    }

    /// By the numbers of names, not by their digits.
    func isBefore(_ other: Part) -> Bool {
      let (head, otherHead) = (head, other.head)
      if head.elementsEqual(otherHead) {
        guard let otherRest = other.rest else { return false }
        guard let rest else { return true }
        return rest.isBefore(otherRest)
      }
      if head.isNumber, otherHead.isNumber, head.count != otherHead.count {
        return head.count < otherHead.count
      }
      return head.lexicographicallyPrecedes(otherHead)
    }
  }

  /// Writes the parts of a list or an object, sorted; without its brackets.
  private func write(
    _ parts: ArraySlice<Part>, depth: Int = 0, _ translation: borrowing Translation
  ) {
    let isTool = parts.contains { $0.head.equals("role") && $0.value.node.isText("tool") }
    var place = parts.startIndex
    var isFirst = true
    while place < parts.endIndex {
      let head = parts[place].head
      var end = place
      while end < parts.endIndex, parts[end].head.elementsEqual(head) { end += 1 }
      if !isFirst { scratch.lines.append(UInt8(ascii: ",")) }
      isFirst = false
      if !head.isNumber {
        scratch.lines.append(UInt8(ascii: "\""))
        scratch.lines.append(contentsOf: head)
        scratch.lines.append(contentsOf: "\":" as StaticString)
      }
      let inside = parts[place..<end].compactMap { $0.rest }
      if inside.isEmpty || depth > 30 {
        let value = parts[end - 1].value
        let said =
          head.equals("content") && !isTool
          ? translation.parts(in: value.node) ?? quoted(value.node, translation) : nil
        scratch.write(said.map { AnyValue(plain: $0) } ?? value)
      } else {
        let isList = inside[0].head.isNumber
        // What is no element of a list can't stand among them.
        let fitting = inside.filter { $0.head.isNumber == isList }
        scratch.lines.append(UInt8(ascii: isList ? "[" : "{"))
        write(fitting[...], depth: depth + 1, translation)
        scratch.lines.append(UInt8(ascii: isList ? "]" : "}"))
      }
      place = end
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate var isNumber: Bool {
    !isEmpty && count < 10 && allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
  }
}
