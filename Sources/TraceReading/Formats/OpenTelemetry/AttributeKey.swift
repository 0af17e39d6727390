// The names that vendors give to what a span says. The first name of a key is today's; the others
// are what older releases wrote, or what another vocabulary calls the same. Where two of them stand
// in one span, the one further up counts.

/// What an attribute says, whatever its vocabulary calls it.
enum AttributeKey: UInt8, CaseIterable {
  // Everywhere
  case sessionID, conversationID, langfuseSession, userID, endUserID, langfuseUser
  case errorType, exceptionType, exceptionMessage, exceptionStack, serviceName, environment
  case eventName, requestIDHeader, tags, metadata, feature, route
  // GenAI conventions and what came before them
  case operation, requestType, provider, system, llmProvider, llmSystem, requestModel,
    responseModel, responseID
  case finishReasons, finishReason, temperature, topP, maxTokens, toolChoice,
    serviceTier, requestedTier
  case promptName, promptVersion, systemInstructions, inputMessages, outputMessages
  case promptJSON, completionJSON, toolDefinitions, toolName, toolCallID, toolArguments, toolResult
  case retrievalQuery, retrievalDocuments, dataSource
  case inputTokens, outputTokens, cacheRead, cacheWrite, cacheWrite1h, reasoning
  case audioInput, audioOutput, totalTokens, cost
  case evaluationName, evaluationLabel, evaluationValue, evaluationReason, evaluatorKind, evaluator
  case agentName, resendCount, attemptFromZero, retryAttempt, retryCause, finalResult, allMessages
  case messageEvents
  // Logfire
  case sentData, gotData, logfireType, logfireDuration
  // OpenLLMetry
  case traceloopKind, traceloopName, traceloopInput, traceloopOutput, traceloopWorkflow
  // OpenInference
  case spanKind, modelName, invocation, inputValue, outputValue, inputType, outputType
  case promptTokens, completionTokens, promptCacheRead, promptCacheWrite, promptAudio
  case completionReasoning, completionAudio, costTotal, costPrompt, costCompletion
  case costInput, costCacheRead, costCacheWrite, costPromptAudio
  case costOutput, costReasoning, costCompletionAudio
  case template, templateVersion, templateName, toolParameters, choiceFinish, agent
  // Vercel AI SDK
  case vercelOperation, vercelModel, vercelProvider, vercelPrompt, vercelMessages, vercelText
  case vercelObject, vercelCalls, vercelFinish, vercelResponseModel, vercelResponseID
  case vercelInput, vercelOutput, vercelCached, vercelCacheWrite, vercelReasoning
  case vercelToolName, vercelToolID
  case vercelArguments, vercelResult, vercelFunction, vercelTools, vercelToolChoice
  case vercelMaxTokens, vercelTemperature, vercelTopP, vercelValue, vercelEmbedTokens
  case vercelProviderMetadata
  // Langfuse
  case langfuseType, langfuseLevel, langfuseMessage, langfuseModel, langfuseParameters
  case langfusePromptName, langfusePromptVersion, langfuseUsage, langfuseCost
  case langfuseInput, langfuseOutput, langfuseTraceInput, langfuseTraceOutput
  case langfuseEnvironment, langfuseTags, langfuseTraceName
  // What teams call their own
  case teamFeature, teamRoute, teamAttempt, teamTrigger, teamToolCost, teamRequest, teamAnswer
  // Of single programs and frameworks
  case plainModel, plainError, sdkName, success, milliseconds, answerUsage, stepName, triggered
  case mastraKind, adkRequest, adkResponse, toolFailed, livekitMetrics, genkitKind, genkitName
  case feedbackName, feedbackComment, compactionInput, compactionOutput
  case refusal, requestParameters
  case caseAssertions, caseScores, caseLabels
  // Names with a number or a name inside of them
  case promptParts, completionParts, functionParts, inputParts, outputParts, toolParts
  case evaluationParts, traceEvaluationParts, sessionEvaluationParts, annotationParts
  case documentParts, associations, traceMetadata, observationMetadata, vercelMetadata
  case mastraMetadata, promptTexts, choiceTexts

  static let ofTeams = [teamFeature, teamRoute, teamAttempt, teamTrigger]
  static let count = Int(AttributeKey.choiceTexts.rawValue) + 1
}

extension AttributeKey {
  static let names: [(AttributeKey, [String])] = [
    (.sessionID, ["session.id"]), (.conversationID, ["gen_ai.conversation.id"]),
    (.langfuseSession, ["langfuse.session.id"]),
    (.userID, ["user.id"]), (.endUserID, ["enduser.id", "enduser.pseudo.id"]),
    (.langfuseUser, ["langfuse.user.id"]),
    (.errorType, ["error.type"]), (.exceptionType, ["exception.type"]),
    (.exceptionMessage, ["exception.message"]), (.exceptionStack, ["exception.stacktrace"]),
    (.serviceName, ["service.name"]),
    (.environment, ["deployment.environment.name", "deployment.environment"]),
    (.eventName, ["event.name", "otel.event.name"]),
    (
      .requestIDHeader,
      [
        "http.response.header.x-request-id", "http.response.header.request-id",
        "http.response.header.x_request_id", "http.response.header.request_id", "aws.request_id",
        "gen_ai.response.request_id", "anthropic.request.id",
      ]
    ),
    (.tags, ["tag.tags", "ai.telemetry.metadata.tags", "mastra.tags"]), (.metadata, ["metadata"]),

    (.operation, ["gen_ai.operation.name"]), (.requestType, ["llm.request.type"]),
    (.provider, ["gen_ai.provider.name"]), (.system, ["gen_ai.system"]),
    (.llmProvider, ["llm.provider"]), (.llmSystem, ["llm.system"]),
    (.requestModel, ["gen_ai.request.model", "llm.request.model_name", "llm.request.model"]),
    (.responseModel, ["gen_ai.response.model", "llm.response.model_name", "llm.response.model"]),
    (.responseID, ["gen_ai.response.id", "llm.response.id"]),
    (.finishReasons, ["gen_ai.response.finish_reasons"]),
    (
      .finishReason,
      ["gen_ai.response.finish_reason", "llm.finish_reason", "llm.response.finish_reason"]
    ),
    (.temperature, ["gen_ai.request.temperature", "llm.request.temperature", "llm.temperature"]),
    (.topP, ["gen_ai.request.top_p", "llm.request.top_p", "llm.top_p"]),
    (
      .maxTokens,
      ["gen_ai.request.max_tokens", "llm.request.max_tokens", "gen_ai.request.max_output_tokens"]
    ),
    (.toolChoice, ["gen_ai.request.tool_choice", "llm.request.tool_choice"]),
    (
      .serviceTier,
      [
        "openai.response.service_tier", "gen_ai.openai.response.service_tier",
        "gen_ai.response.service_tier",
      ]
    ),
    (
      .requestedTier,
      [
        "openai.request.service_tier", "gen_ai.openai.request.service_tier",
        "gen_ai.request.service_tier",
      ]
    ),
    (.promptName, ["gen_ai.prompt.name", "traceloop.prompt.key"]),
    (.promptVersion, ["gen_ai.prompt.version", "traceloop.prompt.version"]),
    (.systemInstructions, ["gen_ai.system_instructions", "gen_ai.request.instructions"]),
    (.inputMessages, ["gen_ai.input.messages", "llm.input_messages"]),
    (.outputMessages, ["gen_ai.output.messages", "llm.output_messages"]),
    (.promptJSON, ["gen_ai.prompt"]), (.completionJSON, ["gen_ai.completion"]),
    (.toolDefinitions, ["gen_ai.tool.definitions", "gen_ai.request.tools", "llm.tools"]),
    (.toolName, ["gen_ai.tool.name", "tool.name"]),
    (.toolCallID, ["gen_ai.tool.call.id", "tool_call.id", "tool.id"]),
    (.toolArguments, ["gen_ai.tool.call.arguments", "gen_ai.tool.arguments", "tool_arguments"]),
    (
      .toolResult,
      [
        "gen_ai.tool.call.result", "gen_ai.tool.call.response", "gen_ai.tool.result",
        "tool_response",
      ]
    ),
    (
      .retrievalQuery,
      ["gen_ai.retrieval.query.text", "gen_ai.retrieval.query", "reranker.query"]
    ),
    (.retrievalDocuments, ["gen_ai.retrieval.documents"]),
    (.dataSource, ["gen_ai.data_source.id"]),
    (
      .inputTokens,
      [
        "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.usage.prompt_tokens",
        "gen_ai.response.prompt_tokens",
      ]
    ),
    (
      .outputTokens,
      [
        "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
        "llm.usage.completion_tokens", "gen_ai.response.completion_tokens",
      ]
    ),
    (
      .cacheRead,
      [
        "gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.input_tokens.cached", "gen_ai.usage.cached_tokens",
        "gen_ai.usage.details.cache_read_tokens", "gen_ai.usage.details.cache_read_input_tokens",
        "gen_ai.usage.details.cached_tokens", "gen_ai.usage.details.cached_content_tokens",
        "gen_ai.usage.cached_input_tokens", "gen_ai.usage.cache_read_tokens",
        "gen_ai.usage.input_tokens.cache_read",
        "llm.usage.cache_read_input_tokens",
      ]
    ),
    (
      .cacheWrite,
      [
        "gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens", "gen_ai.usage.cache_write_input_tokens",
        "gen_ai.usage.cache_creation_tokens", "gen_ai.usage.cache_write_tokens",
        "gen_ai.usage.input_tokens.cache_write", "gen_ai.usage.input_tokens.cache_creation",
        "gen_ai.usage.details.cache_write_tokens",
        "gen_ai.usage.details.cache_creation_input_tokens",
        "llm.usage.cache_creation_input_tokens",
      ]
    ),
    (
      .cacheWrite1h,
      [
        "gen_ai.usage.cache_write.1h.input_tokens",
        "gen_ai.usage.details.ephemeral_1h_input_tokens",
        "anthropic.usage.cache_creation.ephemeral_1h_input_tokens",
      ]
    ),
    (
      .reasoning,
      [
        "gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.output_tokens.reasoning", "gen_ai.usage.details.reasoning_tokens",
        "gen_ai.usage.details.thoughts_tokens", "gen_ai.usage.experimental.reasoning_tokens",
        "llm.usage.reasoning_tokens",
      ]
    ),
    (
      .audioInput,
      [
        "gen_ai.usage.audio.input_tokens", "gen_ai.usage.details.input_audio_tokens",
        "gen_ai.usage.audio_input_tokens",
      ]
    ),
    (
      .audioOutput,
      [
        "gen_ai.usage.audio.output_tokens", "gen_ai.usage.details.output_audio_tokens",
        "gen_ai.usage.audio_output_tokens",
      ]
    ),
    (
      .totalTokens,
      [
        "gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total",
        "ai.usage.totalTokens", "gen_ai.response.total_tokens",
      ]
    ),
    (
      .cost,
      [
        "operation.cost", "gen_ai.usage.cost", "gen_ai.usage.total_cost", "gen_ai.cost.amount",
        "gen_ai.cost.total_cost", "litellm.cost.total", "llm.response.cost",
      ]
    ),
    (.evaluationName, ["gen_ai.evaluation.name"]),
    (.evaluationLabel, ["gen_ai.evaluation.score.label", "gen_ai.evaluation.label"]),
    (
      .evaluationValue,
      ["gen_ai.evaluation.score.value", "gen_ai.evaluation.score", "gen_ai.evaluation.value"]
    ),
    (.evaluationReason, ["gen_ai.evaluation.explanation", "gen_ai.evaluation.reasoning"]),
    (.evaluatorKind, ["gen_ai.evaluation.annotator_kind", "gen_ai.evaluation.evaluator.kind"]),
    (.evaluator, ["gen_ai.evaluation.evaluator.name", "gen_ai.evaluation.evaluator"]),
    (.agentName, ["gen_ai.agent.name"]),
    (.resendCount, ["http.request.resend_count"]),
    (.attemptFromZero, ["pydantic_ai.model_request.attempt"]),
    (.retryAttempt, ["pydantic_ai.tool.retry.attempt"]),
    (.retryCause, ["pydantic_ai.tool.retry.cause"]),
    (.finalResult, ["final_result"]),
    (.allMessages, ["pydantic_ai.all_messages", "all_messages_events"]),
    (.messageEvents, ["events"]),
    (.requestParameters, ["model_request_parameters"]),
    (.sentData, ["request_data"]), (.gotData, ["response_data"]),
    (.logfireType, ["logfire.span_type"]), (.logfireDuration, ["duration"]),

    (.traceloopKind, ["traceloop.span.kind"]), (.traceloopName, ["traceloop.entity.name"]),
    (.traceloopInput, ["traceloop.entity.input"]),
    (.traceloopOutput, ["traceloop.entity.output"]),
    (.traceloopWorkflow, ["traceloop.workflow.name"]),

    (.spanKind, ["openinference.span.kind"]),
    (.modelName, ["llm.model_name", "embedding.model_name", "reranker.model_name"]),
    (.invocation, ["llm.invocation_parameters", "embedding.invocation_parameters"]),
    (.inputValue, ["input.value"]), (.outputValue, ["output.value"]),
    (.inputType, ["input.mime_type"]), (.outputType, ["output.mime_type"]),
    (.promptTokens, ["llm.token_count.prompt"]),
    (.completionTokens, ["llm.token_count.completion"]),
    (
      .promptCacheRead,
      ["llm.token_count.prompt_details.cache_read", "llm.token_count.prompt_details.cache_input"]
    ),
    (.promptCacheWrite, ["llm.token_count.prompt_details.cache_write"]),
    (.promptAudio, ["llm.token_count.prompt_details.audio"]),
    (.completionReasoning, ["llm.token_count.completion_details.reasoning"]),
    (.completionAudio, ["llm.token_count.completion_details.audio"]),
    (.costTotal, ["llm.cost.total"]), (.costPrompt, ["llm.cost.prompt"]),
    (.costCompletion, ["llm.cost.completion"]),
    (.costInput, ["llm.cost.prompt_details.input"]),
    (
      .costCacheRead,
      ["llm.cost.prompt_details.cache_read", "llm.cost.prompt_details.cache_input"]
    ),
    (.costCacheWrite, ["llm.cost.prompt_details.cache_write"]),
    (.costPromptAudio, ["llm.cost.prompt_details.audio"]),
    (.costOutput, ["llm.cost.completion_details.output"]),
    (.costReasoning, ["llm.cost.completion_details.reasoning"]),
    (.costCompletionAudio, ["llm.cost.completion_details.audio"]),
    (.template, ["llm.prompt_template.template"]),
    (.templateVersion, ["llm.prompt_template.version"]),
    (.templateName, ["prompt.id", "prompt.name"]),
    (.toolParameters, ["tool.parameters"]), (.agent, ["agent.name"]),

    (.vercelOperation, ["ai.operationId"]), (.vercelModel, ["ai.model.id"]),
    (.vercelProvider, ["ai.model.provider"]), (.vercelPrompt, ["ai.prompt"]),
    (.vercelMessages, ["ai.prompt.messages"]),
    (.vercelText, ["ai.response.text", "ai.result.text"]),
    (.vercelObject, ["ai.response.object", "ai.result.object"]),
    (.vercelCalls, ["ai.response.toolCalls", "ai.result.toolCalls"]),
    (.vercelFinish, ["ai.response.finishReason", "ai.finishReason"]),
    (.vercelResponseModel, ["ai.response.model"]), (.vercelResponseID, ["ai.response.id"]),
    (.vercelInput, ["ai.usage.inputTokens", "ai.usage.promptTokens"]),
    (.vercelOutput, ["ai.usage.outputTokens", "ai.usage.completionTokens"]),
    (
      .vercelCached,
      [
        "ai.usage.cachedInputTokens", "ai.usage.inputTokenDetails.cacheReadTokens",
      ]
    ),
    (.vercelCacheWrite, ["ai.usage.inputTokenDetails.cacheWriteTokens"]),
    (
      .vercelReasoning,
      ["ai.usage.reasoningTokens", "ai.usage.outputTokenDetails.reasoningTokens"]
    ),
    (.vercelToolName, ["ai.toolCall.name"]), (.vercelToolID, ["ai.toolCall.id"]),
    (.vercelArguments, ["ai.toolCall.args", "ai.toolCall.input"]),
    (.vercelResult, ["ai.toolCall.result", "ai.toolCall.output"]),
    (.vercelFunction, ["ai.telemetry.functionId"]),
    (.vercelTools, ["ai.prompt.tools"]), (.vercelToolChoice, ["ai.prompt.toolChoice"]),
    (.vercelMaxTokens, ["ai.settings.maxOutputTokens", "ai.settings.maxTokens"]),
    (.vercelTemperature, ["ai.settings.temperature"]), (.vercelTopP, ["ai.settings.topP"]),
    (.vercelValue, ["ai.value", "ai.values"]), (.vercelEmbedTokens, ["ai.usage.tokens"]),
    (.vercelProviderMetadata, ["ai.response.providerMetadata"]),

    (.langfuseType, ["langfuse.observation.type"]),
    (.langfuseLevel, ["langfuse.observation.level"]),
    (.langfuseMessage, ["langfuse.observation.status_message"]),
    (.langfuseModel, ["langfuse.observation.model.name", "langfuse.observation.model"]),
    (
      .langfuseParameters,
      ["langfuse.observation.model.parameters", "langfuse.observation.modelParameters"]
    ),
    (.langfusePromptName, ["langfuse.observation.prompt.name", "langfuse.prompt.name"]),
    (.langfusePromptVersion, ["langfuse.observation.prompt.version", "langfuse.prompt.version"]),
    (.langfuseUsage, ["langfuse.observation.usage_details"]),
    (.langfuseCost, ["langfuse.observation.cost_details"]),
    (.langfuseInput, ["langfuse.observation.input"]),
    (.langfuseOutput, ["langfuse.observation.output"]),
    (.langfuseTraceInput, ["langfuse.trace.input"]),
    (.langfuseTraceOutput, ["langfuse.trace.output"]),
    (.langfuseEnvironment, ["langfuse.environment"]),
    (.langfuseTags, ["langfuse.trace.tags", "langfuse.tags"]),
    (.langfuseTraceName, ["langfuse.trace.name"]),
  ]

  /// Names that begin so have more behind it: a number, or a name of the team's.
  static let families: [(AttributeKey, StaticString)] = [
    (.promptParts, "gen_ai.prompt."), (.completionParts, "gen_ai.completion."),
    (.functionParts, "llm.request.functions."), (.inputParts, "llm.input_messages."),
    (.outputParts, "llm.output_messages."), (.toolParts, "llm.tools."),
    (.promptTexts, "llm.prompts."), (.choiceTexts, "llm.choices."),
    (.evaluationParts, "evaluations."), (.traceEvaluationParts, "trace.evaluations."),
    (.sessionEvaluationParts, "session.evaluations."), (.annotationParts, "annotations."),
    (.documentParts, "retrieval.documents."), (.documentParts, "reranker.output_documents."),
    (.associations, "traceloop.association.properties."),
    (.traceMetadata, "langfuse.trace.metadata."),
    (.observationMetadata, "langfuse.observation.metadata."),
    (.vercelMetadata, "ai.telemetry.metadata."), (.vercelMetadata, "ai.settings.context."),
    (.mastraMetadata, "mastra.metadata."),
  ]

  /// Of a family: whether names of the team's go on behind it, not numbers.
  var hasNames: Bool {
    self == .associations || self == .traceMetadata || self == .observationMetadata
      || self == .vercelMetadata || self == .mastraMetadata
  }
}
