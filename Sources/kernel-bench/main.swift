import Kernels

// What a step takes on this CPU, by size and cores, beside the same streams without arithmetic.
//
//   kernel-bench [SECONDS [KERNEL…]]      4 seconds a row, the kernels that take all cores

let seconds = CommandLine.arguments.dropFirst().first.flatMap { Double($0) } ?? 4
let names = Array(CommandLine.arguments.dropFirst(2))
let kernels = names.isEmpty ? Kernel.all.filter { $0.cores == .all } : try names.map { try Kernel.named($0) }
let sizes = [("16K", 16 << 10), ("256K", 256 << 10), ("1M", 1 << 20), ("4M", 4 << 20), ("16M", 16 << 20)]
let largeSizes = [("64M", 64 << 20), ("256M", 256 << 20)]

let machine = Machine.current
print("\(machine.processor), \(machine.cores) cores, \(InstructionSet.best.name)")
print(machine.caches.map { "L\($0.level) \($0.bytes >> 10) KiB" }.joined(separator: ", "))
print("size cores kernel        ns/param  spread    GB/s  roofline  GFLOP/s")

for (name, parameters) in sizes + largeSizes {
  for threads in Set([1, machine.cores]).sorted() {
    do throws(KernelError) {
      let measured = try Measurement.measure(
        kernels: kernels, parameters: parameters, threads: threads, seconds: seconds)
      for row in measured.rows { print(line(name, row)) }
      for roofline in measured.rooflines { print(line(name, roofline)) }
      if measured.noise == .noisy {
        print("     the machine was busy: differences within the spread mean nothing")
      }
    } catch {
      print("\(name): \(error)")
    }
  }
}

func line(_ size: String, _ row: Measurement.Row) -> String {
  columns(size, row.threads, row.kernel.name, row.time, row.gigabytesPerSecond)
    + right(fixed(row.shareOfRoofline, 3), 10) + right(fixed(row.gigaflops, 1), 9)
}

func line(_ size: String, _ roofline: Roofline) -> String {
  columns(size, roofline.threads, roofline.streams.name, roofline.time, roofline.gigabytesPerSecond)
}

func columns(_ size: String, _ threads: Int, _ name: String, _ time: Statistics, _ bandwidth: Double)
  -> String
{
  let spread = fixed(100 * time.relativeSpread, 1) + "%"
  return right(size, 4) + right("\(threads)", 6) + " " + left(name, 24) + right(fixed(time.median, 3), 7)
    + right(spread, 8) + right(fixed(bandwidth, 1), 8)
}

func fixed(_ value: Double, _ digits: Int) -> String {
  var scale = 1
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((value * Double(scale)).rounded())
  let fraction = String(scaled % scale)
  return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
}

func right(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func left(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
