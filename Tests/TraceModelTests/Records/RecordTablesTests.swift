import Testing
import TraceModel

struct RecordTablesTests {
  /// How many of many values stand alone in a table of four times as many slots.
  private func shareAlone<Value: TableValue>(_ values: [Value]) -> Double {
    let slots = values.map { $0.hash(seed: 7) & UInt64(values.count * 4 - 1) }
    return Double(Set(slots).count) / Double(values.count)
  }

  /// Values in one slot are looked through one by one.
  @Test func `prompts and charges that differ in one thing only fall into different slots`() {
    let numbers = (1...4096).map { NameID(UInt32($0)) }
    func prompts(_ change: (inout PromptRecord, NameID) -> Void) -> [PromptRecord] {
      numbers.map {
        var prompt = PromptRecord()
        change(&prompt, $0)
        return prompt
      }
    }
    func hash(_ name: NameID) -> ContentHash {
      let word = UInt64(name.number) &* 0x9E37_79B9_7F4A_7C15
      return ContentHash(high: word, low: ~word)
    }
    for prompts in [
      prompts { $0.name = $1 }, prompts { $0.version = $1 }, prompts { $0.toolSchemaVersion = $1 },
      prompts { $0.text = hash($1) }, prompts { $0.hash = hash($1) },
      prompts { $0.tools = hash($1) },
    ] { #expect(shareAlone(prompts) > 0.8) }
    func kinds(_ change: (inout ChargeKind, NameID) -> Void) -> [ChargeKind] {
      numbers.map {
        var kind = ChargeKind(source: .model)
        change(&kind, $0)
        return kind
      }
    }
    for kinds in [
      kinds { $0.item = $1 }, kinds { $0.unit = $1 }, kinds { $0.currency = $1 },
      kinds { $0.pricedBy = $1 }, kinds { $0.unitPrice = ExactDecimal(Int($1.number)) },
      kinds { $0.unitPrice = ExactDecimal(units: Int128($1.number) << 64) },
    ] { #expect(shareAlone(kinds) > 0.8) }
  }
}
