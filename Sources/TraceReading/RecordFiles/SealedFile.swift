import CCrypto
import TraceModel

// A file of ours says in its first line what it is, and ends with the SHA-256 of all before it, so
// that a cut or damaged one is never counted:
//
//   casebook digest 1\n  …  32 bytes

/// What a sealed file holds.
package enum SealedKind: String, Sendable {
  case digest, records

  fileprivate var firstLine: [UInt8] { Array("casebook \(self) 1\n".utf8) }
}

/// Why a sealed file can't be used.
package struct SealError: Error, CustomStringConvertible {
  package enum Reason: Sendable {
    case otherKind(SealedKind)
    case damaged
  }

  package let path: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .otherKind(.digest): "\(path): no digest; make one with casebook digest"
    case .otherKind(.records): "\(path): no file of records; make one with casebook map"
    case .damaged: "\(path): cut off or damaged; make it again"
    }
  }
}

/// The bytes of a file of this kind.
package func sealed(_ payload: [UInt8], as kind: SealedKind) -> [UInt8] {
  let bytes = kind.firstLine + payload
  return bytes + sha256(bytes[...])
}

/// Reads a file of this kind and checks that it is whole.
package func readSealed(_ path: String, as kind: SealedKind) throws -> [UInt8] {
  let bytes = try readWhole(path, limit: 1 << 34)
  guard bytes.starts(with: kind.firstLine) else {
    throw SealError(path: path, reason: .otherKind(kind))
  }
  let end = bytes.count - Int(SHA256_DIGEST_LENGTH)
  guard end >= kind.firstLine.count, sha256(bytes[..<end]).elementsEqual(bytes[end...]) else {
    throw SealError(path: path, reason: .damaged)
  }
  return Array(bytes[kind.firstLine.count..<end])
}

private func sha256(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  bytes.withUnsafeBufferPointer { _ = SHA256($0.baseAddress, $0.count, &digest) }
  return digest
}
