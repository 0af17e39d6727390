import Foundation
import Testing
import TraceModel
import TraceReading

struct ConfigurationSchemaTests {
  @Test func `the schema is JSON and names every key`() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(configurationSchema().utf8)) as? [String: Any])
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["additionalProperties"] as? Bool == false)

    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    #expect(
      Set(properties.keys) == [
        "title", "organisation", "time_zone", "accent", "currency", "exchange_rates", "verdicts",
        "hand_off", "infrastructure", "prices", "freshness", "attributes", "redaction", "gates",
        "retention", "access", "review", "invoices", "limits",
      ])
    #expect(properties.count == Mirror(reflecting: Configuration()).children.count)
    for (name, property) in properties {
      #expect((property["description"] as? String)?.hasSuffix(".") == true, "\(name)")
      #expect((property["examples"] as? [Any])?.count == 1, "\(name)")
    }
    let review = try #require(properties["review"]?["properties"] as? [String: [String: Any]])
    #expect(review["size"]?["default"] as? Int == 8)
  }

  @Test func `every default that is shown is the default`() throws {
    let schema = try #require(
      try JSONSerialization.jsonObject(with: Data(configurationSchema().utf8)) as? [String: Any])
    var paths: [(path: [String], value: Any)] = []
    collectDefaults(of: schema, at: [], into: &paths)
    #expect(paths.count > 15)
    for (path, value) in paths {
      let json = try JSONSerialization.data(
        withJSONObject: value, options: [.fragmentsAllowed, .withoutEscapingSlashes])
      let text = path.reversed().reduce(String(decoding: json, as: UTF8.self)) { "{\($1): \($0)}" }
      #expect(try configuration(text) == Configuration(), "\(text)")
    }
  }

  private func collectDefaults(
    of schema: [String: Any], at path: [String], into found: inout [(path: [String], value: Any)]
  ) {
    for (name, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
      if let value = property["default"] { found.append((path + [name], value)) }
      collectDefaults(of: property, at: path + [name], into: &found)
    }
  }

  @Test func `the template sets nothing`() throws {
    #expect(try configuration(configurationTemplate()) == Configuration())
  }

  @Test func `every setting of the template can be switched on`() throws {
    let lines = configurationTemplate().split(separator: "\n").map { line in
      line.hasPrefix("#") && !line.hasPrefix("# ") ? line.dropFirst() : line
    }
    let read = try configuration(lines.joined(separator: "\n"))
    #expect(read.title == "Support assistant")
    #expect(read.limits == InputLimits())
    #expect(read.verdicts.map.count == 1)
    #expect(read.redaction.share.fields == ["input": .drop])
    #expect(read.invoices.count == 1)
  }
}
