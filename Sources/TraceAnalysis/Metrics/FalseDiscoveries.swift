/// Chances corrected for how many were looked at: Benjamini and Hochberg's step-up (1995).
///
/// Of those that stay at 0.05 or below, at most one in twenty is expected to be mere chance; and where
/// there is no difference anywhere, at most one report in twenty names one at all.
///
///     0.01  0.04  0.03  →  sorted 0.01·3/1  0.03·3/2  0.04·3/3  →  0.03  0.04  0.04
package func correctedForMany(_ chances: [Double]) -> [Double] {
  let order = chances.indices.sorted {
    chances[$0] != chances[$1] ? chances[$0] < chances[$1] : $0 < $1
  }
  var corrected = chances
  var least = 1.0
  for (rank, index) in order.enumerated().reversed() {
    least = min(least, chances[index] * Double(chances.count) / Double(rank + 1))
    corrected[index] = least
  }
  return corrected
}
