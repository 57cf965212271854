import Foundation
import PtyDriver

/// What a command printed, and how it ended.
struct Outcome {
  var output: String
  var status: Int32
}

/// The package's root.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

func contents(_ path: String) throws -> String {
  try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
}

/// Runs a command line with the package's own `acct` first on the PATH, its messages among its output.
func shell(_ command: String, in folder: URL = root) throws -> Outcome {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/sh")
  process.arguments = ["-c", command]
  process.currentDirectoryURL = folder
  var environment = ProcessInfo.processInfo.environment
  let products = URL(fileURLWithPath: Products.path(of: "acct")).deletingLastPathComponent().path
  environment["PATH"] = products + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
  process.environment = environment
  process.standardInput = FileHandle.nullDevice
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  try process.run()
  let data = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return Outcome(output: String(decoding: data, as: UTF8.self), status: process.terminationStatus)
}

/// Does something in a folder that is gone afterwards.
func inTemporaryFolder(_ work: (URL) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("acct-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try work(folder)
}
