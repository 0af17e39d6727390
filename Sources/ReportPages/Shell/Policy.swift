import CCrypto
import Foundation
import TraceModel

/// The Content-Security-Policy of a page with one style and one script.
///
/// Nothing may be loaded, and nothing runs but the exact bytes given here. They hold no CR, which
/// a browser would turn into LF before it hashes.
func contentSecurityPolicy(style: [UInt8], script: [UInt8]) -> String {
  [
    "default-src 'none'",
    "script-src '\(sha256Source(script))'",
    "style-src '\(sha256Source(style))'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].joined(separator: "; ")
}

private func sha256Source(_ bytes: [UInt8]) -> String {
  "sha256-" + Data(sha256(bytes)).base64EncodedString()
}

func sha256(_ bytes: [UInt8]) -> [UInt8] {
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  _ = SHA256(bytes, bytes.count, &digest)
  return digest
}

/// The name of a trace's page: 20 hexadecimal digits of a hash, so that no id chooses a file name.
package func pageSlug(of trace: Name) -> String {
  sha256(Array(trace.text.utf8)).prefix(10).map {
    let digits = String($0, radix: 16)
    return digits.count < 2 ? "0" + digits : digits
  }.joined()
}
