/// The files that the program carries, each under its name.
///
/// A new file in `Resources` is one more line here.
enum Resources {
  static let templates: [(name: String, bytes: [UInt8])] = [
    ("layout", PackageResources.layout_mustache),
    ("icons", PackageResources.icons_mustache),
    ("rail", PackageResources.rail_mustache),
    ("places", PackageResources.places_mustache),
    ("error", PackageResources.error_mustache),
    ("inbox", PackageResources.inbox_mustache),
    ("list", PackageResources.list_mustache),
    ("rows", PackageResources.rows_mustache),
    ("first-run", PackageResources.first_run_mustache),
    ("help", PackageResources.help_mustache),
    ("signin", PackageResources.signin_mustache),
    ("invitation", PackageResources.invitation_mustache),
    ("account", PackageResources.account_mustache),
    ("account-errors", PackageResources.account_errors_mustache),
    ("operators", PackageResources.operators_mustache),
    ("rich", PackageResources.rich_mustache),
    ("ticket", PackageResources.ticket_mustache),
    ("ticket-composer", PackageResources.ticket_composer_mustache),
    ("ticket-conflict", PackageResources.ticket_conflict_mustache),
    ("ticket-deliveries", PackageResources.ticket_deliveries_mustache),
    ("ticket-failure", PackageResources.ticket_failure_mustache),
    ("ticket-head", PackageResources.ticket_head_mustache),
    ("ticket-hidden", PackageResources.ticket_hidden_mustache),
    ("ticket-items", PackageResources.ticket_items_mustache),
    ("ticket-marks", PackageResources.ticket_marks_mustache),
    ("ticket-message", PackageResources.ticket_message_mustache),
    ("ticket-missing", PackageResources.ticket_missing_mustache),
    ("ticket-notice", PackageResources.ticket_notice_mustache),
    ("ticket-preview", PackageResources.ticket_preview_mustache),
    ("ticket-side", PackageResources.ticket_side_mustache),
    ("fields", PackageResources.fields_mustache),
    ("attachments", PackageResources.attachments_mustache),
    ("new", PackageResources.new_mustache),
    ("report", PackageResources.report_mustache),
    ("report-sent", PackageResources.report_sent_mustache),
    ("reports", PackageResources.reports_mustache),
    ("health", PackageResources.health_mustache),
  ]

  /// Joined into one sheet, in this order.
  static let styles: [[UInt8]] = [
    PackageResources.base_css,
    PackageResources.inbox_css,
    PackageResources.identity_css,
    PackageResources.ticket_css,
    PackageResources.desk_css,
  ]

  /// Joined into one script, in this order.
  static let scripts: [[UInt8]] = [
    PackageResources.base_js,
    PackageResources.live_js,
    PackageResources.inbox_js,
    PackageResources.keys_js,
    PackageResources.identity_js,
    PackageResources.ticket_js,
  ]
}
