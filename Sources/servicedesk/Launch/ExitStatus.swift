import ArgumentParser
import Courier
import Dashboard
import Desk
import Glibc
import Mailbox
import Notices
import Store

/// The one place where an error becomes a sysexits number.
enum ExitStatus {
  static let usage = EX_USAGE
  static let badData = EX_DATAERR
  static let noInput = EX_NOINPUT
  static let unavailable = EX_UNAVAILABLE
  static let cannotCreate = EX_CANTCREAT
  static let ioError = EX_IOERR
  static let tryAgain = EX_TEMPFAIL
  static let notPermitted = EX_NOPERM
  static let badConfiguration = EX_CONFIG

  static func of(_ error: any Error) -> Int32 {
    switch error {
    case let error as ExitCode: error.rawValue
    case is UsageError, is ValidationError: usage
    case let error as ConfigError: error.cause.map(of) ?? badConfiguration
    case let error as Refusal: of(error.code)
    case let error as StoreError: of(error.code)
    case let error as MailboxError: of(error.code)
    case let error as CourierError: of(error.code)
    case let error as ListenError: of(error.code)
    case is TemplateError: badConfiguration
    case let error as FileError: of(error)
    case let error as OutputError: error.isNobodyThere ? EX_OK : ioError
    default: EX_SOFTWARE
    }
  }

  private static func of(_ code: Refusal.Code) -> Int32 {
    switch code {
    case .unknownTicket, .unknownRow: noInput
    case .unknownOperator, .unknownQueue, .emptyText, .badValue: usage
    case .illegalMove, .alreadyThere, .conflict, .noRecipient: badData
    case .notPermitted: notPermitted
    }
  }

  private static func of(_ code: StoreError.Code) -> Int32 {
    switch code {
    case .busy, .noMemory: tryAgain
    case .full, .io, .readOnly, .replaced, .other: ioError
    case .cannotOpen, .alreadyThere: cannotCreate
    case .noDatabase: noInput
    case .newerSchema, .olderSchema: badConfiguration
    case .notADatabase, .corrupt, .constraint, .tooLarge: badData
    }
  }

  private static func of(_ code: MailboxError.Code) -> Int32 {
    switch code {
    case .notFound, .gone: noInput
    case .notAMailbox: badData
    case .malformedURL: usage
    case .misconfigured: badConfiguration
    case .refused: notPermitted
    case .busy, .crowded, .ending: tryAgain
    case .unreachable, .tooLarge: unavailable
    case .unreadable, .io: ioError
    }
  }

  private static func of(_ code: CourierError.Code) -> Int32 {
    switch code {
    case .malformedURL, .insecure, .noFile: badConfiguration
    case .cannotWrite: cannotCreate
    case .unreachable: unavailable
    }
  }

  private static func of(_ code: ListenError.Code) -> Int32 {
    switch code {
    case .inUse: unavailable
    case .refused: notPermitted
    case .noSuchAddress: badConfiguration
    }
  }

  private static func of(_ error: FileError) -> Int32 {
    switch error.code {
    case ENOENT, ENOTDIR: noInput
    case EACCES, EPERM, EROFS: notPermitted
    case EEXIST: cannotCreate
    default: ioError
    }
  }
}
