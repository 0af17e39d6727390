import TraceModel

extension CohortDigest {
  mutating func code(_ coder: inout DigestCoder) throws {
    let tables = coder.recordTables
    try codeTools(&coder, tables)
    var cohorts = cohorts
    try coder.code(
      &cohorts, emptyKey: CohortKey(), emptyValue: CohortTexts(order: 0)
    ) { coder, key in
      try key.code(&coder)
    } value: { coder, texts in
      try texts.code(&coder)
    }
    guard coder.mode == .reading else { return }
    guard cohorts.count <= Self.most else { throw DigestMismatch.damaged }
    // The order is made of names and never taken from a file.
    self = CohortDigest(
      Dictionary(
        uniqueKeysWithValues: cohorts.map { key, texts in
          (
            key,
            CohortTexts(order: key.order(tables), cells: texts.cells, varied: texts.varied)
          )
        }))
  }

  /// What the sets of tools consist of, for those that conditions name.
  private func codeTools(_ coder: inout DigestCoder, _ tables: RecordTables) throws {
    var sets: [ContentHash: [NameID]] = [:]
    for key in cohorts.keys where key.tools != .none {
      sets[key.tools] = tables.tools(of: key.tools)?.sortedByName(tables)
    }
    try coder.code(&sets, emptyKey: .none, emptyValue: []) {
      try $0.code(&$1)
    } value: {
      try $0.code(&$1, empty: .none) { try $0.code(&$1) }
    }
    guard coder.mode == .reading else { return }
    for (set, tools) in sets { tables.keep(tools: tools, of: set) }
  }
}

extension [NameID] {
  /// Numbers differ from run to run; an order of them may not show.
  func sortedByName(_ tables: RecordTables) -> [NameID] {
    map { (id: $0, name: tables.name($0)) }.sorted { $0.name < $1.name }.map(\.id)
  }
}

extension CohortKey {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    for name in [
      \CohortKey.feature, \.route, \.environment, \.model, \.promptName, \.promptVersion,
      \.toolSchemaVersion, \.settings,
    ] {
      try coder.code(&self[keyPath: name])
    }
    try coder.code(&tools)
    for hash in [\OtherCalls.prompts, \.models, \.relativeModels] {
      try coder.code(&otherCalls[keyPath: hash])
    }
    try coder.code(&isLate)
  }
}

extension CohortTexts {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    var cells = cells
    var varied = varied
    try coder.code(&cells, emptyKey: .none, emptyValue: CohortCell()) {
      try $0.code(&$1)
    } value: {
      try $1.code(&$0)
    }
    try coder.code(&varied, empty: CohortCell()) { try $1.code(&$0) }
    if coder.mode == .reading {
      self = CohortTexts(order: 0, cells: cells, varied: varied)
    }
  }
}

extension CohortCell {
  fileprivate mutating func code(_ coder: inout DigestCoder) throws {
    for count in [\CohortCell.traces, \.judged, \.good, \.handedOff, \.retried] {
      try coder.code(&self[keyPath: count])
    }
    try coder.code(&cost)
    try latency.code(&coder)
    guard good <= judged, handedOff <= judged, judged <= traces else {
      throw DigestMismatch.damaged
    }
  }
}
