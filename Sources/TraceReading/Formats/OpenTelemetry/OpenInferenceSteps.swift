import TraceModel

// Some instrumentations wrap every method of a class, and so log more spans of a kind than there were
// calls:
//
//   RETRIEVER  VectorIndexRetriever.retrieve               the call          LlamaIndex
//   RETRIEVER    └ VectorIndexRetriever._retrieve          how it is done
//   LLM        OpenAI._prepare_chat_with_tools             asks nobody
//   TOOL       order_lookup.__call__                       named by method   DSPy

extension TelemetryReader {
  /// Whether a span of LlamaIndex only prepares a call, or is how one is done that is logged itself.
  func isInnerStep(_ span: Span) -> Bool {
    guard attributes.has(.spanKind), let name = span.name?.rawBytes,
      let dot = name.lastIndex(of: UInt8(ascii: ".")), dot + 1 < name.count,
      name[dot + 1] == UInt8(ascii: "_")
    else { return false }
    let method = UnsafeBufferPointer(rebasing: name[(dot + 1)...])
    return method.equals("_retrieve") || method.equals("_aretrieve")
      || method.equals("_postprocess_nodes") || method.equals("_apostprocess_nodes")
      || method.equals("_prepare_chat_with_tools")
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Of `order_lookup.__call__` what is called.
  var withoutCallOperator: Self {
    let method = ".__call__"
    return count > method.utf8.count && hasSuffix(method)
      ? Self(rebasing: dropLast(method.utf8.count)) : self
  }
}
