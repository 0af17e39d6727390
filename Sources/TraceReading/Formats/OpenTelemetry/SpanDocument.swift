import TraceModel

// Spans that were exported one by one, with plain values:
//
//   {"context":{"trace_id":…,"span_id":…},"span_kind":"LLM","attributes":{"llm.model_name":…}}   Phoenix
//   {"name":…,"spanContext":{"traceId":…},"startTime":[1770131992,242000000],"attributes":{…}}   JavaScript
//   {"name":…,"_spanContext":{"traceId":…},"_duration":[0,512000000],"attributes":{…}}           the same
//   {"context.trace_id":…,"span_kind":"LLM","attributes.llm.model_name":…}                       data frame
//   {"name":…,"context":{"trace_id":"0x…"},"kind":"SpanKind.CLIENT","attributes":{…}}            Python's console
//   {"traceId":…,"id":…,"timestamp":1770131992242000,"duration":512000,"attributes":{…}}         JavaScript's
//   {"traceId":…,"spanId":…,"startTime":[1770131992,242000000],"attributes":{…}}                 a JavaScript exporter's own
//   {"traceId":…,"spanId":…,"startTimeUnixNano":…,"attributes":[…]}                              OTLP without its export
//   {"data":[{"trace_id":…,"span_id":…,"start_time_unix_nano":…,"attributes":[…]}]}              Phoenix's otlpv1

/// Spans as Phoenix's API, data frames and the console exporters of the SDKs write them.
enum SpanDocument: LogFormat {
  static let name = "spans"
  static let description = "single spans (Phoenix, data frames, SDK dumps)"

  static func recognises(_ record: JSONNode) -> Bool {
    if isSpan(record) { return true }
    guard let data = record["data"], data.isArray, let first = data.first else { return false }
    return isSpan(first)
  }

  private static func isSpan(_ record: JSONNode) -> Bool {
    guard record.isObject else { return false }
    if record["context.trace_id"]?.isText == true { return true }
    if record["spanContext", "traceId"]?.isText == true { return true }
    if record["_spanContext", "traceId"]?.isText == true { return true }
    if record["traceId"]?.isText == true {
      if record["spanId"]?.isText == true, record["startTimeUnixNano"] != nil { return true }
      guard record["attributes"]?.isObject == true else { return false }
      if record["startTime"]?.isArray == true {
        return record["spanId"]?.isText == true || record["id"]?.isText == true
      }
      return record["timestamp"]?.isNumber == true && record["duration"] != nil
    }
    if record["start_time_unix_nano"] != nil, record["trace_id"]?.isText == true {
      return record["span_id"]?.isText == true && record["attributes"]?.isArray == true
    }
    guard record["context", "trace_id"]?.isText == true else { return false }
    return record["span_kind"] != nil || record["kind"] != nil || record["attributes"] != nil
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    let reader = translation.telemetry
    reader.resource = TelemetryReader.Resource()
    reader.earlier.removeAll()
    if let data = record["data"], data.isArray {
      for span in data.elements {
        guard isSpan(span) else {
          translation.events.leave("data", "an element is no span")
          continue
        }
        translate(one: span, reader, &translation)
      }
    } else {
      translate(one: record, reader, &translation)
    }
  }

  private static func translate(
    one node: JSONNode, _ reader: TelemetryReader, _ translation: inout Translation
  ) {
    reader.read(resource: node["resource", "attributes"] ?? node["resource", "_attributes"])
    if node["context.trace_id"] != nil {
      reader.translate(Span(row: node), row: node, &translation)
    } else if node["startTimeUnixNano"] != nil || node["start_time_unix_nano"] != nil {
      reader.translate(Span(otlp: node), &translation)
    } else {
      reader.translate(Span(document: node), &translation)
    }
  }
}

extension Span {
  /// A span of Phoenix, of a JavaScript program, or of Python's console.
  init(document node: JSONNode) {
    let context = node["context"] ?? node["spanContext"] ?? node["_spanContext"]
    traceID = context?["trace_id"] ?? context?["traceId"] ?? node["traceId"]
    spanID = context?["span_id"] ?? context?["spanId"] ?? node["spanId"] ?? node["id"]
    parentID =
      node["parent_id"] ?? node["parentId"] ?? node["parentSpanId"]
      ?? node["parentSpanContext", "spanId"]
    name = node["name"]
    start = (node["start_time"] ?? node["startTime"] ?? node["timestamp"])?.anyTime
    end = (node["end_time"] ?? node["endTime"])?.anyTime
    if end == nil, context == nil, let start, let microseconds = node["duration"]?.integer {
      let (duration, overflow) = microseconds.multipliedReportingOverflow(by: 1000)
      end = overflow ? nil : start.plus(duration)
    }
    let status = node["status"]
    if let word = node["status_code"] ?? status?["code"] ?? status?["status_code"] {
      code = Code(word)
    }
    message = (node["status_message"] ?? status?["message"] ?? status?["description"]).flatMap {
      $0.isText ? $0 : nil
    }
    attributes = node["attributes"]
    events = node["events"].flatMap { $0.isArray ? $0 : nil }
    kind = node["span_kind"].flatMap { $0.isText ? $0 : nil }
  }

  /// A row of a data frame.
  init(row node: JSONNode) {
    traceID = node["context.trace_id"]
    spanID = node["context.span_id"]
    parentID = node["parent_id"]
    name = node["name"]
    start = node["start_time"]?.anyTime
    end = node["end_time"]?.anyTime
    if let word = node["status_code"] { code = Code(word) }
    message = node["status_message"].flatMap { $0.isText ? $0 : nil }
    events = node["events"].flatMap { $0.isArray ? $0 : nil }
    kind = node["span_kind"].flatMap { $0.isText ? $0 : nil }
  }
}

extension JSONNode {
  /// A time in text, in `[seconds, nanoseconds]`, or in a number whose size says its unit.
  var anyTime: Int64? {
    if isArray {
      let parts = elements.map { $0.integer }
      guard parts.count == 2, let seconds = parts[0], let rest = parts[1], rest >= 0,
        rest < 1_000_000_000
      else { return nil }
      let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
      return overflow ? nil : whole.plus(rest)
    }
    if let time { return time }
    guard let units = decimal?.units, units > 0 else { return nil }
    let seconds = units / ExactDecimal.unitsPerOne
    // 10¹⁰ seconds are the year 2286.
    let perUnit: Int128 =
      seconds < 10_000_000_000
      ? 1_000_000_000
      : seconds < 10_000_000_000_000
        ? 1_000_000 : seconds < 10_000_000_000_000_000 ? 1000 : 1
    return Int64(exactly: units / (ExactDecimal.unitsPerOne / perUnit))
  }
}

// A call's attributes alone, as tests and examples of both vocabularies have them:
//
//   {"openinference.span.kind":"LLM","llm.model_name":"gpt-4","llm.token_count.prompt":97}
//   {"gen_ai.operation.name":"chat","gen_ai.request.model":"gpt-4","gen_ai.usage.input_tokens":97}

/// The attributes of one span and nothing else: an event without a clock, in a trace of its own.
enum AttributeDump: LogFormat {
  static let name = "attributes"
  static let description = "the attributes of a span"

  static func recognises(_ record: JSONNode) -> Bool {
    let (openInference, genAI) = (record["openinference"], record["gen_ai"])
    let kind = record["openinference.span.kind"] ?? openInference?["span", "kind"]
    if kind?.isText == true { return true }
    let operation = record["gen_ai.operation.name"] ?? genAI?["operation", "name"]
    let model = record["gen_ai.request.model"] ?? genAI?["request", "model"]
    return operation?.isText == true && model?.isText == true
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    translation.telemetry.translate(attributesOnly: record, &translation)
  }
}
