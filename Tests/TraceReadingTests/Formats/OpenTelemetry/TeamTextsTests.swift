import Foundation
import TestSupport
import Testing
import TraceModel

/// What was asked and answered, on attributes of the application's own.
struct TeamTextsTests {
  private func event(
    _ attributes: [String: String], configured: Bool = true,
    request: [Name] = ["app.question", "app.text"], answer: [Name] = ["app.answer"]
  ) throws -> JSONValue {
    let list = attributes.sorted { $0.key < $1.key }.map { key, value in
      #"{"key":"\#(key)","value":{"stringValue":"\#(value)"}}"#
    }
    let text =
      #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","#
      + #""spanId":"0000000000000001","name":"POST /ask","startTimeUnixNano":"1794819600000000000","#
      + #""endTimeUnixNano":"1794819604000000000","attributes":[\#(list.joined(separator: ","))]}]}]}]}"#
    var settings = LogSettings()
    if configured {
      settings.configuration.attributes.request = request
      settings.configuration.attributes.answer = answer
    }
    return try #require(try FormatSample([Data(text.utf8)], with: settings).events.first)
  }

  @Test func `a configured attribute is what the user asked and was answered`() throws {
    let said = ["app.question": "Where is it?", "app.answer": "On its way.", "app.other": "x"]
    let read = try event(said)
    #expect(read["stage"]?.string == "request")
    #expect(read["input_summary"]?.string == "Where is it?")
    #expect(read["input"]?["text"]?.string == "Where is it?")
    #expect(read["output_summary"]?.string == "On its way.")
    #expect(read["attributes"]?["app.question"] == nil)
    #expect(read["attributes"]?["app.other"]?.string == "x")
    // Without the setting it is another field.
    let other = try event(said, configured: false)
    #expect(other["input_summary"] == nil && other["output_summary"] == nil)
    #expect(other["attributes"]?["app.question"]?.string == "Where is it?")
  }

  @Test func `it comes before a convention's, and the first of its names before the others`() throws
  {
    let read = try event([
      "app.question": "Where is it?", "input.value": "{}", "output.value": "On its way.",
    ])
    #expect(read["input_summary"]?.string == "Where is it?")
    #expect(read["attributes"]?["input.value"]?.string == "{}")
    #expect(read["output_summary"]?.string == "On its way.")
    let two = try event(["app.text": "second", "app.question": "first"])
    #expect(two["input_summary"]?.string == "first")
  }

  @Test func `a conversation in it, and a place in the metadata, are read too`() throws {
    let chat =
      #"[{\"role\":\"system\",\"content\":\"Be kind.\"},{\"role\":\"user\",\"content\":\"Why?\"}]"#
    #expect(try event(["app.question": chat])["input_summary"]?.string == "Why?")
    let metadata = try event(["metadata": #"{\"app.question\":\"Where is it?\"}"#])
    #expect(metadata["input_summary"]?.string == "Where is it?")
  }

  @Test func `a model's call says what it was sent, not what the user asked`() throws {
    let read = try event([
      "app.question": "Where is it?", "openinference.span.kind": "LLM",
      "llm.model_name": "fern", "input.value": "rewrite: Where is it?",
    ])
    #expect(read["stage"]?.string == "model")
    #expect(read["input_summary"]?.string == "rewrite: Where is it?")
    #expect(read["attributes"]?["app.question"]?.string == "Where is it?")
  }
}

/// For whom a request was, wherever the team's own names for it stand.
struct TeamPlacesTests {
  private static let own = #"{"key":"app.feature","value":{"stringValue":"refund"}}"#
  private static let nested =
    #"{"key":"app","value":{"kvlistValue":{"values":[{"key":"feature","value":{"stringValue":"refund"}}]}}}"#

  private func features(
    resource: String = "", scope: String = "", span: String = "", event: String = "",
    log: String? = nil
  ) throws -> [Name] {
    let ids = #""traceId":"00000000000000000000000000000001","spanId":"0000000000000001","#
    let spans =
      #"{"resourceSpans":[{"resource":{"attributes":[\#(resource)]},"scopeSpans":[{"scope":"#
      + #"{"name":"app","attributes":[\#(scope)]},"spans":[{\#(ids)"name":"POST /ask","#
      + #""startTimeUnixNano":"1794819600000000000","endTimeUnixNano":"1794819604000000000","#
      + #""attributes":[\#(span)],"events":[{"timeUnixNano":"1794819601000000000","#
      + #""name":"routed","attributes":[\#(event)]}]}]}]}]}"#
    let logs = log.map {
      #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[{\#(ids)"timeUnixNano":"1794819602000000000","#
        + #""body":{"stringValue":"routed"},"attributes":[\#($0)]}]}]}]}"#
    }
    var settings = LogSettings()
    settings.configuration.attributes.feature = ["app.feature"]
    let texts = [spans, logs].compactMap { $0.map { Data($0.utf8) } }
    return try FormatSample(texts, with: settings).counted.summary.groups[.feature, default: []]
      .map(\.name)
  }

  @Test func `resources, libraries, spans, events and log records say for whom it was`() throws {
    for place in [Self.own, Self.nested] {
      #expect(try features(resource: place) == ["refund"])
      #expect(try features(scope: place) == ["refund"])
      #expect(try features(span: place) == ["refund"])
      #expect(try features(event: place) == ["refund"])
      #expect(try features(log: place) == ["refund"])
    }
    #expect(try features() == [""])
  }

  @Test(arguments: ["metadata", "langfuse.trace.metadata.app"])
  func `a name with dots leads into metadata`(key: String) throws {
    let json =
      key == "metadata" ? #"{\"app\":{\"feature\":\"refund\"}}"# : #"{\"feature\":\"refund\"}"#
    #expect(
      try features(span: #"{"key":"\#(key)","value":{"stringValue":"\#(json)"}}"#) == ["refund"])
  }

  @Test func `what OpenLLMetry says that a function gave is no text in quotes`() throws {
    let span =
      #"{"key":"traceloop.span.kind","value":{"stringValue":"workflow"}},"#
      + #"{"key":"traceloop.entity.output","value":{"stringValue":"\"It is \\\"paid\\\".\""}}"#
    let text =
      #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","#
      + #""spanId":"0000000000000001","name":"ask","startTimeUnixNano":"1794819600000000000","#
      + #""endTimeUnixNano":"1794819604000000000","attributes":[\#(span)]}]}]}]}"#
    let event = try FormatSample([Data(text.utf8)]).events.first
    #expect(event?["output_summary"]?.string == #"It is "paid"."#)
  }
}
