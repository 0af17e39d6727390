import TraceModel

/// Rows under a model's exact name, with or without its provider before it.
struct NamedRows: PriceRows {
  private var rows: [Name: PriceRow] = [:]

  subscript(name: Name) -> PriceRow? {
    get { rows[name] }
    set { rows[name] = newValue }
  }

  var all: [PriceRow] { Array(rows.values) }

  /// Tried in this order: `name`, `provider/name` as logged, `provider/name` in LiteLLM's word for
  /// the provider, and where the logged name already has its provider before it, what follows.
  func row(provider: Name?, model: Name) -> PriceRow? {
    if let row = rows[model] { return row }
    guard let provider, !provider.isEmpty else { return nil }
    let words = [provider.text, Self.litellmWord(for: provider)]
    for word in words {
      if let row = rows[Name("\(word)/\(model)")] { return row }
    }
    for word in words where model.text.utf8.starts(with: "\(word)/".utf8) {
      let rest = String(decoding: model.text.utf8.dropFirst(word.utf8.count + 1), as: UTF8.self)
      if let row = rows[Name(rest)] { return row }
    }
    return nil
  }

  /// The OpenTelemetry conventions and LiteLLM have different words for the same providers.
  private static func litellmWord(for provider: Name) -> String {
    let word = provider.text.lowercased()
    return switch word {
    case "aws.bedrock": "bedrock"
    case "azure.ai.inference": "azure_ai"
    case "azure.ai.openai", "az.ai.openai", "azure-openai": "azure"
    case "fireworks": "fireworks_ai"
    case "gcp.gemini", "gcp.gen_ai", "google": "gemini"
    case "gcp.vertex_ai": "vertex_ai"
    case "mistral_ai", "mistralai": "mistral"
    case "moonshot_ai": "moonshot"
    case "together": "together_ai"
    case "x_ai", "x-ai": "xai"
    default: word
    }
  }
}
