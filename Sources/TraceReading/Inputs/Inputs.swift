import Glibc
import TraceModel

/// What the INPUT arguments stand for: logs, and what lies beside them in a week folder.
package struct Inputs: Sendable {
  /// In order of their names, whatever the order of the arguments.
  package var files: [SourceFile]
  /// `casebook.yml` of the given folders, at most one each.
  package var configurations: [String]
  /// `prices.json` of the given folders, at most one each.
  package var priceTables: [String]
  /// Markdown files of the given folders' `notes/`, sorted.
  package var notes: [String]
  /// What lay in the folders and was left out: files that are no logs by their ending, links that
  /// lead nowhere, and earlier reports.
  package var skipped: [String]
  /// Entries of the folders that can't be read as logs, and why.
  package var unusable: [Unusable]

  package struct Unusable: Sendable {
    /// The path relative to the given folder.
    package let name: String
    package let path: String
    package let reason: String
    /// Logs may be missing for it; an earlier report is none.
    package var isLoss = true
  }
}

extension Inputs {
  /// Finds the logs of files, folders and `-`.
  ///
  /// In a folder everything is taken for a log but hidden files, what a week folder keeps beside
  /// its logs, and files whose ending says that they are something else and whose first bytes do not
  /// say that they are a log all the same.
  package init(_ arguments: [String]) throws(InputError) {
    files = []
    configurations = []
    priceTables = []
    notes = []
    skipped = []
    unusable = []
    var hasStandardInput = false
    for argument in arguments {
      if argument == "-" {
        guard !hasStandardInput else { throw InputError(path: "-", reason: .standardInputTwice) }
        hasStandardInput = true
        files.append(try spoolStandardInput())
        continue
      }
      switch try kind(of: argument) {
      case .folder:
        try addWeekFolder(argument)
      case .file:
        files.append(try SourceFile(name: lastComponent(argument), path: argument))
      case .stream:
        let descriptor = open(argument, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw InputError(path: argument, reason: .cannotOpen(errno)) }
        defer { close(descriptor) }
        files.append(
          try spool(descriptor, name: lastComponent(argument), path: argument))
      case .other:
        throw InputError(path: argument, reason: .special)
      }
    }
    try tellApart()
    configurations = configurations.withoutRepeats
    priceTables = priceTables.withoutRepeats
    notes = notes.withoutRepeats
    files.sort {
      Name($0.name) == Name($1.name) ? $0.path < $1.path : Name($0.name) < Name($1.name)
    }
    guard !files.isEmpty else {
      throw InputError(path: arguments.first ?? ".", reason: .noLogs)
    }
  }

  /// The Markdown files of a folder of notes, sorted.
  package static func notes(in folder: String) throws(InputError) -> [String] {
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    return try entries(of: folder).filter { $0.hasSuffix(".md") }.map { base + $0 }
  }

  private mutating func addWeekFolder(_ folder: String) throws(InputError) {
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    for entry in try entries(of: folder) {
      let path = base + entry
      switch entry {
      case "casebook.yml", "casebook.yaml":
        configurations.append(path)
      case "prices.json":
        priceTables.append(path)
      case "notes" where (try? kind(of: path)) == .folder:
        notes += try Inputs.notes(in: path)
      default:
        try add(entry, below: base)
      }
    }
  }

  private mutating func add(_ name: String, below base: String, depth: Int = 0) throws(InputError) {
    let path = base + name
    // A link that leads nowhere is passed over here and said to be; a bare argument is an error.
    guard let kind = try? kind(of: path) else {
      let reason =
        name.unicodeScalars.contains("\u{FFFD}")
        ? "its name is not UTF-8; rename it, or it is not read"
        : "a link that leads nowhere; mend it, or it is not read"
      unusable.append(Unusable(name: name, path: path, reason: reason))
      return
    }
    switch kind {
    case .folder:
      if isReport(path) {
        unusable.append(
          Unusable(
            name: name, path: path, reason: "an earlier report; not read as logs", isLoss: false))
        return
      }
      guard depth < 32, !isLink(path) else {
        unusable.append(
          Unusable(
            name: name, path: path, reason: "a linked folder; name it as an input to read it"))
        return
      }
      for entry in try entries(of: path) {
        try add(name + "/" + entry, below: base, depth: depth + 1)
      }
    case .file where !isNoLogByEnding(name) || beginsAsLog(path):
      files.append(try SourceFile(name: name, path: path))
    case .file:
      skipped.append(path)
    default:
      unusable.append(
        Unusable(name: name, path: path, reason: "no file; name it as an input to read it"))
    }
  }

  /// Two inputs may hold files of one name; those are named by their whole path, and one that is
  /// given twice by its number too.
  private mutating func tellApart() throws(InputError) {
    for name in Dictionary(grouping: files, by: { Name($0.name) }).filter({ $0.value.count > 1 })
      .keys
    {
      for index in files.indices where Name(files[index].name) == name && files[index].path != "-" {
        guard let named = try? SourceFile(name: files[index].path, path: files[index].path) else {
          continue
        }
        files[index] = named
      }
    }
    var taken: Set<Name> = []
    for index in files.indices {
      var name = files[index].name
      var number = 1
      while !taken.insert(Name(name)).inserted {
        number += 1
        name = "\(files[index].name) (\(number))"
      }
      if number > 1 { files[index] = files[index].named(name) }
    }
  }
}

extension [String] {
  fileprivate var withoutRepeats: [String] {
    var seen: Set<Name> = []
    return filter { seen.insert(Name($0)).inserted }
  }
}

// MARK: - Folders and files

private enum FileKind { case file, folder, stream, other }

private func kind(of path: String) throws(InputError) -> FileKind {
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw InputError(path: path, reason: .cannotOpen(errno))
  }
  return switch status.st_mode & S_IFMT {
  case S_IFREG: .file
  case S_IFDIR: .folder
  case S_IFIFO, S_IFSOCK: .stream
  default: .other
  }
}

/// An earlier report, which a run without `-o` leaves in the week's own folder.
private func isReport(_ folder: String) -> Bool {
  ["index.html", "summary.json"].allSatisfy { (try? kind(of: "\(folder)/\($0)")) == .file }
}

func isFolder(_ path: String) -> Bool { (try? kind(of: path)) == .folder }

func exists(_ path: String) -> Bool { (try? kind(of: path)) != nil }

private func isLink(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}

/// The names in a folder, hidden ones left out, in the order of their bytes.
private func entries(of folder: String) throws(InputError) -> [String] {
  guard let handle = opendir(folder) else {
    throw InputError(path: folder, reason: .cannotOpen(errno))
  }
  defer { closedir(handle) }
  var names: [Name] = []
  while let entry = readdir(handle) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(Name(name)) }
  }
  return names.sorted().map(\.text)
}

private func lastComponent(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

private let endingsOfOtherFiles: Set<String> = [
  "md", "markdown", "txt", "yml", "yaml", "toml", "html", "htm", "css", "js", "csv", "tsv", "xlsx",
  "pdf", "png", "jpg", "jpeg", "gif", "svg", "webp", "py", "sh", "key", "digest", "records",
]

private func isNoLogByEnding(_ name: String) -> Bool {
  let file = lastComponent(name)
  guard let dot = file.lastIndex(of: ".") else { return false }
  return endingsOfOtherFiles.contains(file[file.index(after: dot)...].lowercased())
}

/// Whether a file is a log all the same, whatever its ending: by its first bytes, packed or not, or
/// as a table that a logger writes.
private func beginsAsLog(_ path: String) -> Bool {
  guard let file = try? SourceFile(name: lastComponent(path), path: path),
    let start = try? file.start(64)
  else { return false }
  let text = start.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
  let next = text.dropFirst().first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
  switch (text.first, next) {
  case (UInt8(ascii: "{"), UInt8(ascii: "\"")), (UInt8(ascii: "["), UInt8(ascii: "{")): return true
  default: break
  }
  if ["data:", "event:"].contains(where: { text.starts(with: $0.utf8) }) { return true }
  return path.lowercased().hasSuffix(".csv") && (try? file.textLayout) == .stream
}

// MARK: - Streams

private func spoolStandardInput() throws(InputError) -> SourceFile {
  try spool(STDIN_FILENO, name: "-", path: "standard input")
}

/// Copies a stream to a file without a name in the temporary folder, so that it can be read twice.
private func spool(_ stream: Int32, name: String, path: String) throws(InputError) -> SourceFile {
  let copy = try OpenFile(temporaryFor: path)
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  defer { buffer.deallocate() }
  var length = 0
  while true {
    let count = read(stream, buffer.baseAddress, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw InputError(path: path, reason: .cannotRead(errno)) }
    if count == 0 { break }
    try copy.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: length)
    length += count
  }
  return try SourceFile(name: name, file: copy)
}

/// Reads a small file whole: a configuration, a price table, a note.
package func readWhole(_ path: String, limit: Int) throws(InputError) -> [UInt8] {
  let file = try OpenFile(path)
  let size = try file.size
  guard size <= limit else { throw InputError(path: path, reason: .tooLarge(limit)) }
  var failure: InputError?
  let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    do throws(InputError) {
      count = try file.read(at: 0, into: UnsafeMutableRawBufferPointer(buffer))
    } catch { failure = error }
  }
  if let failure { throw failure }
  return bytes
}
