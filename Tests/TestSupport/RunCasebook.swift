import Foundation

/// What a run of the program came to.
package struct ProgramRun: Sendable {
  package let exitCode: Int32
  package let output: [UInt8]
  package let errors: [UInt8]

  package var message: String { String(decoding: errors, as: UTF8.self) }
}

/// The program that was built with the tests.
package enum CasebookProgram {
  package static let path: String = {
    // The tests' bundle lies beside it.
    let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let built = beside.appending(path: "casebook").path
    if FileManager.default.isExecutableFile(atPath: built) { return built }
    return packageFolder.appending(path: ".build/debug/casebook").path
  }()

  /// The top of the repository.
  package static let packageFolder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Runs it to its end.
  package static func run(
    _ arguments: [String], in folder: String? = nil, standardInput: [UInt8]? = nil,
    environment: [String: String] = [:], program: String = path
  ) throws -> ProgramRun {
    let scratch = try TemporaryFolder()
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    var variables = ProcessInfo.processInfo.environment
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables.merge(environment) { $1 }
    process.environment = variables
    // Files, not pipes: they can't fill up.
    try scratch.write(standardInput ?? [], to: "in")
    process.standardInput = FileHandle(forReadingAtPath: scratch("in"))
    try scratch.write("", to: "out")
    try scratch.write("", to: "err")
    process.standardOutput = FileHandle(forWritingAtPath: scratch("out"))
    process.standardError = FileHandle(forWritingAtPath: scratch("err"))
    try process.run()
    process.waitUntilExit()
    return ProgramRun(
      exitCode: process.terminationStatus, output: try scratch.read("out"),
      errors: try scratch.read("err"))
  }
}
