import TestSupport

/// Runs the program that was built with the tests, to its end.
func runCasebook(_ arguments: String...) throws -> (
  exitCode: Int32, output: String, errors: String
) {
  let run = try CasebookProgram.run(arguments)
  return (run.exitCode, String(decoding: run.output, as: UTF8.self), run.message)
}
