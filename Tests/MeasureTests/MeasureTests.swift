import Foundation
import Kernels
import Synchronization
import Testing

@testable import Shell

@Suite("measure", .serialized)
struct MeasureTests {
  private static let tiny =
    "measure adamw with params = 4k, threads = 1, kernel = [fused, vector], seconds = 0.01"

  @Test("One row a kernel, and the streams it is held against")
  func rows() throws {
    let shell = try TestShell()
    let printed = shell.run(Self.tiny)
    let names = printed.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names.contains("fused") && names.contains("vector") && names.contains("triad"))
    #expect(printed.contains("ns/param") && printed.contains("GFLOP/s") && printed.contains("roofline"))
    #expect(printed.contains("0.54 FLOP a byte; the roofline bends at"))
    #expect(!shell.complaints.contains("error"))
  }

  @Test("As JSON it is a table of values with their units")
  func json() throws {
    let shell = try TestShell(format: .json)
    let line = shell.run(Self.tiny)
    #expect(line.hasSuffix("\n") && line.dropLast().contains("\n") == false)
    let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let columns = try #require(object["columns"] as? [[String: Any]])
    let rows = try #require(object["rows"] as? [[Any]])
    #expect(object["expr"] as? String == Self.tiny)
    #expect(
      columns.compactMap { $0["name"] as? String } == [
        "kind", "name", "cpu", "params", "arrays_in", "threads", "time", "spread", "fastest", "slowest",
        "runs",
        "outliers",
        "bytes_per_param", "bandwidth", "roofline", "rate", "speedup",
      ])
    #expect(columns[6]["unit"] as? String == "ns/param")
    #expect(columns[13]["unit"] as? String == "GB/s")
    #expect(rows[0][4] as? String == Machine.current.place(of: 4000, .float32, cores: 1))
    #expect(rows[3][4] is NSNull)
    #expect(rows.map { $0[1] as? String } == ["fused", "vector", "streams of fp32", "triad"])
    #expect(rows.allSatisfy { $0.count == columns.count && $0[3] as? Int == 4000 })
  }

  @Test("A run that nobody sits at writes JSON, unless it says that people read it")
  func unattended() throws {
    let shell = try TestShell(format: nil, writesToTerminal: false)
    #expect(shell.run(Self.tiny).hasPrefix("{"))
    #expect(shell.run("1 + 1") == "2\n")
    #expect(shell.run(Self.tiny).hasPrefix("{"))
    shell.run("set format human")
    #expect(!shell.run(Self.tiny).hasPrefix("{"))
    #expect(try !TestShell(format: nil).run(Self.tiny).hasPrefix("{"))
  }

  @Test("What is measured is a value, and time.optimizer rests on it")
  func values() throws {
    let shell = try TestShell()
    shell.run(Self.tiny)
    let agrees = shell.run(
      """
      assert measured.adamw.vector > 0 s/param
      assert measured.adamw.vector.threads == 1
      assert measured.adamw.vector.params == 4k
      assert measured.adamw.vector.bandwidth > 0 bytes/s
      assert cpu_adamw == min([measured.adamw.vector, measured.adamw.fused])
      assert (time.optimizer with optimizer_device = cpu) == params * cpu_adamw
      print "agrees"
      """)
    #expect(agrees == "agrees\n")
    #expect(shell.complaints == "")
    let explained = shell.run("explain time.optimizer with optimizer_device = cpu")
    #expect(explained.contains("params * cpu_adamw"))
    #expect(explained.contains("measured on") && explained.contains("4k parameters, 1 thread"))
    #expect(shell.run("explain measured.adamw").contains("as a number"))
    #expect(shell.session.sheet.members(of: ["measured", "adamw"]).sorted() == ["fused", "vector"])
    #expect(shell.session.sheet.members(of: ["measured", "adamw", "vector"]).contains("spread"))
    shell.run("cpu_adamw = 1 ns/param")
    let overruled = shell.run(
      "measure adamw with params = 1k, kernel = vector, threads = all, seconds = 0.01")
    #expect(overruled.contains("takes cpu_adamw, which you have"))
    #expect(shell.run("assert cpu_adamw == 1 ns/param\nprint 1") == "1\n")
    shell.run("reset")
    #expect(shell.run("assert cpu_adamw == measured\nprint 1") == "1\n")
    shell.run("measured = 3")
    #expect(shell.complaints.contains("E11"))
  }

  @Test("Without a measurement the next step is said")
  func unmeasured() throws {
    let shell = try TestShell()
    shell.run("time.optimizer with optimizer_device = cpu")
    #expect(shell.complaints.contains("E24"))
    #expect(shell.complaints.contains("measure adamw"))
    shell.run("measured.adamw")
    #expect(shell.complaints.contains("nothing was measured yet"))
    #expect(shell.run("help measured").hasPrefix("measure WHAT"))
    #expect(shell.run("help time.optimizer").contains("accelerator has no value yet; set it"))
  }

  @Test(
    "A setting that is wrong is refused",
    arguments: [
      ("measure", "E30"), ("measure adam", "E30"), ("measure adamw with parms = 3", "did you mean params?"),
      ("measure adamw with params = 0", "E23"), ("measure adamw with params = 1.5", "E23"),
      ("measure adamw with kernel = foo", "E23"), ("measure adamw with precision = fp64", "E23"),
      ("measure adamw with kernel = bf16, precision = fp32", "E23"),
      ("measure adamw with params = 64 MB", "E23"), ("measure adamw with threads = 2 s", "E23"),
      ("measure adamw with params = 10T", "fewer than 2^40"), ("measure AdamW", "did you mean adamw?"),
      ("measure roofline with kernel = fused", "precision = fp32"),
      ("measure adamw with threads = 5000, params = 1k", "E23"), ("measure adamw with seconds = 0", "E23"),
      ("measure adamw with seconds", "E20"), ("measure adamw over sizes with params = 3", "E23"),
      ("measure adamw over sizes with kernel = [vector, bf16]", "a curve is of one kernel"),
      ("measure adamw params = 64k", "settings follow with: measure adamw with params = 64k"),
      ("measure adamw with kernel = []", "[] is not a value of kernel"),
      ("measure = 3", "E12"),
    ])
  func refused(line: String, said: String) throws {
    let shell = try TestShell()
    shell.run(line)
    #expect(shell.output == "")
    #expect(shell.complaints.contains(said))
  }

  @Test("What does not fit into memory is refused, with a size that would")
  func memory() throws {
    let shell = try TestShell()
    shell.run("measure adamw with params = 900B")
    #expect(shell.complaints.contains("E32"))
    #expect(shell.complaints.contains("params ="))
    #expect(shell.session.status == 1)
  }

  /// A measurement that is interrupted when it asks for the so many-th time.
  static func interrupted(
    at question: Int, files: Files = Files(read: { _ in .failure(Files.Failure("no such file")) })
  ) throws -> TestShell {
    let asked = Atomic(0)
    let shell = try TestShell(
      files: files, isInterrupted: { asked.add(1, ordering: .relaxed).newValue > question })
    shell.run("measure adamw with params = 4k, threads = 1, kernel = vector, seconds = 3000")
    return shell
  }

  @Test("An interruption ends it, keeps what is measured and is status 130")
  func interruption() throws {
    let shell = try Self.interrupted(at: 12)
    #expect(shell.output.contains("vector"))
    #expect(shell.complaints.contains("E31"))
    #expect(shell.session.status == 130)
    #expect(shell.session.measurements.contains { $0.name == "vector" })
  }

  @Test("What was interrupted before it had three rounds is not told, nor kept")
  func interruptedEarly() throws {
    let shell = try Self.interrupted(at: 6)
    #expect(shell.output.contains("nothing was measured to the end"))
    #expect(shell.session.measurements.isEmpty)
  }

  @Test("More threads than cores is said to be waiting")
  func crowded() throws {
    let shell = try TestShell()
    shell.run(
      "measure adamw with params = 4k, threads = \(4 * Machine.current.cores), kernel = parallel, seconds = 0.01"
    )
    #expect(shell.complaints.contains("waited for one another"))
  }

  @Test("The examples run")
  func examples() throws {
    for example in Command.measure.example {
      let shell = try TestShell()
      shell.run(example)
      #expect(shell.session.status == 0)
    }
  }

  @Test("The roofline alone")
  func roofline() throws {
    let shell = try TestShell()
    let printed = shell.run("measure roofline with params = 4k, threads = 1, seconds = 0.01")
    #expect(printed.contains("streams of fp32") && printed.contains("triad"))
    #expect(shell.run("assert measured.roofline.fp32 > 0 s/param\nprint 1") == "1\n")
  }
}

@Suite("Measurements are kept")
struct MeasurementFileTests {
  private static let one = Measured(
    processor: Machine.current.name, kind: .kernel, name: "parallel", parameters: 64_000_000, threads: 2,
    median: 0.5, spread: 0.01, fastest: 0.49, slowest: 0.7, runs: 40, outliers: 2, bytes: 28, share: 0.97)

  /// Files that a test holds, by path.
  private final class Disk: Sendable {
    let files = Mutex<[String: [UInt8]]>([:])

    var door: Files {
      Files(
        read: { path in
          self.files.withLock { $0[path] }.map { .success($0) } ?? .failure(Files.Failure("no such file"))
        },
        replace: { path, bytes in
          self.files.withLock { $0[path] = bytes }
          return .success(())
        }, stateFolder: "/state")
    }

    var text: String? {
      files.withLock { $0["/state/measurements"] }.map { String(decoding: $0, as: UTF8.self) }
    }

    func put(_ text: String) { files.withLock { $0["/state/measurements"] = Array(text.utf8) } }
  }

  @Test("They read as they were written")
  func roundTrip() {
    var other = Self.one
    (other.kind, other.name, other.processor) = (.roofline, "streams of 8bit", "Another CPU (TM) @ 3 GHz")
    let (measured, broken) = MeasurementFile.measured(Array(MeasurementFile.text([Self.one, other]).utf8))
    #expect(measured == [Self.one, other])
    #expect(broken == nil)
  }

  @Test("A session finds what an earlier one measured")
  func recalled() throws {
    let disk = Disk()
    disk.put(MeasurementFile.text([Self.one]))
    let shell = try TestShell(files: disk.door)
    let printed = shell.run(
      """
      assert measured.adamw.parallel == 0.5 ns/param
      assert measured.adamw.parallel.params == 64M
      explain time.optimizer with optimizer_device = cpu
      """)
    #expect(shell.complaints == "")
    #expect(printed.contains("measured on \(Machine.current.name), 64M parameters, 2 threads"))
  }

  @Test("A measurement is written, with those of other CPUs and sizes; a repeated one replaces the old")
  func written() throws {
    let disk = Disk()
    var old = Self.one
    old.processor = "Another CPU"
    var same = Self.one
    (same.name, same.parameters, same.threads) = ("vector", 4000, 1)
    disk.put(MeasurementFile.text([old, Self.one, same]))
    let shell = try TestShell(files: disk.door)
    shell.run("measure adamw with params = 4k, threads = 1, kernel = vector, seconds = 0.01")
    let (measured, broken) = MeasurementFile.measured(Array((disk.text ?? "").utf8))
    #expect(broken == nil)
    #expect(measured.prefix(2) == [old, Self.one])
    #expect(measured.filter { $0.name == "vector" }.count == 1)
    #expect(!measured.contains(same))
    // In cache it is faster than any model's step will be: the larger one stays what the formulas use.
    #expect(shell.run("assert cpu_adamw == 0.5 ns/param\nprint 1") == "1\n")
  }

  @Test("What an interruption leaves is written too")
  func interrupted() throws {
    let disk = Disk()
    _ = try MeasureTests.interrupted(at: 20, files: disk.door)
    #expect(MeasurementFile.measured(Array((disk.text ?? "").utf8)).measured.contains { $0.name == "vector" })
  }

  @Test("Each core has the first caches for itself, the last is shared")
  func places() {
    let caches = [(1, 32 << 10), (2, 1 << 20), (3, 32 << 20)].map { Machine.Cache(level: $0, bytes: $1) }
    let machine = Machine(processor: "x", cores: 2, caches: caches)
    func places(_ exponents: [Int], cores: Int) -> [String] {
      exponents.map { machine.place(of: 1 << $0, .float32, cores: cores) }
    }
    #expect(places([11, 12, 16, 17, 21, 22], cores: 1) == ["L1", "L2", "L2", "L3", "L3", "memory"])
    #expect(places([12, 17, 22], cores: 2) == ["L1", "L2", "memory"])
    #expect(machine.parametersToMeasure == 8_000_000)
  }

  @Test("A broken line is one warning; the others count")
  func broken() throws {
    let disk = Disk()
    disk.put("\u{1}\u{2} nonsense\n" + MeasurementFile.text([Self.one]))
    let shell = try TestShell(files: disk.door)
    shell.run("cpu_adamw\nmeasured\ncpu_adamw")
    #expect(shell.complaints.components(separatedBy: "W06").count == 2)
    #expect(shell.output.contains("0.5 ns/param"))
    #expect(shell.session.status == 0)
  }

  @Test("Under --safe nothing is read and nothing is written")
  func safe() throws {
    let disk = Disk()
    disk.put(MeasurementFile.text([Self.one]))
    let shell = try TestShell(files: disk.door, isSafe: true)
    shell.run("cpu_adamw")
    #expect(shell.complaints.contains("E24"))
    shell.run("measure adamw with params = 4k, threads = 1, kernel = vector, seconds = 0.01")
    #expect(disk.text == MeasurementFile.text([Self.one]))
    #expect(shell.run("assert measured.adamw.vector > 0 s/param\nprint 1") == "1\n")
  }

  @Test("Of several, the fastest fp32 kernel outside the caches counts")
  func chosen() {
    let machine = Machine(processor: "x", cores: 2, caches: [Machine.Cache(level: 3, bytes: 32 << 20)])
    func one(_ name: String, _ parameters: Int, _ median: Double) -> Measured {
      var copy = Self.one
      (copy.processor, copy.name, copy.parameters, copy.median) = ("x", name, parameters, median)
      return copy
    }
    let inCache = one("parallel", 100_000, 0.1)
    let narrow = one("8bit", 64_000_000, 0.2)
    let (slow, fast) = (one("vector", 64_000_000, 0.6), one("parallel", 64_000_000, 0.5))
    #expect([inCache, narrow, slow, fast].optimizer(on: machine) == fast)
    #expect([inCache, narrow].optimizer(on: machine) == inCache)
    #expect([narrow].optimizer(on: machine) == nil)
  }

  @Test("The curve marks the caches and both lines, without colour")
  func curve() {
    let points = [(1 << 10, 0.3), (1 << 15, 0.3), (1 << 20, 0.4), (1 << 25, 0.6)].map {
      SizeCurve.Point(parameters: $0.0, kernel: $0.1, streams: $0.1 / 2)
    }
    let curve = SizeCurve(points: points, marks: [SizeCurve.Mark(name: "L2", parameters: 65_536)])
    let lines = curve.lines(width: 60)
    #expect(lines.first?.contains("L2") == true)
    #expect(lines.last?.contains("1Ki") == true && lines.last?.contains("32Mi") == true)
    #expect(lines.joined().filter { $0 == "*" }.count == 4)
    #expect(lines.joined().filter { $0 == "o" }.count == 4)
    #expect(lines.allSatisfy { $0.utf8.count <= 60 && $0.utf8.allSatisfy { $0 < 0x80 } })
  }
}

@Suite("The FLOPs of AdamW")
struct OptimizerFLOPTests {
  @Test("explain flops.optimizer agrees with the operations counted, line by line")
  func lines() throws {
    let shell = try TestShell()
    for line in OperationCount.lines(of: .course) {
      let row = "flops.optimizer.\(line.name) == \(line.operations.total) FLOP/param * params"
      #expect(shell.run("assert \(row)\nprint 1") == "1\n", "\(line.name)")
    }
    #expect(shell.run("assert flops.optimizer == 15 FLOP/param * params\nprint 1") == "1\n")
    let explained = shell.run("explain flops.optimizer")
    for line in OperationCount.lines(of: .course) { #expect(explained.contains(line.name)) }
  }

  @Test("It says what a kernel in one pass saves, as counted")
  func fused() throws {
    let fused = OperationCount.perParameter(.pytorch)
    #expect((fused.total, fused.instructions) == (14, 12))
    let explained = try TestShell().run("explain flops.optimizer").split { " \n".contains($0) }
    #expect(explained.joined(separator: " ").contains("runs 14 operations in 12 instructions"))
  }
}
