import Synchronization
import TraceModel

/// Who was called, and for what, by the address of a call.
///
/// All calls to an address share one, as it has too many texts to be copied for each.
final class Endpoint: Sendable {
  let provider: String?
  /// `chat`, `embeddings`, or the path of what is no model call.
  let operation: String?
  let kind: Kind
  /// Where the address names it.
  let model: String?
  /// Without the query, which may hold a key.
  let address: String
  /// What of the address stands behind the server's name.
  let path: String

  enum Kind {
    case model, embeddings, housekeeping, unknown
  }

  /// Whether a file is fetched from there, as it was sent or written.
  var isFile: Bool { kind == .housekeeping && path.hasSuffix("/content") }

  /// Of a call whose address nobody kept.
  static let unknown = Endpoint("")

  static func of(_ url: String) -> Endpoint {
    of(Array(url.utf8).withUnsafeBufferPointer { ContentHash(of: $0) }) { url }
  }

  static func of(_ url: JSONNode) -> Endpoint {
    of(ContentHash(of: url.rawBytes)) { url.string ?? "" }
  }

  /// Most calls of a log go to an address that was met before.
  private static func of(_ hash: ContentHash, _ url: () -> String) -> Endpoint {
    known.withLock { known in
      if let endpoint = known[hash] { return endpoint }
      let endpoint = Endpoint(url())
      if known.count < mostKnown { known[hash] = endpoint }
      return endpoint
    }
  }

  /// The server of an address, where it stands in one's own network; nil for all others.
  static func ownServer(of address: String) -> String? {
    knownServers.withLock { known in
      if let server = known[address] { return server }
      let name = server(of: address)
      let server = Name(name).isOwnServer ? name : nil
      if known.count < mostKnown { known[address] = .some(server) }
      return server
    }
  }

  private static let knownServers = Mutex<[String: String?]>([:])
  private static let known = Mutex<[ContentHash: Endpoint]>([:])
  private static let mostKnown = 1000

  private init(_ url: String) {
    let bare = url.prefix { $0 != "?" && $0 != "#" }
    address = String(bare)
    let names = bare.split(separator: "/", omittingEmptySubsequences: true).dropFirst(2)
    self.path = "/" + names.joined(separator: "/")
    let parts = Self.split(bare)
    provider = Self.provider(of: parts.host, port: parts.port)
    let path = parts.path.split(separator: "/").map(String.init)
    model = Self.model(in: path, of: provider)
    (kind, operation) =
      path.first == "agents" && parts.host.hasPrefix("bedrock-agent-runtime")
      ? (.model, "invoke_agent") : Self.operation(path)
  }

  private init(_ other: Endpoint, askedBy provider: String) {
    self.provider = provider
    (operation, kind, model) = (other.operation, other.kind, other.model)
    (address, path) = (other.address, other.path)
  }

  /// The same where something else than the address says who was called.
  func asked(of provider: String) -> Endpoint { Endpoint(self, askedBy: provider) }

  private static func split(_ url: Substring) -> (host: String, port: String, path: Substring) {
    let scheme = url.prefix { $0 != ":" }
    let behind = url.dropFirst(scheme.count)
    guard behind.hasPrefix("://") else { return ("", "", url) }
    let rest = behind.dropFirst(3)
    let authority = rest.prefix { $0 != "/" }
    // A name and a password may stand before the host.
    let server = authority.split(separator: "@").last ?? ""
    let host = server.prefix { $0 != ":" }
    return (
      host.lowercased(), String(server.dropFirst(host.count).dropFirst()),
      rest.dropFirst(authority.count)
    )
  }

  /// The server of an address: its name, and its port where the address says one.
  private static func server(of address: String) -> String {
    let parts = split(address[...])
    return parts.port.isEmpty ? parts.host : "\(parts.host):\(parts.port)"
  }

  /// The ends of hosts' names, and who answers there.
  private static let hosts: [(String, String)] = [
    ("openai.azure.com", "azure"), ("cognitiveservices.azure.com", "azure"),
    ("services.ai.azure.com", "azure"), ("models.ai.azure.com", "azure"),
    ("openai.com", "openai"), ("anthropic.com", "anthropic"),
    ("generativelanguage.googleapis.com", "gemini"), ("aiplatform.googleapis.com", "vertex_ai"),
    ("openrouter.ai", "openrouter"), ("groq.com", "groq"), ("mistral.ai", "mistral"),
    ("deepseek.com", "deepseek"), ("cohere.com", "cohere"), ("cohere.ai", "cohere"),
    ("ollama.com", "ollama"), ("cerebras.ai", "cerebras"), ("together.xyz", "together"),
    ("together.ai", "together"), ("huggingface.co", "huggingface"),
    ("fireworks.ai", "fireworks_ai"), ("x.ai", "xai"), ("perplexity.ai", "perplexity"),
    ("moonshot.ai", "moonshot"), ("moonshot.cn", "moonshot"), ("voyageai.com", "voyage"),
    ("sambanova.ai", "sambanova"), ("nvidia.com", "nvidia_nim"), ("replicate.com", "replicate"),
    ("deepinfra.com", "deepinfra"), ("novita.ai", "novita"), ("ai21.com", "ai21"),
    ("dashscope.aliyuncs.com", "dashscope"), ("dashscope-intl.aliyuncs.com", "dashscope"),
    ("watsonx.ai", "watsonx"), ("ml.cloud.ibm.com", "watsonx"), ("github.ai", "github"),
    ("jina.ai", "jina_ai"), ("databricks.com", "databricks"), ("stability.ai", "stability"),
    ("azuredatabricks.net", "databricks"),
    ("z.ai", "zai"), ("snowflakecomputing.com", "snowflake"), ("api.cloudflare.com", "cloudflare"),
    ("ai-gateway.vercel.sh", "vercel_ai_gateway"), ("inference.heroku.com", "heroku"),
    ("nebius.com", "nebius"), ("minimax.io", "minimax"), ("baseten.co", "baseten"),
    ("writer.com", "writer"), ("aleph-alpha.com", "aleph_alpha"),
  ]

  private static func provider(of host: String, port: String) -> String? {
    if host.hasPrefix("bedrock"), host.hasSuffix(".amazonaws.com") { return "bedrock" }
    if host.hasPrefix("bedrock-mantle."), host.hasSuffix(".api.aws") { return "bedrock_mantle" }
    if port == "11434" || host == "ollama" { return "ollama" }
    let found = hosts.first { end, _ in
      guard host.hasSuffix(end) else { return false }
      let before = host.utf8.dropLast(end.utf8.count).last
      return before == nil || before == UInt8(ascii: ".") || before == UInt8(ascii: "-")
    }
    return found?.1
  }

  /// `/model/ID/converse`, `/models/NAME:generateContent`, `/deployments/NAME/chat/completions`.
  private static func model(in path: [String], of provider: String?) -> String? {
    var model: String?
    for (name, value) in zip(path, path.dropFirst()) {
      switch name {
      case "model", "models", "deployments", "engines":
        let bare = provider == "bedrock" ? value[...] : value.prefix { $0 != ":" }
        model = percentDecoded(bare)
      default: break
      }
    }
    return model
  }

  private static func operation(_ path: [String]) -> (Kind, String?) {
    var last = path.last ?? ""
    if let verb = last.split(separator: ":").last, last.contains(":") { last = String(verb) }
    let before = path.dropLast().last ?? ""
    switch (before, last) {
    case ("chat", "completions"), (_, "chat"), ("text", "chat_stream"),
      (_, "messages") where !path.contains("threads"):
      return (.model, "chat")
    case (_, "generateContent"), (_, "streamGenerateContent"), (_, "rawPredict"),
      (_, "streamRawPredict"):
      return (.model, "generate_content")
    case (_, "converse"), (_, "converse-stream"): return (.model, "chat")
    case (_, "invoke"), (_, "invoke-with-response-stream"): return (.model, "invoke")
    case (_, "responses"), ("responses", "compact"): return (.model, "responses")
    case (_, "interactions"): return (.model, "interactions")
    case ("text", "generation"), ("text", "generation_stream"), ("generation", "text"),
      ("generation", "text_stream"):
      return (.model, "text_completion")
    case (_, "completions"), (_, "complete"), (_, "generate"), (_, "generations"):
      return (.model, before == "images" ? "image_generation" : "text_completion")
    case (_, "embeddings"), (_, "embed"), (_, "embedContent"), (_, "batchEmbedContents"),
      (_, "predict"):
      return (.embeddings, "embeddings")
    case (_, "rerank"): return (.embeddings, "rerank")
    case (_, "ocr"), ("audio", _), ("images", _): return (.model, last)
    default:
      let isHousekeeping =
        path.contains(where: housekeeping.contains) || housekeeping.contains(last)
      let isFetched = before == "responses" || before == "interactions"
      let operation = before == "runs" ? "run" : isFetched ? before : nil
      return (isHousekeeping ? .housekeeping : .unknown, operation)
    }
  }

  private static let housekeeping: Set<String> = [
    "models", "files", "uploads", "upload", "batches", "count_tokens", "countTokens",
    "input_tokens", "assistants", "threads", "vector_stores", "fine_tuning", "fineTuning",
    "moderations", "fileSearchStores", "cachedContents", "operations", "tokenize", "detokenize",
    "batch", "conversations", "realtime", "tags", "show", "ps", "version", "pull", "health",
    "organization", "key", "credits", "auth",
  ]
}

/// `amazon.nova-lite-v1%3A0` → `amazon.nova-lite-v1:0`
private func percentDecoded(_ text: Substring) -> String {
  var bytes: [UInt8] = []
  var rest = Array(text.utf8)[...]
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "%"), rest.count >= 2,
      let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
    {
      bytes.append(code)
      rest = rest.dropFirst(2)
    } else {
      bytes.append(byte)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
