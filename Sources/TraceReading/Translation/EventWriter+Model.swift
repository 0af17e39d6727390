extension EventWriter {
  /// The model that answered, and its version, which its name mostly ends with.
  ///
  /// - Parameter version: what the answer says where the name does not.
  mutating func put(modelName name: JSONNode?, version: JSONNode? = nil) {
    put("name", text: name)
    if let snapshot = name?.rawBytes.snapshot {
      put("version", rawText: snapshot)
    } else {
      put("version", text: version)
    }
  }

  mutating func put(modelName name: String?, version: JSONNode? = nil) {
    guard var name else { return }
    put("name", name)
    name.withUTF8 { bytes in
      if let snapshot = bytes.snapshot {
        put("version", rawText: snapshot)
      } else {
        put("version", text: version)
      }
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The date at the end of a model's name: of `gpt-4.1-2025-04-14` the last ten characters. Bedrock's
  /// names have a version of theirs behind it: `claude-sonnet-4-5-20250929-v1:0`.
  var snapshot: Self? {
    let name = Self(rebasing: prefix(count - revisionLength))
    func isDigit(_ place: Int) -> Bool { name[name.count - place].isDigit }
    func isDash(_ place: Int) -> Bool { name[name.count - place] == UInt8(ascii: "-") }
    func number(_ place: Int) -> UInt8 {
      (name[name.count - place] & 15) * 10 + (name[name.count - place + 1] & 15)
    }
    func areMonthAndDay(_ month: Int, _ day: Int) -> Bool {
      (1...12).contains(number(month)) && (1...31).contains(number(day))
    }
    func begins(_ place: Int) -> Bool {
      isDash(place) || name[name.count - place] == UInt8(ascii: "@")
    }
    if name.count > 11, begins(11), isDash(6), isDash(3),
      [10, 9, 8, 7, 5, 4, 2, 1].allSatisfy({ isDigit($0) }), areMonthAndDay(5, 2)
    {
      return Self(rebasing: name.suffix(10))
    }
    if name.count > 9, begins(9), (1...8).allSatisfy({ isDigit($0) }),
      name[name.count - 8] == UInt8(ascii: "2"), areMonthAndDay(4, 2)
    {
      return Self(rebasing: name.suffix(8))
    }
    return nil
  }

  /// How long `-v1:0` or `-v2` is at its end.
  private var revisionLength: Int {
    var rest = self[...]
    while let digit = rest.last, digit.isDigit { rest = rest.dropLast() }
    if rest.last == UInt8(ascii: ":") {
      rest = rest.dropLast()
      while let digit = rest.last, digit.isDigit { rest = rest.dropLast() }
    }
    let isRevision =
      rest.count < count && rest.last == UInt8(ascii: "v")
      && rest.dropLast().last == UInt8(ascii: "-")
    return isRevision ? count - rest.count + 2 : 0
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}
