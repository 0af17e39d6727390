import Foundation

/// Runs the program that was built with the tests, to its end.
func runCasebook(_ arguments: String...) throws -> (
  exitCode: Int32, output: String, errors: String
) {
  let folder = try LogFolder(["out": "", "err": ""])
  let beside = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  let built = [
    beside.appending(path: "casebook"), repository.appending(path: ".build/debug/casebook"),
  ]
  let process = Process()
  process.executableURL = built.first { FileManager.default.isExecutableFile(atPath: $0.path) }
  process.arguments = arguments
  process.standardOutput = FileHandle(forWritingAtPath: folder("out"))
  process.standardError = FileHandle(forWritingAtPath: folder("err"))
  try process.run()
  process.waitUntilExit()
  return (process.terminationStatus, try folder.text("out"), try folder.text("err"))
}
