import TestSupport
import Testing
import TraceModel

struct FindingsTests {
  /// What the rules notice in a trace that is judged.
  private func findings(_ lines: String..., configure: (inout Configuration) -> Void = { _ in })
    throws -> [String]
  {
    var settings = LogSettings()
    configure(&settings.configuration)
    let verdict = event("v", .verdict, at: 99, .verdict("success"))
    return try #require(try count(files: ["log": lines + [verdict]], with: settings).trace())
      .findings
  }

  @Test func `a whole trace has none`() throws {
    #expect(
      try findings(
        event("r", .request), event("m", .model, at: 1, .model("fern"), .parent("r")),
        event("a", .answer, at: 2, .parent("r"))) == [])
  }

  @Test func `an orphan, a parent of its own and a child before its parent are broken`() throws {
    #expect(
      try findings(
        event("a", .request), event("b", .model, at: 1, .parent("nobody")),
        event("c", .model, at: 2, .parent("c")), event("d", .model, at: 3, .parent("e")),
        event("e", .model, at: 4)) == ["trace-broken b", "trace-broken c", "trace-broken d"])
  }

  @Test func `a trace without a verdict says so`() throws {
    #expect(try count(event("a", .request)).trace()?.findings == ["verdict-missing"])
  }

  @Test func `a word outside the sets points at its verdict`() throws {
    #expect(
      try findings(event("x", .verdict, at: 1, .verdict("meh", label: "superb")))
        == ["verdict-unknown x", "verdict-unknown x"])
  }

  @Test func `data older than the tool's allowed age is stale`() throws {
    func lookup(_ asOf: String) -> String {
      event(
        "t", .tool, at: 0,
        .field(
          "tool", .object([.init("name", .string("lookup")), .init("data_as_of", .string(asOf))])))
    }
    let hour: (inout Configuration) -> Void = {
      $0.freshness.nanosecondsByTool["lookup"] = 3_600_000_000_000
    }
    #expect(try findings(lookup("2026-11-16T08:00:00Z"), configure: hour) == [])
    #expect(try findings(lookup("2026-11-16T07:59:59.999Z"), configure: hour) == ["tool-stale t"])
    #expect(try findings(lookup("2026-11-16T07:59:59.999Z")) == [])
  }

  @Test func `another model than the one asked is a hidden fallback`() throws {
    func answered(_ name: String, _ parts: EventPart...) -> String {
      event(
        "m", .model, at: 1,
        [
          .field(
            "model", .object([.init("name", .string(name)), .init("requested", .string("fern"))]))
        ] + parts)
    }
    #expect(try findings(answered("maple")) == ["hidden-fallback m"])
    #expect(try findings(answered("fern")) == [])
    #expect(try findings(answered("fern-2026-08-06")) == [])
    #expect(try findings(answered("maple", .attempt(kind: "fallback"))) == [])
  }
}
