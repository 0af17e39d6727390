// whole file, of spans, of log records or of metrics.
//
//   {"resourceSpans":[{"resource":{…},"scopeSpans":[{"scope":{…},"spans":[{…},{…}]}]}]}
//   {"resourceLogs":[{"resource":{…},"scopeLogs":[{"scope":{…},"logRecords":[{…}]}]}]}
//
// A span is an event; so is a log record, but one that only says what the span it belongs to said
// (`gen_ai.client.inference.operation.details`, `gen_ai.user.message` …) is a part of that event.

import TraceModel

/// Spans and log records of OpenTelemetry, in whatever vocabulary.
enum OTLP: LogFormat {
  static let name = "otlp"
  static let description = "OpenTelemetry (OTLP-JSON)"

  static func recognises(_ record: JSONNode) -> Bool {
    record.isObject && OTLPSignal.of(record) != nil
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    translation.telemetry.translate(record, &translation)
  }
}

enum OTLPSignal {
  case spans, logs, metrics

  /// Of the record's first member that says so.
  static func of(_ record: JSONNode) -> OTLPSignal? {
    var found: OTLPSignal?
    record.forEachRawMember { key, value in
      if found == nil, value.isArray { found = OTLPSignal(key) }
    }
    return found
  }

  init?(_ key: JSONNode) {
    let name = key.rawBytes
    guard name.count >= 12, name[0] == UInt8(ascii: "r") else { return nil }
    if name.equals("resourceSpans") || name.equals("resource_spans") {
      self = .spans
    } else if name.equals("resourceLogs") || name.equals("resource_logs") {
      self = .logs
    } else if name.equals("resourceMetrics") || name.equals("resource_metrics") {
      self = .metrics
    } else {
      return nil
    }
  }
}

/// Reads what instrumented programs said of their steps; holds what is used again.
final class TelemetryReader {
  let vocabulary: Vocabulary
  // Each use of a class's variable is checked for another at the same time, which takes as long as
  // the use; these are used many times a span.
  private let attributesOfSpan: UnsafeMutablePointer<Attributes>
  private let attributesOfEvent: UnsafeMutablePointer<Attributes>
  private let scratchpad: UnsafeMutablePointer<EventWriter>

  /// Of the span or log record at hand.
  var attributes: Attributes {
    unsafeAddress { UnsafePointer(attributesOfSpan) }
    unsafeMutableAddress { attributesOfSpan }
  }
  /// Of one of its events.
  var eventAttributes: Attributes {
    unsafeAddress { UnsafePointer(attributesOfEvent) }
    unsafeMutableAddress { attributesOfEvent }
  }
  /// JSON that is put together before it is read.
  var scratch: EventWriter {
    unsafeAddress { UnsafePointer(scratchpad) }
    unsafeMutableAddress { scratchpad }
  }
  var resource = Resource()
  /// Whether what is at hand is of OpenLIT's instrumentations.
  var isOfOpenLIT = false
  /// Whether what is at hand is of an instrumentation that logs Bedrock's counts as they came.
  var isOfBedrock = false
  /// Whether the record at hand counts what came from the cache beside the input.
  var countsCacheBeside = false
  /// Whether the span at hand is a client library's own, of a call that others may log too.
  var isSentCall = false
  /// Whether the whole answer of the span at hand told what it says of the call.
  var hasReadAnswer = false
  /// By the hash of their definitions.
  var offered: [ContentHash: OfferedTools] = [:]
  /// Messages of log records that wait for the rest of their export.
  var held: [HeldMessage] = []
  /// Attempts of the record at hand that may have others behind them.
  var earlier: [EarlierAttempt.Step: EarlierAttempt] = [:]

  struct Resource {
    var environment: JSONNode?
    /// What the team's own names say of all that the program sent.
    var team = TeamValues()
    /// All its attributes, as JSON.
    var json: [UInt8] = []
  }

  init(_ names: AttributeNames) {
    vocabulary = Vocabulary(names)
    attributesOfSpan = .allocate(capacity: 1)
    attributesOfSpan.initialize(to: Attributes(vocabulary))
    attributesOfEvent = .allocate(capacity: 1)
    attributesOfEvent.initialize(to: Attributes(vocabulary))
    scratchpad = .allocate(capacity: 1)
    scratchpad.initialize(to: EventWriter())
  }

  deinit {
    attributesOfSpan.deinitialize(count: 1)
    attributesOfSpan.deallocate()
    attributesOfEvent.deinitialize(count: 1)
    attributesOfEvent.deallocate()
    scratchpad.deinitialize(count: 1)
    scratchpad.deallocate()
  }

  func translate(_ record: JSONNode, _ translation: inout Translation) {
    earlier.removeAll()
    record.forEachRawMember { key, value in
      guard value.isArray, let signal = OTLPSignal(key) else { return }
      switch signal {
      case .metrics:
        translation.events.leave("resourceMetrics", "metrics say nothing of a single request")
      case .spans, .logs:
        for element in value.elements { read(element, signal, &translation) }
      }
    }
  }

  /// What one program sent.
  private func read(_ element: JSONNode, _ signal: OTLPSignal, _ translation: inout Translation) {
    read(resource: element["resource", "attributes"])
    let program = resource.team
    var unplaced = 0
    let field = signal == .spans ? "scopeSpans" : "scopeLogs"
    expect(element.isObject, "resource", "not an object", &translation)
    element.forEachRawMember { key, scopes in
      guard scopes.isArray else {
        expect(!Self.holdsScopes(key) || scopes.isNull, field, "not a list", &translation)
        return
      }
      for scope in scopes.elements {
        expect(scope.isObject, field, "not a list of objects", &translation)
        if vocabulary.hasTeamNames { read(scope: scope["scope", "attributes"], of: program) }
        unplaced += read(scope: scope, signal, &translation)
      }
    }
    if !held.isEmpty {
      let messages = held
      held.removeAll()
      putMessages(messages, &translation)
    }
    if unplaced > 0 {
      translation.events.leave(
        "logRecords",
        "\(unplaced) without a trace id that is a text, so of no request that can be told")
    }
  }

  /// What the team's own names say of one library of a program, before what they say of the program.
  private func read(scope node: JSONNode?, of program: TeamValues) {
    resource.team = program
    guard let node else { return }
    eventAttributes.clear()
    eventAttributes.add(node)
    let library = teamValues(ofResource: eventAttributes)
    resource.team.feature = library.feature ?? program.feature
    resource.team.route = library.route ?? program.route
  }

  /// What one library sent. Returns how many of its log records belong to no trace.
  private func read(
    scope: JSONNode, _ signal: OTLPSignal, _ translation: inout Translation
  ) -> Int {
    let name = scope["scope", "name"]?.rawBytes
    isOfOpenLIT = name?.starts(with: "openlit.".utf8) == true
    isOfBedrock = name?.isOfBedrock == true
    var unplaced = 0
    scope.forEachRawMember { key, list in
      let name = key.rawBytes
      if signal == .spans, name.equals("spans") {
        expect(list.isArray || list.isNull, "spans", "not a list", &translation)
        for span in list.elements {
          translate(Span(otlp: span), &translation)
        }
      } else if signal == .logs, name.equals("logRecords") || name.equals("log_records") {
        expect(list.isArray || list.isNull, "logRecords", "not a list", &translation)
        for record in list.elements {
          if !translate(log: LogRecord(record), &translation) { unplaced += 1 }
        }
      }
    }
    return unplaced
  }

  /// `scopeSpans`, `scope_logs`, and what they were called before: `instrumentationLibrarySpans`.
  private static func holdsScopes(_ key: JSONNode) -> Bool {
    key.rawBytes.hasSuffix("Spans") || key.rawBytes.hasSuffix("Logs")
      || key.rawBytes.hasSuffix("_spans") || key.rawBytes.hasSuffix("_logs")
  }

  /// Says what is left out where a list of others is none, so that no span is lost in silence.
  private func expect(
    _ isRight: Bool, _ field: String, _ reason: String, _ translation: inout Translation
  ) {
    if !isRight { translation.events.leave(field, reason) }
  }

  func read(resource node: JSONNode?) {
    isOfOpenLIT = false
    isOfBedrock = false
    eventAttributes.clear()
    eventAttributes.add(node)
    resource.environment = eventAttributes[.environment]?.text
    resource.team = teamValues(ofResource: eventAttributes)
    scratch.clear()
    scratch.isFirst = true
    for entry in eventAttributes.entries { scratch.put(rawKey: entry.name, entry.value) }
    resource.json =
      scratch.lines.isEmpty ? [] : [UInt8(ascii: "{")] + scratch.written + [UInt8(ascii: "}")]
  }
}
