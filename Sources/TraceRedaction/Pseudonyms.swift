import CCrypto
import TraceModel

/// Names in place of ids: the same for the same id, and nothing that leads back to it without the key.
///
/// The key is HMAC-SHA-256's. With the team's own key a trace has the same name every week; a key of
/// the run makes names that nobody can compare with those of another report.
package struct Pseudonyms: Sendable {
  private let key: [UInt8]

  /// The fewest bytes that a key may have.
  package static let leastKeyLength = 16

  /// - Parameter key: at least `leastKeyLength` bytes that only the team knows; nil of fewer.
  package init?(key: [UInt8]) {
    guard key.count >= Self.leastKeyLength else { return nil }
    self.key = key
  }

  private init(drawn key: [UInt8]) { self.key = key }

  /// With a key that is drawn now and kept nowhere.
  package static func ofThisRun() -> Pseudonyms {
    var key = [UInt8](repeating: 0, count: 32)
    // Without random bytes a name would be a plain hash, which guessing undoes.
    precondition(RAND_bytes(&key, Int32(key.count)) == 1, "the system has no random bytes")
    return Pseudonyms(drawn: key)
  }

  /// `trace-3f0a61c27d9e55b8`
  package func name(ofTrace id: Name) -> Name { name(of: id, kind: "trace") }

  /// - Parameter kind: keeps a trace and a user of the same id apart.
  private func name(of id: Name, kind: String) -> Name {
    let text = Array("\(kind):\(id.text)".utf8)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    var length: UInt32 = 0
    HMAC(EVP_sha256(), key, Int32(key.count), text, text.count, &digest, &length)
    let digits = digest.prefix(8).map { byte in
      let hex = String(byte, radix: 16)
      return hex.count < 2 ? "0" + hex : hex
    }
    return Name("\(kind)-\(digits.joined())")
  }
}
