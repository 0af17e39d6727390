import TestSupport
import Testing

/// A file that a logger wrote, with the figures that stand in it.
struct LoggerFile: Sendable, CustomTestStringConvertible {
  /// The path below the fixtures.
  var name: String
  var format: String
  var traces: Int
  var events: Int
  /// In US dollars, by the log's own costs, or by prices where it has none.
  var cost = "0"
  var prompt = 0
  var completion = 0
  var judged = 0
  var problems: [String] = []

  var testDescription: String { name }
  var path: String { "\(Self.folder)/\(name)" }

  private static let folder =
    #filePath.split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(2).joined(separator: "/") + "/Fixtures"

  /// The files are from three years.
  var settings: LogSettings { Self.threeYears }

  private static let threeYears: LogSettings = {
    var settings = LogSettings()
    settings.days = ("2024-01-01", "2026-12-31")
    return settings
  }()

  static let all = [
    LoggerFile(name: "agents/mini-swe-agent.json", format: "mini-swe-agent", traces: 1, events: 21),
    LoggerFile(name: "agents/swe-agent.json", format: "swe-agent", traces: 1, events: 24),
    LoggerFile(
      name: "agents/tau-bench.json", format: "tau-bench", traces: 5, events: 118, judged: 5),
    LoggerFile(
      name: "agents/who-and-when-1.json", format: "who-and-when", traces: 1, events: 9, judged: 1),
    LoggerFile(
      name: "agents/who-and-when-12.json", format: "who-and-when", traces: 1, events: 8, judged: 1),
    LoggerFile(
      name: "agents/who-and-when-23.json", format: "who-and-when", traces: 1, events: 76, judged: 1),
    LoggerFile(
      name: "agents/who-and-when-7.json", format: "who-and-when", traces: 1, events: 13, judged: 1),
    LoggerFile(
      name: "inspect/log_formats.json", format: "inspect", traces: 1, events: 5, prompt: 66,
      completion: 2, judged: 1),
    LoggerFile(
      name: "inspect/log_formats.eval", format: "inspect", traces: 1, events: 5, prompt: 66,
      completion: 2, judged: 1),
    LoggerFile(name: "inspect/log_tool_call_error.json", format: "inspect", traces: 1, events: 12),
    LoggerFile(
      name: "inspect/popularity.json", format: "inspect", traces: 3, events: 15, cost: "0.0000324",
      prompt: 192, completion: 6, judged: 3),
    LoggerFile(
      name: "inspect/security-guide.json", format: "inspect", traces: 3, events: 18,
      cost: "0.00076365", prompt: 959, completion: 1033, judged: 3),
    LoggerFile(
      name: "inspect/support-refund.json", format: "inspect", traces: 5, events: 59, prompt: 7821,
      completion: 381, judged: 5),
    LoggerFile(
      name: "langfuse/autogen.json", format: "langfuse", traces: 1, events: 2, cost: "0.000025",
      prompt: 41, completion: 3),
    LoggerFile(
      name: "langfuse/batches.jsonl", format: "langfuse", traces: 8, events: 38, cost: "0.0036258",
      prompt: 1569, completion: 399, judged: 7),
    LoggerFile(
      name: "langfuse/claude-agent.json", format: "langfuse", traces: 1, events: 10,
      cost: "0.003582", prompt: 34, completion: 232),
    LoggerFile(
      name: "langfuse/crewai.json", format: "langfuse", traces: 1, events: 8, cost: "0.0001269",
      prompt: 190, completion: 164),
    LoggerFile(
      name: "langfuse/google-adk.json", format: "langfuse", traces: 1, events: 7, cost: "0.0000103",
      prompt: 67, completion: 9),
    LoggerFile(
      name: "langfuse/langgraph-js.json", format: "langfuse", traces: 1, events: 22,
      cost: "0.00032625", prompt: 321, completion: 123),
    LoggerFile(
      name: "langfuse/microsoft-agent.json", format: "langfuse", traces: 1, events: 7,
      cost: "0.00028525", prompt: 293, completion: 106),
    LoggerFile(
      name: "langfuse/openai-agents.json", format: "langfuse", traces: 1, events: 7,
      cost: "0.000632", prompt: 140, completion: 44),
    LoggerFile(
      name: "langfuse/pydantic-ai-tools.json", format: "langfuse", traces: 1, events: 12,
      cost: "0.00032265", prompt: 1315, completion: 209),
    LoggerFile(
      name: "langfuse/scores.jsonl", format: "langfuse", traces: 15, events: 21, judged: 15,
      problems: Array(repeating: sessionScore, count: 3)),
    LoggerFile(
      name: "langfuse/vercel-aisdk.json", format: "langfuse", traces: 1, events: 5,
      cost: "0.0009275", prompt: 62, completion: 85),
    LoggerFile(
      name: "litellm/example.json", format: "litellm", traces: 1, events: 1, cost: "0.000225",
      prompt: 10, completion: 20),
    LoggerFile(
      name: "litellm/week.jsonl", format: "litellm", traces: 36, events: 54,
      cost: "0.055578999999999998", prompt: 67170, completion: 1469),
    LoggerFile(
      name: "mlflow/mlflow-traces.jsonl", format: "mlflow", traces: 3, events: 12,
      cost: "0.0004116", prompt: 633, completion: 99, judged: 3),
  ]

  private static let sessionScore =
    "score csat: about a session or run and not about a trace; the value is left out"
}
