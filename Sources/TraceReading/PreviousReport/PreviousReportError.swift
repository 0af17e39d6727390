import TraceModel

/// Why a report can't be followed by this week's.
package struct PreviousReportError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    case noSummary
    case notJSON(String)
    case otherSchema(String?)
    case noWeek
    /// The member of the summary that is missing or no such value.
    case unusable(String)
    case otherCurrency(Name, ours: Name)
    case notEarlier(ISOWeek, ours: ISOWeek)
  }

  package var path: String
  package var reason: Reason

  package var description: String {
    switch reason {
    case .noSummary:
      "\(path): is no casebook report;"
        + " give a report's folder, its summary.json or its index.html, unlocked"
    case .notJSON(let problem):
      "\(path): its summary is damaged: \(problem); take the report from its archive"
    case .otherSchema(let schema):
      "\(path): its summary is of the kind '\(schema ?? "")', not casebook.summary/1;"
        + " write that week's report again with this casebook"
    case .noWeek:
      "\(path): is about no ISO week; only a week can follow a week, so leave out --previous"
    case .unusable(let member):
      "\(path): its summary has no usable '\(member)'; write that week's report again"
    case .otherCurrency(let theirs, let ours):
      "\(path): counts in \(theirs), this week in \(ours);"
        + " set the same currency, or leave out --previous"
    case .notEarlier(let theirs, let ours):
      "\(path): is about \(theirs), which is not before \(ours);"
        + " give an earlier week's report, or name the week with --week"
    }
  }
}

extension PreviousReport {
  /// Throws unless a report of this week and currency can follow; `path` is only for the message.
  package func checkFollowing(
    week: ISOWeek, currency: Name, path: String
  ) throws(PreviousReportError) {
    guard self.currency == currency else {
      throw PreviousReportError(
        path: path, reason: .otherCurrency(self.currency, ours: currency))
    }
    guard self.week < week else {
      throw PreviousReportError(path: path, reason: .notEarlier(self.week, ours: week))
    }
  }
}
