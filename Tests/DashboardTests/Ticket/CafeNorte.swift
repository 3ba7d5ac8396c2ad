import Desk
import Foundation
import Store
import Testing
import Work

@testable import Dashboard

extension TicketDesk {
  /// A ticket with everything on it that a ticket can have: the one that pages are judged by.
  func cafeNorte() throws -> TicketID {
    at("8:56")
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 7, count: 184_000)
    let id = try ticket(
      subject: "[urgent] Checkout fails with 502 when paying by card", priority: .high, source: .tag,
      because: "tag [urgent] in \"[urgent] Checkout fails with 502 when paying by card\" (beats X-Priority: 3)",
      Letter(
        text: """
          Good morning,

          since about 08:10 every card payment in the shop ends with “502 Bad Gateway”. Bank transfer still works. We have \
          the June promotion running, so this costs us orders by the minute.

          The page: https://cafenorte.example/shop/checkout?step=3.
          """,
        files: [
          .init(name: "checkout-502.png", type: "image/png", bytes: png),
          .init(name: "browser-console.log", type: "text/plain", bytes: [UInt8](repeating: 0x61, count: 12_100)),
        ]))
    try act { try $0.tag(id, adding: ["payments", "promotion"], by: Self.ines, in: $1) }
    let purchasing = Person(name: nil, address: EmailAddress("purchasing@cafenorte.example"))
    try act { try $0.watch(id, purchasing, by: Self.ines, in: $1) }
    at("9:08")
    try act { try $0.assign(id, to: "ines", by: Self.ines, in: $1) }
    let reply = Reply(
      text: """
        Good morning Ana,

        we see it too: the payment provider refuses our new certificate. I have asked them to roll it back. Could you send \
        the order numbers that failed? Then I check that nobody is charged.
        """)
    try act { try $0.reply(id, reply, by: Self.ines, in: $1) }
    try settle(id)
    at("10:14")
    try receive(
      Letter(
        text: """
          Hola Ines,

          these are the last three orders that failed. The amount is reserved on the card each time.

          88 340  Visa ·· 4471  10:02
          88 341  MC ·· 0918    10:07

          On Thu 26 Nov, Ines Duarte wrote:
          > Good morning Ana,
          > we see it too: the payment provider refuses our new certificate.
          """,
        visible: """
          Hola Ines,

          these are the last three orders that failed. The amount is reserved on the card each time.

          88 340  Visa ·· 4471  10:02
          88 341  MC ·· 0918    10:07
          """,
        html: """
          <h2 style="color:#6b2fa0;border-bottom:3px solid">Café Norte · Compras</h2><p>Hola Ines,</p>\
          <p>these are the last three orders that failed. The amount <b>is reserved</b> on the card each time.</p>\
          <table border=1><tr><th>Order<th>Card<th>Time<tr><td>88 340<td>Visa ·· 4471<td>10:02</table>\
          <img src="https://cafenorte.example/logo.png"><img src="https://tracker.example/1.gif">
          """), on: id)
    at("10:31")
    try act {
      try $0.note(
        id,
        text:
          "Provider confirms: reservations fall off by themselves within 24 h, nobody is charged. Their ticket is PX-7719.",
        by: Self.tom, in: $1)
    }
    at("14:02")
    try receive(
      Letter(
        text: """
          Still failing for every card order since 08:10. When can we expect this to work?

          On Wed 25 Nov, Ana Beltrán wrote:
          > Luis, here is the thread with the shop’s support. I am out this afternoon, please stay on it.
          """,
        visible: "Still failing for every card order since 08:10. When can we expect this to work?", isNewcomer: true),
      from: Self.luis, on: id)
    at("14:06")
    return id
  }

  /// Delivers what waits: to the requester, while the first other recipient has no mailbox.
  private func settle(_ id: TicketID) throws {
    try act { _, transaction in
      let batch = try transaction.claim(
        limit: 100, maxBytes: 100 << 20, lease: .minutes(10), caps: OutboxCaps(perAddressHour: 1000, hourly: 1000))
      for mail in batch.mails {
        let isGood = mail.recipient == Self.ana.address
        try transaction.settle(
          mail.id,
          isGood
            ? .accepted(reply: "250 2.0.0 Ok: queued as 4D1F2")
            : .refused(status: "5.1.1", reply: "550 5.1.1 no such user"), next: nil)
      }
      let until = transaction.now + .days(7)
      try transaction.append(
        Event(
          at: transaction.now, kind: .addressFlagged, actor: "mail", ticket: id,
          details: [
            .init("address", "purchasing@cafenorte.example"), .init("until", until.description),
            .init("status", "5.1.1"),
          ]))
    }
  }
}
