// The JSON Schemas (2020-12) of the files that others write and read, as they stand in
// assets/schemas. That of casebook.yml is made from its keys: see ConfigurationSchema.swift.

/// What a line of a version-1 log is.
package func eventSchema() -> String { WebFiles.all["assets/schemas/event.json"] ?? "" }

/// What `summary.json` is.
package func summarySchema() -> String { WebFiles.all["assets/schemas/summary.json"] ?? "" }
