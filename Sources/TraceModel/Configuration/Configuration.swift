/// What a team sets in `casebook.yml`; every value has a default.
package struct Configuration: Sendable, Hashable {
  /// What the report is called; absent where nobody gave it a name.
  package var title: String?
  package var organisation: String?

  /// The zone in which days and weeks are cut.
  package var timeZone = "UTC"

  /// The pages' colour; absent for their own.
  package var accent: AccentColor?

  /// The ISO 4217 code of the currency all totals are given in.
  package var currency = "USD"
  package var exchangeRates: [ExchangeRate] = []

  package var verdicts = VerdictVocabulary()

  /// What a hand-off to a person is taken to cost; absent where no assumption is made.
  package var handOff: HandOffCost?
  package var infrastructure = InfrastructureRates()
  package var prices = PriceSettings()

  package var freshness = Freshness()
  package var attributes = AttributeNames()
  package var redaction = RedactionSettings()
  package var gates = Gates()

  /// How many days traces may be kept; absent where no limit is set.
  package var retentionInDays: Int?

  /// Who may read the report, in the team's own words.
  package var access: String?
  package var review = ReviewSettings()
  package var invoices: [Invoice] = []
  package var limits = InputLimits()

  package init() {}
}
