import TraceModel

/// Rows of Langfuse's tables and pages of its API: traces, observations, scores and comments, each
/// by itself, or many under `data`, as the API gives a page, or under `body`, as a client sends them.
enum LangfuseRows: LogFormat {
  static let name = "langfuse"
  static let description = "Langfuse exports and scores"

  static func recognises(_ record: JSONNode) -> Bool {
    if let row = record["data"]?.first { return Row(row) != nil }
    if record["path"]?.string?.contains("/scores") == true, let body = record["body"] {
      return LangfuseScore.recognises(body.first ?? body)
    }
    return Row(record) != nil
  }

  static func translate(_ record: JSONNode, _ translation: inout Translation) {
    guard let list = record["data"] ?? (record.has("path") ? record["body"] : nil) else {
      Row(record)?.write(record, to: &translation)
      return
    }
    guard list.isArray else {
      Row(list)?.write(list, to: &translation)
      return
    }
    for row in list.elements {
      if let kind = Row(row) {
        kind.write(row, to: &translation)
      } else {
        translation.events.leave("row", "neither trace, observation, score nor comment")
      }
      translation.releaseDocuments()
    }
  }

  enum Row {
    case trace, observation, score, comment

    init?(_ record: JSONNode) {
      guard record.isObject else { return nil }
      if record["traceId"] != nil, record.has("startTime"), LangfuseType(record["type"]) != nil {
        self = .observation
      } else if record["trace_id"] != nil, record.has("start_time"),
        LangfuseType(record["type"]) != nil
      {
        self = .observation
      } else if LangfuseScore.recognises(record) {
        self = .score
      } else if LangfuseComment.recognises(record) {
        self = .comment
      } else if record["id"]?.isString == true, record["timestamp"]?.isString == true,
        !record.has("type"),
        Self.traceMembers.lazy.filter({ record.has($0) }).prefix(3).count == 3
      {
        self = .trace
      } else {
        return nil
      }
    }

    func write(_ record: JSONNode, to translation: inout Translation) {
      switch self {
      case .trace:
        LangfuseTrace(record).write(to: &translation)
        for score in record["scores"]?.elements ?? JSONNode.noElements where score.isObject {
          LangfuseScore(score, traceID: record["id"]).write(to: &translation)
        }
      case .observation:
        var step = LangfuseObservation(record)
        step.isRequest =
          firstText(record["parentObservationId"], record["parent_observation_id"]) == nil
          && LangfuseType(record["type"])?.isGroup == true
        step.write(to: &translation)
      case .score: LangfuseScore(record).write(to: &translation)
      case .comment: LangfuseComment(record, traceID: nil).write(to: &translation)
      }
      if self == .trace || self == .observation { writeScoreColumns(record, &translation) }
      for comment in record["comments"]?.elements ?? JSONNode.noElements {
        let traceID = record["traceId"] ?? record["trace_id"] ?? record["id"]
        LangfuseComment(comment, traceID: traceID).write(to: &translation)
      }
    }

    /// Tables have a column of each score's name, with all its values in a cell.
    private func writeScoreColumns(_ record: JSONNode, _ translation: inout Translation) {
      let traceID = self == .trace ? record["id"] : record["traceId"] ?? record["trace_id"]
      record.forEachRawMember { name, cell in
        guard cell.isArray, LangfuseMembers.use(of: name) == .none,
          !Self.lists.contains(where: { name.isText($0) })
        else { return }
        var number: Int64 = 0
        for value in cell.elements where value.isText {
          number += 1
          translation.events.begin()
          translation.events.put("trace_id", text: traceID)
          translation.events.put(
            "event_id", id: record["id"], "score", [.text(name), .number(number)])
          if self == .observation { translation.events.put("parent_id", text: record["id"]) }
          translation.events.putNull("timestamp")
          translation.events.put("sequence", Int64.max)
          translation.events.put("stage", "verdict")
          translation.events.put("name", text: name)
          translation.events.put("status", "ok")
          translation.events.open("verdict")
          if value.isString, value.decimal == nil {
            translation.events.putVerdictWord(value)
          }
          translation.events.open("score")
          translation.events.put("name", text: name)
          if value.decimal != nil { translation.events.put("value", number: value) }
          translation.events.close()
          translation.events.close()
          translation.events.end()
        }
      }
    }

    private static let lists: [StaticString] = ["tags", "traceTags", "observations", "scores"]

    private static let traceMembers: [StaticString] = [
      "projectId", "userId", "sessionId", "tags", "bookmarked", "release", "environment", "public",
      "version",
    ]
  }
}
