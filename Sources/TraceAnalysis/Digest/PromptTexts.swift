import TraceModel

/// The texts of each prompt's name and version.
struct PromptTexts {
  private var prompts: [PromptKey: Texts] = [:]

  private struct Texts {
    var texts: Set<ContentHash> = []
    /// The texts by their logged hashes.
    var hashesOfTexts: [ContentHash: ContentHash] = [:]
    /// The logged hashes of events without a text.
    var hashesAlone: Set<ContentHash> = []
    var digest = PromptDigest()
    var uses: [PromptUse] = []

    /// How many different texts there were; a hash stands for the text that is not logged with it.
    var count: Int {
      texts.count + hashesAlone.count { hashesOfTexts[$0] == nil }
    }

    /// What each text did, the first one first.
    var usesByText: [PromptUse] {
      var byText: [ContentHash: PromptUse] = [:]
      for use in uses {
        let text = use.text == .none ? hashesOfTexts[use.hash] ?? use.hash : use.text
        byText[text] = byText[text]?.merging(use) ?? use
      }
      return byText.sorted { ($0.value.firstSeen, $0.key) < ($1.value.firstSeen, $1.key) }
        .map(\.value)
    }
  }

  init(_ digest: Digest, _ tables: RecordTables) {
    for (id, used) in digest.prompts {
      let prompt = tables[id]
      let key = PromptKey(name: prompt.name, version: prompt.version)
      var texts = prompts[key] ?? Texts()
      if prompt.text != .none {
        texts.texts.insert(prompt.text)
        if prompt.hash != .none {
          // Of two texts under one hash the smaller, whichever was read first.
          let known = texts.hashesOfTexts[prompt.hash] ?? prompt.text
          texts.hashesOfTexts[prompt.hash] = min(known, prompt.text)
        }
      } else if prompt.hash != .none {
        texts.hashesAlone.insert(prompt.hash)
      }
      texts.digest = texts.digest.merging(used)
      prompts[key] = texts
    }
    for use in digest.evidence.texts.values {
      prompts[PromptKey(name: use.name, version: use.version)]?.uses.append(use)
    }
  }

  func summaries(_ tables: RecordTables) -> [PromptSummary] {
    prompts.map { key, texts in
      var summary = PromptSummary(
        name: tables.name(key.name), version: tables.name(key.version))
      summary.texts = texts.count
      summary.calls = texts.digest.calls
      if texts.digest.firstSeen <= texts.digest.lastSeen {
        summary.firstSeen = Instant(nanoseconds: texts.digest.firstSeen)
        summary.lastSeen = Instant(nanoseconds: texts.digest.lastSeen)
      }
      summary.uses = texts.usesByText.map(PromptTextSummary.init)
      return summary
    }.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
  }
}

extension PromptTextSummary {
  fileprivate init(_ use: PromptUse) {
    self.init()
    events = use.events
    traces = use.traces
    judged = use.judged
    good = use.good
    cost = use.cost
    if use.firstSeen <= use.lastSeen {
      firstSeen = Instant(nanoseconds: use.firstSeen)
      lastSeen = Instant(nanoseconds: use.lastSeen)
    }
    firstTrace = use.first?.id
    lastTrace = use.last?.id
  }
}
