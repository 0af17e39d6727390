// What stands in the first line of a file of records, both ways.

import TraceModel

extension JSONValue {
  static func numbers(_ numbers: [some BinaryInteger]) -> JSONValue {
    .array(numbers.map { .number("\($0)") })
  }

  var numbers: [Int] { elements.map { $0.integer } }
  var elements: [JSONValue] {
    if case .array(let elements) = self { return elements }
    return []
  }

  /// -1 for what is none; no count in these files is.
  var integer: Int { digits.flatMap { Int($0) } ?? -1 }
  var digits: String? {
    if case .number(let digits) = self { return digits }
    return nil
  }
}

extension InputDigest {
  var json: JSONValue {
    .object([
      .init("name", .string(name)), .init("format", .string(format)),
      .init("bytes", .number("\(bytes)")),
      .init(
        "spans",
        .array(
          spans.map { span in
            .object([
              .init(
                "counts",
                .numbers([
                  span.range.lowerBound, span.range.upperBound, span.lines, span.blank,
                  span.events, span.rejected,
                ])),
              .init(
                "problems",
                .array(
                  span.problems.map {
                    .array([
                      .numbers([$0.line, $0.offset, $0.bytes, $0.part.number]),
                      .string($0.reason),
                    ])
                  })),
            ])
          })),
    ])
  }

  init?(_ json: JSONValue?, _ parts: InputParts) {
    guard let json, let name = json["name"]?.string, let format = json["format"]?.string,
      let bytes = json["bytes"]?.integer, bytes.isCount
    else { return nil }
    self.init(name: name, format: format, bytes: bytes, parts: parts)
    for span in json["spans"]?.elements ?? [] {
      let counts = span["counts"]?.numbers ?? []
      guard counts.count == 6, counts.allSatisfy(\.isCount), counts[0] <= counts[1] else {
        return nil
      }
      var problems: [InputProblem] = []
      for problem in span["problems"]?.elements ?? [] {
        let parts = problem.elements
        guard parts.count == 2, let reason = parts[1].string else { return nil }
        let numbers = parts[0].numbers
        guard numbers.count == 4, numbers.allSatisfy(\.isCount) else { return nil }
        problems.append(
          InputProblem(
            file: name, line: numbers[0], offset: numbers[1], bytes: numbers[2], reason: reason,
            part: InputProblem.Part(number: numbers[3])))
      }
      spans.append(
        InputSpan(
          range: counts[0]..<counts[1], lines: counts[2], blank: counts[3], events: counts[4],
          rejected: counts[5], problems: problems))
    }
  }
}

extension Int {
  /// Whether it can be a count of bytes or lines; a larger one would make sums overflow.
  var isCount: Bool { self >= 0 && self < 1 << 44 }
}

extension InputProblem.Part {
  var number: Int {
    switch self {
    case .line: 0
    case .value: 1
    case .file: 2
    }
  }

  init(number: Int) { self = number == 0 ? .line : number == 1 ? .value : .file }
}

extension ChargeKind {
  var json: JSONValue {
    .array([
      .numbers([Int(source.rawValue), Int(item.number), Int(unit.number), Int(currency.number)]),
      hasUnitPrice ? .number("\(unitPriceUnits)") : .null,
    ])
  }

  init?(_ json: JSONValue, _ names: [NameID]) {
    let parts = json.elements
    guard parts.count == 2, parts[0].numbers.count == 4 else { return nil }
    let numbers = parts[0].numbers
    guard let source = UInt8(exactly: numbers[0]).flatMap(CostSource.init(rawValue:)),
      numbers[1...].allSatisfy(names.indices.contains)
    else { return nil }
    self.init(source: source)
    item = names[numbers[1]]
    unit = names[numbers[2]]
    currency = names[numbers[3]]
    if let units = parts[1].digits.flatMap({ Int128($0) }) {
      unitPrice = ExactDecimal(units: units)
    }
  }
}

extension PromptRecord {
  var json: JSONValue {
    .array([
      .numbers([name.number, version.number, toolSchemaVersion.number, settings.number]),
      .numbers([text.high, text.low, hash.high, hash.low, tools.high, tools.low]),
    ])
  }

  init?(_ json: JSONValue, _ names: [NameID]) {
    let parts = json.elements
    guard parts.count == 2 else { return nil }
    let numbers = parts[0].numbers
    let hashes = parts[1].elements.compactMap { $0.digits.flatMap { UInt64($0) } }
    guard numbers.count == 4, numbers.allSatisfy(names.indices.contains), hashes.count == 6 else {
      return nil
    }
    self.init()
    name = names[numbers[0]]
    version = names[numbers[1]]
    toolSchemaVersion = names[numbers[2]]
    settings = names[numbers[3]]
    text = ContentHash(high: hashes[0], low: hashes[1])
    hash = ContentHash(high: hashes[2], low: hashes[3])
    tools = ContentHash(high: hashes[4], low: hashes[5])
  }
}

extension RecordCounts {
  var list: [Int] {
    [events, contexts, usages, verdicts, charges, tasks, links, wide, ids]
  }

  init?(_ list: [Int]) {
    guard list.count == 9, list.allSatisfy({ $0 >= 0 && $0 < 1 << 32 }) else { return nil }
    self.init()
    (events, contexts, usages, verdicts) = (list[0], list[1], list[2], list[3])
    (charges, tasks, links) = (list[4], list[5], list[6])
    (wide, ids) = (list[7], list[8])
  }
}
