import Testing
import TraceAnalysis
import TraceModel

struct PriceTableTests {
  @Test(arguments: [
    (
      #"{"m": {"input_cost_per_token": "cheap"}}"#,
      "m has cheap as input_cost_per_token; give a number that is not negative"
    ),
    (
      #"{"m": {"output_cost_per_token": -1}}"#,
      "m has -1 as output_cost_per_token; give a number that is not negative"
    ),
    (
      #"{"m": {"output_cost_per_token": true}}"#,
      "m has a value of another kind as output_cost_per_token; give a number that is not negative"
    ),
    (
      #"{"m": {"input_cost_per_token": 1}, "n": 5}"#,
      "n is not a row of prices; give an object of prices, or remove it"
    ),
    (
      #"{"m": [{"from": "2026-11-01", "input_cost_per_token": 1}, {"from": "2026-11-01", "input_cost_per_token": 2}]}"#,
      "two prices for m on 2026-11-01; end the older one the day before"
    ),
    (
      #"{"m": [{"from": "2026-11-01", "to": "2026-11-08", "input_cost_per_token": 1}, {"from": "2026-11-08", "input_cost_per_token": 2}]}"#,
      "two prices for m on 2026-11-08; end the older one the day before"
    ),
    (
      #"{"m": [{"from": "soon", "input_cost_per_token": 1}]}"#,
      "m has a price dated soon; give a day as 2026-11-16"
    ),
    (
      #"{"m": {"input_cost_per_token": 1, "off_peak_pricing": {"hours_utc": "late"}}}"#,
      "m has prices for the hours late; give them as 16:30-00:30, in UTC"
    ),
    (
      #"{"m": {"tiered_pricing": [{"input_cost_per_token": 1}]}}"#,
      "m has a tier without its limit in tokens; give it or remove the tier"
    ),
    (
      #"[{"id": "p", "models": [{"id": "m", "match": {"regex": "("}, "prices": {}}]}]"#,
      "p m has the pattern (, which is no regular expression of at most 1000 bytes; mend it or remove the row"
    ),
    (
      #"[{"modelName": "m", "matchPattern": "[", "pricingTiers": []}]"#,
      "m has the pattern [, which is no regular expression of at most 1000 bytes; mend it or remove the row"
    ),
    (
      #"[]"#,
      "not a price table; give LiteLLM's price map, genai-prices' data or Langfuse's model definitions"
    ),
    (
      #"{"title": "Support assistant"}"#,
      "not a price table; give LiteLLM's price map, genai-prices' data or Langfuse's model definitions"
    ),
  ])
  func `a table that can't be used names the row and says what to do`(
    json: String, problem: String
  ) {
    let error = #expect(throws: PriceBookError.self) { try PriceTable(json) }
    #expect(error?.description == "prices.json: \(problem)")
  }

  @Test(arguments: [
    (#"{"m": {"input_cost_per_token": 1.0000000000000000001}}"#, "m", "1.0000000000000000001"),
    (#"{"m": {"input_cost_per_token": 1e-19}}"#, "m", "1e-19"),
    (
      #"[{"id": "p", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"#
        + #""input_mtok": 0.0000000000001}}]}]"#,
      "p m", "0.0000000000001"
    ),
    (
      #"[{"modelName": "m", "matchPattern": "^m$", "pricingTiers": [{"isDefault": true, "#
        + #""prices": {"input": 1e-20}}]}]"#,
      "m", "1e-20"
    ),
  ])
  func `a row with a figure that can't be kept is named and not used, and no other stands in`(
    json: String, row: String, digits: String
  ) throws {
    let table = try PriceTable(json)
    let problem = try #require(table.problems.first?.description)
    #expect(table.problems.count == 1)
    #expect(problem.hasPrefix("prices.json: \(row) has \(digits) as "))
    #expect(problem.hasSuffix("shorten it to 18 decimals for one token"))

    let other = try PriceTable(#"{"m": {"input_cost_per_token": 1}}"#)
    let result = PriceBook([table, other]).price(
      provider: "p", model: "m", at: nil, usage: Usage(prompt: 1))
    #expect(
      result.lines == ["\(row) has a price with more digits than can be kept exactly; shorten it"])
  }

  @Test func `a pattern of absurd length is refused`() {
    let pattern = String(repeating: "a", count: 1001)
    #expect(throws: PriceBookError.self) {
      try PriceTable(#"[{"modelName": "m", "matchPattern": "\#(pattern)", "pricingTiers": []}]"#)
    }
  }

  @Test func `prices for other units may have any number of decimals`() throws {
    let table = try PriceTable(#"{"m": {"input_cost_per_second": 3.3333333333333335e-05}}"#)
    let result = PriceBook([table]).price(
      provider: nil, model: "m", at: nil, usage: Usage(prompt: 1))
    #expect(result.lines == ["m is priced by the second, not by tokens"])
  }

  @Test(arguments: [
    ("{}", "no price table has a row for m"),
    (#"{"m": {"litellm_provider": "x"}}"#, "m has no price"),
    (#"{"m": {"input_cost_per_token": null, "litellm_provider": "x"}}"#, "m has no price"),
  ])
  func `a row without prices is unpriced, not free`(json: String, reason: String) throws {
    let result = PriceBook([try PriceTable(json)]).price(
      provider: nil, model: "m", at: nil, usage: Usage(prompt: 1))
    #expect(result.lines == [reason])
  }
}
