extension Name {
  /// Whether it is the address of a server in one's own network, with or without a port: who answers
  /// there under a model's public name is not who sells that model.
  package var isOwnServer: Bool {
    let text = text.lowercased()
    let host = text.prefix { $0 != ":" }
    // A single word with a port is a container or a machine nearby.
    if host == "localhost" || host.count < text.count && !host.contains(".") { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    if numbers.count == 4, let first = numbers[0], let second = numbers[1],
      !numbers.contains(nil)
    {
      return first == 127 || first == 10 || (first, second) == (192, 168)
        || first == 172 && (16...31).contains(second)
    }
    return [".local", ".localhost", ".internal", ".lan", ".home.arpa"].contains {
      host.hasSuffix($0)
    }
  }
}
