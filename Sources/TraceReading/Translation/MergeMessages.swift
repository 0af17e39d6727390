import TraceModel

// The messages of one call may come in several exports, each with some of them:
//
//   {…,"join":{"role":"part","at":1,"holds":"messages"},"input":{"messages":[system, user]}}
//   {…,"join":{"role":"part","at":2,"holds":"messages"},"output":{"messages":[assistant]}}
//
// Each of them gets all messages, in order of their times, so that whichever counts has them whole.

extension [JSONValue] {
  /// Parts of one call that hold some of its messages, with all of them.
  var withWholeConversations: [JSONValue] {
    let parts = indices.filter { self[$0]["join"]?["holds"]?.string == "messages" }
    guard parts.count > 1 else { return self }
    let ordered = parts.sorted { left, right in
      let one = self[left].writtenAt
      let other = self[right].writtenAt
      return one == other ? left < right : one < other
    }
    var texts = self
    for key in ["input", "output"] {
      let lists = ordered.map { self[$0].messages(of: key) }
      let whole = lists.indices.flatMap { place in
        // An export that was sent again with more in it says the same once more.
        let list = lists[place]
        let isRepeated = lists.indices.contains { other in
          other != place && lists[other].contains(list)
            && (lists[other].count > list.count || other < place)
        }
        return isRepeated ? [] : list
      }
      guard !whole.isEmpty else { continue }
      for part in parts where !self[part].messages(of: key).isEmpty {
        texts[part] = self[part].replacing(messages: whole, of: key)
      }
    }
    return texts
  }

  /// Whether the others stand in it, one after the other.
  private func contains(_ others: [JSONValue]) -> Bool {
    guard !others.isEmpty, others.count <= count else { return others.isEmpty }
    return (0...(count - others.count)).contains { self[$0...].starts(with: others) }
  }
}

extension JSONValue {
  fileprivate var writtenAt: Int64 {
    guard case .number(let digits)? = self["join"]?["at"] else { return .min }
    return Int64(digits) ?? .min
  }

  fileprivate func messages(of key: String) -> [JSONValue] {
    guard case .array(let messages)? = self[key]?["messages"] else { return [] }
    return messages
  }

  fileprivate func replacing(messages: [JSONValue], of key: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.map { member in
        guard member.key == key, case .object(let inner) = member.value else { return member }
        return .init(
          key, .object(inner.map { $0.key == "messages" ? .init($0.key, .array(messages)) : $0 }))
      })
  }
}
