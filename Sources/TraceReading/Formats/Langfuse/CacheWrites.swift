/// What a map of tokens says was written to the cache, in all and by how long it stays.
///
/// A sum that stands beside its own parts means the same tokens; any other stands for itself.
struct CacheWrites {
  /// Under a key that names no lifetime.
  var all = Share()
  /// For five minutes, and for an hour.
  var short = Share()
  var long = Share()

  /// Tokens of one meaning, and those of them that are beside the input rather than inside.
  struct Share {
    private(set) var count: Int64?
    private(set) var beside: Int64 = 0

    mutating func add(_ more: Int64, isBeside: Bool) {
      count = (count ?? 0).plus(more)
      if isBeside { beside = beside.plus(more) ?? beside }
    }
  }

  /// All that was written; nil where nothing is said of it.
  var count: Int64? {
    guard all.count != nil || byLifetime != nil else { return nil }
    return (countOfNoLifetime ?? 0).plus(byLifetime ?? 0)
  }

  /// What of it is beside the input.
  var countBeside: Int64? {
    let split = short.beside.plus(long.beside)
    return isSplit ? split.map { max($0, all.beside) } : split?.plus(all.beside)
  }

  /// What was written for no lifetime that is known; nil where nothing is said of it.
  var countOfNoLifetime: Int64? { isSplit ? nil : all.count }

  private var byLifetime: Int64? {
    short.count == nil && long.count == nil ? nil : (short.count ?? 0).plus(long.count ?? 0)
  }

  /// Whether the lifetimes are parts of the sum.
  private var isSplit: Bool {
    guard let sum = all.count, let byLifetime else { return false }
    return sum == byLifetime
  }
}
