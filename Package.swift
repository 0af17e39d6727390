// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "casebook",
  products: [.executable(name: "casebook", targets: ["casebook"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // The road, in the order the data walks it; arrows only point back up this list.
    .target(name: "TraceModel"),
    .target(name: "NoteMarkdown", dependencies: ["TraceModel", "CCMarkGFM"]),
    .target(
      name: "TraceReading",
      dependencies: [
        "TraceModel", "NoteMarkdown", "CSimdJSON", "CPrivateText", "CCrypto", "CZlib", "CZstd",
        "Yams",
      ]),
    .target(name: "TraceAnalysis", dependencies: ["TraceModel"]),
    .target(name: "TraceRedaction", dependencies: ["TraceModel", "CCrypto"]),
    .target(
      name: "ReportPages",
      dependencies: ["TraceModel", "NoteMarkdown", "TraceRedaction", "CWebFiles", "CCrypto"]),
    .target(
      name: "ReportPublishing",
      dependencies: ["TraceModel", "TraceRedaction", "ReportPages", "CXlsxWriter", "CZlib"]),
    .executableTarget(
      name: "casebook",
      dependencies: [
        "TraceReading", "TraceAnalysis", "TraceRedaction", "ReportPages", "ReportPublishing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // C at the edges: one small header each, and one Swift file that imports it.
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CPrivateText"),
    .target(name: "CWebFiles"),
    .systemLibrary(
      name: "CCMarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),

    .target(
      name: "TestSupport",
      dependencies: ["TraceReading", "TraceAnalysis", "ReportPages", "CZlib", "CZstd"],
      path: "Tests/TestSupport"),
    .testTarget(name: "TraceModelTests", dependencies: ["TraceModel", "TestSupport"]),
    .testTarget(name: "NoteMarkdownTests", dependencies: ["NoteMarkdown", "TestSupport"]),
    .testTarget(
      name: "TraceReadingTests", dependencies: ["TraceReading", "TraceAnalysis", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "TraceAnalysisTests", dependencies: ["TraceAnalysis", "TraceReading", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ReportPagesTests", dependencies: ["ReportPages", "TraceRedaction", "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "ReportPublishingTests", dependencies: ["ReportPublishing", "TestSupport"]),
    .testTarget(
      name: "CasebookTests", dependencies: ["casebook", "TestSupport"], exclude: ["Fixtures"]),
  ],
  cLanguageStandard: .c2x,
  cxxLanguageStandard: .cxx20
)
