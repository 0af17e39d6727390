import CWebFiles

/// The files of `templates/` and `assets/` that are compiled into the program.
enum WebFiles {
  /// Text by path, such as `assets/casebook.css`.
  static let all: [String: String] = {
    var texts: [String: String] = [:]
    for index in 0..<web_file_count() {
      let file = web_file_at(index)
      texts[String(cString: file.path)] = String(cString: file.text)
    }
    return texts
  }()
}
