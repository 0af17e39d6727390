import Foundation
import Testing

@testable import ReportPages

@Suite struct MustacheSpecTests {
  @Test(arguments: SpecCase.all)
  func `a template renders as the Mustache specification says`(_ test: SpecCase) throws {
    let sources = TemplateSources(test.sources)
    let shape = test.shape
    guard let reason = unsupported[test.id] else {
      let template = try CompiledTemplate("test", from: sources, for: shape)
      var buffer: [UInt8] = []
      template.render(Box(test.data), into: &buffer)
      #expect(String(decoding: buffer, as: UTF8.self) == test.expected)
      return
    }
    // Each exception still holds: the template is refused, or says something else.
    let template = try? CompiledTemplate("test", from: sources, for: shape)
    var buffer: [UInt8] = []
    template?.render(Box(test.data), into: &buffer)
    let shown = template.map { _ in String(decoding: buffer, as: UTF8.self) }
    #expect(shown != test.expected, "supported now; \(reason)")
  }
}

private let missing = "a missing name is an error for us"
private let placed = "a value inside a tag, or a template that ends in one, is an error for us"
private let indented = "blocks keep the indentation they are written with; HTML needs no other"
private let tree = "a template that includes itself is refused, so no data can make a page endless"

/// Cases of the specification that do not hold, and why.
private let unsupported: [String: String] = [
  "comments: Variable Name Collision": placed,
  "interpolation: Basic Context Miss Interpolation": missing,
  "interpolation: Triple Mustache Context Miss Interpolation": missing,
  "interpolation: Ampersand Context Miss Interpolation": missing,
  "interpolation: Dotted Names - Broken Chains": missing,
  "interpolation: Dotted Names - Broken Chain Resolution": missing,
  "interpolation: Dotted Names are never single keys": missing,
  "interpolation: Dotted Names - Context Precedence": missing,
  "inverted: Context": missing,
  "inverted: List": missing,
  "inverted: Context Misses": missing,
  "inverted: Dotted Names - Broken Chains": missing,
  "sections: Context Misses": missing,
  "sections: Dotted Names - Broken Chains": missing,
  "partials: Failed Lookup": missing,
  "partials: Recursion": tree,
  "inheritance: Negative Sections": missing,
  "inheritance: Standalone block": indented,
  "inheritance: Block reindentation": indented,
  "inheritance: Intrinsic indentation": indented,
  "inheritance: Nested block reindentation": indented,
]

/// A case of the specification.
struct SpecCase: Sendable, CustomTestStringConvertible {
  var file: String
  var name: String
  var template: String
  var partials: [String: String]
  var data: JSON
  var expected: String

  var id: String { "\(file): \(name)" }
  var testDescription: String { id }

  var sources: [String: String] {
    var sources = ["templates/test.mustache": template]
    for (name, text) in partials { sources["templates/\(name).mustache"] = text }
    return sources
  }

  /// The data's own shape, where names in `{{{…}}}` are markup.
  var shape: Shape {
    var rawNames: Set<String> = []
    for source in sources.values {
      for match in source.matches(of: /(?:\{\{|\|)(?:\{|\s*&)\s*([A-Za-z.]+)/) {
        rawNames.insert(match.1.split(separator: ".").last.map(String.init) ?? ".")
      }
    }
    return data.shape(rawNames: rawNames)
  }

  static let all: [SpecCase] = [
    "comments", "delimiters", "interpolation", "inverted", "partials", "sections", "inheritance",
  ].flatMap { file in
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let url = folder.appending(path: "Fixtures/mustache-spec/\(file).json")
    guard let bytes = try? Data(contentsOf: url),
      let root = try? JSONDecoder().decode(JSON.self, from: bytes)
    else { return [SpecCase]() }
    return (root["tests"]?.array ?? []).map { test in
      SpecCase(
        file: file, name: test["name"]?.string ?? "", template: test["template"]?.string ?? "",
        partials: (test["partials"]?.object ?? [:]).compactMapValues(\.string),
        data: test["data"] ?? .null, expected: test["expected"]?.string ?? "")
    }
  }
}
