import Glibc

/// How likely two rates differ at least so much by chance alone: Fisher's exact test, two-sided.
///
/// All tables with the same sums that are no likelier than the one at hand count. It errs on the
/// side of chance, so that of comparisons without a difference fewer than one in twenty falls below
/// 0.05, at any size of the samples.
///
/// - Parameters: good ones of all on each side; none are negative, and good ≤ all.
package func chanceOfDifference(_ good: Int, of count: Int, and otherGood: Int, of otherCount: Int)
  -> Double
{
  let total = count + otherCount
  let allGood = good + otherGood
  guard count > 0, otherCount > 0, allGood > 0, allGood < total else { return 1 }
  guard total <= mostCounted else { return normalChance(good, count, otherGood, otherCount) }
  let least = max(0, allGood - otherCount)
  let most = min(allGood, count)
  func logOdds(_ k: Int) -> Double {
    logChoose(count, k) + logChoose(otherCount, allGood - k)
  }
  let all = logChoose(total, allGood)
  // A hair above, so that tables of the same likelihood count whatever their last bits.
  let limit = logOdds(good) + 1e-7
  var sum = 0.0
  for k in least...most {
    let odds = logOdds(k)
    if odds <= limit { sum += exp(odds - all) }
  }
  return min(1, sum)
}

/// Beyond it every table would take its time, and the normal curve fits to many digits.
private let mostCounted = 100_000

/// The chance by the normal curve, with Yates' correction.
private func normalChance(_ good: Int, _ count: Int, _ otherGood: Int, _ otherCount: Int)
  -> Double
{
  let (n, m) = (Double(count), Double(otherCount))
  let share = (Double(good) + Double(otherGood)) / (n + m)
  let difference = abs(Double(good) / n - Double(otherGood) / m) - (1 / n + 1 / m) / 2
  let deviation = (share * (1 - share) * (1 / n + 1 / m)).squareRoot()
  return min(1, erfc(max(0, difference) / deviation / 2.0.squareRoot()))
}

/// The logarithm of how many ways there are to choose k of n.
private func logChoose(_ n: Int, _ k: Int) -> Double {
  lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1))
}
