import Language
import Shell

/// One input of libFuzzer, run as a script that may read no files. A trap or ten seconds of work is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var settings = Settings()
  settings.isSafe = true
  settings.keepsGoing = true
  guard
    let session = try? Session(
      settings: settings, files: Files { _ in .failure(Files.Failure("no files here")) }, page: { Page() },
      complaintPage: { Page() }, output: { _ in }, complaints: { _ in }, interruption: { false })
  else { return 0 }
  session.run(script: Source(name: "fuzz", bytes: Array(UnsafeBufferPointer(start: bytes, count: count))))
  return 0
}
