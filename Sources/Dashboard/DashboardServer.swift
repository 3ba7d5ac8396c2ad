import Hummingbird
package struct DashboardServer { package init() {}
 package var css: Int { PackageResources.style_css.count } }
