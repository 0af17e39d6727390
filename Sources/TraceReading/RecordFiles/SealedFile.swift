import CCrypto
import TraceModel

// A file of ours says in its first line what it is, and ends with the SHA-256 of all before it, so
// that a cut or damaged one is never counted:
//
//   casebook digest 1\n  …  32 bytes

/// What a sealed file holds.
package enum SealedKind: String, Sendable, CaseIterable {
  case digest, records

  package var firstLine: [UInt8] { Array("casebook \(self) \(version)\n".utf8) }

  /// One digit.
  private var version: Int {
    switch self {
    case .digest: 1
    case .records: 9
    }
  }
}

/// Why a sealed file can't be used.
package struct SealError: Error, CustomStringConvertible {
  package enum Reason: Sendable {
    case noneOfOurs
    /// What it is instead.
    case otherKind(SealedKind)
    case otherVersion
    case damaged
  }

  package let path: String
  /// What it was taken for.
  package let kind: SealedKind
  package let reason: Reason

  package var description: String {
    switch (reason, kind) {
    case (.noneOfOurs, .digest): "\(path): no digest; make one with casebook digest"
    case (.noneOfOurs, .records): "\(path): no file of records; make one with casebook map"
    case (.otherKind, .digest):
      "\(path): a file of records, and no digest; make one of it with casebook digest --records"
    case (.otherKind, .records):
      "\(path): a digest, and no file of records; casebook merge and report --digest take it"
    case (.otherVersion, _):
      "\(path): written by another version of casebook; make it again with this one"
    case (.damaged, _): "\(path): cut off or damaged; make it again"
    }
  }
}

/// The bytes of a file of this kind.
package func sealed(_ payload: [UInt8], as kind: SealedKind) -> [UInt8] {
  var bytes = kind.firstLine + payload
  seal(&bytes)
  return bytes
}

/// Puts the seal behind a first line and its payload.
package func seal(_ bytes: inout [UInt8]) { bytes += sha256(bytes[...]) }

/// Reads a file of this kind and checks that it is whole.
package func readSealed(_ path: String, as kind: SealedKind) throws -> [UInt8] {
  let bytes = try readWhole(path, limit: 1 << 34)
  func refused(_ reason: SealError.Reason) -> SealError {
    SealError(path: path, kind: kind, reason: reason)
  }
  guard bytes.starts(with: kind.firstLine) else {
    for other in SealedKind.allCases where bytes.starts(with: other.firstLine.dropLast(2)) {
      throw refused(other == kind ? .otherVersion : .otherKind(other))
    }
    throw refused(.noneOfOurs)
  }
  let end = bytes.count - Int(SHA256_DIGEST_LENGTH)
  guard end >= kind.firstLine.count, sha256(bytes[..<end]).elementsEqual(bytes[end...]) else {
    throw refused(.damaged)
  }
  return Array(bytes[kind.firstLine.count..<end])
}

private func sha256(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  bytes.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, &digest) }
  return digest
}
