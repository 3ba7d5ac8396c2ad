// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target is held to: language mode 6, each import stated where it is used, no warning let through.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
  .treatAllWarnings(as: .error),
]

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A room of the house: a library target with the shared settings.
func room(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of a room.
func tests(_ room: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(room)Tests", dependencies: [.byName(name: room), "Support"] + dependencies, swiftSettings: strict)
}

let package = Package(
  name: "servicedesk",
  products: [
    .executable(name: "servicedesk", targets: ["servicedesk"]),
    .library(name: "MIME", targets: ["MIME"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // In the order a message meets them.
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    room("MIME"),
    room("MailText", ["MIME"]),
    room("Desk"),
    room("Mailbox", ["CCurl"]),
    room("Triage", ["MIME", "MailText", "Desk", crypto]),
    room("Notices", ["MIME", "Desk", mustache]),
    room("Store", ["CSQLite", "Desk", "Triage", grdb, sqlite, crypto]),
    room("Work", ["MIME", "MailText", "Desk", "Triage", "Notices", "Store", crypto, cryptoExtras]),
    room("Intake", ["Mailbox", "MIME", "MailText", "Triage", "Desk", "Store", "Work", lifecycle, logging]),
    room("Courier", ["CCurl", "Desk", "Store", lifecycle, logging]),
    room(
      "Dashboard",
      [
        "Desk", "Store", "Work", hummingbird, hummingbirdCore, mustache, nioCore, nioPosix, httpTypes, crypto,
        lifecycle, logging,
      ],
      resources: [.embedInCode("Resources")]),
    .executableTarget(
      name: "servicedesk",
      dependencies: [
        "MIME", "MailText", "Desk", "Mailbox", "Triage", "Notices", "Store", "Work", "Intake", "Courier",
        "Dashboard", arguments, yams, lifecycle, logging,
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "QueryBench", dependencies: ["Desk", "Store", sqlite], path: "Tests/Bench/Queries", swiftSettings: strict),
    .target(name: "Support", path: "Tests/Support", swiftSettings: strict),
    tests("MIME"),
    tests("MailText", ["MIME"]),
    tests("Desk"),
    tests("Mailbox"),
    tests("Triage", ["MIME", "Desk"]),
    tests("Notices", ["MIME", "Desk"]),
    tests("Store", ["MIME", "Desk", "Triage", grdb]),
    tests("Work", ["MIME", "Desk", "Triage", "Notices", "Store"]),
    tests("Intake", ["Mailbox", "MIME", "Triage", "Desk", "Notices", "Store", "Work"]),
    tests("Courier", ["Desk", "Store"]),
    tests("Dashboard", ["Desk", "Notices", "Store", "Work", hummingbird, hummingbirdTesting, nioCore, httpTypes]),
    .testTarget(name: "ServicedeskTests", dependencies: ["servicedesk", "Support"], swiftSettings: strict),
    .testTarget(name: "ArchitectureTests", dependencies: ["Support"], swiftSettings: strict),
  ]
)
