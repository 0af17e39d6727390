// What single programs and frameworks call by names of their own. Names that begin with the vendor's are
// known wherever they stand; plain ones, as `input`, only in what is the vendor's for sure.

extension AttributeKey {
  /// Names as in `names`, which come before these.
  static let vendorNames: [(AttributeKey, [String])] = [
    (.plainModel, ["model"]), (.sdkName, ["telemetry.sdk.name"]),
    // Codex
    (.reasoning, ["codex.usage.reasoning_output_tokens"]),
    (.totalTokens, ["codex.usage.total_tokens"]),
    // Anthropic's client library
    (.finishReason, ["anthropic.message.stop_reason"]),
    (.toolResult, ["anthropic.tool_result.content"]),
    (.compactionInput, ["anthropic.usage.compaction.input_tokens"]),
    (.compactionOutput, ["anthropic.usage.compaction.output_tokens"]),
    // Google's Agent Development Kit
    (.sessionID, ["gcp.vertex.agent.session_id"]),
    (.adkRequest, ["gcp.vertex.agent.llm_request"]),
    (.adkResponse, ["gcp.vertex.agent.llm_response"]),
    (.toolArguments, ["gcp.vertex.agent.tool_call_args", "lk.function_tool.arguments"]),
    (.toolResult, ["gcp.vertex.agent.tool_response", "lk.function_tool.output"]),
    // LiveKit
    (.toolName, ["lk.function_tool.name"]), (.toolCallID, ["lk.function_tool.id"]),
    (.toolFailed, ["lk.function_tool.is_error"]), (.livekitMetrics, ["lk.llm_metrics"]),
    // Genkit
    (.genkitKind, ["genkit:metadata:subtype"]), (.genkitName, ["genkit:name"]),
    (.inputValue, ["genkit:input", "lk.user_input"]),
    (.outputValue, ["genkit:output", "lk.response.text"]),
    // Mastra
    (.mastraKind, ["mastra.span.type"]),
    (.toolArguments, ["gen_ai.tool.input"]), (.toolResult, ["gen_ai.tool.output"]),
    (.inputValue, ["mastra.agent_run.input", "mastra.workflow_run.input"]),
    (.inputValue, ["mastra.workflow_step.input", "mastra.rag_embedding.input"]),
    (.outputValue, ["mastra.agent_run.output", "mastra.workflow_run.output"]),
    (.outputValue, ["mastra.workflow_step.output"]),
    // Logfire
    (.feedbackName, ["logfire.feedback.name"]), (.feedbackComment, ["logfire.feedback.comment"]),
  ]

  /// Of the spans and log records of Claude Code.
  static let ofClaudeCode = ByteTable<AttributeKey>([
    ("model", .requestModel), ("input_tokens", .inputTokens), ("output_tokens", .outputTokens),
    ("cache_read_tokens", .cacheRead), ("cache_creation_tokens", .cacheWrite),
    ("cost_usd", .cost), ("stop_reason", .finishReason), ("request_id", .requestIDHeader),
    ("attempt", .teamAttempt), ("success", .success), ("status_code", .errorType),
    ("error_type", .errorType), ("error", .plainError), ("tool_name", .toolName),
    ("tool_use_id", .toolCallID), ("tool_input", .toolArguments),
    ("full_command", .toolArguments), ("file_path", .toolArguments),
    ("tool_parameters", .toolParameters), ("user_prompt", .inputValue), ("prompt", .inputValue),
    ("duration_ms", .milliseconds),
  ])

  /// Of the agents and workflows of Mastra's first releases.
  static let ofMastra = ByteTable<AttributeKey>([
    ("input", .inputValue), ("output", .outputValue), ("userId", .userID),
    ("sessionId", .sessionID), ("threadId", .conversationID),
  ])

  /// Of the steps that Logfire logs of OpenAI's Agents SDK.
  static let ofOpenAIAgents = ByteTable<AttributeKey>([
    ("name", .stepName), ("usage", .answerUsage), ("triggered", .triggered),
  ])
  static let ofOpenAIAgentsTool = ByteTable<AttributeKey>([
    ("name", .toolName), ("input", .toolArguments), ("output", .toolResult),
    ("error", .plainError), ("error.message", .plainError),
  ])
  static let ofOpenAIAgentsChat = ByteTable<AttributeKey>([
    ("input", .inputMessages), ("output", .outputMessages), ("usage", .answerUsage),
  ])
}
