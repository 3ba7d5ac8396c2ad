import ArgumentParser
import Desk
import Foundation
import MIME

/// `inspect`: what the parser sees.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what the parser sees in messages.",
    discussion: """
      Each FILE is one message. With --summary, everything under the paths is parsed and fully decoded on --jobs threads, \
      and only counts and speed are printed. Nothing is changed.
      """)

  @Argument(help: "Messages, or with --summary also directories of them.")
  var files: [String]

  @Flag(help: "Print one JSON object a message.")
  var json = false

  @Flag(help: "Print counts and speed alone.")
  var summary = false

  @Option(help: "How many threads parse for --summary.")
  var jobs = 1

  func validate() throws {
    guard (1...256).contains(jobs) else { throw ValidationError("--jobs is a number from 1 to 256") }
    guard !files.isEmpty else { throw ValidationError("name at least one file") }
  }

  func run() throws {
    if summary { return try printSummary() }
    var hasFailed = false
    for path in files {
      do {
        let message = Message(try MessageFile.read(path))
        if json {
          print(MessageProjection.json(message).text)
        } else {
          for line in MessageOutline.lines(message, path: path) { print(line) }
        }
      } catch {
        FileHandle.standardError.write(Data("servicedesk: \(MessageOutline.visible(error.description))\n".utf8))
        hasFailed = true
      }
    }
    if hasFailed { throw ExitCode(EX_NOINPUT) }
  }

  private func printSummary() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let total = InspectionSummary.over(files, jobs: jobs)
    let seconds = (clock.now - start) / .seconds(1)
    let speed = seconds > 0 ? Double(total.bytes) / 1_000_000 / seconds : 0
    if json {
      let object = JSONValue.object([
        .init("messages", .integer(Int64(total.messages))), .init("parts", .integer(Int64(total.parts))),
        .init("bytes", .integer(Int64(total.bytes))), .init("decoded_bytes", .integer(Int64(total.decodedBytes))),
        .init("defects", .integer(Int64(total.defects))), .init("unreadable", .integer(Int64(total.unreadable))),
        .init("seconds", .number(seconds)), .init("mb_per_second", .number(speed)),
      ])
      print(object.text)
    } else {
      print("messages    \(total.messages)")
      print("parts       \(total.parts)")
      print("bytes       \(total.bytes)")
      print("decoded     \(total.decodedBytes)")
      print("defects     \(total.defects)")
      if total.unreadable > 0 { print("unreadable  \(total.unreadable)") }
      print("seconds     \(String(format: "%.3f", seconds))")
      print("MB/s        \(String(format: "%.1f", speed))")
    }
    if total.unreadable > 0 { throw ExitCode(EX_NOINPUT) }
  }
}
