// An answer of Anthropic's may be made by several calls, which its usage tells one by one:
//
//   "usage":{"input_tokens":250,"output_tokens":6,"iterations":[
//     {"type":"compaction","input_tokens":100,"cache_creation_input_tokens":5000,"output_tokens":141},
//     {"type":"message","input_tokens":250,"output_tokens":6}]}
//
// The counts around them leave out the call that made the conversation shorter, and those of another
// model that gave advice, which is paid at that model's price.

extension Answer {
  /// A call of another model's that the one that answers asked for advice.
  struct Advice {
    var model: String?
    var usage = UsageCounts()
  }

  mutating func readIterations(_ iterations: JSONNode, _ events: inout EventWriter) {
    var sum = UsageCounts()
    var isShortened = false
    var isFallback = false
    advices = []
    for iteration in iterations.elements where iteration.isObject {
      var counts = UsageCounts()
      counts.read(iteration, &events)
      let type = iteration["type"]
      if type?.isText("advisor_message") == true {
        advices.append(Advice(model: iteration["model"]?.asText, usage: counts))
        continue
      }
      if type?.isText("compaction") == true { isShortened = true }
      if type?.isText("fallback_message") == true { isFallback = true }
      sum.addTokens(of: counts)
    }
    // Of a fallback the counts around are all there is to pay.
    if isShortened, !isFallback { usage.takeTokens(of: sum) }
  }
}
