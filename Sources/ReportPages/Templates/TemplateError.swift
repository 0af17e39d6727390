/// A template that cannot be compiled, and where.
package struct TemplateError: Error, CustomStringConvertible, Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// No such file; `nearest` is the known path closest to it.
    case missingTemplate(path: String, nearest: String?)
    case unreadable(path: String)
    case unknownName(String, in: String, nearest: String?)
    case wrongKind(String, is: String, usedAs: String)
    /// Markup reached through a field whose name does not end in `HTML`.
    case markupName(String)
    case unclosed(String)
    case unopened(String)
    case badTag(String)
    /// A value where escaping cannot make it safe, such as in a script or an unquoted attribute.
    case badPlace(String, place: String)
    /// A section that starts in one part of the markup and ends in another.
    case unevenSection(String, starts: String, ends: String)
    case endsInside(String)
    case includesItself(String)
  }

  package var file: String
  package var line: Int
  package var reason: Reason

  package var description: String {
    let what: String =
      switch reason {
      case .missingTemplate(let path, let nearest):
        "there is no template \(path)\(hint(nearest))"
      case .unreadable(let path):
        "cannot read \(path) as UTF-8 text"
      case .unknownName(let name, let owner, let nearest):
        "\(owner) has no field “\(name)”\(hint(nearest))"
      case .wrongKind(let name, let kind, let use):
        "“\(name)” is \(kind), but is used as \(use)"
      case .markupName(let name):
        "“\(name)” is markup, so its name must end in HTML"
      case .unclosed(let tag):
        "\(tag) is never closed"
      case .unopened(let tag):
        "\(tag) closes nothing that is open here"
      case .badTag(let tag):
        "cannot understand \(tag)"
      case .badPlace(let name, let place):
        "“\(name)” stands in \(place), where no escaping makes it safe"
      case .unevenSection(let name, let start, let end):
        "“\(name)” starts in \(start) and ends in \(end); it may be shown many times or not at all"
      case .endsInside(let place):
        "the template ends in \(place)"
      case .includesItself(let path):
        "\(path) includes itself"
      }
    return "\(file):\(line): \(what)"
  }

  private func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean “\($0)”?" } ?? ""
  }
}

/// The candidate with the fewest letters to change, if it is close.
func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
  candidates.sorted()
    .map { (name: $0, distance: editDistance(name, $0)) }
    .filter { $0.distance <= max(2, name.utf8.count / 3) }
    .min { $0.distance < $1.distance }?.name
}

private func editDistance(_ left: String, _ right: String) -> Int {
  let left = Array(left.lowercased().utf8)
  let right = Array(right.lowercased().utf8)
  var row = Array(0...right.count)
  for (i, byte) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, other) in right.enumerated() {
      let substituted = diagonal + (byte == other ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[right.count]
}
