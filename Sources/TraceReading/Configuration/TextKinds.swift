import TraceModel

// The kinds whose value is one text. The pattern of a schema is only for editors, and wider than
// the code: "2026-02-31" has the form of a date and is none.

extension ValueKind<String> {
  static var text: Self {
    ValueKind(
      .text(), expected: "text", advice: "some words, in quotes if they look like something else"
    ) { $0.isEmpty ? nil : $0 }
  }

  static var timeZone: Self {
    ValueKind(
      .text(), expected: "time zone", advice: "a name such as Europe/Berlin or UTC"
    ) { ReportCalendar(timeZone: $0)?.timeZone }
  }

  static var currency: Self {
    ValueKind(
      .text(pattern: "^[A-Z]{3}$"), expected: "currency", advice: "three capitals, such as USD"
    ) { text in
      let isCode = text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) }
      return isCode ? text : nil
    }
  }
}

extension ValueKind<Name> {
  static var name: Self {
    ValueKind<String>.text.then { text, _, _ in Name(text) }
  }
}

extension ValueKind<AccentColor> {
  static var color: Self {
    ValueKind(
      .text(pattern: "^#[0-9A-Fa-f]{6}$"), expected: "colour",
      advice: "it in quotes as \"#0b6b5d\"", parse: { AccentColor($0) })
  }
}

extension ValueKind<Day> {
  static var day: Self {
    ValueKind(
      .text(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), expected: "date", advice: "it as 2026-11-16"
    ) { Day($0) }
  }
}

extension ValueKind<Int> {
  static func number(in range: ClosedRange<Int>) -> ValueKind {
    ValueKind(
      .integer(range), expected: "number from \(range.lowerBound) to \(range.upperBound)",
      advice: "it in digits"
    ) { text in
      guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(text) else {
        return nil
      }
      return range.contains(number) ? number : nil
    }
  }

  static var sizeInBytes: Self {
    ValueKind(
      .text(pattern: "^[0-9]+ ?(B|kB|MB|GB|KiB|MiB|GiB)?$"), expected: "size",
      advice: "it as 64kB, 64MB or 1GiB"
    ) { text in TraceReading.sizeInBytes(text).flatMap { $0 > 0 ? $0 : nil } }
  }

  static var days: Self {
    ValueKind<Int64>.durationInNanoseconds.then { nanoseconds, value, reading in
      let day: Int64 = 86_400_000_000_000
      guard nanoseconds % day == 0 else {
        reading.add(value, isNo: "number of whole days", write: "it as 90d or 12w")
        return nil
      }
      return Int(nanoseconds / day)
    }
  }
}

extension ValueKind<Int64> {
  static var durationInNanoseconds: Self {
    ValueKind(
      .text(pattern: "^[0-9]+ ?(s|m|h|d|w)$"), expected: "duration",
      advice: "it as 15s, 30m, 1h, 90d or 2w"
    ) { text in TraceReading.durationInNanoseconds(text).flatMap { $0 > 0 ? $0 : nil } }
  }
}

extension ValueKind<ExactDecimal> {
  static var decimal: Self {
    ValueKind(
      .decimal, expected: "decimal figure", advice: "it as 0.0004, with at most 18 decimals"
    ) { ExactDecimal($0) }
  }

  /// A rate or an amount that can't be below zero.
  static var rate: Self {
    decimal.then { figure, value, reading in
      guard figure.units >= 0 else {
        reading.add(value, isNo: "rate", write: "a figure that isn't below zero")
        return nil
      }
      return figure
    }
  }

  /// A rate to multiply with.
  static var factor: Self {
    decimal.then { figure, value, reading in
      guard figure.units > 0 else {
        reading.add(value, isNo: "exchange rate", write: "a figure above zero")
        return nil
      }
      return figure
    }
  }

  /// A part of the whole, from 0 to 1.
  static var share: Self {
    ValueKind(
      .decimal, expected: "share", advice: "a figure from 0 to 1, such as 0.02 for 2 %"
    ) { text in
      ExactDecimal(text).flatMap { (0...1_000_000_000_000_000_000).contains($0.units) ? $0 : nil }
    }
  }
}
