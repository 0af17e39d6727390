/// A month, with an English name whatever the locale.
package enum Month: Int, Sendable, Hashable, CaseIterable {
  case january = 1
  case february, march, april, may, june, july, august, september, october, november, december

  package var name: String {
    switch self {
    case .january: "January"
    case .february: "February"
    case .march: "March"
    case .april: "April"
    case .may: "May"
    case .june: "June"
    case .july: "July"
    case .august: "August"
    case .september: "September"
    case .october: "October"
    case .november: "November"
    case .december: "December"
    }
  }

  /// The first three letters.
  package var shortName: String { String(name.prefix(3)) }
}
