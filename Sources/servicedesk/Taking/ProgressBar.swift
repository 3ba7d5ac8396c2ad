import Glibc

/// `taking in  12,480 of 20,000  3,910/s  2 s left`, on a terminal alone and only when it takes long enough to be read.
final class ProgressBar {
  private let isShown = isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
  private let began = ContinuousClock.now
  private var last = ContinuousClock.now
  private var hasLine = false

  func show(done: Int, of total: Int) {
    let now = ContinuousClock.now
    guard isShown, total > 0, now - last > .milliseconds(100), now - began > .milliseconds(300) else { return }
    last = now
    let seconds = (now - began) / .seconds(1)
    let rate = Double(done) / max(seconds, 0.001)
    var line = "taking in  \(Figure.grouped(done)) of \(Figure.grouped(total))  \(Figure.grouped(Int(rate)))/s"
    if done > 0, done < total {
      line += "  \(RelativeTime.long(Int64((Double(total - done) / rate).rounded(.up)))) left"
    }
    FileOutput.error.writeQuietly("\r\u{1B}[K\(line)")
    hasLine = true
  }

  func clear() {
    if hasLine { FileOutput.error.writeQuietly("\r\u{1B}[K") }
    hasLine = false
  }
}
