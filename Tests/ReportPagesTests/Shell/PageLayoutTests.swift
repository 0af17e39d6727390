import Foundation
import Testing

@testable import ReportPages

@Suite struct PageLayoutTests {
  @Test func `the policy names the exact bytes of the style and the script`() throws {
    let page = try page()
    let style = try #require(page.firstMatch(of: /<style>([\s\S]*?)<\/style>/)?.1)
    let script = try #require(page.firstMatch(of: /<script>([\s\S]*?)<\/script>/)?.1)
    let policy = contentSecurityPolicy(style: Array(style.utf8), script: Array(script.utf8))

    #expect(page.contains("content=\"\(policy.replacing("'", with: "&#39;"))\""))
    #expect(policy.hasPrefix("default-src 'none'; script-src 'sha256-"))
    #expect(policy.hasSuffix("; img-src data:; base-uri 'none'; form-action 'none'"))
  }

  @Test func `a hash is the SHA-256 of its bytes`() {
    #expect(
      contentSecurityPolicy(style: Array("abc".utf8), script: [])
        .contains("style-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"))
  }

  @Test func `the policy comes right behind the character set`() throws {
    #expect(
      try page().contains(
        "<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "))
  }

  @Test func `a page carries only the symbols it shows`() throws {
    let page = try page(HTML(safe: Array("<svg><use href=\"#v-wrong\"/></svg>".utf8)))

    let ids = page.matches(of: /<symbol id="([^"]+)"/).map { String($0.1) }
    #expect(ids == ["i-eye", "i-keys", "i-theme", "v-wrong"])
    #expect(!page.contains("<pattern"))
  }

  @Test func `nothing on a page needs a permission that the policy refuses`() throws {
    let page = try page(sections: Set(StyleSection.allCases))

    #expect(page.firstMatch(of: /<[^>]* (?:style|on[a-z]+)=/) == nil)
    #expect(page.firstMatch(of: /(?:src|href)="(?:https?:)?\/\//) == nil)
    #expect(page.firstMatch(of: /innerHTML|eval\(|document\.write|@import|url\((?!#)/) == nil)
  }

  @Test func `pages in a folder find their way up`() throws {
    let page = try page(pathPrefix: "../")

    #expect(
      page.contains(
        "<a href=\"../traces.html\" aria-current=\"page\">Traces<span class=\"c\">1,284"))
  }

  @Test func `the printed title cannot leave its string`() throws {
    let page = try page(printTitle: "\"}</style><script>")

    #expect(page.contains(#"content: "\22 \7d \3c \2f style\3e \3c script\3e ""#))
  }

  @Test func `icons use classes of the stylesheet and the stylesheet uses icons that exist`() throws
  {
    let sources = TemplateSources()
    let svg = try #require(try sources.text(at: "assets/icons.svg"))
    let css = try #require(try sources.text(at: "assets/casebook.css"))

    let ids = Set(svg.matches(of: /\ id="([^"]+)"/).map { $0.1 })
    #expect(ids.isSuperset(of: css.matches(of: /url\(#([^)]+)\)/).map { $0.1 }))
    for name in Set(svg.matches(of: /\ class="([^"]+)"/).map { $0.1 }) {
      #expect(css.contains(".\(name) {"))
    }
  }

  @Test func `the script is under 8 KB and every stylesheet section is found`() throws {
    let sources = TemplateSources()
    let script = try #require(try sources.text(at: "assets/casebook.js"))
    let css = try #require(try sources.text(at: "assets/casebook.css"))

    #expect(script.utf8.count < 8192)
    let whole = stylesheet(css, sections: Set(StyleSection.allCases), printTitle: "")
    for section in StyleSection.allCases where !StyleSection.common.contains(section) {
      let rest = Set(StyleSection.allCases).subtracting([section])
      #expect(stylesheet(css, sections: rest, printTitle: "").count < whole.count)
    }
  }
}

private func page(
  _ body: HTML = .text("body"), sections: Set<StyleSection> = [.trace],
  printTitle: String = "Support assistant, week 8", pathPrefix: String = ""
) throws -> String {
  let layout = try PageLayout(
    sections: sections, printTitle: printTitle, from: TemplateSources())
  let shell = PageShell(
    title: "Overview", reportTitle: "Support assistant, Week 8", project: "Support assistant",
    edition: "Full edition",
    tabs: [
      .init(href: "index.html", name: "Overview"),
      .init(href: "traces.html", name: "Traces", count: "1,284", isCurrent: true),
    ],
    footer: ["All times UTC."], pathPrefix: pathPrefix)
  return String(decoding: layout.page(body, in: shell), as: UTF8.self)
}
