// A run of Inspect: samples, each a trace of its own, with the events of its transcript.
//
//   {"version":2,"status":"success","eval":{"task":…,"model":…},"samples":[{"uuid":…,"events":[…]}]}
//
// Spans that only change the state are left out, and so are the changes: what a model was given
// stands in its own event. Long texts lie apart under `attachments`, and newer logs name messages by
// their numbers; both are put back where they belong.

import TraceModel

enum InspectLog: LogFormat {
  static let name = "inspect"
  static let description = "Inspect logs"

  static func recognises(_ record: JSONNode) -> Bool {
    guard let eval = record["eval"], eval.isObject else { return false }
    return (record["samples"]?.isArray == true || record.has("plan") || record.has("stats"))
      && (eval["task"] != nil || eval["run_id"] != nil)
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    guard let samples = record["samples"], samples.first != nil else {
      translation.events.leave("samples", "none in the log")
      return
    }
    for sample in samples.elements {
      guard sample.isObject else {
        translation.events.leave("sample", "not an object")
        continue
      }
      var writer = InspectSample(sample, record["eval"])
      writer.write(to: &translation)
      translation.releaseDocuments()
    }
  }
}

/// The texts of a sample that lie apart from where they belong.
struct InspectTexts {
  private var texts: [String: JSONNode] = [:]

  init(_ sample: JSONNode) {
    for list in [sample["attachments"], sample["transcript", "content"]] {
      list?.forEachRawMember { key, text in
        if let key = key.string, text.isString { texts[key] = text }
      }
    }
  }

  /// The text with those in it that it refers to; an image or sound stays a reference.
  func whole(_ text: String) -> String {
    guard !texts.isEmpty, text.utf8.contains(UInt8(ascii: ":")) else { return text }
    var whole = text
    for mark in ["attachment://", "tc://"] {
      guard whole.contains(mark) else { continue }
      var parts = whole.split(separator: mark, omittingEmptySubsequences: false)
      for place in parts.indices.dropFirst() {
        let hash = String(parts[place].prefix { $0.isHexDigit })
        guard let text = texts[hash]?.string, !text.hasPrefix("data:") else {
          parts[place] = mark + parts[place]
          continue
        }
        parts[place] = text + parts[place].dropFirst(hash.count)
      }
      whole = parts.joined()
    }
    return whole
  }

  func whole(_ message: ChatMessage) -> ChatMessage {
    var message = message
    message.text = whole(message.text)
    return message
  }
}

/// A score's value: `C`, `I` and `P` stand for correct, incorrect and partial, as Inspect defines.
struct InspectScore {
  let name: String
  let score: JSONNode

  /// Writes what one score says, once for each of its values.
  func write(
    _ texts: InspectTexts, begin: (String, inout EventWriter) -> Void, to events: inout EventWriter
  ) {
    let value = score.isObject && score.has("value") ? score["value"] : score
    guard let value else {
      events.leave("score \(name)", "without a value")
      return
    }
    if value.isObject {
      value.forEachMember { key, inner in
        begin("\(name).\(key)", &events)
        write(inner, "\(name).\(key)", texts, to: &events)
      }
    } else {
      begin(name, &events)
      write(value, name, texts, to: &events)
    }
  }

  private func write(
    _ value: JSONNode, _ name: String, _ texts: InspectTexts, to events: inout EventWriter
  ) {
    events.open("verdict")
    if value.isText("C") {
      events.put("label", "correct")
    } else if value.isText("I") {
      events.put("label", "wrong")
    } else if value.isText("P") {
      events.put("outcome", "partial")
    } else if value.isString, !value.rawBytes.isEmpty {
      events.putVerdictWord(value)
    }
    events.put("reason", score["explanation"]?.asText.map { texts.whole($0) })
    events.putJudge(isHuman: false)
    events.open("score")
    events.put("name", name)
    if value.isNumber { events.put("value", number: value) }
    if let flag = value.bool { events.put("value", flag ? 1 as Int64 : 0) }
    events.close()
    events.close()
    events.open("attributes")
    if !value.isNumber { events.put("value", value) }
    if score.isObject {
      events.put("answer", score["answer"])
      events.put("metadata", score["metadata"])
    }
    events.close()
    events.end()
  }
}
