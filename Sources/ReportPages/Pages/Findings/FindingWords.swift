/// How much a finding matters to who reads the numbers.
enum FindingWeight: Int, Sendable {
  /// A reader could draw the wrong lesson.
  case changesConclusion
  /// A rate or a sum is off, or rests on fewer requests.
  case weakensNumber
  /// No number changes.
  case tidy

  var word: String {
    switch self {
    case .changesConclusion: "Changes a conclusion"
    case .weakensNumber: "Weakens a number"
    case .tidy: "Worth tidying"
    }
  }

  var tag: HTML {
    var tag = HTMLBuilder()
    switch self {
    case .changesConclusion: tag.markup("<span class=\"tag bad\">")
    case .weakensNumber: tag.markup("<span class=\"tag warn\">")
    case .tidy: tag.markup("<span class=\"tag\">")
    }
    if self != .tidy { tag.markup("<svg aria-hidden=\"true\"><use href=\"#i-warn\"/></svg>") }
    tag.text(word)
    tag.markup("</span>")
    return tag.html
  }
}

/// What a finding's code means, which number it touches and how the log is mended.
struct FindingWords: Sendable {
  let code: String
  let title: String
  let weight: FindingWeight
  let effect: String
  let fix: String

  init(code: String) {
    self.code = code
    guard let entry = Self.known[code] else {
      (title, weight) = (clipped(code), .tidy)
      (effect, fix) = ("A rule noticed this; see the traces.", "See the traces it names.")
      return
    }
    (title, weight, effect, fix) = entry
  }

  /// The id of its place on the findings page.
  var anchor: String {
    "f-"
      + String(
        decoding: code.utf8.filter { $0 == 0x2D || (0x61...0x7A).contains($0) }, as: UTF8.self)
  }

  private static let known: [String: (String, FindingWeight, String, String)] = [
    "prompt-changed": (
      "Prompt text changed under the same version", .changesConclusion,
      "Every comparison that spans the change mixes two prompts.",
      "Raise prompt.version on every edit, or log prompt.hash."
    ),
    "prompt-unversioned": (
      "Prompt without a version", .weakensNumber,
      "Its requests cannot be compared with others.", "Log prompt.name and prompt.version."
    ),
    "settings-missing": (
      "Model call without its settings", .weakensNumber,
      "Its requests cannot be compared with others.",
      "Log model.provider, model.version, temperature and max_tokens."
    ),
    "hidden-fallback": (
      "Another model answered than was asked", .changesConclusion,
      "Rates and costs by model name the wrong model.",
      "Log the attempt that failed, and attempt.kind fallback."
    ),
    "attempt-missing": (
      "Attempts with holes in their numbers", .weakensNumber,
      "Retries are undercounted, and so is their cost.",
      "Log every attempt with attempt.number and attempt.trigger."
    ),
    "cost-missing": (
      "Call without a charge or price", .weakensNumber, "The cost is too low.",
      "Log charges, or add the model to the price table."
    ),
    "cost-mismatch": (
      "Recorded cost off from its price", .weakensNumber,
      "The total repeats what the log says, which may be wrong.",
      "Compare the unit price, or the price table, with the contract."
    ),
    "retry-unpaid": (
      "Retry without a cost", .weakensNumber, "Thrown-away spend is too low.",
      "Log charges on every attempt, also on failed ones."
    ),
    "tool-stale": (
      "Tool data older than its limit", .changesConclusion,
      "The model may have answered well from old data.",
      "Return tool.data_as_of, and shorten the cache."
    ),
    "tool-incomplete": (
      "Tool output empty or cut off", .changesConclusion,
      "The model may have answered well from half of the data.",
      "Log tool.truncated, and raise the limit."
    ),
    "tools-unequal": (
      "Models ran with different tools", .changesConclusion,
      "These models may not be compared.", "Offer the same tools, or compare systems."
    ),
    "verdict-missing": (
      "Verdict missing", .weakensNumber, "Rates rest on fewer requests.",
      "Log one verdict event at the end of each request."
    ),
    "verdict-unknown": (
      "Verdict outside the agreed set", .tidy, "It counts as no verdict.",
      "Use the agreed words, or map yours in the configuration."
    ),
    "verdict-unreasoned": (
      "Verdict without a reason", .tidy, "Nobody can check it.", "Log verdict.reason."
    ),
    "verdict-conflict": (
      "The judges disagree", .weakensNumber, "The rate depends on who is asked.",
      "Read these requests once and agree on the label."
    ),
    "verdict-drift": (
      "One label used for different outcomes", .weakensNumber,
      "Rates of different teams or weeks may not be compared.", "Agree on what each label means."
    ),
    "sample-small": (
      "Too few judged requests to tell", .weakensNumber, "The rate may be chance.",
      "Judge at least twenty of each group."
    ),
    "sample-picked": (
      "The judged requests are not like the traffic", .changesConclusion,
      "The rate is that of the picked requests, not of the week.", "Draw the sample at random."
    ),
    "trace-broken": (
      "Steps that do not fit together", .weakensNumber,
      "Times and order of these requests are uncertain.", "Log parent_id and the end of each step."
    ),
    "trace-split": (
      "One request under several ids", .weakensNumber, "It is counted more than once.",
      "Pass one trace_id through the whole request."
    ),
    "summary-gap": (
      "The record cannot say what happened", .tidy, "Its page leaves questions open.",
      "Log the missing field it names."
    ),
    "word-unknown": (
      "Stage or status outside the sets", .tidy, "The step is shown under its own word.",
      "Use the words of the format."
    ),
    "note-orphan": (
      "Note about a request that is not here", .tidy, "Its label counts for no request.",
      "Check the trace_id in the head of the note."
    ),
    "name-unclear": (
      "One step name for different things", .tidy, "Steps of this name cannot be compared.",
      "Give each kind of step its own name."
    ),
    "private-data": (
      "Private data in the log", .tidy, "Whoever may read the log may read it.",
      "Mask it where it is written."
    ),
    "retention-overdue": (
      "Requests older than the retention time", .tidy, "They should be gone.",
      "Delete them from the logs."
    ),
    "input-rejected": (
      "Lines that could not be read", .weakensNumber, "Their steps are missing from every number.",
      "See the reason of each line."
    ),
  ]
}
