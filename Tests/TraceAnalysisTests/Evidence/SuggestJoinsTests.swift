import TestSupport
import Testing
import TraceModel

@testable import TraceAnalysis

/// Requests of two logs without an id in common.
@Suite struct SuggestJoinsTests {
  /// What a log says of one request, or of a call.
  struct Seen: Sendable {
    var trace: String
    var stage: Stage
    var at = 0.0
    var took = 3000.0
    var session: String? = "s-1"
    var user: String?
    var feature: String?
    var text: String?

    var line: String {
      let context = [("session_id", session), ("user_id", user), ("feature", feature)]
      var parts: [EventPart] = [
        .trace(trace), .took(took),
        .field(
          "context",
          .object(context.compactMap { key, value in value.map { .init(key, .string($0)) } })),
      ]
      if let text { parts.append(.input(text)) }
      return event("e", stage, at: at, parts)
    }

    func with(_ change: (inout Seen) -> Void) -> Seen {
      var changed = self
      change(&changed)
      return changed
    }
  }

  private static let request = Seen(trace: "app-1", stage: .request)
  private static let call = Seen(trace: "gw-1", stage: .model, at: 0.4, took: 2000)
  private static let ofUser = [request, call].map {
    $0.with {
      $0.session = nil
      $0.user = "u-1"
      $0.feature = "search"
    }
  }
  private func suggestions(_ files: [String: [Seen]], cut cutting: Cutting = Cutting()) throws
    -> [JoinSuggestion]
  {
    let log = try count(files: files.mapValues { $0.map(\.line) }, cut: cutting)
    #expect(log.summary.traces == Set(files.values.joined().map(\.trace)).count)
    return log.summary.joinSuggestions
  }

  @Test func `a request and a call of the same session and time may be one`() throws {
    let found = try suggestions(["app": [Self.request], "gateway": [Self.call]])
    #expect(
      found == [
        JoinSuggestion(
          ["app"], ["gateway"], by: .session, pairs: 1,
          examples: [.init(trace: "app-1", other: "gw-1")])
      ])
  }

  @Test func `without a session, user and feature may tell`() throws {
    let found = try suggestions(["app": [Self.ofUser[0]], "gateway": [Self.ofUser[1]]])
    #expect(found.map(\.likeness) == [.user])
    // The session of one of them says nothing of the other.
    let one = Self.ofUser[0].with { $0.session = "s-1" }
    #expect(try suggestions(["app": [one], "gateway": [Self.ofUser[1]]]).map(\.pairs) == [1])
  }

  struct NearMiss: Sendable, CustomTestStringConvertible {
    var difference: String
    var app: [Seen]
    var gateway: [Seen]
    var testDescription: String { difference }
  }

  @Test(arguments: [
    NearMiss(
      difference: "another session", app: [request],
      gateway: [call.with { $0.session = "s-2" }]),
    NearMiss(
      difference: "another user of the session", app: [request.with { $0.user = "u-1" }],
      gateway: [call.with { $0.user = "u-2" }]),
    NearMiss(
      difference: "another feature", app: [request.with { $0.feature = "search" }],
      gateway: [call.with { $0.feature = "refunds" }]),
    NearMiss(
      difference: "more than five seconds between the starts",
      app: [request.with { $0.took = 9000 }], gateway: [call.with { $0.at = 5.001 }]),
    NearMiss(
      difference: "over when the other began", app: [request.with { $0.took = 2000 }],
      gateway: [call.with { $0.at = 3.001 }]),
    NearMiss(
      difference: "two that are equally close", app: [request.with { $0.at = 0.4 }],
      gateway: [call.with { $0.at = 0.3 }, call.with { ($0.at, $0.trace) = (0.5, "gw-2") }]),
    NearMiss(
      difference: "two requests of parts of one log", app: [request],
      gateway: [call.with { $0.stage = .request }]),
    NearMiss(
      difference: "two calls of parts of one log", app: [request.with { $0.stage = .model }],
      gateway: [call]),
    NearMiss(
      difference: "mostly others on both sides",
      app: [request] + (1...2).map { number in request.with { $0.at += Double(60 * number) } },
      gateway: [call] + (1...2).map { number in call.with { $0.at += Double(30 + 60 * number) } }),
    NearMiss(
      difference: "a user without a feature", app: [ofUser[0].with { $0.feature = nil }],
      gateway: [ofUser[1].with { $0.feature = nil }]),
    NearMiss(
      difference: "another user, with no session", app: [ofUser[0]],
      gateway: [ofUser[1].with { $0.user = "u-2" }]),
    NearMiss(
      difference: "a session on either side, and not the same",
      app: [ofUser[0].with { $0.session = "s-1" }],
      gateway: [ofUser[1].with { $0.session = "s-2" }]),
  ])
  func `is no suggestion`(_ miss: NearMiss) throws {
    func named(_ seen: [Seen], _ name: String) -> [Seen] {
      seen.enumerated().map { number, seen in seen.with { $0.trace = "\(name)-\(number)" } }
    }
    let found = try suggestions(["app": named(miss.app, "a"), "gateway": named(miss.gateway, "g")])
    #expect(found.isEmpty)
  }

  @Test func `parallel requests of one log, or of its parts, are no suggestion`() throws {
    let requests = (0..<6).map { number in
      Self.request.with { ($0.trace, $0.at) = ("t-\(number)", Double(number) / 2) }
    }
    #expect(try suggestions(["log": requests]).isEmpty)
    let parts = ["1": Array(requests.prefix(3)), "2": Array(requests.suffix(3))]
    #expect(try suggestions(parts).isEmpty)
  }

  @Test func `each request of a chat has its own counterpart`() throws {
    let chat = (0..<5).map { number in
      (
        Self.request.with { ($0.trace, $0.at) = ("app-\(number)", Double(number) * 3.5) },
        Self.call.with { ($0.trace, $0.at) = ("gw-\(number)", Double(number) * 3.5 + 0.4) }
      )
    }
    let found = try suggestions(["app": chat.map(\.0), "gateway": chat.map(\.1)])
    #expect(found.map(\.pairs) == [5])
    #expect(
      found.first.map { Set($0.examples) }
        == Set((0..<5).map { .init(trace: Name("app-\($0)"), other: Name("gw-\($0)")) }))
    // A call that the gateway did not log is not made up for by that of the next request.
    let gaps = try suggestions(["app": chat.map(\.0), "gateway": [chat[0].1, chat[2].1]])
    #expect(gaps.map(\.pairs) == [2])
    #expect(gaps.first?.examples.contains(.init(trace: "app-1", other: "gw-2")) == false)
  }

  @Test func `what an id has joined is not suggested to a third`() throws {
    // Both know the trace, so neither can be the other's.
    let shared = Self.call.with { $0.trace = "app-1" }
    #expect(try suggestions(["app": [Self.request], "gateway": [shared]]).isEmpty)
    let next = Self.call.with { ($0.trace, $0.at) = ("gw-2", 1.5) }
    #expect(try suggestions(["app": [Self.request], "gateway": [shared, next]]).isEmpty)
    // A third log that knows it by nothing but the session may.
    let third = Self.call.with { $0.trace = "wire-1" }
    let found = try suggestions(["app": [Self.request], "gateway": [shared], "wire": [third]])
    #expect(found.map(\.sources) == [["app", "gateway"]] && found.map(\.others) == [["wire"]])
  }

  @Test func `a suggestion changes no figure`() throws {
    let apart = try count(files: ["app": [Self.request.line], "gateway": [Self.call.line]])
    var summary = apart.summary
    #expect(!summary.joinSuggestions.isEmpty)
    #expect(summary.traces == 2)
    summary.joinSuggestions = []
    let unlike = try count(files: [
      "app": [Self.request.line], "gateway": [Self.call.with { $0.feature = nil }.line],
    ])
    var other = unlike.summary
    other.joinSuggestions = []
    #expect(ReportBytes.summary(summary) == ReportBytes.summary(other))
  }

  @Test(arguments: [91, 92, 93] as [UInt64])
  func `suggestions are the same however the work is cut up`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    var files: [String: [Seen]] = [:]
    for number in 0..<60 {
      let at = Double.random(in: 0..<90, using: &numbers)
      for (name, seen) in [("app", Self.request), ("gateway", Self.call), ("wire", Self.call)]
      where numbers.chance(70) {
        files[name, default: []].append(
          seen.with {
            $0.trace = "\(name)-\(number)"
            $0.at = at + Double.random(in: 0..<1, using: &numbers)
            $0.session = numbers.chance(70) ? "s-\(number % 7)" : nil
            $0.user = numbers.chance(70) ? "u-\(number % 7)" : nil
            $0.feature = numbers.chance(90) ? "search" : nil
            $0.text = numbers.chance(50) ? "text \(number % 9)" : nil
          })
      }
    }
    let first = try suggestions(files)
    #expect(first.contains { $0.likeness == .session } && first.contains { $0.likeness == .user })
    for cutting in [
      Cutting(threads: 3, partitions: 13), Cutting(partitions: 1, rangeInBytes: 400),
      Cutting(threads: 2, partitions: 5, memoryInBytes: 1 << 16),
    ] {
      let shuffled = files.mapValues { $0.shuffled(using: &numbers) }
      #expect(try suggestions(shuffled, cut: cutting) == first)
    }
  }
}

/// What is kept of more requests than there is room for.
@Suite struct SightingsTests {
  private let all = (0..<20_000).map { number in
    var sighting = Sightings.Sighting()
    sighting.key = UInt64(number / 3).folded(with: 7)
    sighting.trace = TraceReference(hash: UInt64(number).folded(with: 9), id: Name("\(number)"))
    return sighting
  }

  @Test func `the same are kept in any order and any tree`() {
    var numbers = SeededNumbers(seed: 5)
    var whole = Sightings()
    for sighting in all { whole.add(sighting) }
    whole.cut()
    #expect(whole.all.count == Sightings.most && whole.isSample)
    for _ in 0..<3 {
      let shuffled = all.shuffled(using: &numbers)
      var merged = Sightings()
      for start in stride(from: 0, to: all.count, by: 4_000) {
        var part = Sightings()
        for sighting in shuffled[start..<min(start + 4_000, all.count)] { part.add(sighting) }
        merged.merge(part)
      }
      // Not compared by `#expect`, which would write all of them where they differ.
      let isSame = merged.all.sorted() == whole.all.sorted()
      #expect(isSame)
    }
  }

  @Test func `a key is looked at with all its traces or not at all`() {
    var sightings = Sightings()
    for sighting in all { sightings.add(sighting) }
    sightings.cut()
    let counts = Dictionary(grouping: sightings.whole, by: \.key).values.map(\.count)
    #expect(counts.count > 5_000 && counts.count { $0 != 3 } <= 1)
  }

  @Test func `a digest that kept all of them says so`() {
    var sightings = Sightings()
    for sighting in all.prefix(100) { sightings.add(sighting) }
    sightings.cut()
    #expect(!sightings.isSample && sightings.whole.count == 100)
  }
}
