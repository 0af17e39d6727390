import TraceModel

// What is shown of an exchange beside all that is counted.

extension ExchangeWriter {
  func writeRest(_ events: inout EventWriter) {
    let (asked, answered) = (sent.input.attachments, reader.answer.others.attachments)
    if !asked.isEmpty || !answered.isEmpty { write(attachments: asked + answered, &events) }
    if case .text(let hash) = whole { events.note(rest: hash.low) }
    events.putRest(of: record) { events in
      events.put("http_method", exchange.method)
      events.put("url", endpoint.address)
      events.put("http_status", exchange.status)
      events.put("streamed", sent.isStreamed || reader.isStream ? true : nil)
      events.put("web_search_requests", reader.answer.usage[.webSearches])
      events.put("search_units", reader.answer.usage[.searchUnits])
      events.put("upstream_cost", number: reader.answer.usage.costElsewhere)
      events.put("state", reader.answer.state)
      if let body = reader.answer.body, body.isObject {
        events.put("service_tier", body["service_tier"])
        events.put("system_fingerprint", body["system_fingerprint"])
        events.put("upstream_provider", text: body["provider"])
        if let usage = body["usage"] ?? body["usageMetadata"] ?? body["meta"], usage.isObject {
          events.put("usage", clean: usage)
        }
      }
      events.put("retry_after", text: exchange.headers["retry-after"])
      writeEnvelope(&events)
    }
  }

  private func write(attachments files: [CleanJSON.LeftOut], _ events: inout EventWriter) {
    events.array("attachments") { events in
      for file in files {
        events.element { events in
          events.put("name", file.name)
          events.put("type", file.type)
          events.put("bytes", Int64(file.bytes))
        }
      }
    }
  }

  /// What the envelope says beside the exchange.
  private func writeEnvelope(_ events: inout EventWriter) {
    guard let envelope = exchange.envelope else { return }
    let known = Exchange.known
    events.open("envelope")
    envelope.forEachRawMember { key, value in
      guard !value.isNull, known[key.rawBytes] == nil else { return }
      events.put(clean: key, value)
    }
    events.close()
  }

  private var record: JSONNode? {
    if case .record(let record) = whole { record } else { nil }
  }
}
