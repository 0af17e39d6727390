import ArgumentParser
import ReportPages
import ReportPublishing
import TraceAnalysis
import TraceModel
import TraceReading
import TraceRedaction

/// Options that contradict each other or say nothing.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Nothing to make a report of.
enum NoDataError: Error, CustomStringConvertible {
  case noTraceInPeriod(ReportPeriod, outside: Int)
  case noClock
  case nothingRead([InputSummary], [InputProblem])
  case noSuchTrace(Name)

  var description: String {
    switch self {
    case .noTraceInPeriod(let period, let outside):
      let name = period.week ?? "\(period.start) to \(period.end)"
      return "no trace starts in \(name), \(outside) start outside it;"
        + " name another period with --week, or leave it out for the latest week"
    case .noClock:
      return "no event has a timestamp; name the period with --week or with --from and --to"
    case .nothingRead(let inputs, let problems):
      guard let first = problems.first(where: { $0.input != nil }) else {
        return "\(inputs.first?.name ?? "the input"): the logs are empty; check that the export ran"
      }
      guard first.part != .file else { return "\(first.file): \(first.reason)" }
      return "\(first.file):\(first.line): \(first.reason);"
        + " no line could be read: are these version-1 events, one JSON object a line?"
    case .noSuchTrace(let id):
      return "the input has no trace \(id); check the id, or give the logs that have it"
    }
  }
}

struct UnreadableTable: Error, CustomStringConvertible {
  let path: String
  let reason: String
  var description: String { "\(path): the price table is not JSON: \(reason); export it again" }
}

/// A key for pseudonyms that is too short to be secret.
struct UnusableKey: Error, CustomStringConvertible {
  let path: String
  var description: String {
    "\(path): the key for pseudonyms has fewer than \(Pseudonyms.leastKeyLength) bytes;"
      + " make one with: openssl rand -hex 32 > \(path)"
  }
}

/// Runs a command's work; what it throws is said on standard error and becomes an exit code.
func reporting(_ work: () throws -> Void) throws {
  do {
    try work()
  } catch let error as ExitCode {
    throw error
  } catch let error as ConfigurationError {
    Console.write(error)
    throw ExitCode(Exit.badConfiguration.rawValue)
  } catch {
    Console.write("\(error)")
    throw ExitCode(exit(for: error).rawValue)
  }
}

private func exit(for error: any Error) -> Exit {
  switch error {
  case is UsageError: .usage
  case is NoDataError, is PreviousReportError, is UnfitDigest, is SealError, is RecordFilesError:
    .noUsableData
  case let error as InputError:
    error.isMissingData
      ? .noUsableData
      : error.isReadFailure ? .failedHalfWay : error.isPermission ? .denied : .cannotOpenInput
  case let error as PublishingError: error.isPermission ? .denied : .cannotWriteOutput
  case is PriceBookError, is UnreadableTable, is UnusableKey, is TemplateError: .badConfiguration
  default: .failedHalfWay
  }
}
