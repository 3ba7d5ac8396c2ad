import Desk
import Work

/// What both forms ask, as it was typed: who, what, and files; and what is wrong with it.
struct TypedRequest {
  /// Something to change, at the field where it is.
  struct Fault: Equatable {
    var field: String
    /// What is wrong, for the list at the top.
    var what: String
    /// What to type, beside the field.
    var advice: String
  }

  /// What one form takes.
  struct Limits {
    var subject = 300
    var name = 200
    var text = 100_000
    var files = 20
    var fileBytes: Int
    var needsAddress: Bool
  }

  var name: String
  var address: String
  var subject: String
  var text: String
  var files: [Form.File]
  private(set) var faults: [Fault] = []
  /// Nil where none was typed, or one that is wrong.
  private(set) var checkedAddress: EmailAddress?

  init(_ form: Form, held: [Form.File] = []) {
    name = Self.line(form["name"])
    address = Self.line(form["address"])
    subject = Self.line(form["subject"])
    text = form["text"]
    files = held + form.files("files")
  }

  init() {
    name = ""
    address = ""
    subject = ""
    text = ""
    files = []
  }

  mutating func fault(_ field: String, _ what: String, _ advice: String) {
    faults.append(Fault(field: field, what: what, advice: advice))
  }

  /// Looks at all fields, so that all that is wrong is said at once.
  mutating func check(_ limits: Limits, settings: DeskSettings, _ words: Catalogue) {
    func say(_ key: String, _ values: [String: String] = [:]) -> (String, String) {
      (words("new.wrong." + key, values), words("new.advice." + key, values))
    }
    func add(_ field: String, _ said: (String, String)) { fault(field, said.0, said.1) }
    if name.count > limits.name { add("name", say("nameLong", ["n": Shown.grouped(limits.name)])) }
    if !address.isEmpty || limits.needsAddress {
      switch TypedAddress(address, isOurs: settings.isOurs) {
      case .fine(let address): checkedAddress = address
      case .wrong(let key, let example): add("address", say("address." + key, ["example": example]))
      }
    }
    if subject.isEmpty {
      add("subject", say("subject"))
    } else if subject.count > limits.subject {
      add("subject", say("subjectLong", ["n": Shown.grouped(limits.subject), "m": Shown.grouped(subject.count)]))
    }
    if text.allSatisfy(\.isWhitespace) {
      add("text", say("text"))
    } else if text.utf8.count > limits.text {
      add("text", say("textLong", ["n": Shown.bytes(limits.text)]))
    }
    let bytes = files.reduce(0) { $0 + $1.bytes.count }
    if files.count > limits.files {
      add("files", say("filesMany", ["n": String(limits.files), "m": String(files.count)]))
    } else if bytes > limits.fileBytes {
      add("files", say("filesLarge", ["n": Shown.bytes(limits.fileBytes), "m": Shown.bytes(bytes)]))
    }
  }

  var requester: Person { Person(name: name.isEmpty ? nil : name, address: checkedAddress) }

  var uploads: [UploadedFile] {
    files.map { UploadedFile(name: $0.name, contentType: $0.contentType, bytes: $0.bytes) }
  }

  /// Its fields as templates have them, with what is wrong beside each.
  func view(held: [HeldFiles.Ticket], _ words: Catalogue) -> View {
    func field(_ id: String, _ value: String) -> View {
      var view: View = ["value": value]
      if let fault = faults.first(where: { $0.field == id }) { view["error"] = fault.advice }
      return view
    }
    var view: View = [
      "name": field("name", name), "address": field("address", address), "subject": field("subject", subject),
      "text": field("text", text), "files": field("files", ""),
      "held": held.map { ["token": $0.token, "name": Self.shortened($0.name), "size": Shown.bytes($0.size)] as View },
    ]
    if !faults.isEmpty {
      view["faults"] =
        [
          "heading": words("new.notSaved", count: faults.count),
          "list": faults.map { ["field": $0.field, "what": $0.what] as View },
        ] as View
    }
    return view
  }

  /// One line without the space around it.
  private static func line(_ text: String) -> String {
    text.split { $0.isWhitespace || $0.isNewline || $0.unicodeScalars.allSatisfy { $0.value < 0x20 } }
      .joined(separator: " ")
  }

  /// Long names are cut in the middle, so that the ending stays.
  private static func shortened(_ name: String) -> String {
    name.count > 48 ? name.prefix(30) + "…" + name.suffix(15) : name
  }
}
