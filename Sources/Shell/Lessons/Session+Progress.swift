import Formulas

/// Keeping how far one is in each lesson.
extension Session {
  private var progressPath: String? {
    settings.isSafe ? nil : files.stateFolder.map { $0 + "/" + LessonProgress.name }
  }

  /// How far one is, read anew: another session may have gone on. A file that is damaged is set aside once, and what
  /// can be read of it counts.
  func lessonProgress() -> LessonProgress {
    guard let path = progressPath else { return learning.progress }
    guard case .success(let bytes) = files.read(path) else { return learning.progress }
    let progress = LessonProgress(bytes)
    if let line = progress.brokenLine {
      let aside = path + ".damaged"
      var details = ["what could be read of it counts"]
      if case .success = files.replace(aside, bytes) { details.append("the file as it was is \(aside)") }
      tell(
        Diagnostic(
          .lessonFile, "line \(line) of \(path) can't be read as progress in a lesson", details: details))
      write(progress, to: path)
    }
    return progress
  }

  /// Notes how far one is in the lesson that is being taken.
  func keepProgress(isFinished: Bool = false) {
    guard let course else { return }
    let at = isFinished ? course.marks.count : course.at
    changeProgress { $0.put(.init(name: course.lesson.name, at: at, marks: course.marks)) }
  }

  func changeProgress(_ change: (inout LessonProgress) -> Void) {
    var progress = lessonProgress()
    change(&progress)
    learning.progress = progress
    if let path = progressPath { write(progress, to: path) }
  }

  private func write(_ progress: LessonProgress, to path: String) {
    guard case .failure(let failure) = files.replace(path, Array(progress.text.utf8)) else { return }
    guard !learning.hasToldFailure else { return }
    learning.hasToldFailure = true
    tell(
      Diagnostic(
        .lessonFile, "can't keep the progress in \(path): \(failure.reason)",
        details: ["it holds for this session"]))
  }
}
