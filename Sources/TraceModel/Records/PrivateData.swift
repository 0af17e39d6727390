/// A kind of private data that a text may hold; its raw value is its bit.
package enum PrivateKind: UInt8, CaseIterable, Sendable {
  case mail = 1
  case phone = 2
  case card = 4
  case account = 8
  case key = 16
  case address = 32
  case security = 64

  /// With its article, as in "an e-mail address in the input".
  package var words: String {
    switch self {
    case .mail: "an e-mail address"
    case .phone: "a phone number"
    case .card: "a card number"
    case .account: "a bank account"
    case .key: "a key or password"
    case .address: "an IP address"
    case .security: "a social security number"
    }
  }
}

/// Where in an event a text stands; its raw value is its place in `PrivateMarks`.
package enum PrivateField: UInt8, CaseIterable, Sendable {
  /// The input or its summary.
  case input
  case output
  case error
  case prompt
  /// The words of a verdict or a note.
  case review
  /// The id of the user or of the session.
  case user

  package var words: String {
    switch self {
    case .input: "the input"
    case .output: "the output"
    case .error: "the error"
    case .prompt: "the prompt"
    case .review: "the verdict or note"
    case .user: "the user or session id"
    }
  }
}

/// Which kinds of private data stand in which texts of an event; never what they say.
package struct PrivateMarks: Hashable, Sendable, BitwiseCopyable {
  package private(set) var bits: UInt64 = 0
  package init() {}
  package init(bits: UInt64) { self.bits = bits }

  package static let width = UInt64(PrivateKind.allCases.count)
  package static let count = PrivateKind.allCases.count * PrivateField.allCases.count

  package var isEmpty: Bool { bits & (1 << UInt64(Self.count) - 1) == 0 }

  /// Adds the kinds of a text, given by their bits.
  package mutating func insert(_ kinds: UInt8, in field: PrivateField) {
    bits |= UInt64(kinds) << (UInt64(field.rawValue) * Self.width)
  }

  package mutating func formUnion(_ other: Self) { bits |= other.bits }

  /// The kinds and fields, field by field; each with its bit's place.
  package var found: [(place: UInt8, kind: PrivateKind, field: PrivateField)] {
    PrivateField.allCases.flatMap { field in
      PrivateKind.allCases.enumerated().compactMap { index, kind in
        let place = UInt64(field.rawValue) * Self.width + UInt64(index)
        return bits >> place & 1 == 1 ? (UInt8(place), kind, field) : nil
      }
    }
  }

  /// One of them by its place; nil for a place that none has.
  package static func at(_ place: UInt8) -> (kind: PrivateKind, field: PrivateField)? {
    let (field, kind) = place.quotientAndRemainder(dividingBy: UInt8(width))
    return PrivateField(rawValue: field).map { (PrivateKind.allCases[Int(kind)], $0) }
  }
}
