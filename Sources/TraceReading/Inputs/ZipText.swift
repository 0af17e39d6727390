// Inspect's `.eval` is a zip archive of many documents that only together are a log. Its text, to
// everyone who reads it, is one log a sample, each with what the run says of itself:
//
//   header.json              {"eval":{"task":"refund",…},…}
//   samples/s0_epoch_1.json  {"id":"s0",…}
//   samples/s1_epoch_1.json  {"id":"s1",…}
//   → {"version":2,"eval":{"task":"refund",…},"samples":[{"id":"s0",…}]}
//     {"version":2,"eval":{"task":"refund",…},"samples":[{"id":"s1",…}]}
//
// A member is unpacked whole, up to a limit, before any of it counts: one that is damaged is left
// out and said to be, and those behind it are read.

/// The samples of an archive as one text.
final class ZipText: PackedText {
  private(set) var damage: (reason: String, offset: Int)?
  private(set) var isAtEnd = false
  private(set) var consumed = 0

  private let file: OpenFile
  private let size: Int
  private var samples: [ZipDirectory.Member]?
  private var next = 0
  private var lostMembers = 0
  /// What stands before each sample.
  private var head: [UInt8] = []
  private var text: [UInt8] = []
  private var place = 0
  private lazy var inflater = GzipDecoder(isRaw: true)
  private lazy var zstd = ZstdDecoder()

  /// As much as a record may have by default.
  private static let largestMember = 64 << 20

  init(_ file: OpenFile, size: Int) {
    self.file = file
    self.size = size
  }

  func read(into output: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    if samples == nil { try open() }
    var filled = 0
    while filled < output.count, !isAtEnd {
      if place == text.count, try !takeNext() { break }
      let count = min(output.count - filled, text.count - place)
      text.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: output[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place..<(place + count)]))
      }
      place += count
      filled += count
    }
    return filled
  }

  private func open() throws(InputError) {
    samples = []
    guard let directory = try ZipDirectory(file, size: size) else {
      stop(
        "a zip archive that is cut off or damaged at its end; copy the file from its source again")
      return
    }
    let members = directory.members
    samples = members.filter { $0.name.hasPrefix("samples/") && $0.name.hasSuffix(".json") }
    guard samples?.isEmpty == false else {
      stop(
        "a zip archive without the samples of an Inspect log; unpack it and give the files in it")
      return
    }
    let header =
      members.last { $0.name == "header.json" } ?? members.last { $0.name == "_journal/start.json" }
    guard let header, let bytes = try unpack(header), let eval = Self.eval(in: bytes) else {
      stop("an Inspect log whose header.json is missing or damaged; copy it from its source again")
      return
    }
    head = Array("{\"version\":2,\"eval\":".utf8) + eval + Array(",\"samples\":[".utf8)
  }

  private static func eval(in header: [UInt8]) -> [UInt8]? {
    let parser = JSONParser()
    // What was found in a text is valid as long as its parser is.
    return withExtendedLifetime(parser) {
      header.withUnsafeBufferPointer { bytes in
        guard let eval = (try? parser.parse(bytes))?["eval"], eval.isObject else { return nil }
        return Array(eval.rawBytes)
      }
    }
  }

  private func stop(_ reason: String) {
    damage = damage ?? (reason, 0)
    isAtEnd = true
  }

  /// Makes the next sample the text; false behind the last.
  private func takeNext() throws(InputError) -> Bool {
    while let samples, next < samples.count {
      let member = samples[next]
      next += 1
      guard let bytes = try unpack(member) else { continue }
      guard Self.isObject(bytes) else {
        lose(member, "not a JSON object")
        continue
      }
      text = head + bytes + Array("]}\n".utf8)
      place = 0
      return true
    }
    text = []
    place = 0
    isAtEnd = true
    return false
  }

  private static func isObject(_ bytes: [UInt8]) -> Bool {
    let parser = JSONParser(maxDepth: 1024)
    return withExtendedLifetime(parser) {
      bytes.withUnsafeBufferPointer { (try? parser.parse($0))?.isObject == true }
    }
  }

  private func lose(_ member: ZipDirectory.Member, _ reason: String) {
    lostMembers += 1
    let first = damage?.reason.split(separator: " (and ").first.map(String.init)
    let told = first ?? "\(member.name.prefix(100)) in the zip archive: \(reason)"
    damage = (lostMembers > 1 ? "\(told) (and \(lostMembers - 1) more)" : told, damage?.offset ?? 0)
  }

  // MARK: - Members

  /// A member's bytes; nil for what can't be read, which is noted.
  private func unpack(_ member: ZipDirectory.Member) throws(InputError) -> [UInt8]? {
    guard !member.isEncrypted else {
      lose(member, "encrypted; give it without its password")
      return nil
    }
    guard member.size >= 0, member.size <= Self.largestMember, member.packedSize >= 0 else {
      lose(member, "longer than \(Self.largestMember) bytes")
      return nil
    }
    let header = try file.bytes(at: max(0, member.offset), count: 30)
    let start = member.offset + 30 + header.number(at: 26, 2) + header.number(at: 28, 2)
    guard header.number(at: 0, 4) == 0x0403_4B50, start + member.packedSize <= size else {
      lose(member, Damage.header)
      return nil
    }
    let packed = try file.bytes(at: start, count: min(member.packedSize, Self.largestMember))
    consumed = max(consumed, start + packed.count)
    let bytes: [UInt8]?
    switch member.method {
    case 0: bytes = packed
    case 8: bytes = unpack(packed, with: inflater, upTo: member.size)
    case 93: bytes = unpack(packed, with: zstd, upTo: member.size)
    default:
      lose(member, "packed by a method (\(member.method)) that is not read; unpack it first")
      return nil
    }
    guard let bytes, bytes.count == member.size, checksum(of: bytes) == member.checksum else {
      lose(member, Damage.data)
      return nil
    }
    return bytes
  }

  /// Nil for what does not unpack to this many bytes.
  private func unpack(_ packed: [UInt8], with decoder: some StreamDecoder, upTo size: Int)
    -> [UInt8]?
  {
    decoder.begin()
    // One byte of room beyond, so that more than was promised shows.
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var used = 0
    var made = 0
    while true {
      let step = packed.withUnsafeBytes { input in
        bytes.withUnsafeMutableBytes { output in
          decoder.decode(
            UnsafeRawBufferPointer(rebasing: input[used...]),
            into: UnsafeMutableRawBufferPointer(rebasing: output[made...]))
        }
      }
      used += step.consumed
      made += step.produced
      guard made <= size else { return nil }
      switch step.state {
      case .done:
        bytes.removeSubrange(made...)
        return bytes
      case .damaged: return nil
      case .wantsMore: if step.consumed == 0, step.produced == 0 { return nil }
      }
    }
  }
}
