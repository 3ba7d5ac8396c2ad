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
  ]

  /// Joined into one sheet, in this order.
  static let styles: [[UInt8]] = [
    PackageResources.base_css,
    PackageResources.inbox_css,
    PackageResources.identity_css,
  ]

  /// Joined into one script, in this order.
  static let scripts: [[UInt8]] = [
    PackageResources.base_js,
    PackageResources.live_js,
    PackageResources.inbox_js,
    PackageResources.keys_js,
    PackageResources.identity_js,
  ]
}
