import Testing
import TraceAnalysis
import TraceModel

struct KappaTests {
  private func agreement(_ counts: (VerdictClass, VerdictClass, Int)...) -> Agreement {
    Agreement(
      Dictionary(
        uniqueKeysWithValues: counts.map { (ClassPair(machine: $0.0, human: $0.1), $0.2) }))
  }

  // po = 35/50 = 0.7; pe = 0.5 · 0.6 + 0.5 · 0.4 = 0.5; κ = 0.2 / 0.5 = 0.4.
  // A = 0.4 · 0.34² + 0.3 · 0.46² = 0.10972
  // B = 0.6² (0.1 · 1.1² + 0.2 · 0.9²) = 0.10188
  // C = (0.4 − 0.5 · 0.6)² = 0.01
  // s = √(0.2016 / 50) / 0.5 = 0.126996; 1.96 s = 0.248908
  @Test func `kappa and its interval are those of the formula`() {
    let agreement = agreement(
      (.good, .good, 20), (.good, .bad, 5), (.bad, .good, 10), (.bad, .bad, 15))
    #expect(agreement.pairs == 50)
    #expect(agreement.kappa == 0.4)
    #expect(agreement.low.map { abs($0 - 0.151092) < 1e-6 } == true)
    #expect(agreement.high.map { abs($0 - 0.648908) < 1e-6 } == true)
  }

  // 10 2 1 / 3 8 0 / 1 1 4: po = 22/30; pe = (13·14 + 11·11 + 6·5) / 900 = 0.37;
  // κ = (0.733333 − 0.37) / 0.63 = 0.576720. The ends are those of the variance that follows from
  // the slopes of κ, worked out by numbers.
  @Test func `kappa counts more than two classes`() {
    let agreement = agreement(
      (.good, .good, 10), (.good, .bad, 2), (.good, .unsafe, 1), (.bad, .good, 3), (.bad, .bad, 8),
      (.unsafe, .good, 1), (.unsafe, .bad, 1), (.unsafe, .unsafe, 4))
    #expect(agreement.kappa == 0.576719577)
    #expect(agreement.low.map { abs($0 - 0.323031) < 1e-6 } == true)
    #expect(agreement.high.map { abs($0 - 0.830408) < 1e-6 } == true)
  }

  @Test func `without pairs there is no kappa`() {
    let agreement = agreement()
    #expect(agreement == Agreement())
    #expect(agreement.kappa == nil)
  }

  @Test func `two judges who use one class only say nothing about agreement`() {
    let agreement = agreement((.good, .good, 9))
    #expect(agreement.pairs == 9)
    #expect(agreement.kappa == nil)
    #expect(agreement.low == nil)
  }

  @Test func `judges who always agree have no interval, as the formula finds no error`() {
    let agreement = agreement((.good, .good, 2), (.bad, .bad, 1))
    #expect(agreement.kappa == 1)
    #expect(agreement.low == nil)
    #expect(agreement.high == nil)
  }

  // po = 0; pe = 2 · 0.4 · 0.6 = 0.48; κ = −0.48 / 0.52; the lower end would be −1.56.
  @Test func `an interval ends at -1`() {
    let agreement = agreement((.good, .bad, 3), (.bad, .good, 2))
    #expect(agreement.kappa == -0.923076923)
    #expect(agreement.low == -1)
    #expect(agreement.high.map { abs($0 + 0.287860) < 1e-6 } == true)
  }
}
