import ArgumentParser
import Foundation
import ReportPublishing
import TraceModel
import TraceReading

extension Casebook {
  struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "init",
      abstract: "Say what a folder of logs holds, and write a commented casebook.yml into it.")

    @Argument(help: "The folder with the logs.")
    var folder: String

    func run() throws {
      try reporting {
        for line in try recognized(in: folder) { print(visible(line)) }
        try writeSettings(to: folder)
        print(visible("wrote \(path("casebook.yml")); every key in it is optional"))
        print(visible("next: casebook report \(folder)"))
      }
    }

    private func writeSettings(to folder: String) throws {
      for name in ["casebook.yaml", "casebook.yml"] {
        guard !FileManager.default.fileExists(atPath: path(name)) else {
          throw PublishingError(path: path(name), reason: .exists)
        }
      }
      try publish(Array(configurationTemplate().utf8), toNewFile: path("casebook.yml"))
    }

    private func path(_ name: String) -> String {
      folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
  }
}

/// What a folder's files hold, how they join, and what is missing in them.
func recognized(in folder: String) throws -> [String] {
  var isFolder: ObjCBool = false
  if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), !isFolder.boolValue {
    throw UsageError("\(folder) is a file; give the folder that it stands in")
  }
  let inputs: Inputs
  do throws(InputError) {
    inputs = try Inputs([folder])
  } catch {
    guard error.isMissingData else { throw error }
    return ["\(folder): holds no logs yet"]
  }
  return try survey(inputs)
    + inputs.priceTables.map { "\($0): prices" }
    + inputs.notes.map { "\($0): a note" }
    + inputs.skipped.map { "\($0): no log by its ending" }
    + inputs.unusable.map { "\($0.path): \($0.reason)" }
}
