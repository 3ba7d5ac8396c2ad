/// What a file probably is, by its name: the content type of an attachment.
enum FileType {
  private static let types: [String: String] = [
    "txt": "text/plain", "log": "text/plain", "md": "text/markdown", "csv": "text/csv", "html": "text/html",
    "pdf": "application/pdf", "zip": "application/zip", "gz": "application/gzip", "json": "application/json",
    "xml": "application/xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "svg": "image/svg+xml", "mp4": "video/mp4", "mp3": "audio/mpeg", "ics": "text/calendar",
    "eml": "message/rfc822", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
  ]

  static func named(_ name: String) -> String {
    let suffix = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last ?? ""
    return types[suffix.lowercased()] ?? "application/octet-stream"
  }
}
