package import MIME

extension AutomaticSigns {
  /// Whether no person wrote it: such mail changes no status and causes no notice.
  ///
  /// Asking not to be answered by programs is no such sign: many systems put it on what people write.
  package var isByProgram: Bool {
    (autoSubmitted.map { $0 != .no } ?? false) || isAutoReply || isList || isBulk || isNullSender || isNoReplySender
      || isMailerDaemon
  }
}
