import Testing
import TraceModel

@testable import TraceReading

struct UsageCountsTests {
  private static func usage(_ text: String, hasOnlyInput: Bool = false) throws -> (
    String, leftOut: [String]
  ) {
    let bytes = Array(text.utf8)
    let parser = JSONParser()
    var events = EventWriter()
    try bytes.withUnsafeBufferPointer { bytes in
      var counts = UsageCounts()
      counts.read(try parser.parse(bytes), &events)
      events.begin()
      events.put(usage: counts.wholes(hasOnlyInput: hasOnlyInput))
      events.end()
    }
    let line = String(decoding: events.written.dropLast(), as: UTF8.self)
    return (line, events.leftOut)
  }

  /// Shapes of recorded answers, and what version 1 says of them.
  @Test(arguments: [
    // OpenAI chat: cache and reasoning are parts.
    (
      #"{"prompt_tokens":1100,"completion_tokens":260,"total_tokens":1360,"prompt_tokens_details":{"cached_tokens":512,"audio_tokens":7},"completion_tokens_details":{"reasoning_tokens":200,"audio_tokens":2}}"#,
      #""prompt_tokens":1100,"completion_tokens":260,"cached_tokens":512,"reasoning_tokens":200,"audio_prompt_tokens":7,"audio_completion_tokens":2"#
    ),
    // Gemini, cut off while it thought.
    (
      #"{"promptTokenCount":125,"thoughtsTokenCount":395,"totalTokenCount":520}"#,
      #""prompt_tokens":125,"completion_tokens":395,"reasoning_tokens":395"#
    ),
    // Gemini, as its Python library names the same.
    (
      #"{"prompt_token_count":125,"candidates_token_count":12,"prompt_tokens_details":[{"modality":"AUDIO","token_count":25}],"candidates_tokens_details":[{"modality":"AUDIO","token_count":2}],"total_token_count":137}"#,
      #""prompt_tokens":125,"completion_tokens":12,"audio_prompt_tokens":25,"audio_completion_tokens":2"#
    ),
    // Perplexity: what was thought is more than what was answered, so it stands beside it.
    (
      #"{"prompt_tokens":33,"completion_tokens":7163,"total_tokens":7196,"citation_tokens":20016,"num_search_queries":18,"reasoning_tokens":73997}"#,
      #""prompt_tokens":33,"completion_tokens":81160,"reasoning_tokens":73997"#
    ),
    // OpenAI Responses and OpenRouter: what was written to the cache is a part too.
    (
      #"{"input_tokens":4020,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":4012},"output_tokens":5,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":4025}"#,
      #""prompt_tokens":4020,"completion_tokens":5,"cached_tokens":0,"cache_write_tokens":4012,"reasoning_tokens":0"#
    ),
    // Anthropic: the cache stands beside the input.
    (
      #"{"input_tokens":21,"cache_creation_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200},"cache_read_input_tokens":1733,"output_tokens":568,"output_tokens_details":{"thinking_tokens":12}}"#,
      #""prompt_tokens":2054,"completion_tokens":568,"cached_tokens":1733,"cache_write_tokens":300,"cache_write_1h_tokens":200,"reasoning_tokens":12"#
    ),
    // Anthropic, where only the lifetimes say what was written.
    (
      #"{"input_tokens":1,"cache_creation":{"ephemeral_1h_input_tokens":40},"output_tokens":2}"#,
      #""prompt_tokens":41,"completion_tokens":2,"cache_write_tokens":40,"cache_write_1h_tokens":40"#
    ),
    // Bedrock Converse: as Anthropic, with twins.
    (
      #"{"cacheReadInputTokenCount":10,"cacheReadInputTokens":10,"cacheWriteInputTokenCount":5,"cacheWriteInputTokens":5,"inputTokens":397,"outputTokens":130,"totalTokens":542,"cacheDetails":[{"ttl":"1h","inputTokens":5}]}"#,
      #""prompt_tokens":412,"completion_tokens":130,"cached_tokens":10,"cache_write_tokens":5,"cache_write_1h_tokens":5"#
    ),
    // Gemini: thoughts are outside of the candidates, tool use outside of the prompt.
    (
      #"{"promptTokenCount":125,"cachedContentTokenCount":25,"toolUsePromptTokenCount":10,"candidatesTokenCount":12,"thoughtsTokenCount":395,"totalTokenCount":542,"promptTokensDetails":[{"modality":"TEXT","tokenCount":100},{"modality":4,"tokenCount":25}]}"#,
      #""prompt_tokens":135,"completion_tokens":407,"cached_tokens":25,"reasoning_tokens":395,"audio_prompt_tokens":25"#
    ),
    // Gemini leaves zeros out; the total says that the candidates are none.
    (
      #"{"promptTokenCount":8,"thoughtsTokenCount":30,"totalTokenCount":38}"#,
      #""prompt_tokens":8,"completion_tokens":30,"reasoning_tokens":30"#
    ),
    // DeepSeek in its own words.
    (
      #"{"completion_tokens":4,"prompt_cache_hit_tokens":64,"prompt_cache_miss_tokens":12}"#,
      #""prompt_tokens":76,"completion_tokens":4,"cached_tokens":64"#
    ),
    // Cohere bills by other counts, and its cache is none of them.
    (
      #"{"billed_units":{"input_tokens":377.0,"output_tokens":90},"tokens":{"input_tokens":577,"output_tokens":90},"cached_tokens":576}"#,
      #""prompt_tokens":377,"completion_tokens":90"#
    ),
    // Together and the Hugging Face router.
    (
      #"{"prompt_tokens":46,"completion_tokens":45,"total_tokens":91,"cached_tokens":16}"#,
      #""prompt_tokens":46,"completion_tokens":45,"cached_tokens":16"#
    ),
    // xAI: reasoning is outside of the output, as the total tells.
    (
      #"{"prompt_tokens":10,"completion_tokens":5,"total_tokens":115,"completion_tokens_details":{"reasoning_tokens":100}}"#,
      #""prompt_tokens":10,"completion_tokens":105,"reasoning_tokens":100"#
    ),
    // A gateway that gives Anthropic's counts OpenAI's meaning.
    (
      #"{"prompt_tokens":1900,"completion_tokens":9,"total_tokens":1909,"cache_read_input_tokens":1733,"cache_creation_input_tokens":0}"#,
      #""prompt_tokens":1900,"completion_tokens":9,"cached_tokens":1733,"cache_write_tokens":0"#
    ),
    // Ollama, and Llama on Bedrock.
    (
      #"{"prompt_eval_count":26,"eval_count":298,"eval_duration":4}"#,
      #""prompt_tokens":26,"completion_tokens":298"#
    ),
    (
      #"{"prompt_token_count":"18","generation_token_count":"115"}"#,
      #""prompt_tokens":18,"completion_tokens":115"#
    ),
    // The total leaves no doubt.
    (#"{"prompt_tokens":9,"total_tokens":9}"#, #""prompt_tokens":9,"completion_tokens":0"#),
  ])
  func `each vendor's counts become wholes and their parts`(object: String, wholes: String) throws {
    let (line, leftOut) = try Self.usage(object)
    #expect(line == #"{"usage":{\#(wholes)}}"#)
    #expect(leftOut == [])
  }

  @Test func `an embedding has input only`() throws {
    #expect(
      try Self.usage(#"{"total_tokens":12}"#, hasOnlyInput: true).0
        == #"{"usage":{"prompt_tokens":12,"completion_tokens":0}}"#)
    #expect(
      try Self.usage(#"{"billed_units":{"input_tokens":3}}"#, hasOnlyInput: true).0
        == #"{"usage":{"prompt_tokens":3,"completion_tokens":0}}"#)
    #expect(try Self.usage(#"{"total_tokens":12}"#).0 == "{}")
  }

  @Test(arguments: [
    #"{"prompt_tokens":-1}"#, #"{"prompt_tokens":"many"}"#, #"{"prompt_tokens":1.5}"#,
    #"{"prompt_tokens":[]}"#, #"{"prompt_tokens":99999999999}"#, #"{"prompt_tokens":1e40}"#,
  ])
  func `a count that is none is left out, and said to be`(object: String) throws {
    let (line, leftOut) = try Self.usage(object)
    #expect(line == "{}")
    #expect(leftOut == ["usage.prompt: not a whole number of tokens; the value is left out"])
  }

  @Test(arguments: ["{}", #"{"trafficType":"ON_DEMAND"}"#, #"{"prompt_tokens":null}"#])
  func `no counts are no usage`(object: String) throws {
    #expect(try Self.usage(object) == ("{}", []))
  }

  @Test func `of a stream's counts the last ones win`() throws {
    let parsers = (JSONParser(), JSONParser())
    var events = EventWriter()
    let start = Array(#"{"input_tokens":25,"output_tokens":1,"cache_read_input_tokens":5}"#.utf8)
    let end = Array(#"{"output_tokens":15}"#.utf8)
    try start.withUnsafeBufferPointer { start in
      try end.withUnsafeBufferPointer { end in
        var counts = UsageCounts()
        counts.read(try parsers.0.parse(start), &events)
        counts.read(try parsers.1.parse(end), &events)
        #expect(counts.wholes() == TokenWholes(prompt: 30, completion: 15, cached: 5))
      }
    }
  }

  @Test(arguments: [
    // OpenRouter sums binary floats; xAI counts in 10⁻¹⁰ dollars.
    (#"{"prompt_tokens":10,"cost":0.00010749999999999999}"#, "0.0001075"),
    (#"{"prompt_tokens":10,"cost_in_usd_ticks":37756000}"#, "0.0037756"),
    (#"{"prompt_tokens":10,"cost":{"request_cost":0.005,"total_cost":0.005447}}"#, "0.005447"),
  ])
  func `what a call cost is read as its vendor writes it`(usage: String, cost: String) throws {
    let parser = JSONParser()
    var events = EventWriter()
    try Array(usage.utf8).withUnsafeBufferPointer { bytes in
      var counts = UsageCounts()
      counts.read(try parser.parse(bytes), &events)
      #expect(counts.cost == ExactDecimal(cost))
    }
    #expect(events.leftOut == [])
  }
}
