import TraceModel

/// Reads a `casebook.yml`; what it doesn't set has its default.
package func readConfiguration(
  _ bytes: [UInt8], file: String
) throws(ConfigurationError) -> Configuration {
  let (document, problems) = readYAML(bytes)
  var reading = Reading(problems: problems)
  var configuration = Configuration()
  if let document, document.content != .nothing {
    configuration = ValueKind.configuration.read(document, &reading) ?? configuration
  }
  guard reading.problems.isEmpty else {
    throw ConfigurationError(file: file, problems: reading.problems)
  }
  return configuration
}
