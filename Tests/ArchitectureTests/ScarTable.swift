/// One way in which mail was lost, doubled, misread or misfiled elsewhere, and what keeps it from happening here.
struct Scar {
  enum Cover: Equatable {
    /// Tests as `Target.Suite/function`.
    case tests([String])
    /// The part of the product that is to come and will hold it.
    case later(String)
  }

  /// Its place in the catalogue that the field's reports were gathered in.
  let number: Int
  /// What must hold.
  let holds: String
  let cover: Cover

  init(_ number: Int, _ holds: String, _ tests: String...) {
    self.number = number
    self.holds = holds
    cover = .tests(tests)
  }

  init(_ number: Int, _ holds: String, later: String) {
    self.number = number
    self.holds = holds
    cover = .later(later)
  }
}

extension Scar {
  /// All of them, in their order.
  static let all: [Scar] = firstHalf + secondHalf

  private static let firstHalf: [Scar] = [
    Scar(
      1, "a message committed but not yet acknowledged is not taken in again",
      "ServicedeskTests.KillTests/theDeskIsTheSameAfterAKillAtEveryEffect",
      "ServicedeskTests.IMAPDeskTests/killedAnywhereItLosesAndDoublesNothing"),
    Scar(
      2, "the same mail offered for ever makes one ticket",
      "IntakeTests.ScarMailTests/hundredCopies",
      "IntakeTests.SampleMailboxTests/aSecondRoundReadsNothing"),
    Scar(
      3, "two ingesters on one mailbox take each message once",
      "ServicedeskTests.ServeTests/severalAtOnceDoNoHarm",
      "StoreTests.CommitTests/aMailboxKeyIsRecordedOnce"),
    Scar(
      4, "overlapping runs and aliases double nothing",
      "ServicedeskTests.ServeTests/severalAtOnceDoNoHarm",
      "IntakeTests.ScarMailTests/twoQueues"),
    Scar(
      5, "one mail to two queues is one ticket that names both",
      "IntakeTests.ScarMailTests/twoQueues",
      "WorkTests.ArrivalTests/notesCopies"),
    Scar(6, "an answer to the requester's own first mail joins it", "IntakeTests.ThreadSignTests/alone"),
    Scar(
      7, "whether somebody has read a message decides nothing",
      "MailboxTests.MaildirTests/waitingIsWhatLiesInNewOrCurByUniqueNameInFileNameOrder",
      "MailboxTests.IMAPDovecotTests/whatIsStoredIsMarkedSeenAndNeverSeenMeansStored"),
    Scar(
      8, "what is put aside is seen on the page, on the command line and by the doctor",
      "DashboardTests.HealthPageTests/whoWroteWhatIsPutAsideIsSaid",
      "ServicedeskTests.CommandTests/whatWasQuarantinedCanBeLetIn",
      "ServicedeskTests.GoldenTests/healthIsChecked"),
    Scar(9, "an address that is none keeps no ticket from being made", "IntakeTests.ScarMailTests/oddPeople"),
    Scar(
      10, "no From, an empty one or two of them is a ticket",
      "IntakeTests.ScarMailTests/oddPeople",
      "TriageTests.OpenRuleTests/unknown"),
    Scar(
      11, "a broken, past or future Date harms nothing and is kept",
      "IntakeTests.ScarMailTests/oddDates",
      "MIMETests.DateTests/readsAsMeant"),
    Scar(
      12, "an entry of To or Cc that cannot be read hides no other",
      "MIMETests.AddressTests/anEntryThatIsNoAddressIsNotedAndHidesNoOther",
      "IntakeTests.ScarMailTests/oddPeople"),
    Scar(
      13, "the program itself says where quarantined mail is",
      "ServicedeskTests.CommandTests/whatWasQuarantinedCanBeLetIn",
      "ServicedeskTests.GoldenTests/healthIsChecked"),
    Scar(
      14, "one poisonous message holds up nobody else's",
      "ServicedeskTests.CommandTests/aMessageThatKillsTheProgramIsPutAsideAtLast",
      "IntakeTests.CautionTests/whatDiesAloneTooIsQuarantinedWithItsBytes"),
    Scar(
      15, "empty address lists are empty lists",
      "IntakeTests.ScarMailTests/oddPeople",
      "MIMETests.AddressTests/readsAsSent"),
    Scar(
      16, "malformed parameters and addresses throw nothing",
      "MIMETests.MutationTests/nothingTraps",
      "IntakeTests.ScarMailTests/oddTypes"),
    Scar(
      17, "after an outage the next look works by itself",
      "ServicedeskTests.ServeTests/aMailboxThatGoesIsSaidOnceAndReadAgainWhenItIsBack",
      "ServicedeskTests.IMAPDeskTests/serveHearsOfNewMailAtOnceAndOutlivesTheServer"),
    Scar(
      18, "a server that hangs is left, and a dead run's lock holds nobody",
      "MailboxTests.IMAPTroubleTests/silenceEndsInAnError",
      "IntakeTests.CautionTests/aRunInProgressIsNoDeadOne"),
    Scar(
      19, "no window of dates decides what is new",
      "IntakeTests.ScarMailTests/oddDates",
      "MailboxTests.MaildirTests/aMailboxPutBackFromABackupIsReadAnew"),
    Scar(
      20, "the fates of all messages add up to what was there",
      "IntakeTests.ScarMailTests/addsUp",
      "IntakeTests.SampleMailboxTests/everyMessageGetsItsDisposition"),
    Scar(
      21, "an import that is broken off goes on where it was",
      "ServicedeskTests.KillTests/theDeskIsTheSameAfterKillsAtRandomTimes"),
    Scar(
      22, "many mailboxes do not make a provider shut the door",
      "ServicedeskTests.IMAPDeskTests/aServerThatIsAwayIsSaidAndNothingIsLost",
      "IntakeTests.IntakeWatchTests/pausesDoubleUpToPoll",
      "ServicedeskTests.IMAPCrowdTests/serveTakesInEverythingWithFewerConnections"),
    Scar(
      23, "an id that another desk made is never ours",
      "TriageTests.MessageIdentityTests/refuses",
      "TriageTests.MessageIdentityTests/separatesDesks"),
    Scar(
      24, "colleagues in Cc who answer the first mail join it",
      "IntakeTests.ArrivalOrdersTests/allOrders",
      "IntakeTests.ThreadSignTests/alone"),
    Scar(
      25, "the id that a mail came with is kept and found",
      "IntakeTests.ThreadSignTests/rewrittenID",
      "StoreTests.KnowledgeTests/aReferenceFindsTheTicketThatBearsItInTheSameBatchToo"),
    Scar(26, "a token is found in an encoded subject", "IntakeTests.ScarMailTests/tokens"),
    Scar(
      27, "what Outlook groups by is echoed",
      "IntakeTests.ThreadSignTests/continues",
      "WorkTests.ReplyTests/echoesThreadMarks"),
    Scar(
      28, "each notice continues the requester's last mail",
      "IntakeTests.ThreadSignTests/continues",
      "NoticesTests.NoticeComposerTests/continuesTheThread"),
    Scar(29, "a responder whose sender changes each time is braked", "ServicedeskTests.ResponderTests/vacation"),
    Scar(
      30, "what an outsider answers is marked as a newcomer's",
      "IntakeTests.ThreadSignTests/ofStranger",
      "TriageTests.ThreadRuleTests/newcomer"),
    Scar(
      31, "nobody who answers by itself is answered again and again",
      "ServicedeskTests.ResponderTests/vacation",
      "ServicedeskTests.TwoDesksTests/answerEachOther"),
    Scar(
      32, "a bounce makes no ticket and causes no mail",
      "ServicedeskTests.ReflectionTests/nestedBounces",
      "ServicedeskTests.ReflectionTests/bounceOfBounce"),
    Scar(
      33, "errors in answer to our mail end, and all notices have a cap",
      "ServicedeskTests.ResponderTests/errorReplies",
      "StoreTests.OutboxTests/theHourlyCapHoldsAllAutomaticNoticesTogether"),
    Scar(
      34, "the null sender and mail systems get nothing",
      "IntakeTests.ScarMailTests/automaticSenders",
      "ServicedeskTests.ReflectionTests/bounceOfBounce"),
    Scar(
      35, "what is refused for good is not tried again",
      "CourierTests.DeliveryRoundTests/aRefusalFailsTheRowAndADeadAddressIsFlagged",
      "WorkTests.NoticePolicyTests/deadAddresses"),
    Scar(
      36, "no own address is a recipient or an operator's",
      "ServicedeskTests.OwnAddressTests/asOperator",
      "ServicedeskTests.OwnAddressTests/asRedirection",
      "WorkTests.NoticePolicyTests/neverToOurselves"),
    Scar(37, "own addresses in Cc are nobody's, suffix and case apart", "ServicedeskTests.OwnAddressTests/inCc"),
    Scar(38, "a loop is told with its address, id and rule", "TriageTests.LoopRuleTests/loop"),
    Scar(
      39, "an out-of-office changes nothing of its ticket",
      "WorkTests.ArrivalTests/keepsAutomaticMail",
      "StoreTests.CommitTests/automaticMailAndNoticesDoNotMoveTheTimeOfTheLastChange"),
    Scar(
      40, "we send and heed the signs of automatic mail",
      "NoticesTests.NoticeComposerTests/carriesTheSignsOfAutomaticMail",
      "MIMETests.ReportTests/eachSignIsSeenAndNamed",
      "ServicedeskTests.TwoDesksTests/answerEachOther"),
    Scar(41, "senders that read no mail are not written to", "IntakeTests.ScarMailTests/automaticSenders"),
    Scar(
      42, "a bounce is told from an automatic answer and shown on its ticket",
      "MIMETests.ReportTests/theOldFormsAreRead",
      "MIMETests.ReportTests/anAbsentPersonsAnswerIsNoFailure",
      "ServicedeskTests.BounceTests/aBounceMarksTheNoticeThatFailed"),
    Scar(
      43, "mail without an id is taken in",
      "StoreTests.KnowledgeTests/aThousandMessagesWithoutAnIDAreEachNew",
      "IntakeTests.ScarMailTests/differOnlyInBody"),
    Scar(
      44, "whole bodies are compared, and a mailbox made anew is read anew",
      "IntakeTests.ScarMailTests/differOnlyInBody",
      "ServicedeskTests.IMAPDeskTests/aNewUIDValidityDoublesNothing"),
    Scar(
      45, "a number used again in a new mailbox is a new message",
      "MailboxTests.IMAPDovecotTests/aNewUIDValidityMakesNewKeysAndOldOnesAreGone",
      "ServicedeskTests.IMAPDeskTests/aNewUIDValidityDoublesNothing"),
    Scar(
      46, "what was erased does not come back",
      "TriageTests.PutAsideTests/tombstone",
      "StoreTests.KnowledgeTests/flagsBlocksAndTombstonesAreSeen"),
    Scar(
      47, "what is marked deleted does not wait",
      "MailboxTests.MaildirTests/whatIsTrashedOrADraftOrHiddenDoesNotWait"),
    Scar(48, "each sign of a thread is enough alone", "IntakeTests.ThreadSignTests/alone"),
    Scar(49, "a relay's new Message-ID cuts no answer off", "IntakeTests.ThreadSignTests/rewrittenID"),
    Scar(50, "answers to a mail never seen belong together", "IntakeTests.ThreadSignTests/unseenRoot"),
    Scar(
      51, "a ticket's number from a stranger is not believed",
      "IntakeTests.ThreadSignTests/ofStranger",
      "TriageTests.ThreadRuleTests/strangersToken"),
    Scar(52, "answers to a merged ticket reach the survivor", "IntakeTests.ThreadSignTests/merged"),
    Scar(53, "an answer that is faster than its question joins it", "IntakeTests.ArrivalOrdersTests/allOrders"),
    Scar(54, "marks of one desk mean nothing to another", "TriageTests.MessageIdentityTests/separatesDesks"),
    Scar(
      55, "a token counts wherever it stands, the last one first",
      "IntakeTests.ScarMailTests/tokens",
      "TriageTests.SubjectLineTests/tokens"),
    Scar(
      56, "a token is looked up in all queues",
      "IntakeTests.ScarMailTests/tokens",
      "TriageTests.ThreadRuleTests/token"),
    Scar(
      57, "watchers get what is answered, once and not what is theirs",
      "WorkTests.ReplyTests/oneRowARecipient",
      "WorkTests.ReplyTests/nobodyTwice"),
    Scar(58, "a note never leaves by mail", "WorkTests.PrivacyTests/notesNeverLeave"),
    Scar(
      59, "bytes that are no text stop no batch",
      "MIMETests.MutationTests/noiseDoesNotTrap",
      "TriageTests.IncomingMailTests/anyBytes"),
    Scar(
      60, "the charsets of the world are read",
      "MIMETests.BodyTests/charsetsBecomeUnicode",
      "MIMETests.BodyTests/anUnknownLabelIsNoted"),
    Scar(
      61, "a lying charset costs no message",
      "MIMETests.BodyTests/aLyingLabelIsNoted",
      "MIMETests.FieldTests/filenamesAreDecoded"),
    Scar(
      62, "a name in two encoded words is one name",
      "MIMETests.FieldTests/filenamesAreDecoded",
      "MIMETests.FieldTests/subjectsAreDecoded"),
    Scar(63, "extended and continued parameters are decoded", "MIMETests.FieldTests/filenamesAreDecoded"),
    Scar(64, "a Content-Type that cannot be read hides nothing", "IntakeTests.ScarMailTests/oddTypes"),
  ]

  private static let secondHalf: [Scar] = [
    Scar(65, "a charset is that of its own part", "IntakeTests.ScarMailTests/nestedCharset"),
    Scar(66, "characters beyond the first plane survive", "IntakeTests.ScarMailTests/emoji"),
    Scar(
      67, "a failure within a message leaves nothing of it behind",
      "StoreTests.CommitTests/aFailedSavepointUndoesOneMessageAndTheBatchGoesOn",
      "ServicedeskTests.KillTests/theDeskIsTheSameAfterAKillAtEveryEffect"),
    Scar(
      68, "hostile HTML costs no more than its size",
      "MailTextTests.HTMLHostileTests/takesAnyPageInSpaceThatGrowsWithIt",
      "MailTextTests.HTMLHostileTests/wordsAtAnyDepthAreShown"),
    Scar(
      69, "an operator's words leave as they were written",
      "MIMETests.PropertyTests/whatIsComposedIsReadBack",
      "NoticesTests.NoticeComposerTests/carriesTheResolution"),
    Scar(
      70, "a text of megabytes keeps its page small and is all there",
      "DashboardTests.TicketPageTests/boundsThePage",
      "ServicedeskTests.CommandTests/theRawMessageComesBackByteForByte"),
    Scar(
      71, "folding a quotation deletes nothing",
      "WorkTests.ReadingTests/foldsAndLosesNothing",
      "MailTextTests.VisibleTextTests/isAlwaysOnePieceOfTheText"),
    Scar(
      72, "where nothing would be left, all is shown",
      "MailTextTests.VisibleTextTests/keepsTheWordsOfCustomers",
      "MailTextTests.ReplyCorpusTests/agreesWithPublishedRepliesButWhereAllWouldBeFolded"),
    Scar(
      73, "words between and below quotations are kept",
      "MailTextTests.VisibleTextTests/keepsAnswersBetweenQuotesWithTheQuotesTheyAnswer",
      "MailTextTests.VisibleTextTests/ofAnAnswerBelowTheWholeQuoteOnlyTheAnswerIsNew"),
    Scar(74, "whom a ticket is for follows one table", "TriageTests.OpenRuleTests/requester"),
    Scar(75, "mail goes to the new requester after a change", "WorkTests.TicketVerbTests/changesRequester"),
    Scar(76, "a part without a name gets one that opens", "MIMETests.KindsTests/aNamelessPartGetsAName"),
    Scar(77, "priority headers are read in all their forms", "TriageTests.PriorityInferenceTests/headers"),
    Scar(
      78, "what set each field is told",
      "ServicedeskTests.GoldenTests/decisionsAreExplained",
      "TriageTests.EvidenceTests/explains"),
    Scar(
      79, "each message's fate is kept with its reason",
      "WorkTests.ArrivalTests/records",
      "IntakeTests.SampleMailboxTests/everyMessageGetsItsDisposition"),
    Scar(
      80, "a refusal is recorded though every header is missing",
      "IntakeTests.ScarMailTests/refusesWithoutHeaders"),
    Scar(81, "counts are those of the lists", "StoreTests.CountTests/theyAreWhatACountByHandSaysWhateverHappens"),
    Scar(
      82, "winmail.dat is unpacked, whatever the mailbox",
      "WorkTests.ArrivalTests/unwrapsTNEF",
      "MIMETests.TNEFTests/filesNamesAndTextAreRead"),
    Scar(83, "a text is decoded once", "MIMETests.BodyTests/transferEncodingsAreUndone"),
    Scar(
      84, "mail between own mailboxes is a ticket without an answer",
      "ServicedeskTests.OwnAddressTests/mailboxToMailbox"),
    Scar(
      85, "moving mail while reading skips none",
      "IntakeTests.ScarMailTests/addsUp",
      "MailboxTests.IMAPDovecotTests/whatIsStoredCanBeMovedIntoAFolderThatIsMade"),
    Scar(
      86, "nothing moves before it is stored",
      "ServicedeskTests.BadDayTests/aFullDiskEndsTheRunAndLosesNothing",
      "ServicedeskTests.KillTests/theDeskIsTheSameAfterAKillAtEveryEffect"),
    Scar(
      87, "a blocked sender stops nobody else's mail",
      "IntakeTests.ScarMailTests/refusesWithoutHeaders",
      "TriageTests.UnwantedRuleTests/blocked"),
    Scar(
      88, "what cannot be parsed is a ticket with its bytes",
      "TriageTests.IncomingMailTests/anyBytes",
      "IntakeTests.ScarMailTests/oddTypes"),
    Scar(89, "a mail without words or headers is a ticket", "IntakeTests.ScarMailTests/empty"),
    Scar(
      90, "nothing leaves its mailbox without a row that says why",
      "MailboxTests.MaildirTests/afterDeleteTheFileIsGoneUnlessOnlyItHasTheBytes",
      "ServicedeskTests.KillTests/theDeskIsTheSameAfterAKillAtEveryEffect"),
    Scar(
      91, "attempts are counted, and bytes kept once",
      "IntakeTests.CautionTests/whatDiesAloneTooIsQuarantinedWithItsBytes",
      "StoreTests.CommitTests/theSameBytesAreKeptOnce"),
    Scar(
      92, "a thousand mails without ids are a thousand",
      "StoreTests.KnowledgeTests/aThousandMessagesWithoutAnIDAreEachNew"),
    Scar(
      93, "whoever loses a race leaves nothing behind",
      "StoreTests.CommitTests/aFailedSavepointUndoesOneMessageAndTheBatchGoesOn",
      "StoreTests.WeatherTests/aConstraintIsTheMessagesOwnFault"),
    Scar(
      94, "an id used again with other words is another message",
      "IntakeTests.ScarMailTests/differOnlyInBody",
      "TriageTests.DuplicateRuleTests/reuse"),
    Scar(95, "mail from an own address is taken in once", "ServicedeskTests.OwnAddressTests/mailboxToMailbox"),
    Scar(
      96, "mail read on a phone is taken in",
      "MailboxTests.IMAPDovecotTests/whatIsStoredIsMarkedSeenAndNeverSeenMeansStored",
      "IntakeTests.FirstContactTests/mailThatSomebodyReadBeforeTheDeskIsTakenIn"),
    Scar(
      97, "how long ago a mailbox was looked at is known and told",
      "StoreTests.CommitTests/aRunThatEndedIsTheMailboxesLastPoll",
      "DashboardTests.HealthPageTests/whatFailsIsSaidWithWhyAndWhatToDo"),
    Scar(
      98, "a slow line is no failure as long as bytes come",
      "MailboxTests.IMAPTroubleTests/bytesThatDripAreWaitedFor"),
    Scar(
      99, "a mailbox has one connection, made anew where it is lost",
      "MailboxTests.IMAPTroubleTests/aConnectionThatDropsInsideALiteralIsOpenedAgain",
      "MailboxTests.IMAPDovecotTests/manyMessagesComeSeveralARoundTrip"),
    Scar(100, "a large import goes through in batches", "ServicedeskTests.AlarmTests/alarms"),
    Scar(
      101, "what is too large is a ticket that says so",
      "IntakeTests.SampleMailboxTests/anOversizeMessageIsAStubAndItsFileStays"),
    Scar(
      102, "every fate that is no ticket counts in health",
      "DashboardTests.HealthPageTests/whatWaitsForSomebodyIsNeitherFineNorFailing",
      "DashboardTests.HealthPageTests/whoWroteWhatIsPutAsideIsSaid"),
    Scar(
      103, "a report about a notice notifies nobody, whatever its code",
      "TriageTests.BounceRuleTests/doesNotFlag",
      "WorkTests.NoticePolicyTests/deadAddresses",
      "ServicedeskTests.BounceTests/aBounceMarksTheNoticeThatFailed"),
    Scar(
      104, "a resolution that did not arrive is seen",
      "DashboardTests.TicketPageTests/tellsDeliveries",
      "StoreTests.RowTests/whatWasNotDeliveredShowsUntilTheSamePersonGotSomething"),
    Scar(105, "the files of winmail.dat can be opened", "MIMETests.TNEFTests/filesNamesAndTextAreRead"),
    Scar(
      106, "when it was sent, received and taken in are kept apart",
      "TriageTests.IncomingMailTests/topmostReceived",
      "StoreTests.CommitTests/aMessageIsStoredWithEverythingThatWasGiven"),
    Scar(
      107, "promises follow one clock, and stand still while waiting",
      "WorkTests.ServiceLevelTests/standStillWhilePending",
      "StoreTests.ReportPeriodTests/daysFollowTheClockChangesOfTheZone"),
    Scar(
      108, "people read times of their own zone",
      "ServicedeskTests.PrintingTests/timesAreShownInTheReadersZone",
      "NoticesTests.NoticeComposerTests/carriesNobodysWords"),
    Scar(
      109, "a sender is believed on the word of the trusted server alone",
      "TriageTests.SenderAuthenticationTests/forged",
      "TriageTests.SenderAuthenticationTests/verdicts",
      "ServicedeskTests.SenderAuthenticationTests/required"),
    Scar(
      110, "a server that is connected and silent is left",
      "MailboxTests.IMAPTroubleTests/silenceEndsInAnError",
      "CourierTests.SilentRelayTests/aRelayThatFallsSilentIsLeft"),
    Scar(
      111, "what only informs has the null sender",
      "WorkTests.NoticePolicyTests/acknowledges",
      "WorkTests.NoticePolicyTests/operatorsHear"),
    Scar(
      112, "a mail that vanishes on its way is missed",
      later: "probe: a mail of the desk to itself, and the alarm when it does not come"),
    Scar(
      113, "names of files end every loop",
      "MIMETests.HostileTests/filenamesAreMadeSafe",
      "MIMETests.HostileTests/aNameOfFiveThousandSignsKeepsItsEnding"),
    Scar(114, "an attachment alone is no text", "IntakeTests.ScarMailTests/attachmentOnly"),
    Scar(115, "a file's name is found in all four places", "MIMETests.FieldTests/filenamesAreDecoded"),
    Scar(116, "mail of HTML alone can be read", "MailTextTests.ReadableBodyTests/readsHTMLWhereThereIsNothingElse"),
    Scar(117, "a mail within a mail is kept whole", "IntakeTests.ScarMailTests/everyLeaf"),
    Scar(118, "an attachment comes out as it went in", "MIMETests.BodyTests/everyAttachmentComesOutAsItWentIn"),
    Scar(119, "addresses of all forms are read", "MIMETests.AddressTests/readsAsSent"),
    Scar(
      120, "tags are read in the decoded subject",
      "TriageTests.PriorityInferenceTests/tags",
      "TriageTests.UnwantedRuleTests/rules"),
    Scar(121, "brackets in a rule mean themselves", "TriageTests.UnwantedRuleTests/rules"),
    Scar(122, "a tag in an answer raises and never lowers", "TriageTests.ThreadRuleTests/priorities"),
    Scar(123, "the prefixes of many languages are taken off", "TriageTests.SubjectLineTests/strips"),
    Scar(
      124, "mail of a list or a program is a ticket that can be answered",
      "IntakeTests.ScarMailTests/automaticSenders",
      "WorkTests.ReplyTests/oneRowARecipient"),
    Scar(
      125, "everything automatic leaves through one place that sets its signs",
      "NoticesTests.NoticeComposerTests/carriesTheSignsOfAutomaticMail"),
    Scar(
      126, "a picture named in a page is shown whatever its disposition",
      "MIMETests.KindsTests/picturesOfAPageAreFoundByTheirID",
      "MailTextTests.FramedPageTests/imagesThatCameWithTheMessageAreShownWhereTheyAreNamed"),
    Scar(127, "every leaf is body or attachment", "IntakeTests.ScarMailTests/everyLeaf"),
  ]
}
