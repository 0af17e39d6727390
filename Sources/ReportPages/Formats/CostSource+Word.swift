import TraceModel

extension CostSource {
  /// What pages call it.
  var word: String {
    switch self {
    case .model: "Model"
    case .tool: "Tool"
    case .infrastructure: "Infrastructure"
    }
  }
}
