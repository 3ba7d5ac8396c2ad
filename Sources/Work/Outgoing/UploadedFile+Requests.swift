extension ReportForm {
  /// Puts files with it.
  package mutating func attach(_ files: [UploadedFile]) {
    attachments += files.map(\.attachment)
  }
}
