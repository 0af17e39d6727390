/// What makes a YAML file unfit for the parser.
func problemBeforeParsing(_ bytes: [UInt8]) -> YAMLProblem? {
  guard bytes.count <= 1_000_000 else {
    return YAMLProblem(
      line: 1, message: "the file has more than 1 MB; is it the right one?")
  }
  guard String(validating: bytes, as: UTF8.self) != nil else {
    return YAMLProblem(
      line: lineOfInvalidText(in: bytes), message: "this line is not UTF-8; save the file as UTF-8")
  }

  var line = 1
  var aliases = 0
  var previous = UInt8(ascii: "\n")
  for (index, byte) in bytes.enumerated() {
    switch byte {
    case UInt8(ascii: "\n"):
      line += 1
    case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20, 0x7F:
      return YAMLProblem(
        line: line, message: "this line has a control character; take it out")
    case UInt8(ascii: "*"):
      guard index + 1 < bytes.count, startsValue(after: previous),
        isWordOfYAML(bytes[index + 1])
      else { break }
      aliases += 1
      if aliases > 8 {
        return YAMLProblem(
          line: line, message: "aliases are not read; write the values out where they are used")
      }
    default:
      break
    }
    previous = byte
  }
  return nil
}

private func startsValue(after byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " "), UInt8(ascii: "\t"),
    UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), 0x80...:
    true
  default:
    false
  }
}

/// Whether a byte may stand in the name of an anchor.
func isWordOfYAML(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    true
  default:
    false
  }
}

/// The first line that isn't UTF-8; no line feed is part of a longer character.
private func lineOfInvalidText(in bytes: [UInt8]) -> Int {
  let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
}
