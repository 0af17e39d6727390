import TraceModel

extension JoinedTrace {
  /// Which fields one of its events has, as bits by `CoverageField`.
  @inline(__always)
  func fields(of place: Int, _ prompts: KnownPrompts) -> UInt64 {
    let event = records.events[Int(events[place].record)]
    var fields: UInt64 = 0
    func set(_ field: CoverageField, _ isThere: Bool) {
      fields |= (isThere ? 1 : 0) << UInt64(field.rawValue)
    }
    set(.timestamp, event.hasClock)
    set(.duration, event.duration >= 0)
    set(.parent, event.parentLength > 0)
    set(.input, event.input != 0)
    set(.output, event.traits.contains(.output))
    set(.attempt, event.traits.contains(.attempt))
    if event.context >= 0 {
      let context = records.contexts[Int(event.context)]
      set(.session, context.session != 0)
      set(.user, context.user != 0)
      set(.feature, context.feature != .none)
      set(.route, context.route != .none)
      set(.environment, context.environment != .none)
    }
    switch event.stage {
    case .model:
      set(.provider, event.provider != .none)
      set(.modelName, event.model != .none)
      set(.modelVersion, event.traits.contains(.modelVersion))
      set(.requested, event.requested != .none)
      set(.usage, event.usage >= 0)
      set(.charges, event.chargeCount > 0)
      guard event.prompt != .none else { break }
      let prompt = prompts[event.prompt.number]
      set(.promptName, prompt.name != .none)
      set(.promptVersion, prompt.version != .none)
      set(.promptText, prompt.text != .none || prompt.hash != .none)
      set(.promptTools, prompt.tools != .none)
      set(.settings, prompt.settings != .none)
    case .tool:
      set(.toolName, event.tool != .none)
      set(.dataAsOf, event.dataAsOf != .min)
    case .verdict:
      guard event.verdict >= 0 else { break }
      let verdict = records.verdicts[Int(event.verdict)]
      set(.outcome, verdict.outcome != .none)
      set(.label, verdict.label != .none)
      set(.reason, verdict.hasReason)
      set(.judge, verdict.judge != .none)
    default: break
    }
    return fields
  }
}
