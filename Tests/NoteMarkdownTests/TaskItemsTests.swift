import NoteMarkdown
import Testing
import TraceModel

@Test(arguments: [
  ("- [ ] ask the **order** team\n- [x] done", [open("ask the order team"), done("done")]),
  ("- [ ] two\n  lines   of [text](http://a.example)", [open("two lines of text")]),
  ("1. [X] numbered", [done("numbered")]),
  ("- plain\n  - [ ] below a plain one", [open("below a plain one")]),
  ("> - [ ] quoted, where GFM's marks are only text", []),
  ("- [ ] first paragraph\n\n  second paragraph", [open("first paragraph")]),
  ("- [ ] outer\n  - [x] inner", [open("outer"), done("inner")]),
  ("```\n- [ ] in code\n```", []),
  ("    - [ ] indented code", []),
  ("- [y] no such mark", []),
  ("- [ ] `code` and ![picture](http://a.example/p.png)", [open("code and picture")]),
  ("- [ ] carriage\r\n- [x] returns\r\n", [open("carriage"), done("returns")]),
])
func `a task list gives its items`(markdown: String, items: [TaskItem]) {
  #expect(taskItems(in: markdown) == items)
}

private func open(_ text: String) -> TaskItem { TaskItem(text: text, done: false) }
private func done(_ text: String) -> TaskItem { TaskItem(text: text, done: true) }
