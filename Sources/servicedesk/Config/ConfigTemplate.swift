import Desk

/// The configuration that `init` writes: what nearly everybody changes, then all the rest as comments with its default.
enum ConfigTemplate {
  static func text(host: String, database: String = DeskConfig.defaultDatabase) -> String {
    """
    # What this desk is and where its mail lies. All settings are here; those behind a # have the value shown.
    # An unknown key is an error that names its line and the nearest key. Check it with: servicedesk doctor

    desk:
      name: Support                 # signs the notices
      domain: \(host)
      # timezone: UTC               # of the times on pages; a terminal shows your own
      # close_after: 7d             # a resolved ticket closes by itself

    database: \(quoted(database))    # relative paths begin where this file lies

    queues:
      - name: support
        address: support@\(host)
        # aliases: [help@\(host)]
        # plus_addressing: true     # the mail server delivers support+anything@ too
        # default_priority: medium
        # assignee: null            # an operator who gets new tickets
        # A mailbox is a URL such as "maildir:/var/mail/support", or {url: …, after: seen}; on an IMAP server
        # {url: "imaps://support@mail.example/INBOX", password_file: FILE}, or password_command, token_file and
        # token_command (read anew for each connection), and username, ca_file, tls (required, offered, never).
        mailboxes: []

    # How mail leaves. Until you name a relay it is written to a maildir, and nobody gets anything.
    # courier:
    #   url: "maildir:outgoing"     # smtp://relay.example:587, smtps://relay.example
    #   username: null
    #   password_file: null         # or password_command: the program and its arguments, run without a shell
    #   ca_file: null
    #   tls: required               # required, offered, never; smtps:// is always TLS
    #   connections: 4
    #   hourly_cap: 200             # automatic notices in all; more are held back, not lost

    # notices:
    #   received: true              # to the requester
    #   resolved: true
    #   closed: true
    #   assigned: true              # to the operator
    #   reopened: true
    #   overdue: false
    #   max_age: 24h                # an older message causes no notice
    #   per_address_hour: 5
    #   redirect_to: null           # everything goes there instead, to try the desk out
    #   templates: null             # a folder with received.mustache, resolved.mustache …

    # Words in [] or () in a subject, or at its start before : or !
    # priority_tags:
    #   high: [urgent, critical, emergency, asap, high, p1, p0, sev1, outage]
    #   medium: [medium, normal, p2, sev2]
    #   low: [low, minor, p3, p4, p5, sev3, whenever]

    # service_levels:
    #   high: {first_response: 1h, resolve: 8h}
    #   medium: {first_response: 8h, resolve: 3d}
    #   low: {first_response: 24h, resolve: 7d}

    # intake:
    #   poll: 60s
    #   watch: 1s                   # how often serve and ingest --watch look
    #   max_size: 50MB
    #   after: seen                 # seen, leave, delete, move:FOLDER
    #   rules: []                   # such as {header: Subject, contains: "[backup]", then: ignore}

    # trusted:
    #   authserv_id: null
    #   spam_header: X-Spam-Flag
    #   recipient_header: null      # such as X-Original-To
    #   forwards: false             # an operator's forward opens a ticket for the sender inside
    #   require_authentication: false

    # dashboard:
    #   listen: "127.0.0.1:5000"    # [::1]:5000; 0.0.0.0:5000 is everywhere, then put TLS before it
    #   public_url: null            # such as https://desk.example, where people reach it through a proxy
    #   report_form: false          # whether anybody may report a problem at /report
    #   trusted_proxies: []         # such as [127.0.0.1]: their X-Forwarded-For is believed

    # retention:                    # how long things shall be kept; this version keeps them all
    #   raw: never                  # the original bytes of messages
    #   closed: never               # closed tickets
    #   spam: 30d                   # quarantined spam

    # log:
    #   format: text                # text, json; to standard error
    #   level: notice               # info has a line a message and a mail

    """
  }

  /// A path as YAML reads it back: plain where it can be, else between double quotes.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "/._-".utf8.contains(byte)
    }
    return isPlain && path.contains("/") || path == DeskConfig.defaultDatabase ? path : JSONValue.string(path).text
  }
}
