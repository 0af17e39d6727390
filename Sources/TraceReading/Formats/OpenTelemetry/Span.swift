import TraceModel

/// What every span says, however it was exported.
struct Span {
  enum Code { case unset, ok, error }

  var traceID: JSONNode?
  var spanID: JSONNode?
  var parentID: JSONNode?
  var name: JSONNode?
  /// In nanoseconds since 1970.
  var start: Int64?
  var end: Int64?
  var code = Code.unset
  var message: JSONNode?
  /// OpenInference's, where it is no attribute.
  var kind: JSONNode?
  /// A list of wrapped values, or an object of plain ones.
  var attributes: JSONNode?
  var events: JSONNode?
  /// A guardrail that did not let it pass.
  var isBlocked = false

  var isRoot: Bool { parentID?.isID != true }
}

extension Span {
  private enum Field {
    case traceID, spanID, parentID, name, start, end, attributes, status, events
  }

  /// By the length of the name, which tells most apart.
  @inline(__always)
  private static func field(_ name: UnsafeBufferPointer<UInt8>) -> Field? {
    switch name.count {
    case 4: name.equals("name") ? .name : nil
    case 6:
      name.equals("spanId")
        ? .spanID : name.equals("status") ? .status : name.equals("events") ? .events : nil
    case 7: name.equals("traceId") ? .traceID : name.equals("span_id") ? .spanID : nil
    case 8: name.equals("trace_id") ? .traceID : nil
    case 10: name.equals("attributes") ? .attributes : nil
    case 12: name.equals("parentSpanId") ? .parentID : nil
    case 14: name.equals("parent_span_id") ? .parentID : nil
    case 15: name.equals("endTimeUnixNano") ? .end : nil
    case 17: name.equals("startTimeUnixNano") ? .start : nil
    case 18: name.equals("end_time_unix_nano") ? .end : nil
    case 20: name.equals("start_time_unix_nano") ? .start : nil
    default: nil
    }
  }

  /// A span of OTLP.
  init(otlp span: JSONNode) {
    span.forEachRawMember { key, value in
      guard let field = Self.field(key.rawBytes) else { return }
      switch field {
      case .traceID: traceID = value
      case .spanID: spanID = value
      case .parentID: parentID = value
      case .name: name = value.isText ? value : nil
      case .start: start = value.integer.flatMap { $0 > 0 ? $0 : nil }
      case .end: end = value.integer.flatMap { $0 > 0 ? $0 : nil }
      case .attributes: attributes = value
      case .events: events = value.isArray ? value : nil
      case .status:
        value.forEachRawMember { key, value in
          if key.isText("code") {
            code = Code(value)
          } else if key.isText("message"), value.isText {
            message = value
          }
        }
      }
    }
  }
}

extension Span.Code {
  /// A number, or its name as some converters write it.
  init(_ node: JSONNode) {
    switch node.rawBytes.last {
    case UInt8(ascii: "1"), UInt8(ascii: "K"), UInt8(ascii: "k"): self = .ok
    case UInt8(ascii: "2"), UInt8(ascii: "R"), UInt8(ascii: "r"): self = .error
    // `2.0`, by those to whom all numbers are alike.
    case UInt8(ascii: "0") where node.rawBytes.count > 1:
      self = node.integer == 1 ? .ok : node.integer == 2 ? .error : .unset
    default: self = .unset
    }
  }
}
