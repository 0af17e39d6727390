import TraceModel

/// Where the record comes from.
struct TraceRecord: TemplateData {
  var entries: [StepSetting]

  init(_ facts: TraceFacts) {
    let trace = facts.trace
    var files: [Name: Int] = [:]
    var named: Set<Name> = []
    for index in trace.steps.indices {
      files[Name(trace.steps[index].event.provenance.file), default: 0] += 1
      for source in trace.steps[index].event.sources { named.insert(Name(source)) }
    }
    let sources = named.sorted()
    var entries = [StepSetting("trace_id", "\(name: trace.id)")]
    let from: Phrase = sources.isEmpty ? "" : " from \(sources.count, "source", "sources")"
    entries.append(StepSetting("Events", "\(trace.steps.count)\(from)"))
    if !sources.isEmpty {
      entries.append(StepSetting("Sources", Phrase(list: sources.prefix(8).map { "\(name: $0)" })))
    }
    let fileList = files.sorted { $0.key < $1.key }.prefix(8).map { file, count -> Phrase in
      "\(name: file) (\(count, "event", "events"))"
    }
    if !fileList.isEmpty { entries.append(StepSetting("Files", Phrase(list: fileList))) }
    for (name, value) in [
      ("Session", trace.session), ("User", trace.user), ("Route", trace.route),
    ] {
      if let value { entries.append(StepSetting(name, "\(name: value)")) }
    }
    entries.append(StepSetting("Path", "\(logged: trace.path, upTo: 300)"))
    let superseded = trace.steps.count { $0.isSuperseded }
    let orphans = trace.steps.count { $0.isOrphan }
    if superseded > 0 {
      entries.append(
        StepSetting(
          "Conflicting", "\(superseded, "event", "events") logged again with other content"))
    }
    if orphans > 0 {
      entries.append(StepSetting("Without their parent", "\(orphans, "event", "events")"))
    }
    self.entries = entries
  }

  static let fields: [TemplateField<TraceRecord>] = [.list("entries") { $0.entries }]
}
